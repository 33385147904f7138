//! Members that come and go, which the other side is told of.

use std::collections::HashSet;
use std::sync::Arc;

use orm_core::error::NotLoaded;
use orm_core::relationship::RelationshipKind;

use super::super::link::{Link, holds};
use super::unknown::is_none_of;
use super::{ManyCell, Owner};
use crate::instance::{AnyInstance, Instances, address, lock};

impl ManyCell {
    /// Where there is one member at most, what is known to be there goes out for `target`, and is told.
    pub(super) fn make_room(&self, owner: Option<&Owner>, target: &Arc<dyn AnyInstance>) {
        if !owner.is_some_and(|owner| owner.definition().kind == RelationshipKind::HasOne) {
            return;
        }
        let others: Instances = lock(&self.state).known().iter().filter_map(Link::target).collect();
        for other in others.iter().filter(|other| !Arc::ptr_eq(other, target)) {
            self.remove(other);
        }
    }

    /// Takes `target` in, and tells it.
    pub(in crate::containers) fn push(&self, target: &Arc<dyn AnyInstance>) {
        let owner = self.owner();
        self.make_room(owner.as_ref(), target);
        let instance = owner.as_ref().and_then(Owner::instance);
        let hold = instance.as_ref().is_none_or(|owner| !holds(target, owner));
        let is_new = owner.as_ref().is_some_and(Owner::is_new);
        let is_added = {
            let mut state = lock(&self.state);
            state.complete_if_new(is_new);
            state.given = true;
            state.insert(target, hold, !is_new)
        };
        if let (Some(owner), Some(instance)) = (owner, instance) {
            // One that is there already is known to lead back.
            if let Some(inverse) = owner.inverse(target).filter(|_| is_added) {
                inverse.link(&instance, false);
            }
            owner.changed(Some(target));
        }
    }

    /// Lets `target` go, and tells it. False if it was known not to be there.
    pub(in crate::containers) fn remove(&self, target: &Arc<dyn AnyInstance>) -> bool {
        let owner = self.owner();
        let is_new = owner.as_ref().is_some_and(Owner::is_new);
        let linkable = !lock(target.state()).is_new();
        {
            let mut state = lock(&self.state);
            state.complete_if_new(is_new);
            if state.members.is_none() && !state.contains(address(target)) && is_none_of(owner.as_ref(), target) {
                return false;
            }
            // Held: the flush needs it, whoever else lets it go.
            if !state.take_out(target, true, !is_new, linkable) {
                return false;
            }
        }
        if let Some(owner) = owner {
            if let (Some(instance), Some(inverse)) = (owner.instance(), owner.inverse(target)) {
                inverse.unlink(&instance);
            }
            owner.changed(None);
        }
        true
    }

    /// Makes these the members, in this order, and no others. What goes out must be known.
    pub(in crate::containers) fn replace_known(&self, targets: Instances) -> Result<(), NotLoaded> {
        self.replace_members(self.members()?, targets);
        Ok(())
    }

    /// As [`replace_known`](Self::replace_known), where the members are these.
    pub(super) fn replace_members(&self, members: Instances, targets: Instances) {
        let kept: HashSet<usize> = targets.iter().map(address).collect();
        for member in members.iter().filter(|member| !kept.contains(&address(member))) {
            self.remove(member);
        }
        for target in &targets {
            self.push(target);
        }
        self.arrange(&targets);
    }
}
