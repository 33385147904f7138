//! Loader options: `select(User).options(selectinload(User::posts).selectinload(Post::tags))`.

use std::any::{Any, TypeId};
use std::marker::PhantomData;
use std::sync::Arc;

use orm_core::model::Optional;
use orm_core::statement::{Select, Selectable};
use orm_core::{Entity, Error, Relationship, Result};

use super::Loader;
use super::selectin::selectin;
use crate::containers::RelationContainer;
use crate::instance::{AnyInstance, Instances, Model};

/// A path of relationships to load, from model `M` to model `T`. Made by [`selectinload`].
pub struct Load<M, T> {
    path: LoadPath,
    ends: PhantomData<fn() -> (M, T)>,
}

/// A path of relationships without its types.
pub(crate) struct LoadPath {
    root: TypeId,
    root_name: &'static str,
    relationships: Vec<&'static str>,
}

/// Loads a relationship for all rows of the query with one more SELECT (`… WHERE foreign_key IN (…)`).
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
/// # let mut session = session().await?;
/// let users = session
///     .scalars(select(User).options(selectinload(User::posts).selectinload(Post::comments)).order_by(User::id))
///     .all()
///     .await?;
/// assert_eq!(users[0].posts.get()?[0].comments.get()?[0].text, "Hi");
/// assert_eq!(session.statement_count(), 3); // users, posts, comments
/// # Ok(()) }
/// ```
pub fn selectinload<M: Model, T: Model, C: RelationContainer<T>>(relationship: Relationship<M, T, C>) -> Load<M, T> {
    let path = LoadPath { root: TypeId::of::<M>(), root_name: M::NAME, relationships: vec![relationship.name()] };
    Load { path, ends: PhantomData }
}

macro_rules! in_sqlalchemy_s_words {
    ($($name:ident)*) => {$(
        /// [`selectinload`], in other words of SQLAlchemy's.
        #[doc(hidden)]
        #[deprecated(note = "relationships are loaded by one more query: write `selectinload(..)`")]
        pub fn $name<M: Model, T: Model, C: RelationContainer<T>>(relationship: Relationship<M, T, C>) -> Load<M, T> {
            selectinload(relationship)
        }
    )*};
}

in_sqlalchemy_s_words!(joinedload subqueryload);

impl<M, T> Load<M, T> {
    pub(crate) fn into_path(self) -> LoadPath {
        self.path
    }
}

impl<M: Model, T: Model> Load<M, T> {
    /// Goes on from there: loads a relationship of what the path has led to so far.
    #[must_use]
    pub fn selectinload<U: Model, C: RelationContainer<U>>(
        mut self,
        relationship: Relationship<T, U, C>,
    ) -> Load<M, U> {
        self.path.relationships.push(relationship.name());
        Load { path: self.path, ends: PhantomData }
    }
}

/// An option that fits a query of `Q`: a [`Load`] that starts from a model which `Q` selects.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an option of this query",
    label = "does not start from a model that the query selects"
)]
pub trait LoadOption<Q> {
    /// The option without its types.
    fn into_option(self) -> Arc<dyn Any + Send + Sync>;
}

#[diagnostic::do_not_recommend]
impl<Q: HasEntity<M>, M: Model, T: Model> LoadOption<Q> for Load<M, T> {
    fn into_option(self) -> Arc<dyn Any + Send + Sync> {
        Arc::new(self.path)
    }
}

/// Holds for what selects model `M` (a tuple is looked into when the query runs).
pub trait HasEntity<M> {}

impl<M> HasEntity<M> for Entity<M> {}

impl<M> HasEntity<M> for Optional<Entity<M>> {}

macro_rules! tuple {
    ($($name:ident $index:tt),+) => { impl<M, $($name),+> HasEntity<M> for ($($name,)+) {} };
}

orm_core::each_tuple!(tuple);

/// Adds loader options to a select.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
/// # let mut session = session().await?;
/// let by_author = select(Post).options(selectinload(Post::author)).options(selectinload(Post::comments));
/// let posts = session.scalars(by_author).all().await?;
/// assert_eq!(posts[0].author.get()?.name, "Alice");
/// # Ok(()) }
/// ```
pub trait LoadOptions<Q> {
    /// Loads relationships along. Several options add up.
    #[must_use]
    fn options(self, option: impl LoadOption<Q>) -> Self;
}

impl<Q: Selectable> LoadOptions<Q> for Select<Q> {
    fn options(mut self, option: impl LoadOption<Q>) -> Self {
        self.push_option(option.into_option());
        self
    }
}

/// Runs options over the instances that a query brought.
pub(crate) async fn run(loader: &mut dyn Loader, paths: &[Arc<LoadPath>], seen: &[Arc<dyn AnyInstance>]) -> Result<()> {
    for path in paths {
        let mut level: Vec<Arc<dyn AnyInstance>> =
            seen.iter().filter(|instance| instance.model_type() == path.root).cloned().collect();
        if level.is_empty() && !seen.is_empty() {
            let message =
                format!("an option loads a relationship of `{}`, which the query does not select", path.root_name);
            return Err(Error::InvalidState(message));
        }
        for name in &path.relationships {
            level = load(loader, name, level).await?;
        }
    }
    Ok(())
}

/// Loads one relationship, by name, for parents of one model.
pub(crate) async fn load(loader: &mut dyn Loader, name: &str, parents: Instances) -> Result<Instances> {
    let Some(first) = parents.first() else { return Ok(Vec::new()) };
    let table = first.table();
    match table.relationships.iter().position(|relationship| relationship.name == name) {
        Some(index) => selectin(loader, index, parents).await,
        None => Err(Error::no_relationship(&table.model, name)),
    }
}
