//! `refresh` and `refresh_all`: rows are read anew, in one query per model.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::future::IntoFuture;
use std::sync::Arc;

use orm_core::relationship::Cascade;
use orm_core::{Error, Result};

use super::Session;
use super::by_keys;
use super::delete::by_model;
use super::restore::{discard_columns, forget_collections, part_again};
use crate::fetch::BoxFuture;
use crate::instance::{AnyInstance, Instance, Instances, Lifecycle, address, has_changes, lock};
use crate::model::Model;

/// A refresh about to happen, made by [`Session::refresh`] and [`Session::refresh_all`].
#[must_use = "nothing is refreshed until it is awaited"]
pub struct Refresh<'s> {
    session: &'s mut Session,
    instances: Instances,
    discard: bool,
}

impl Session {
    /// Reads the columns of an instance anew, and those of what its relationships with `cascade = "refresh-expire"` (or `all`) hold, in one
    /// query per model. Their collections count as not loaded afterwards, and so do references that the new columns contradict.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get(User, 1).await?.expect("a row");
    /// session.execute(text("UPDATE users SET is_active = false")).await?; // nobody knows what it changes
    /// assert!(alice.is_active);
    /// session.refresh(&alice).await?;
    /// assert!(!alice.is_active);
    ///
    /// alice.edit().name = "Nobody".into();
    /// assert!(session.refresh(&alice).await.is_err()); // would lose the name
    /// session.refresh(&alice).discarding_changes().await?;
    /// assert_eq!(alice.name, "Alice");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When the instance has changes, which would be lost; when its row is gone ([`Error::NoResultFound`]); when the query fails.
    pub fn refresh<M: Model>(&mut self, instance: &Instance<M>) -> Refresh<'_> {
        Refresh { instances: vec![instance.erase()], session: self, discard: false }
    }

    /// As [`refresh`](Self::refresh) for several instances: still one query per model.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let users = session.query(User).all().await?;
    /// session.commit().await?;
    /// let before = session.statement_count();
    /// session.refresh_all(&users).await?;
    /// assert_eq!(session.statement_count() - before, 1);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh). Where a row is gone, the others are refreshed all the same.
    pub fn refresh_all<M: Model, I: Borrow<Instance<M>>>(
        &mut self,
        instances: impl IntoIterator<Item = I>,
    ) -> Refresh<'_> {
        let instances = instances.into_iter().map(|instance| instance.borrow().erase()).collect();
        Refresh { instances, session: self, discard: false }
    }

    /// The given instances of this session, and what they reach along relationships whose cascade says so.
    pub(super) fn reach(&self, roots: &[Arc<dyn AnyInstance>], follows: fn(&Cascade) -> bool) -> Result<Instances> {
        for root in roots {
            let model = &root.table().model;
            if !self.shared.owns(root) {
                return Err(Error::InvalidState(format!("this `{model}` does not belong to this session")));
            }
            if lock(root.state()).lifecycle != Lifecycle::Persistent {
                return Err(Error::InvalidState(format!("this `{model}` has no row to refresh from")));
            }
        }
        let mut seen = HashSet::new();
        let mut reached = Instances::new();
        let mut open: Instances = roots.iter().rev().cloned().collect();
        while let Some(instance) = open.pop() {
            let is_row = lock(instance.state()).lifecycle == Lifecycle::Persistent && self.shared.owns(&instance);
            if !is_row || !seen.insert(address(&instance)) {
                continue;
            }
            for (definition, cell) in instance.table().relationships.iter().zip(instance.containers()) {
                if follows(&definition.cascade) {
                    open.extend(cell.targets());
                }
            }
            reached.push(instance);
        }
        Ok(reached)
    }

    /// Refuses to lose changes, or gives them up. `what` is being done to the instances.
    pub(super) fn give_up_changes(
        &mut self,
        instances: &[Arc<dyn AnyInstance>],
        discard: bool,
        what: &str,
    ) -> Result<()> {
        let changed: Instances = instances.iter().filter(|instance| is_pending(instance)).cloned().collect();
        if let Some(instance) = changed.first().filter(|_| !discard) {
            let model = &instance.table().model;
            let message = format!("{what} this `{model}` would discard its changes; flush or roll back first");
            return Err(Error::InvalidState(message));
        }
        for instance in &changed {
            discard_columns(instance);
            part_again(instance);
            for cell in instance.containers() {
                if let Some(log) = cell.take_log() {
                    cell.undo(log);
                }
            }
            lock(instance.state()).deleting = false;
        }
        self.deleting.retain(|instance| lock(instance.state()).deleting);
        self.forget_changed(&changed);
        Ok(())
    }

    /// Reads rows anew, one query per model, and returns the instances whose rows are gone.
    pub(super) async fn read_anew(&mut self, instances: Instances) -> Result<Instances> {
        let mut gone = Instances::new();
        for group in by_model(instances) {
            let mut keys = Vec::with_capacity(group.len());
            for instance in &group {
                let base = {
                    let mut state = lock(instance.state());
                    state.epoch = 0; // older than any: the row that comes refreshes it
                    state.base
                };
                keys.push(instance.key_at(base));
            }
            let Some(first) = group.first() else { continue };
            let found: HashSet<usize> = by_keys(self, first.mapper(), keys).await?.iter().map(address).collect();
            for instance in group {
                if found.contains(&address(&instance)) {
                    lock(instance.state()).expired = false;
                } else {
                    gone.push(instance);
                }
            }
        }
        Ok(gone)
    }
}

impl Refresh<'_> {
    /// Gives up pending changes instead of refusing.
    pub fn discarding_changes(mut self) -> Self {
        self.discard = true;
        self
    }

    async fn run(self) -> Result<()> {
        let Refresh { session, instances: roots, discard } = self;
        session.usable()?;
        let instances = session.reach(&roots, |cascade| cascade.refresh_expire)?;
        session.give_up_changes(&instances, discard, "refreshing")?;
        for instance in &instances {
            lock(instance.state()).queued = false;
        }
        let gone = session.read_anew(instances.clone()).await?;
        let roots: HashSet<usize> = roots.iter().map(address).collect();
        let mut missing = false;
        for instance in &gone {
            if roots.contains(&address(instance)) {
                missing = true;
            } else {
                session.expunge_one(instance);
            }
        }
        instances.iter().for_each(forget_collections);
        if missing { Err(Error::NoResultFound) } else { Ok(()) }
    }
}

impl<'s> IntoFuture for Refresh<'s> {
    type Output = Result<()>;
    type IntoFuture = BoxFuture<'s, Result<()>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

/// Whether the next flush would write anything for an instance.
fn is_pending(instance: &Arc<dyn AnyInstance>) -> bool {
    lock(instance.state()).deleting
        || has_changes(&**instance)
        || instance.containers().any(|container| !container.history().is_empty())
}
