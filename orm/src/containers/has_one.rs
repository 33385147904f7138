//! [`HasOne`]: the side of a one-to-one relationship that has no foreign key.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use orm_core::error::NotLoaded;

use super::RelationContainer;
use super::handle::Handle;
use super::many::ManyCell;
use crate::instance::{AnyInstance, Cell, Container, Instance, Instances, IntoInstance, Mapper, Model, mapper};

/// The one instance of `T`, if there is one, that references this one.
///
/// ```
/// # use orm::prelude::*;
/// #[derive(Model, Debug)]
/// pub struct User {
///     #[column(primary_key)]
///     pub id: i64,
///     #[relationship(back_populates = "user")]
///     pub profile: HasOne<Profile>,
/// }
///
/// #[derive(Model, Debug)]
/// pub struct Profile {
///     #[column(primary_key)]
///     pub id: i64,
///     pub city: String,
///     #[column(foreign_key = User::id, unique)]
///     pub user_id: i64,
///     #[relationship(back_populates = "profile")]
///     pub user: BelongsTo<User>,
/// }
/// # fn main() -> orm::Result<()> {
///
/// let user = Instance::new(User::builder());
/// user.profile.set(Profile::builder().city("Paris"));
/// assert_eq!(user.profile.get()?.map(|profile| profile.city.clone()).as_deref(), Some("Paris"));
/// user.profile.clear()?;
/// assert!(user.profile.get()?.is_none());
/// # Ok(()) }
/// ```
pub struct HasOne<T> {
    cell: Handle<ManyCell>,
    target: PhantomData<fn() -> T>,
}

#[diagnostic::do_not_recommend]
impl<T> orm_core::relationship::ToOne for HasOne<T> {}

impl<T> HasOne<T> {
    fn many(&self) -> &Arc<ManyCell> {
        self.cell.cell()
    }

    /// The same container, for the next version of its instance.
    #[doc(hidden)]
    pub fn share(&self) -> Self {
        HasOne { cell: self.cell.share(), target: PhantomData }
    }
}

impl<T: Model> HasOne<T> {
    /// A given instance, for a new owner.
    pub fn of(instance: impl IntoInstance<Model = T>) -> Self {
        HasOne { cell: Handle::of(ManyCell::of(vec![instance.into_instance().erase()])), target: PhantomData }
    }

    /// The related instance, if there is one.
    ///
    /// # Errors
    /// [`NotLoaded`], which says how to load it.
    pub fn get(&self) -> Result<Option<Instance<T>>, NotLoaded> {
        Ok(self.many().only()?.and_then(<dyn AnyInstance>::downcast))
    }

    /// Makes this the related instance; the one that was there before goes out, if need be when the flush has loaded it. Both follow.
    /// Returns the instance.
    pub fn set(&self, instance: impl IntoInstance<Model = T>) -> Instance<T> {
        let instance = instance.into_instance();
        self.many().push(&instance.erase());
        instance
    }

    /// Takes the related instance out.
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

impl<T> Default for HasOne<T> {
    fn default() -> Self {
        HasOne { cell: Handle::default(), target: PhantomData }
    }
}

/// A fresh container: relationships belong to an instance, not to a value.
impl<T> Clone for HasOne<T> {
    fn clone(&self) -> Self {
        HasOne::default()
    }
}

impl<T: Model> fmt::Debug for HasOne<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cell.get().and_then(|cell| cell.len()) {
            Some(0) => f.write_str("None"),
            Some(_) => f.write_str(T::NAME),
            None => f.write_str("(not loaded)"),
        }
    }
}

impl<T: Model> Container for HasOne<T> {
    fn cell(&self) -> &dyn Cell {
        &**self.many()
    }

    fn target(&self) -> &'static Mapper {
        mapper::<T>()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Model> RelationContainer<T> for HasOne<T> {
    type Value = Option<Instance<T>>;

    fn value(&self) -> Result<Option<Instance<T>>, NotLoaded> {
        self.get()
    }
}
