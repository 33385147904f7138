//! What keys are made of.

use std::hash::{Hash, Hasher};

use super::Shape;

impl<'s> Shape<'s> {
    pub(super) fn tag(&mut self, tag: u8) {
        self.key.push(tag);
    }

    pub(super) fn flag(&mut self, flag: bool) {
        self.key.push(u8::from(flag));
    }

    /// A small number, mostly.
    pub(super) fn size(&mut self, size: usize) {
        write_size(&mut self.key, size);
    }

    pub(super) fn str(&mut self, text: &str) {
        self.size(text.len());
        self.key.extend_from_slice(text.as_bytes());
    }

    /// What is hashed alike only if it is equal: all that derives `Hash`.
    pub(super) fn hashed(&mut self, value: &impl Hash) {
        value.hash(&mut Written(&mut self.key));
    }

    pub(super) fn debug(&mut self, value: &impl std::fmt::Debug) {
        self.str(&format!("{value:?}"));
    }

    pub(super) fn all<T>(&mut self, items: &'s [T], mut each: impl FnMut(&mut Self, &'s T)) {
        self.size(items.len());
        items.iter().for_each(|item| each(self, item));
    }

    pub(super) fn some<T: ?Sized>(&mut self, item: Option<&'s T>, each: impl FnOnce(&mut Self, &'s T)) {
        self.flag(item.is_some());
        if let Some(item) = item {
            each(self, item);
        }
    }
}

fn write_size(key: &mut Vec<u8>, size: usize) {
    if size < 0xff {
        key.push(size.to_le_bytes()[0]);
    } else {
        key.push(0xff);
        key.extend_from_slice(&size.to_le_bytes());
    }
}

/// Writes what is hashed.
struct Written<'k>(&'k mut Vec<u8>);

impl Hasher for Written<'_> {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn write_usize(&mut self, size: usize) {
        write_size(self.0, size);
    }

    /// Which variant of an enum.
    fn write_isize(&mut self, variant: isize) {
        write_size(self.0, variant.cast_unsigned());
    }

    fn finish(&self) -> u64 {
        0
    }
}
