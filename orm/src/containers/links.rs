//! [`Links`]: edges to different instances, in order. Coming in, going out and being looked for cost the same however many there are.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::link::Link;

/// Up to so many gaps are not worth closing.
const MANY_GAPS: usize = 256;

#[derive(Default)]
pub(super) struct Links {
    /// In order. What went out leaves a gap.
    slots: Vec<Option<Link>>,
    /// Positions by address; made when it is first needed, as most lists are only read.
    index: Option<HashMap<usize, usize, RandomState>>,
    gaps: usize,
    /// How many hold their target.
    held: usize,
}

/// A link that was taken out.
pub(super) struct Taken {
    pub(super) link: Link,
    /// The gap that it left.
    pub(super) at: usize,
    /// The gaps that were closed then, that one among them, in order.
    pub(super) closed: Option<Vec<usize>>,
}

impl Links {
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

    pub(super) fn iter(&self) -> impl Iterator<Item = &Link> {
        self.slots.iter().flatten()
    }

    pub(super) fn contains(&mut self, address: usize) -> bool {
        self.index().contains_key(&address)
    }

    /// Appends a link, unless there is one to the same instance.
    pub(super) fn insert(&mut self, link: Link) {
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
        self.take(address).is_some()
    }

    /// Takes the link to an instance out, and says from where.
    pub(super) fn take(&mut self, address: usize) -> Option<Taken> {
        let at = self.index().remove(&address)?;
        let link = self.slots.get_mut(at).and_then(Option::take)?;
        self.held -= usize::from(link.is_strong());
        self.gaps += 1;
        let many = self.gaps > MANY_GAPS && 2 * self.gaps > self.slots.len();
        Some(Taken { link, at, closed: many.then(|| self.close_gaps()) })
    }

    /// Closes all gaps, and says where they were.
    fn close_gaps(&mut self) -> Vec<usize> {
        let gaps = self.slots.iter().enumerate().filter(|(_, slot)| slot.is_none()).map(|(at, _)| at).collect();
        self.slots.retain(Option::is_some);
        self.gaps = 0;
        self.index = None;
        gaps
    }

    /// Opens gaps again that were closed.
    pub(super) fn open_gaps(&mut self, gaps: Vec<usize>) {
        let mut slots = Vec::with_capacity(self.slots.len() + gaps.len());
        let mut kept = std::mem::take(&mut self.slots).into_iter();
        self.gaps += gaps.len();
        self.index = None;
        for at in gaps {
            slots.extend(kept.by_ref().take(at.saturating_sub(slots.len())));
            slots.push(None);
        }
        slots.extend(kept);
        self.slots = slots;
    }

    /// Takes the link to an instance out, and leaves the gap: the others are to stay where they are.
    pub(super) fn vacate(&mut self, address: usize) {
        let Some(at) = self.index().remove(&address) else { return };
        if let Some(link) = self.slots.get_mut(at).and_then(Option::take) {
            self.held -= usize::from(link.is_strong());
            self.gaps += 1;
        }
    }

    /// Puts a link into the gap from which it was taken.
    pub(super) fn put_back(&mut self, at: usize, link: Link) {
        let Some(slot @ None) = self.slots.get_mut(at) else { return self.insert(link) };
        self.held += usize::from(link.is_strong());
        self.gaps -= 1;
        let address = link.address();
        *slot = Some(link);
        self.index().insert(address, at);
    }

    /// Where a member is, gaps counted.
    pub(super) fn slot_of(&mut self, address: usize) -> Option<usize> {
        self.index().get(&address).copied()
    }

    /// Where the member is that comes at `place` among the members.
    pub(super) fn slot_at(&self, place: usize) -> Option<usize> {
        if self.gaps == 0 {
            return (place < self.slots.len()).then_some(place);
        }
        self.slots.iter().enumerate().filter(|(_, slot)| slot.is_some()).map(|(at, _)| at).nth(place)
    }

    /// Moves what is at one slot to another; those in between make room.
    pub(super) fn shift(&mut self, from: usize, to: usize) {
        let range = from.min(to)..=from.max(to);
        let Some(slots) = self.slots.get_mut(range.clone()) else { return };
        if from < to {
            slots.rotate_left(1);
        } else {
            slots.rotate_right(1);
        }
        let Some(index) = &mut self.index else { return };
        for (slot, at) in slots.iter().zip(range) {
            if let Some(link) = slot {
                index.insert(link.address(), at);
            }
        }
    }

    /// Puts the members into the order of these addresses, in which each slot has its own and gaps have none; others come last. Returns
    /// how it was before, unless it was so.
    pub(super) fn arrange(&mut self, order: impl IntoIterator<Item = Option<usize>>) -> Option<Vec<Option<usize>>> {
        let mut before = Vec::with_capacity(self.slots.len());
        let mut links = HashMap::with_capacity_and_hasher(self.slots.len(), RandomState::default());
        for slot in std::mem::take(&mut self.slots) {
            before.push(slot.as_ref().map(Link::address));
            links.extend(slot.map(|link| (link.address(), link)));
        }
        for address in order {
            match address {
                Some(address) => self.slots.extend(links.remove(&address).map(Some)),
                None => self.slots.push(None),
            }
        }
        for address in before.iter().flatten() {
            self.slots.extend(links.remove(address).map(Some));
        }
        self.gaps = self.slots.iter().filter(|slot| slot.is_none()).count();
        self.index = None;
        let after = self.slots.iter().map(|slot| slot.as_ref().map(Link::address));
        (!before.iter().copied().eq(after)).then_some(before)
    }

    /// Leaves a gap at the end. Returns where.
    pub(super) fn push_gap(&mut self) -> usize {
        self.slots.push(None);
        self.gaps += 1;
        self.slots.len() - 1
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
impl FromIterator<Link> for Links {
    fn from_iter<I: IntoIterator<Item = Link>>(links: I) -> Self {
        let slots: Vec<_> = links.into_iter().map(Some).collect();
        let held = slots.iter().flatten().filter(|link| link.is_strong()).count();
        Links { slots, index: None, gaps: 0, held }
    }
}
