//! Whose an instance is, and which row it stands for.

use orm_core::model::ColumnSet;
use orm_core::{Error, Mapped, Result};

use super::{AnyInstance, ELSEWHERE, Instance, Lifecycle, Model, lock, still_unset};

impl<M: Model> Instance<M> {
    /// Whether the instance belongs to a session that is still there.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get(User, 1).await?.expect("a row");
    /// assert!(Instance::in_session(&alice));
    /// drop(session);
    /// assert!(!Instance::in_session(&alice));
    /// # Ok(()) }
    /// ```
    pub fn in_session(this: &Self) -> bool {
        this.state().session.strong_count() > 0
    }

    /// The primary key under which the instance is in the database, as far as is known; `None` for a new one.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let dave = Instance::new(User::builder().id(7).name("Dave"));
    /// assert_eq!(Instance::identity_key(&dave), None);
    /// ```
    pub fn identity_key(this: &Self) -> Option<M::Key> {
        let base = {
            let state = this.state();
            (!state.is_new()).then_some(state.base)?
        };
        Some(Mapped::key(this.0.version(base)))
    }

    /// Makes a new instance one that has a row already: the row is known to be there, and need not be read. [`Session::add`](crate::Session::add) then tracks
    /// it, and its changes from now on are flushed as an UPDATE.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let carol = Instance::new(User::builder().id(3).name("Carol"));
    /// Instance::make_transient_to_detached(&carol)?;
    /// session.add(&carol);
    /// carol.edit().name = "Caroline".into();
    /// session.commit().await?; // UPDATE users SET name = ..
    /// assert_eq!(session.query(User).filter(User::name.eq("Caroline")).count().await?, 1);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When the instance is not transient, or has no primary key.
    pub fn make_transient_to_detached(this: &Self) -> Result<()> {
        make_detached(&*this.0)
    }
}

fn make_detached(instance: &dyn AnyInstance) -> Result<()> {
    let model = &instance.table().model;
    let mut state = lock(instance.state());
    if state.effective() != Lifecycle::Transient {
        let message = format!("this `{model}` is not transient: it belongs to a session, or has a row already");
        return Err(Error::InvalidState(message));
    }
    let unset = still_unset(&state.unset, instance.first(), instance.latest());
    if instance.table().primary_key().iter().any(|&index| unset.contains(index)) {
        return Err(Error::InvalidState(format!("this `{model}` has no primary key: set it first")));
    }
    state.lifecycle = Lifecycle::Detached;
    state.base = instance.current();
    state.unset = ColumnSet::EMPTY;
    state.omitted = ColumnSet::EMPTY;
    state.epoch = ELSEWHERE;
    state.expelled = false;
    Ok(())
}
