//! [`Link`]: an edge of the object graph, which holds its target or not; and the search that keeps holding edges free of circles.

use std::collections::HashSet;
use std::sync::{Arc, Weak};

use crate::instance::{AnyInstance, Inner, Instance, address};
use crate::model::Model;

/// An edge to an instance.
pub(super) enum Link<T> {
    /// Keeps the target alive.
    Strong(Instance<T>),
    /// Does not.
    Weak(Weak<Inner<T>>),
}

impl<T: Model> Link<T> {
    pub(super) fn new(target: &Instance<T>, hold: bool) -> Self {
        if hold { Link::Strong(target.clone()) } else { Link::Weak(target.downgrade()) }
    }

    pub(super) fn target(&self) -> Option<Instance<T>> {
        match self {
            Link::Strong(instance) => Some(instance.clone()),
            Link::Weak(weak) => weak.upgrade().map(Instance::from_inner),
        }
    }

    pub(super) fn is_strong(&self) -> bool {
        matches!(self, Link::Strong(_))
    }

    /// The target's address: its identity.
    pub(super) fn address(&self) -> usize {
        match self {
            Link::Strong(instance) => Arc::as_ptr(instance.inner()).cast::<()>() as usize,
            Link::Weak(weak) => weak.as_ptr().cast::<()>() as usize,
        }
    }
}

/// How many instances the search for a circle looks at before it gives up and assumes one.
const SEARCH_LIMIT: usize = 256;

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
            for target in container.held() {
                if address(&target) == goal || seen.len() > SEARCH_LIMIT {
                    return true;
                }
                if seen.insert(address(&target)) {
                    open.push(target);
                }
            }
        }
    }
    false
}
