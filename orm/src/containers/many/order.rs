//! The order of the members of a collection, as its users change it.

use std::sync::Arc;

use orm_core::error::NotLoaded;

use super::{ManyCell, Owner, Step, not_loaded};
use crate::instance::{AnyInstance, address, lock};

impl ManyCell {
    /// Whether the members are known.
    pub(in crate::containers) fn known(&self) -> Result<(), NotLoaded> {
        let is_new = self.owner().as_ref().is_some_and(Owner::is_new);
        let mut state = lock(&self.state);
        state.complete_if_new(is_new);
        if state.members.is_some() { Ok(()) } else { Err(not_loaded(state.owner.as_ref())) }
    }

    /// Puts the members into an order; those that it does not name come last.
    pub(in crate::containers) fn arrange(&self, order: &[Arc<dyn AnyInstance>]) {
        let owner = self.owner();
        let is_new = owner.as_ref().is_some_and(Owner::is_new);
        {
            let state = &mut *lock(&self.state);
            let Some(members) = &mut state.members else { return };
            let order = order.iter().map(|member| Some(address(member)));
            if members.iter().map(|link| Some(link.address())).eq(order.clone()) {
                return;
            }
            let Some(before) = members.arrange(order) else { return };
            state.moved = true;
            if !is_new {
                state.changes.note(Step::Arranged(before));
            }
        }
        if let Some(owner) = owner {
            owner.changed(None);
        }
    }

    /// Moves a member to a place among the members, the last one if there is no such place. False if it is no member.
    pub(in crate::containers) fn move_to(
        &self,
        target: &Arc<dyn AnyInstance>,
        place: usize,
    ) -> Result<bool, NotLoaded> {
        self.known()?;
        let owner = self.owner();
        let is_new = owner.as_ref().is_some_and(Owner::is_new);
        {
            let state = &mut *lock(&self.state);
            let Some(members) = &mut state.members else { return Ok(false) };
            let Some(from) = members.slot_of(address(target)) else { return Ok(false) };
            let last = members.len().saturating_sub(1);
            let Some(to) = members.slot_at(place.min(last)).filter(|&to| to != from) else { return Ok(true) };
            members.shift(from, to);
            state.moved = true;
            if !is_new {
                state.changes.note(Step::Moved { from, to });
            }
        }
        if let Some(owner) = owner {
            owner.changed(None);
        }
        Ok(true)
    }
}
