//! [`Versions`]: an append-only list whose items never move, so that `&T` into it stay valid while it grows.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bucket `k` holds 2^k versions: 2^32 edits are enough.
const BUCKETS: usize = 32;

/// The versions of an instance. The first needs no allocation of its own.
pub(super) struct Versions<T> {
    first: T,
    later: OnceLock<Box<Later<T>>>,
}

struct Later<T> {
    len: AtomicUsize,
    buckets: [OnceLock<Box<[OnceLock<T>]>>; BUCKETS],
}

impl<T> Versions<T> {
    pub(super) fn first(&self) -> &T {
        &self.first
    }

    pub(super) fn new(first: T) -> Self {
        Versions { first, later: OnceLock::new() }
    }

    /// Index of the newest version.
    pub(super) fn current(&self) -> usize {
        self.later.get().map_or(0, |later| later.len.load(Ordering::Acquire))
    }

    pub(super) fn latest(&self) -> &T {
        match self.later.get() {
            None => &self.first,
            Some(later) => later.get(later.len.load(Ordering::Acquire)).unwrap_or(&self.first),
        }
    }

    /// The version at `index`; the first, if there is none (which no caller asks for).
    pub(super) fn get(&self, index: usize) -> &T {
        self.later.get().and_then(|later| later.get(index)).unwrap_or(&self.first)
    }

    /// Appends a version. The caller holds the instance's lock: there is one writer at a time.
    pub(super) fn push(&self, version: T) {
        let later = self.later.get_or_init(|| {
            Box::new(Later { len: AtomicUsize::new(0), buckets: [const { OnceLock::new() }; BUCKETS] })
        });
        let index = later.len.load(Ordering::Acquire) + 1;
        let (bucket, offset) = place(index);
        let slots = later.buckets[bucket].get_or_init(|| (0..1_usize << bucket).map(|_| OnceLock::new()).collect());
        if slots[offset].set(version).is_ok() {
            later.len.store(index, Ordering::Release);
        }
    }

    /// Keeps only the newest version.
    pub(super) fn compact(&mut self) {
        let Some(mut later) = self.later.take() else { return };
        let (bucket, offset) = place(later.len.load(Ordering::Acquire));
        if let Some(newest) = later.buckets[bucket].get_mut().and_then(|slots| slots[offset].take()) {
            self.first = newest;
        }
    }
}

impl<T> Later<T> {
    fn get(&self, index: usize) -> Option<&T> {
        if index == 0 {
            return None;
        }
        let (bucket, offset) = place(index);
        self.buckets.get(bucket)?.get()?.get(offset)?.get()
    }
}

/// Bucket and offset of the version `index`, which counts from 1.
fn place(index: usize) -> (usize, usize) {
    let bucket = index.ilog2() as usize;
    (bucket.min(BUCKETS - 1), index - (1 << bucket))
}

#[cfg(test)]
mod tests {
    use super::Versions;

    #[test]
    fn references_outlive_later_versions() {
        let versions = Versions::new(String::from("0"));
        let first = versions.latest();
        for i in 1..1000 {
            versions.push(i.to_string());
            assert_eq!(versions.latest(), &i.to_string());
        }
        assert_eq!(first, "0");
        assert_eq!((versions.get(0).as_str(), versions.get(511).as_str(), versions.current()), ("0", "511", 999));
    }

    #[test]
    fn compacting_keeps_the_newest() {
        let mut versions = Versions::new(0);
        versions.push(1);
        versions.push(2);
        versions.compact();
        assert_eq!((versions.current(), *versions.latest()), (0, 2));
    }
}
