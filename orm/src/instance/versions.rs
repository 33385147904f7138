//! [`Versions`]: an append-only list whose items never move, so that `&T` into it stay valid while it grows.
//!
//! The first version of an instance is a field of its own, with its type; these are the later ones, which few instances have.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use orm_core::Columns;

/// Bucket `k` holds 2^k versions: 2^32 edits are enough.
const BUCKETS: usize = 32;

/// The versions of an instance after the first.
#[derive(Default)]
pub(super) struct Versions {
    later: OnceLock<Box<Later>>,
}

type Slot = OnceLock<Box<dyn Columns>>;
type Bucket = OnceLock<Box<[Slot]>>;

#[derive(Default)]
struct Later {
    len: AtomicUsize,
    /// The first of them: most instances are edited once.
    second: Slot,
    rest: OnceLock<Box<[Bucket; BUCKETS]>>,
}

impl Versions {
    /// Index of the newest version.
    pub(super) fn current(&self) -> usize {
        self.later.get().map_or(0, |later| later.len.load(Ordering::Acquire))
    }

    /// The newest version; `None` if that is the first.
    #[inline]
    pub(super) fn latest(&self) -> Option<&dyn Columns> {
        let later = self.later.get()?;
        later.get(later.len.load(Ordering::Acquire))
    }

    /// The version at `index`; `None` if that is the first, or there is none (which no caller asks for).
    pub(super) fn get(&self, index: usize) -> Option<&dyn Columns> {
        self.later.get()?.get(index)
    }

    /// Appends a version. The caller holds the instance's lock: there is one writer at a time.
    pub(super) fn push(&self, version: Box<dyn Columns>) {
        let later = self.later.get_or_init(Box::default);
        let index = later.len.load(Ordering::Acquire) + 1;
        let is_set = match place(index) {
            None => later.second.set(version).is_ok(),
            Some((bucket, offset)) => {
                let buckets = later.rest.get_or_init(|| Box::new([const { OnceLock::new() }; BUCKETS]));
                let slots = buckets[bucket].get_or_init(|| (0..1_usize << bucket).map(|_| Slot::new()).collect());
                slots[offset].set(version).is_ok()
            }
        };
        if is_set {
            later.len.store(index, Ordering::Release);
        }
    }

    /// Takes the newest version out and forgets the others; `None` if there are none.
    pub(super) fn take_newest(&mut self) -> Option<Box<dyn Columns>> {
        let mut later = self.later.take()?;
        match place(later.len.load(Ordering::Acquire)) {
            None => later.second.take(),
            Some((bucket, offset)) => later.rest.get_mut()?[bucket].get_mut()?.get_mut(offset)?.take(),
        }
    }
}

impl Later {
    fn get(&self, index: usize) -> Option<&dyn Columns> {
        let slot = match index {
            0 => return None,
            1 => &self.second,
            _ => {
                let (bucket, offset) = place(index)?;
                self.rest.get()?.get(bucket)?.get()?.get(offset)?
            }
        };
        slot.get().map(|version| &**version)
    }
}

/// Bucket and offset of the version `index`, which counts from 1; `None` for the one that has a place of its own.
fn place(index: usize) -> Option<(usize, usize)> {
    let index = index.checked_sub(1).filter(|&index| index > 0)?;
    let bucket = index.ilog2() as usize;
    Some((bucket.min(BUCKETS - 1), index - (1 << bucket)))
}

#[cfg(test)]
mod tests {
    use orm_core::model::ColumnValue;

    use super::*;

    struct Counter(i64);

    impl Columns for Counter {
        fn column(&self, _index: usize) -> Option<&dyn ColumnValue> {
            Some(&self.0)
        }

        fn column_mut(&mut self, _index: usize) -> Option<&mut dyn ColumnValue> {
            Some(&mut self.0)
        }
    }

    fn read(version: Option<&dyn Columns>) -> i64 {
        let value: Option<&dyn std::any::Any> = version.and_then(|version| version.column(0)).map(ColumnValue::as_any);
        value.and_then(|value| value.downcast_ref()).copied().unwrap_or_default()
    }

    #[test]
    fn references_outlive_later_versions() {
        let versions = Versions::default();
        assert!(versions.latest().is_none());
        versions.push(Box::new(Counter(1)));
        let first = versions.latest();
        for i in 2..1000 {
            versions.push(Box::new(Counter(i)));
            assert_eq!(read(versions.latest()), i);
        }
        assert_eq!(read(first), 1);
        let at = |index| read(versions.get(index));
        assert_eq!((at(0), at(1), at(2), at(511), versions.current()), (0, 1, 2, 511, 999));
    }

    #[test]
    fn the_newest_is_taken_out() {
        let mut versions = Versions::default();
        for i in 1..=3 {
            versions.push(Box::new(Counter(i)));
        }
        assert_eq!(read(versions.take_newest().as_deref()), 3);
        assert_eq!(versions.current(), 0);
        versions.push(Box::new(Counter(4)));
        assert_eq!(read(versions.take_newest().as_deref()), 4);
    }
}
