//! [`Journal`]: how instances were before the transaction, and before each savepoint in it, so that a rollback can restore them.
//!
//! It is a stack of frames: the transaction, then the open savepoints. What the flush does to an instance is recorded in the topmost frame
//! (`record`), and so are the changes of its relationships (`settle`). Releasing a savepoint merges its frame into the one below.

use std::sync::{Arc, Weak};

use orm_core::model::ColumnSet;

use super::{IdentityMap, SessionShared};
use crate::instance::{AnyInstance, Instances, Lifecycle, Log, compact, lock, reconcile};

/// What the open transaction did to instances.
pub(crate) struct Journal {
    /// At least one.
    frames: Vec<Frame>,
    /// How many frames there have been.
    count: u64,
}

/// What happened in a transaction outside of its savepoints, or in one savepoint.
#[derive(Default)]
struct Frame {
    /// Tells frames apart that came to lie at the same height.
    id: u64,
    /// The epoch that its first write began.
    wrote: Option<u64>,
    entries: Vec<Entry>,
    logs: Vec<(Arc<dyn AnyInstance>, usize, Log)>,
}

/// An instance as it was when the frame began.
struct Entry {
    instance: Arc<dyn AnyInstance>,
    lifecycle: Lifecycle,
    /// The version that was in the database; for a new instance, the one that the user made.
    version: usize,
    unset: ColumnSet,
    /// When it was read.
    epoch: u64,
    /// The frame that had recorded it before, counted from 1; 0 for none.
    journaled: u32,
}

impl Default for Journal {
    fn default() -> Self {
        Journal { frames: vec![Frame::default()], count: 0 }
    }
}

impl Journal {
    /// The topmost frame: 0 is the transaction.
    pub(crate) fn top(&self) -> usize {
        self.frames.len().saturating_sub(1)
    }

    /// The height of a frame, if it is still there.
    pub(crate) fn position(&self, id: u64) -> Option<usize> {
        self.frames.iter().position(|frame| frame.id == id).filter(|&frame| frame > 0)
    }

    /// Begins a savepoint's frame, and returns its id.
    pub(crate) fn open(&mut self) -> u64 {
        self.count += 1;
        self.frames.push(Frame { id: self.count, ..Frame::default() });
        self.count
    }

    /// The frame is about to write: what is read from now on may be what it wrote.
    pub(crate) fn writes(&mut self, session: &SessionShared) {
        if let Some(frame) = self.frames.last_mut() {
            frame.wrote.get_or_insert_with(|| session.epochs().start());
        }
    }

    /// Whether the transaction has written anything.
    pub(crate) fn has_written(&self) -> bool {
        self.frames.iter().any(|frame| frame.wrote.is_some())
    }

    /// Remembers an instance as it is now, unless the frame already did. `version` is what a rollback goes back to.
    pub(crate) fn record(&mut self, instance: &Arc<dyn AnyInstance>, version: usize) {
        let height = height(&self.frames);
        let Some(frame) = self.frames.last_mut() else { return };
        let mut state = lock(instance.state());
        if state.journaled == height {
            return;
        }
        frame.entries.push(Entry {
            instance: instance.clone(),
            lifecycle: state.lifecycle,
            version,
            unset: state.unset.clone(),
            epoch: state.epoch,
            journaled: state.journaled,
        });
        state.journaled = height;
    }

    /// Remembers an instance that came with a row which the frame has inserted: a rollback takes it out of the session.
    pub(crate) fn record_arrival(&mut self, instance: &Arc<dyn AnyInstance>) {
        self.record(instance, instance.current());
        let entry = self.frames.last_mut().and_then(|frame| frame.entries.last_mut());
        if let Some(entry) = entry.filter(|entry| Arc::ptr_eq(&entry.instance, instance)) {
            entry.lifecycle = Lifecycle::Detached;
        }
    }

    /// Takes in what the relationships of an instance need to undo their latest changes.
    pub(crate) fn settle(&mut self, instance: &Arc<dyn AnyInstance>) {
        let Some(frame) = self.frames.last_mut() else { return };
        for (index, cell) in instance.containers().enumerate() {
            if let Some(log) = cell.take_log() {
                frame.logs.push((instance.clone(), index, log));
            }
        }
    }

