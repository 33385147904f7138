//! [`Instance`]: the shared identity of one row.
//!
//! An instance is an append-only chain of versions of its columns (`versions`) and a little state (`state`).
//! Reading is `Deref` to the newest version; [`Edit`] publishes the next one. The unit of work compares the newest version
//! with the one at the last flush. Relationship containers are shared by all versions: they are live, see
//! [`containers`](crate::containers).

mod any;
mod assign;
mod cell;
mod edit;
mod epochs;
mod equality;
mod identity;
mod into_instance;
mod mapper;
mod model;
mod rebase;
mod references;
mod shared;
mod siblings;
mod state;
mod versions;

use std::any::Any;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use any::AnyInstance;
pub(crate) use any::{Instances, address, bind, compact, copy, mark_dirty, set_value};
use any::{forget_old_versions, unbind};
pub use cell::{Cell, Container, History, Log};
pub use edit::Edit;
pub(crate) use epochs::ELSEWHERE;
pub(crate) use equality::{certainly_differ, is_simple, rough};
pub use into_instance::IntoInstance;
pub use mapper::Mapper;
pub(crate) use mapper::mapper;
pub use model::Model;
use orm_core::model::{Assign, Assigned, Built, ColumnSet};
use orm_core::{Column, Columns, SqlType};
pub(crate) use rebase::rebase;
pub(crate) use references::{give_up_pending, inverse_cell, reconcile};
pub use shared::SessionShared;
pub(crate) use shared::belongs_elsewhere;
pub(crate) use siblings::Siblings;
pub use state::Lifecycle;
pub(crate) use state::{STALE, State};
use versions::Versions;

/// One row of a session, or a new one: a cheap clone, one per row per session, `Send` and `Sync`.
///
/// Fields are read through `Deref` (`alice.name`) and written through [`edit`](Instance::edit) or [`set`](Instance::set).
/// A `&` into an instance stays valid and unchanged while it is edited; the next read sees the new version. Old versions
/// live as long as the instance, or until [`compact`](Instance::compact).
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
/// # let mut session = session().await?;
/// let alice = session.get(User, 1).await?.expect("a row");
/// let name = &alice.name;
/// alice.edit().name = "Alicia".into();
/// assert_eq!((name.as_str(), alice.name.as_str()), ("Alice", "Alicia"));
/// # Ok(()) }
/// ```
///
/// Functions that do not belong to the model are called as `Instance::lifecycle(&alice)`, so that they hide none of its fields and methods.
pub struct Instance<M>(Arc<Inner<M>>);

pub(crate) struct Inner<M> {
    head: Head,
    first: M,
}

/// What an instance has besides its first version, the same for all models. Not meant to be used by users of this crate.
#[doc(hidden)]
pub struct Head {
    versions: Versions,
    state: Mutex<State>,
}

impl Head {
    fn new(state: State) -> Self {
        Head { versions: Versions::default(), state: Mutex::new(state) }
    }
}

impl<M> Inner<M> {
    fn new(first: M, state: State) -> Self {
        Inner { head: Head::new(state), first }
    }
}

impl<M: 'static> Inner<M> {
    /// A version with its type; the first where there is none.
    fn typed<'i>(&'i self, version: Option<&'i dyn Columns>) -> &'i M {
        let version: Option<&dyn Any> = version.map(|version| version as &dyn Any);
        version.and_then(|version| version.downcast_ref()).unwrap_or(&self.first)
    }

    #[inline]
    fn latest(&self) -> &M {
        match self.head.versions.latest() {
            None => &self.first,
            later => self.typed(later),
        }
    }

    fn version(&self, index: usize) -> &M {
        self.typed(self.head.versions.get(index))
    }
}

impl<M: Model> Instance<M> {
    /// A new instance that belongs to no session yet.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let dave = Instance::new(User::builder().name("Dave"));
    /// dave.posts.push(Post::builder().title("First"));
    /// assert_eq!(Instance::lifecycle(&dave), Lifecycle::Transient);
    /// ```
    pub fn new(new: impl orm_core::model::Buildable<Model = M>) -> Self {
        let Built { model, unset, omitted } = new.build();
        let inner = Arc::new(Inner::new(model, State::built(unset, omitted)));
        bind(&(inner.clone() as Arc<dyn AnyInstance>));
        Instance(inner)
    }

