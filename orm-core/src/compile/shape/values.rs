//! [`Values`]: the values of a statement, in place.

use crate::value::Value;

/// A value of a statement, in place.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Extracted<'s> {
    Value(&'s Value),
    Number(&'s u64),
    List(&'s [Value]),
}

/// How many there are without an allocation.
const FEW: usize = 8;

/// All values of a statement.
#[derive(Debug, Default)]
pub(crate) struct Values<'s> {
    few: [Option<Extracted<'s>>; FEW],
    more: Vec<Extracted<'s>>,
    len: usize,
}

impl<'s> Values<'s> {
    pub(super) fn push(&mut self, value: Extracted<'s>) {
        match self.few.get_mut(self.len) {
            Some(place) => *place = Some(value),
            None => self.more.push(value),
        }
        self.len += 1;
    }

    /// The value of this number.
    pub(crate) fn get(&self, number: usize) -> Option<&Extracted<'s>> {
        match self.few.get(number) {
            Some(place) => place.as_ref(),
            None => self.more.get(number - FEW),
        }
    }

    /// All of them, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Extracted<'s>> {
        self.few.iter().flatten().chain(&self.more)
    }
}
