//! [`Changes`]: the steps in which a container came to its content, so that a rollback can take them back exactly.
//!
//! A cell notes each change as a step. The session takes the steps after each flush (`Cell::take_log`) into its journal, and a rollback
//! hands them back, the latest first (`Cell::undo`). A change that is not noted, as loading, breaks the chain: what lies before it cannot be
//! undone, and the container is not loaded afterwards. A revision counted along tells.

use crate::instance::Log;

/// The changes of a cell since the session last took them.
pub(super) struct Changes<S> {
    revision: u64,
    pending: Option<Box<Steps<S>>>,
}

/// Consecutive changes.
pub(super) struct Steps<S> {
    start: u64,
    end: u64,
    /// The changes in order; `None` when something else came in between.
    steps: Option<Vec<S>>,
}

impl<S> Default for Changes<S> {
    fn default() -> Self {
        Changes { revision: 0, pending: None }
    }
}

impl<S: Send + Sync + 'static> Changes<S> {
    /// Notes a change.
    pub(super) fn note(&mut self, step: S) {
        self.note_with(|steps| steps.push(step));
    }

    /// Notes a change where undoing the first one undoes all.
    pub(super) fn note_first(&mut self, step: S) {
        self.note_with(|steps| {
            if steps.is_empty() {
                steps.push(step);
            }
        });
    }

    fn note_with(&mut self, note: impl FnOnce(&mut Vec<S>)) {
        let start = self.revision;
        self.revision += 1;
        let pending =
            self.pending.get_or_insert_with(|| Box::new(Steps { start, end: start, steps: Some(Vec::new()) }));
        pending.end = self.revision;
        if let Some(steps) = &mut pending.steps {
            note(steps);
        }
    }

    /// Something else than a change, which is not undone: what lies before it cannot be undone any more.
    pub(super) fn lose(&mut self) {
        self.revision += 1;
        if let Some(pending) = &mut self.pending {
            pending.end = self.revision;
            pending.steps = None;
        }
    }

    /// Drops the steps: there is nothing to go back to.
    pub(super) fn clear(&mut self) {
        self.pending = None;
    }

    /// Takes the steps since the last call.
    pub(super) fn take(&mut self) -> Option<Log> {
        self.pending.take().map(|steps| steps as Log)
    }

    /// The steps of a log, the latest first, if they are what led to the present content: they count as undone then.
    pub(super) fn undo(&mut self, log: Steps<S>) -> Option<impl Iterator<Item = S> + use<S>> {
        let steps = log.steps.filter(|_| self.pending.is_none() && self.revision == log.end)?;
        self.revision = log.start;
        Some(steps.into_iter().rev())
    }
}