    /// Savepoints are part of what lies below them from now on: the frame at `height` and those above it.
    pub(crate) fn release(&mut self, height: usize, session: &Arc<SessionShared>) {
        while self.top() >= height.max(1) {
            let Some(frame) = self.frames.pop() else { return };
            let below = self::height(&self.frames);
            let Some(parent) = self.frames.last_mut() else { return };
            parent.wrote = parent.wrote.or(frame.wrote);
            parent.logs.extend(frame.logs);
            for entry in frame.entries.into_iter().filter(|entry| session.owns(&entry.instance)) {
                lock(entry.instance.state()).journaled = below;
                // The frame below knows how it was even earlier.
                if entry.journaled != below {
                    parent.entries.push(entry);
                }
            }
        }
    }

    /// What it remembers.
    pub(crate) fn instances(&self) -> impl Iterator<Item = &Arc<dyn AnyInstance>> {
        self.frames.iter().flat_map(|frame| &frame.entries).map(|entry| &entry.instance)
    }

    /// The transaction is in the database: nothing to restore any more. Deleted instances leave the session.
    pub(crate) fn commit(&mut self, identity: &mut IdentityMap, session: &Arc<SessionShared>) {
        self.release(1, session);
        let frames = std::mem::take(self).frames;
        for frame in frames {
            drop(frame.logs);
            for Entry { instance, .. } in frame.entries {
                // One that was expunged is another session's business.
                if !session.owns(&instance) {
                    continue;
                }
                {
                    let mut state = lock(instance.state());
                    state.journaled = 0;
                    if state.lifecycle == Lifecycle::Deleted {
                        state.lifecycle = Lifecycle::Detached;
                        state.belong_to(Weak::new());
                    }
                }
                // Nobody but the identity map (and this entry) holds it: nobody reads its old versions.
                if Arc::strong_count(&instance) == 2 && instance.current() > 0 {
                    let (mapper, key) = (instance.mapper(), instance.identity_at(instance.current()));
                    drop(instance);
                    if let Some(instance) = identity.of(mapper).get_mut(&key) {
                        compact(instance);
                    }
                }
            }
        }
    }

    /// The frame at `height` and those above it are undone: so is what they did to instances. Returns the epoch that their first write
    /// began.
    pub(crate) fn rollback(
        &mut self,
        height: usize,
        identity: &mut IdentityMap,
        session: &Arc<SessionShared>,
    ) -> Option<u64> {
        let frames: Vec<Frame> = self.frames.drain(height.min(self.frames.len())..).rev().collect();
        if self.frames.is_empty() {
            *self = Journal { count: self.count, ..Journal::default() };
        }
        let (mut wrote, mut new, mut old) = (None, Instances::new(), Instances::new());
        for frame in frames {
            wrote = frame.wrote.or(wrote);
            for entry in frame.entries.into_iter().rev().filter(|entry| session.owns(&entry.instance)) {
                let restored = if matches!(entry.lifecycle, Lifecycle::Pending | Lifecycle::Transient) {
                    &mut new
                } else {
                    &mut old
                };
                restored.push(entry.instance.clone());
                entry.restore(identity, session);
            }
            for (instance, index, log) in frame.logs.into_iter().rev() {
                if let Some(cell) = instance.container(index) {
                    cell.undo(log);
                }
            }
        }
        for instance in &new {
            instance.containers().for_each(crate::instance::Cell::renew);
        }
        // Once all have their columns again.
        for instance in old.iter().filter(|instance| session.owns(instance)) {
            reconcile(instance, session.epoch());
        }
        wrote
    }
}

impl Entry {
    fn restore(self, identity: &mut IdentityMap, session: &Arc<SessionShared>) {
        let Entry { instance, lifecycle, version, unset, epoch, journaled } = self;
        let was_new = matches!(lifecycle, Lifecycle::Pending | Lifecycle::Transient);
        identity.unregister(&instance, instance.current());
        if instance.current() != version {
            instance.publish(instance.draft_of(version));
        }
        {
            let mut state = lock(instance.state());
            state.journaled = journaled;
            state.base = instance.current();
            state.deleting = false;
            state.queued = false;
            state.unset = unset;
            state.expressions.clear();
            state.epoch = epoch;
            state.expelled = was_new;
            state.lifecycle = if was_new { Lifecycle::Transient } else { lifecycle };
            let stays = matches!(lifecycle, Lifecycle::Persistent | Lifecycle::Deleted);
            state.belong_to(if stays { Arc::downgrade(session) } else { Weak::new() });
        }
        if lifecycle == Lifecycle::Persistent {
            identity.register(&instance);
        }
    }
}

/// The height of the topmost frame, counted from 1.
fn height(frames: &[Frame]) -> u32 {
    u32::try_from(frames.len()).unwrap_or(u32::MAX)
}
