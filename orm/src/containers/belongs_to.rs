//! [`BelongsTo`]: the side of a relationship that has the foreign key.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use orm_core::Mapped;
use orm_core::error::NotLoaded;

use super::handle::Handle;
use super::one::OneCell;
use super::{RelationContainer, Target};
use crate::instance::{AnyInstance, Cell, Container, Instance, IntoInstance, Mapper, mapper};

/// The instance that this one references: `BelongsTo<User>`, or `BelongsTo<Option<User>>` when the foreign key is nullable.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
/// # let mut session = session().await?;
/// let users = session.query(User).options(selectinload(User::posts)).order_by(User::id).all().await?;
/// let (alice, bob) = (&users[0], &users[1]);
/// let post = alice.posts.get()?[0].clone();
///
/// post.author.set(bob); // moves the post between the two users' collections
/// assert_eq!(post.author.get()?.name, "Bob");
/// assert_eq!((alice.posts.get()?.len(), bob.posts.get()?.len()), (1, 2));
///
/// let comment = session.query(Comment).one().await?;
/// comment.post.clear(); // a `BelongsTo<Option<Post>>`
/// assert!(comment.post.get()?.is_none());
/// # Ok(()) }
/// ```
///
/// What it does is in the guide's chapter about [relationships](crate::guide::relationships).
pub struct BelongsTo<T: Target> {
    cell: Handle<OneCell>,
    target: PhantomData<fn() -> T>,
}

#[diagnostic::do_not_recommend]
impl<T: Target> orm_core::relationship::ToOne for BelongsTo<T> {}

impl<T: Target> BelongsTo<T> {
    /// A reference to a given instance, for a new owner.
    pub fn of(target: impl IntoInstance<Model = T::Model>) -> Self {
        BelongsTo { cell: Handle::of(OneCell::of(Some(target.into_instance().erase()))), target: PhantomData }
    }

    fn one(&self) -> &Arc<OneCell> {
        self.cell.cell()
    }

    /// The same reference, for the next version of its instance.
    #[doc(hidden)]
    pub fn share(&self) -> Self {
        BelongsTo { cell: self.cell.share(), target: PhantomData }
    }

    /// The related instance; for `BelongsTo<Option<T>>`, `None` when there is none.
    ///
    /// # Errors
    /// [`NotLoaded`], which says how to load it.
    pub fn get(&self) -> Result<T::Value, NotLoaded> {
        let one = self.one();
        T::value(one.get()?.and_then(<dyn AnyInstance>::downcast), one.missing())
    }

    /// References another instance; the collections on the other side follow. Returns the instance.
    pub fn set(&self, target: impl IntoInstance<Model = T::Model>) -> Instance<T::Model> {
        let target = target.into_instance();
        self.one().set(Some(&target.erase()));
        target
    }

    /// Whether [`get`](Self::get) succeeds.
    pub fn is_loaded(&self) -> bool {
        self.get().is_ok()
    }
}

impl<M: crate::instance::Model> BelongsTo<Option<M>> {
    /// References nothing; the collection on the other side follows.
    pub fn clear(&self) {
        self.one().set(None);
    }
}

impl<T: Target> Default for BelongsTo<T> {
    fn default() -> Self {
        BelongsTo { cell: Handle::default(), target: PhantomData }
    }
}

/// A fresh container: relationships belong to an instance, not to a value.
impl<T: Target> Clone for BelongsTo<T> {
    fn clone(&self) -> Self {
        BelongsTo::default()
    }
}

impl<T: Target> fmt::Debug for BelongsTo<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cell.get().map(|cell| cell.get()) {
            Some(Ok(Some(target))) => match target.downcast::<T::Model>() {
                Some(target) => write!(f, "{} {:?}", T::Model::NAME, Mapped::key(&*target)),
                None => f.write_str(T::Model::NAME),
            },
            Some(Ok(None)) => f.write_str("None"),
            Some(Err(_)) | None => f.write_str("(not loaded)"),
        }
    }
}

impl<T: Target> Container for BelongsTo<T> {
    fn cell(&self) -> &dyn Cell {
        &**self.one()
    }

    fn target(&self) -> &'static Mapper {
        mapper::<T::Model>()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Target> RelationContainer<T::Model> for BelongsTo<T> {
    type Value = T::Value;

    fn value(&self) -> Result<T::Value, NotLoaded> {
        self.get()
    }
}
