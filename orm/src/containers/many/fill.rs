//! The members as the database has them, under what changed meanwhile.

use super::{Link, Links, ManyCell, Owner, Step, holds};
use crate::instance::{Instances, lock};

impl ManyCell {
    /// The members come from the database; what changed meanwhile stays changed.
    pub(super) fn fill_with(&self, instances: Instances, epoch: u64) {
        let owner = self.owner();
        let owner_instance = owner.as_ref().and_then(Owner::instance);
        let mut links = Vec::with_capacity(instances.len());
        for instance in &instances {
            if let (Some(owner), Some(owner_instance)) = (&owner, &owner_instance) {
                // One that was moved elsewhere, and not flushed yet, is no member any more.
                let stays =
                    owner.inverse(instance).is_none_or(|inverse| inverse.loaded_by_inverse(owner_instance, epoch));
                links.push((Link::new(instance, !holds(instance, owner_instance)), stays));
            } else {
                links.push((Link::new(instance, true), true));
            }
        }
        let mut state = lock(&self.state);
        // What changed before it was loaded can be undone from here on as if it had changed afterwards.
        state.changes.lose();
        let state = &mut *state;
        let mut members = Links::default();
        for (link, stays) in links {
            if !stays || state.removed.contains(link.address()) {
                let at = members.push_gap();
                state.changes.note(Step::Removed { at, target: link.weak(), held: link.is_strong() });
            } else {
                members.insert(link);
            }
        }
        for link in state.added.iter().filter_map(Link::again) {
            if !members.contains(link.address()) {
                state.changes.note(Step::Added(link.address()));
                members.insert(link);
            }
        }
        state.members = Some(members);
        state.back.clear();
        state.epoch = epoch;
    }
}
