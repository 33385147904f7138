//! The futures of the API. What they run is compiled once, behind a [`BoxFuture`]; they only give its result the type that the user asked for.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use orm_core::error::Sought;
use orm_core::{Error, Result};

/// A future on the heap: what methods return whose work is compiled once, with this crate.
pub type BoxFuture<'f, T> = Pin<Box<dyn Future<Output = T> + Send + 'f>>;

/// Where a statement leaves what it found.
pub(crate) struct Slot<T>(Arc<Mutex<Option<T>>>);

impl<T> Slot<T> {
    pub(crate) fn put(&self, item: T) {
        *self.lock() = Some(item);
    }

    pub(crate) fn take(&self) -> Option<T> {
        self.lock().take()
    }

    fn lock(&self) -> MutexGuard<'_, Option<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Slot(Arc::new(Mutex::new(None)))
    }
}

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        Slot(self.0.clone())
    }
}

/// How many rows a statement may find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expect {
    Any,
    AtMostOne,
    One,
}

impl Expect {
    /// Whether so many rows are as many as there may be; `sought` says what they are rows of.
    pub(crate) fn check(self, rows: u64, sought: impl FnOnce() -> Sought) -> Result<()> {
        match (self, rows) {
            (Expect::One, 0) => Err(Error::NoResultFound(sought())),
            (Expect::One | Expect::AtMostOne, 2..) => Err(Error::MultipleResultsFound(sought())),
            _ => Ok(()),
        }
    }
}

/// The error of a future that was polled again after it had given what it found.
fn nothing() -> Error {
    Error::NoResultFound(Sought::default())
}

/// What a statement finds: `R` is the list of its rows, its first row or none, or its scalar.
///
/// A future: the statement is executed when it is awaited.
#[must_use = "a statement does nothing until it is awaited"]
pub struct Fetch<'s, R> {
    run: BoxFuture<'s, Result<()>>,
    found: Slot<R>,
}

impl<'s, R> Fetch<'s, R> {
    /// `run` leaves what it finds in the slot; nothing stands for no result.
    pub(crate) fn new(found: Slot<R>, run: BoxFuture<'s, Result<()>>) -> Self {
        Fetch { run, found }
    }
}

impl<R> Future for Fetch<'_, R> {
    type Output = Result<R>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<R>> {
        let this = self.get_mut();
        ready!(this.run.as_mut().poll(context))?;
        Poll::Ready(this.found.take().ok_or_else(nothing))
    }
}

/// The only row of a statement.
///
/// A future: the statement is executed when it is awaited.
#[must_use = "a statement does nothing until it is awaited"]
pub struct FetchOne<'s, T>(pub(crate) Fetch<'s, Option<T>>);

impl<T> Future for FetchOne<'_, T> {
    type Output = Result<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        let row = ready!(Pin::new(&mut self.get_mut().0).poll(context))?;
        Poll::Ready(row.ok_or_else(nothing))
    }
}

/// What is done when it is awaited, and the type that its result gets.
#[must_use = "nothing is done until it is awaited"]
pub struct Typed<'s, A, R> {
    run: BoxFuture<'s, Result<A>>,
    finish: fn(A) -> Result<R>,
}

impl<'s, A, R> Typed<'s, A, R> {
    pub(crate) fn new(run: BoxFuture<'s, Result<A>>, finish: fn(A) -> Result<R>) -> Self {
        Typed { run, finish }
    }
}

impl<A, R> Future for Typed<'_, A, R> {
    type Output = Result<R>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<R>> {
        let this = self.get_mut();
        let outcome = ready!(this.run.as_mut().poll(context))?;
        Poll::Ready((this.finish)(outcome))
    }
}

macro_rules! debug {
    ($($future:ident<$($param:ident),+>)*) => {$(
        impl<$($param),+> fmt::Debug for $future<'_, $($param),+> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($future)).finish_non_exhaustive()
            }
        }
    )*};
}

debug!(Fetch<R> FetchOne<T> Typed<A, R>);