    /// A guard to change columns with: `alice.edit().name = "x".into()`. The changes are published when it drops.
    ///
    /// Relationships are not edited through it: their own methods act at once.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get(User, 1).await?.expect("a row");
    /// alice.edit().is_active = false;
    /// {
    ///     let mut edit = alice.edit();
    ///     edit.name.push_str(" Smith");
    ///     edit.email = None;
    ///     assert_eq!(alice.name, "Alice"); // until the guard drops
    /// }
    /// assert_eq!(alice.name, "Alice Smith");
    /// # Ok(()) }
    /// ```
    pub fn edit(&self) -> Edit<'_, M> {
        Edit::new(self)
    }

    /// Sets one column, to a value or to an expression.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let bob = session.get(User, 2).await?.expect("a row");
    /// bob.set(User::name, "Robert");
    /// bob.set(User::email, "bob@example.org");
    /// bob.set(User::email, None);
    ///
    /// let post = session.get(Post, 1).await?.expect("a row");
    /// let views = post.views;
    /// post.set(Post::views, Post::views + 1); // whatever it is by then
    /// assert_eq!(post.views, views);
    /// session.flush().await?; // SET "views" = "posts"."views" + 1
    /// assert_eq!(post.views, views + 1);
    /// # Ok(()) }
    /// ```
    ///
    /// The value of an expression is known once the flush has read it back: until then the column reads as before. A later
    /// plain value takes its place.
    pub fn set<T: SqlType>(&self, column: Column<M, T>, value: impl Assign<T>) {
        let (index, instance) = (column.index(), self.erase());
        match value.assigned() {
            Assigned::Value(value) => edit::set_column(&instance, index, &value),
            Assigned::Expression(node) => {
                lock(instance.state()).assign(index, Some(node));
                mark_dirty(&instance);
            }
        }
    }

    /// Whether both are the same instance, not just equal.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get(User, 1).await?.expect("a row");
    /// let first = session.query(User).order_by(User::id).first().await?.expect("a row");
    /// assert!(Instance::ptr_eq(&alice, &first));
    /// # Ok(()) }
    /// ```
    pub fn ptr_eq(a: &Self, b: &Self) -> bool {
        Arc::ptr_eq(&a.0, &b.0)
    }

    /// What the session knows of the instance.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let dave = session.add(User::builder().name("Dave"));
    /// assert_eq!(Instance::lifecycle(&dave), Lifecycle::Pending);
    /// session.flush().await?;
    /// assert_eq!(Instance::lifecycle(&dave), Lifecycle::Persistent);
    /// # Ok(()) }
    /// ```
    pub fn lifecycle(this: &Self) -> Lifecycle {
        this.state().effective()
    }

    /// Whether columns differ from what was last read from or written to the database.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get(User, 1).await?.expect("a row");
    /// alice.edit().name = "Alicia".into();
    /// assert!(Instance::is_modified(&alice));
    /// session.flush().await?;
    /// assert!(!Instance::is_modified(&alice));
    /// # Ok(()) }
    /// ```
    pub fn is_modified(this: &Self) -> bool {
        has_changes(&*this.0)
    }

    /// The row as it was last read from or written to the database; of a new instance, as it was made.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get(User, 1).await?.expect("a row");
    /// alice.edit().name = "Alicia".into();
    /// assert_eq!((Instance::stored(&alice).name.as_str(), alice.name.as_str()), ("Alice", "Alicia"));
    /// # Ok(()) }
    /// ```
    pub fn stored(this: &Self) -> &M {
        let base = this.state().base;
        this.0.version(base)
    }

    /// Frees old versions. Does nothing, and says so, while other clones of the instance (or links to it) exist.
    pub fn compact(&mut self) -> bool {
        unbind(&*self.0);
        let done = Arc::get_mut(&mut self.0).is_some_and(|inner| forget_old_versions(inner));
        bind(&self.erase());
        done
    }

    pub(crate) fn from_inner(inner: Arc<Inner<M>>) -> Self {
        Instance(inner)
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0.head.state)
    }

    /// The instance without its type.
    pub(crate) fn erase(&self) -> Arc<dyn AnyInstance> {
        self.0.clone()
    }
}

/// Instances without their type.
pub(crate) fn erase_all<I: IntoInstance>(instances: impl IntoIterator<Item = I>) -> Instances {
    let mut erased = Instances::new();
    for instance in instances {
        erased.push(instance.into_instance().erase());
    }
    erased
}

/// Instances of `M` with their type; others are left out.
pub(crate) fn typed_all<M: Model>(instances: Instances) -> Vec<Instance<M>> {
    let mut typed = Vec::with_capacity(instances.len());
    for instance in instances {
        if let Some(instance) = instance.downcast() {
            typed.push(instance);
        }
    }
    typed
}

/// The columns in which an instance differs from its version `base`.
pub(crate) fn changed_columns(instance: &dyn AnyInstance, base: usize) -> ColumnSet {
    changed_between(instance, base, instance.current())
}

/// The columns in which two versions of an instance differ.
pub(crate) fn changed_between(instance: &dyn AnyInstance, old: usize, new: usize) -> ColumnSet {
    if old == new {
        return ColumnSet::EMPTY;
    }
    let (old, new) = (instance.version(old), instance.version(new));
    let differs = |index: &usize| match (old.column(*index), new.column(*index)) {
        (Some(old), Some(new)) => !old.same(new),
        _ => false,
    };
    (0..instance.table().columns.len()).filter(differs).collect()
}

/// Whether columns of an instance differ from the database, or are to be set to expressions.
pub(crate) fn has_changes(instance: &dyn AnyInstance) -> bool {
    let base = {
        let state = lock(instance.state());
        if !state.expressions.is_empty() {
            return true;
        }
        state.base
    };
    !changed_columns(instance, base).is_empty()
}

/// Those of the `unset` columns that were not edited between two versions.
pub(crate) fn still_unset(unset: &ColumnSet, old: &dyn Columns, new: &dyn Columns) -> ColumnSet {
    let same = |index: &usize| match (old.column(*index), new.column(*index)) {
        (Some(old), Some(new)) => old.same(new),
        _ => true,
    };
    unset.iter().filter(same).collect()
}

/// Locks, whether or not a thread panicked while it held the lock: the data are only ever replaced as a whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<M> Clone for Instance<M> {
    fn clone(&self) -> Self {
        Instance(self.0.clone())
    }
}

impl<M: 'static> Deref for Instance<M> {
    type Target = M;

    #[inline]
    fn deref(&self) -> &M {
        self.0.latest()
    }
}

impl<M: fmt::Display + 'static> fmt::Display for Instance<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<M: fmt::Debug + 'static> fmt::Debug for Instance<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
