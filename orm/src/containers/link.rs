//! [`Link`]: an edge of the object graph, which holds its target or not; and the search that keeps holding edges free of circles.

use std::collections::HashSet;
use std::sync::{Arc, Weak};

use super::held::Held;
use crate::instance::{AnyInstance, address, lock};

/// An edge to an instance.
pub(super) enum Link {
    /// Keeps the target alive.
    Strong(Held),
    /// Does not.
    Weak(Weak<dyn AnyInstance>),
}

impl Link {
    pub(super) fn new(target: &Arc<dyn AnyInstance>, hold: bool) -> Self {
        if hold { Link::Strong(Held::new(target.clone())) } else { Link::Weak(Arc::downgrade(target)) }
    }

    pub(super) fn target(&self) -> Option<Arc<dyn AnyInstance>> {
        match self {
            Link::Strong(held) => held.get().cloned(),
            Link::Weak(weak) => weak.upgrade(),
        }
    }

    /// Another edge to the same target; `None` if that is gone.
    pub(super) fn again(&self) -> Option<Link> {
        Some(Link::new(&self.target()?, self.is_strong()))
    }

    /// The target, not held.
    pub(super) fn weak(&self) -> Option<Weak<dyn AnyInstance>> {
        match self {
            Link::Strong(held) => held.get().map(Arc::downgrade),
            Link::Weak(weak) => Some(weak.clone()),
        }
    }

    pub(super) fn is_strong(&self) -> bool {
        matches!(self, Link::Strong(_))
    }

    /// The target's address: its identity.
    pub(super) fn address(&self) -> usize {
        match self {
            Link::Strong(held) => held.get().map_or(0, address),
            Link::Weak(weak) => weak.as_ptr().cast::<()>() as usize,
        }
    }
}

/// How many instances the search for a circle looks at before it gives up.
const SEARCH_LIMIT: usize = 256;

/// What is assumed of a large graph. In a session, that there is a circle: the session holds whatever is not to be lost. What no session knows
/// yet nobody else holds, and to lose it is worse than not to free it.
fn gives_up(to: &Arc<dyn AnyInstance>) -> bool {
    lock(to.state()).session.strong_count() > 0
}

/// Whether `from` keeps `to` alive, directly or through others. An edge from `to` to `from` must then not hold.
pub(super) fn holds(from: &Arc<dyn AnyInstance>, to: &Arc<dyn AnyInstance>) -> bool {
    let goal = address(to);
    if address(from) == goal {
        return true;
    }
    let mut seen = HashSet::from([address(from)]);
    let mut open = vec![from.clone()];
    while let Some(instance) = open.pop() {
        for container in instance.containers().filter(|container| container.is_holding()) {
            // One more than are looked at, so that a longer list is noticed.
            for target in container.held(SEARCH_LIMIT + 2) {
                if address(&target) == goal {
                    return true;
                }
                if seen.len() > SEARCH_LIMIT {
                    return gives_up(to);
                }
                if seen.insert(address(&target)) {
                    open.push(target);
                }
            }
        }
    }
    false
}
