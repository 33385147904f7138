//! [`Refresh`]: rows are read anew, in one query per model.

use std::collections::HashSet;
use std::future::IntoFuture;
use std::sync::Arc;

use orm_core::error::Sought;
use orm_core::relationship::Cascade;
use orm_core::{Error, Result};

use super::Session;
use super::by_keys;
use super::delete::by_model;
use super::flush::show_key;
use super::restore::{discard_columns, forget_collections, part_again};
use crate::fetch::BoxFuture;
use crate::instance::{AnyInstance, Instances, Lifecycle, address, has_changes, lock};

/// A refresh about to happen, made by [`Session::refresh`] and [`Session::refresh_all`].
#[must_use = "nothing is refreshed until it is awaited"]
pub struct Refresh<'s> {
    pub(crate) session: &'s mut Session,
    pub(crate) instances: Instances,
    pub(crate) discard: bool,
}

impl Session {
    /// The given instances of this session, and what they reach along relationships whose cascade says so.
    pub(crate) fn reach(&self, roots: &[Arc<dyn AnyInstance>], follows: fn(&Cascade) -> bool) -> Result<Instances> {
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
    pub(crate) fn give_up_changes(
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
    pub(crate) async fn read_anew(&mut self, instances: Instances) -> Result<Instances> {
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

/// The row of an instance, to say that it is not there.
pub(super) fn sought(instance: &Arc<dyn AnyInstance>) -> Sought {
    let base = lock(instance.state()).base;
    Sought::of(instance.table().model.clone()).with_key(show_key(&instance.key_at(base)))
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
        session.no_open_edits()?;
        let instances = session.reach(&roots, |cascade| cascade.refresh_expire)?;
        session.give_up_changes(&instances, discard, "refreshing")?;
        let what = || format!("refreshing `{}`", roots.first().map_or("", |root| &root.table().model));
        session.autoflush_before(true, what).await?;
        // Once more: the flush may have deleted some, as orphans.
        let instances = session.reach(&roots, |cascade| cascade.refresh_expire)?;
        for instance in &instances {
            lock(instance.state()).queued = false;
        }
        let gone = session.read_anew(instances.clone()).await?;
        let roots: HashSet<usize> = roots.iter().map(address).collect();
        let mut missing = None;
        for instance in &gone {
            if roots.contains(&address(instance)) {
                missing.get_or_insert_with(|| sought(instance));
            } else {
                session.expunge_one(instance);
            }
        }
        instances.iter().for_each(forget_collections);
        missing.map_or(Ok(()), |sought| Err(Error::NoResultFound(sought)))
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
