//! [`Held`]: keeps an instance alive, and lets go of it without recursion.
//!
//! Dropping the last handle of an instance drops what its containers hold, and so on: a list of a hundred thousand instances would overflow the
//! stack. So what is let go of while an instance is being dropped waits in a queue of its thread.

use std::cell::RefCell;
use std::sync::Arc;

use crate::instance::AnyInstance;

/// An instance that is kept alive.
pub(super) struct Held(Option<Arc<dyn AnyInstance>>);

impl Held {
    pub(super) fn new(instance: Arc<dyn AnyInstance>) -> Self {
        Held(Some(instance))
    }

    /// The instance; it is there until the drop.
    pub(super) fn get(&self) -> Option<&Arc<dyn AnyInstance>> {
        self.0.as_ref()
    }
}

thread_local! {
    /// What to drop next; `None` while nothing is being dropped.
    static WAITING: RefCell<Option<Vec<Arc<dyn AnyInstance>>>> = const { RefCell::new(None) };
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some(instance) = self.0.take() else { return };
        if Arc::strong_count(&instance) > 1 {
            return;
        }
        // Where the thread is ending its queue may be gone; then the instance is dropped here and now.
        let _ = WAITING.try_with(|waiting| {
            if let Some(waiting) = &mut *waiting.borrow_mut() {
                waiting.push(instance);
                return;
            }
            *waiting.borrow_mut() = Some(Vec::new());
            let mut next = Some(instance);
            while let Some(instance) = next {
                drop(instance);
                next = waiting.borrow_mut().as_mut().and_then(Vec::pop);
            }
            *waiting.borrow_mut() = None;
        });
    }
}
