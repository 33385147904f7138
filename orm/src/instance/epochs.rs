//! [`Epochs`]: when something was read, and whether that still holds.
//!
//! Every read is stamped with the current epoch. A commit, a rollback or a bulk statement makes all that was read before stale. The first
//! write of a transaction or savepoint only starts a new epoch, so that its rollback can tell what was read after it.

use std::ops::RangeInclusive;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use super::lock;

/// An epoch before all of a session: what was read elsewhere is as fresh as it was there.
pub(crate) const ELSEWHERE: u64 = 1;

/// The epochs of a session, counted from 2.
#[derive(Default)]
pub(crate) struct Epochs {
    /// How many are over.
    over: AtomicU64,
    /// What was read in this epoch or before is stale.
    stale: AtomicU64,
    /// Later epochs whose reads are stale all the same, in order: they were undone with a savepoint.
    undone: Mutex<Vec<RangeInclusive<u64>>>,
}

impl Epochs {
    /// The current epoch.
    pub(crate) fn current(&self) -> u64 {
        self.over.load(Ordering::Relaxed) + 1 + ELSEWHERE
    }

    /// Whether what was read in an epoch still holds.
    pub(crate) fn holds(&self, epoch: u64) -> bool {
        if epoch <= self.stale.load(Ordering::Relaxed).max(ELSEWHERE) {
            return false;
        }
        let undone = lock(&self.undone);
        let next = undone.partition_point(|range| *range.end() < epoch);
        undone.get(next).is_none_or(|range| !range.contains(&epoch))
    }

    /// Starts an epoch; what was read before still holds. Returns the new one.
    pub(crate) fn start(&self) -> u64 {
        self.over.fetch_add(1, Ordering::Relaxed) + 2 + ELSEWHERE
    }

    /// Starts an epoch, before which everything is stale.
    pub(crate) fn outdate(&self) {
        self.stale.store(self.start() - 1, Ordering::Relaxed);
        lock(&self.undone).clear();
    }

    /// Starts an epoch; what was read in `since` or later is stale.
    pub(crate) fn undo(&self, since: u64) {
        let last = self.start() - 1;
        let mut undone = lock(&self.undone);
        while undone.last().is_some_and(|range| *range.start() >= since) {
            undone.pop();
        }
        undone.push(since..=last);
    }
}

#[cfg(test)]
mod tests {
    use super::Epochs;

    #[test]
    fn a_savepoint_takes_only_its_own_reads_along() {
        let epochs = Epochs::default();
        let before = epochs.current();
        let outer = epochs.start();
        let inner = epochs.start();
        assert!([before, outer, inner].iter().all(|&epoch| epochs.holds(epoch)));
        epochs.undo(inner);
        let between = epochs.current();
        assert_eq!([before, outer, inner, between].map(|epoch| epochs.holds(epoch)), [true, true, false, true]);
        epochs.undo(outer);
        let after = epochs.current();
        assert_eq!([before, outer, between, after].map(|epoch| epochs.holds(epoch)), [true, false, false, true]);
        epochs.outdate();
        assert!(!epochs.holds(before) && !epochs.holds(after) && epochs.holds(epochs.current()));
        assert!(!epochs.holds(0));
    }
}
