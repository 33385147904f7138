//! [`HasMany`]: the "many" side of a one-to-many relationship.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use orm_core::error::NotLoaded;

use super::handle::Handle;
use super::many::ManyCell;
use super::{Members, RelationContainer};
use crate::instance::{Cell, Container, Instance, Instances, IntoInstance, Mapper, Model, erase_all, mapper};

/// A collection of instances of `T` that reference this one.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
/// # let mut session = session().await?;
/// let alice = session.get(User, 1).await?.expect("a row");
/// session.load(&alice, User::posts).await?;
///
/// let post = alice.posts.push(Post::builder().title("More"));
/// assert_eq!(post.author.get()?.name, "Alice");
/// for post in alice.posts.get()? {
///     println!("{}", post.title);
/// }
/// assert!(alice.posts.remove(&post));
/// assert_eq!(alice.posts.get()?.len(), 2);
/// # Ok(()) }
/// ```
///
/// What it does is in the guide's chapter about [relationships](crate::guide::relationships).
pub struct HasMany<T> {
    cell: Handle<ManyCell>,
    target: PhantomData<fn() -> T>,
}

#[diagnostic::do_not_recommend]
impl<T> orm_core::relationship::ToMany for HasMany<T> {}

impl<T> HasMany<T> {
    fn many(&self) -> &Arc<ManyCell> {
        self.cell.cell()
    }

    /// The same collection, for the next version of its instance.
    #[doc(hidden)]
    pub fn share(&self) -> Self {
        HasMany { cell: self.cell.share(), target: PhantomData }
    }
}

impl<T: Model> HasMany<T> {
    /// A collection of given instances, for a new owner.
    pub fn of<I: IntoInstance<Model = T>>(instances: impl IntoIterator<Item = I>) -> Self {
        HasMany { cell: Handle::of(ManyCell::of(erase_all(instances))), target: PhantomData }
    }

    /// The members.
    ///
    /// # Errors
    /// [`NotLoaded`], which says how to load them. A collection that is not loaded never looks empty.
    pub fn get(&self) -> Result<Members<T>, NotLoaded> {
        self.many().members().map(Members::of)
    }

    /// Adds an instance, unless it is there; the other side follows. Returns the instance.
    pub fn push(&self, instance: impl IntoInstance<Model = T>) -> Instance<T> {
        let instance = instance.into_instance();
        self.many().push(&instance.erase());
        instance
    }

    /// [`push`](Self::push) in SQLAlchemy's words.
    #[doc(hidden)]
    #[deprecated(note = "write `.push(..)`")]
    pub fn append(&self, instance: impl IntoInstance<Model = T>) -> Instance<T> {
        self.push(instance)
    }

    /// Adds an instance before the member that is at `place` (from 0), or at the end; one that is a member already moves there. The other
    /// side follows. Returns the instance.
    ///
    /// The order lasts where the relationship keeps it in a column, `#[relationship(position = Card::place)]`; otherwise it does until the
    /// collection is loaded again.
    ///
    /// # Errors
    /// [`NotLoaded`]: whoever is there must be known.
    pub fn insert(&self, place: usize, instance: impl IntoInstance<Model = T>) -> Result<Instance<T>, NotLoaded> {
        self.many().known()?;
        let instance = self.push(instance);
        self.many().move_to(&instance.erase(), place)?;
        Ok(instance)
    }

    /// Moves a member to a place (from 0), or to the end if there is none; those between make room. False if it is no member.
    ///
    /// # Errors
    /// [`NotLoaded`].
    pub fn move_to(&self, instance: &Instance<T>, place: usize) -> Result<bool, NotLoaded> {
        self.many().move_to(&instance.erase(), place)
    }

    /// Adds several instances.
    pub fn extend<I: IntoInstance<Model = T>>(&self, instances: impl IntoIterator<Item = I>) {
        for instance in instances {
            self.push(instance);
        }
    }

    /// Takes an instance out; the other side follows. False if it was not there.
    pub fn remove(&self, instance: &Instance<T>) -> bool {
        self.many().remove(&instance.erase())
    }

    /// Makes these the members, in this order, and no others.
    ///
    /// # Errors
    /// [`NotLoaded`]: what goes out must be known.
    pub fn replace<I: IntoInstance<Model = T>>(&self, instances: impl IntoIterator<Item = I>) -> Result<(), NotLoaded> {
        self.many().replace_known(erase_all(instances))
    }

    /// Takes all members out.
    ///
    /// # Errors
    /// [`NotLoaded`]: what goes out must be known.
    pub fn clear(&self) -> Result<(), NotLoaded> {
        self.many().replace_known(Instances::new())
    }

    /// Whether [`get`](Self::get) succeeds.
    pub fn is_loaded(&self) -> bool {
        self.many().members().is_ok()
    }
}

impl<T> Default for HasMany<T> {
    fn default() -> Self {
        HasMany { cell: Handle::default(), target: PhantomData }
    }
}

/// A fresh container: relationships belong to an instance, not to a value.
impl<T> Clone for HasMany<T> {
    fn clone(&self) -> Self {
        HasMany::default()
    }
}

impl<T: Model> fmt::Debug for HasMany<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cell.get().and_then(|cell| cell.len()) {
            Some(len) => write!(f, "[{len} × {}]", T::NAME),
            None => f.write_str("[not loaded]"),
        }
    }
}

impl<T: Model> Container for HasMany<T> {
    fn cell(&self) -> &dyn Cell {
        &**self.many()
    }

    fn target(&self) -> &'static Mapper {
        mapper::<T>()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Model> RelationContainer<T> for HasMany<T> {
    type Value = Members<T>;

    fn value(&self) -> Result<Members<T>, NotLoaded> {
        self.get()
    }
}
