//! `merge` and `merge_all`.

use std::future::IntoFuture;
use std::marker::PhantomData;

use orm_core::error::Sought;
use orm_core::{Error, Result};

use super::Session;
use crate::fetch::{BoxFuture, Typed};
use crate::instance::{Instance, Instances, IntoInstance, Model, erase_all, typed_all};

/// A merge about to happen, made by [`Session::merge`].
#[must_use = "nothing is merged until it is awaited"]
pub struct Merge<'s, M> {
    all: MergeAll<'s, M>,
}

/// A merge of several instances about to happen, made by [`Session::merge_all`].
#[must_use = "nothing is merged until it is awaited"]
pub struct MergeAll<'s, M> {
    session: &'s mut Session,
    given: Instances,
    load: bool,
    model: PhantomData<fn() -> M>,
}

impl Session {
    /// Copies an instance from elsewhere (detached, of another session, or just built) onto the session's instance of the same row, and
    /// returns that one; what was given stays as it was. Without such a row, the result is a new instance, to be inserted.
    ///
    /// - Columns that a builder was not given are left alone.
    /// - Relationships with the cascade `merge` (a default) are merged too: a loaded collection replaces the present one; one that is not
    ///   loaded is left alone.
    /// - There is one SELECT per model and level of relationships, and one per collection that is replaced, never one per row.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let sent = User::builder().id(1).name("Alicia").posts([Post::builder().id(1).title("Hello again"), Post::builder().title("New")]);
    /// let alice = session.merge(sent).await?;
    /// session.commit().await?; // UPDATE users, UPDATE posts, INSERT posts, DELETE the post that was left out
    /// let titles: Vec<_> = alice.posts.get()?.iter().map(|post| post.title.clone()).collect();
    /// assert_eq!(titles, ["Hello again", "New"]);
    /// assert!(alice.is_active); // was not given
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When a query fails, or the flush before it. [`Error::StaleData`] when the model has a version, and what is given has another than
    /// the row; nothing is merged then.
    pub fn merge<I: IntoInstance>(&mut self, given: I) -> Merge<'_, I::Model> {
        Merge { all: self.merge_all([given]) }
    }

    /// As [`merge`](Self::merge) for several instances: still one SELECT per model and level.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let sent = (1..=5).map(|id| User::builder().id(id).name(format!("user {id}")));
    /// let users = session.merge_all(sent).await?;
    /// assert_eq!(session.statement_count(), 1);
    /// assert_eq!((session.dirty().len(), session.pending().len()), (3, 2));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`merge`](Self::merge).
    pub fn merge_all<I: IntoInstance>(&mut self, given: impl IntoIterator<Item = I>) -> MergeAll<'_, I::Model> {
        MergeAll { session: self, given: erase_all(given), load: true, model: PhantomData }
    }
}

impl<'s, M: Model> Merge<'s, M> {
    /// Takes what was given for what is in the database, and runs no SQL: the result has no changes. For instances from a cache.
    ///
    /// Fails where something given is new or has changes of its own.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// # let engine = session.engine().clone();
    /// let cached = Session::new(&engine).get(User, 1).await?.expect("a row");
    /// let alice = session.merge(&cached).without_load().await?;
    /// assert_eq!((alice.name.as_str(), session.statement_count()), ("Alice", 0));
    /// assert!(session.dirty().is_empty());
    /// # Ok(()) }
    /// ```
    pub fn without_load(self) -> Self {
        Merge { all: self.all.without_load() }
    }
}

impl<'s, M: Model> MergeAll<'s, M> {
    /// As [`Merge::without_load`].
    pub fn without_load(mut self) -> Self {
        self.load = false;
        self
    }

    fn levels(self) -> BoxFuture<'s, Result<Instances>> {
        self.session.merge_levels(self.given, self.load)
    }
}

impl<'s, M: Model> IntoFuture for Merge<'s, M> {
    type Output = Result<Instance<M>>;
    type IntoFuture = Typed<'s, Instances, Instance<M>>;

    fn into_future(self) -> Self::IntoFuture {
        Typed::new(self.all.levels(), |merged| {
            typed_all(merged).pop().ok_or_else(|| Error::NoResultFound(Sought::of(M::NAME)))
        })
    }
}

impl<'s, M: Model> IntoFuture for MergeAll<'s, M> {
    type Output = Result<Vec<Instance<M>>>;
    type IntoFuture = Typed<'s, Instances, Vec<Instance<M>>>;

    fn into_future(self) -> Self::IntoFuture {
        Typed::new(self.levels(), |merged| Ok(typed_all(merged)))
    }
}
