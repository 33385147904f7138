//! [`Links`]: edges to different instances, in order. Coming in, going out and being looked for cost the same however many there are.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::link::Link;

pub(super) struct Links<T> {
    /// In order. What went out leaves a gap.
    slots: Vec<Option<Link<T>>>,
    /// Positions by address; made when it is first needed, as most lists are only read.
    index: Option<HashMap<usize, usize, RandomState>>,
    gaps: usize,
    /// How many hold their target.
    held: usize,
}

impl<T> Default for Links<T> {
    fn default() -> Self {
        Links { slots: Vec::new(), index: None, gaps: 0, held: 0 }
    }
}

impl<T> Links<T> {
    pub(super) fn len(&self) -> usize {
        self.slots.len() - self.gaps
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether any holds its target.
    pub(super) fn any_held(&self) -> bool {
        self.held > 0
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Link<T>> {
        self.slots.iter().flatten()
    }

    pub(super) fn contains(&mut self, address: usize) -> bool {
        self.index().contains_key(&address)
    }

    /// Appends a link, unless there is one to the same instance.
    pub(super) fn insert(&mut self, link: Link<T>) {
        let position = self.slots.len();
        let address = link.address();
        if self.contains(address) {
            return;
        }
        self.index().insert(address, position);
        self.held += usize::from(link.is_strong());
        self.slots.push(Some(link));
    }

    /// Takes the link to an instance out. False if there is none.
    pub(super) fn remove(&mut self, address: usize) -> bool {
        let Some(position) = self.index().remove(&address) else { return false };
        let link = self.slots.get_mut(position).and_then(Option::take);
        self.held -= usize::from(link.is_some_and(|link| link.is_strong()));
        self.gaps += 1;
        if 2 * self.gaps > self.slots.len() {
            self.slots.retain(Option::is_some);
            self.gaps = 0;
            self.index = None;
        }
        true
    }

    pub(super) fn clear(&mut self) {
        *self = Links::default();
    }

    fn index(&mut self) -> &mut HashMap<usize, usize, RandomState> {
        let slots = &self.slots;
        self.index.get_or_insert_with(|| {
            let taken = slots.iter().enumerate().filter_map(|(at, slot)| Some((slot.as_ref()?.address(), at)));
            taken.collect()
        })
    }
}

/// Of links to different instances.
impl<T> FromIterator<Link<T>> for Links<T> {
    fn from_iter<I: IntoIterator<Item = Link<T>>>(links: I) -> Self {
        let slots: Vec<_> = links.into_iter().map(Some).collect();
        let held = slots.iter().flatten().filter(|link| link.is_strong()).count();
        Links { slots, index: None, gaps: 0, held }
    }
}
