//! [`Cell`], the content of a relationship container without its types.

use std::any::Any;
use std::collections::HashSet;
use std::sync::{Arc, Weak};

use orm_core::relationship::RelationshipDef;

use super::{AnyInstance, Mapper, address};

/// Steps taken out of a cell: how a container came to its content.
#[doc(hidden)]
pub type Log = Box<dyn Any + Send + Sync>;

/// What changed in a container since the last flush.
#[doc(hidden)]
#[derive(Clone, Default)]
pub struct History {
    /// Instances that came in, in order.
    pub added: Vec<Arc<dyn AnyInstance>>,
    /// Instances that went out.
    pub removed: Vec<Arc<dyn AnyInstance>>,
    /// For a `BelongsTo`: whether it was set at all, be it to nothing.
    pub set: bool,
}

impl History {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && !self.set
    }

    /// Whether both are of the same changes.
    fn is_same(&self, other: &History) -> bool {
        let same =
            |a: &[Arc<dyn AnyInstance>], b: &[Arc<dyn AnyInstance>]| a.iter().map(address).eq(b.iter().map(address));
        self.set == other.set && same(&self.added, &other.added) && same(&self.removed, &other.removed)
    }
}

/// A relationship container of a model: the field's type.
#[doc(hidden)]
pub trait Container: Send + Sync {
    /// The cell that all versions of the instance share.
    fn cell(&self) -> &dyn Cell;
    /// The model that it leads to.
    fn target(&self) -> &'static Mapper;
}

/// The content and history of a relationship container. Not meant to be called by users of this crate.
#[doc(hidden)]
pub trait Cell: Send + Sync {
    /// Ties the container to the instance that has it.
    fn bind(&self, owner: &Weak<dyn AnyInstance>, definition: &'static RelationshipDef);
    /// Undoes [`bind`](Self::bind).
    fn unbind(&self);
    /// All instances that it knows of.
    fn targets(&self) -> Vec<Arc<dyn AnyInstance>>;
    /// Whether it knows of the instance at an address.
    fn leads_to(&self, at: usize) -> bool {
        self.targets().iter().any(|target| address(target) == at)
    }
    /// Instances that it keeps alive, at most so many.
    fn held(&self, most: usize) -> Vec<Arc<dyn AnyInstance>>;
    /// Whether what it says of its members, and of what changed, is known of the database: it was loaded before they changed.
    fn is_known(&self) -> bool {
        self.loaded_epoch().is_some()
    }
    /// Whether the database has a link to the instance at an address, if that is known, and nothing is to change it.
    fn stored_link(&self, _at: usize) -> Option<bool> {
        None
    }
    /// Whether it keeps any instance alive.
    fn is_holding(&self) -> bool;
    /// Changes since the last flush.
    fn history(&self) -> History;
    /// Whether members of a collection came, went or changed places since the last flush.
    fn is_reordered(&self) -> bool {
        false
    }
    /// The owner, which was new, has a row as of an epoch.
    fn born(&self, epoch: u64);
    /// All changes are in the database now, as of the session's epoch.
    fn flushed(&self, epoch: u64);
    /// The changes that a flush found are in the database now. Those that came meanwhile are for the next one.
    fn written(&self, found: &History, epoch: u64) {
        if self.history().is_same(found) {
            self.flushed(epoch);
        } else if !found.is_empty() {
            self.written_in_part(found, epoch);
        }
    }
    /// As [`flushed`](Self::flushed), of some changes.
    fn written_in_part(&self, found: &History, epoch: u64);
    /// The members have got their places: their order is no change any more.
    fn numbered(&self) {}
    /// The epoch in which it was loaded, if it is.
    fn loaded_epoch(&self) -> Option<u64>;
    /// Back to not loaded, without changes.
    fn forget(&self);
    /// What was loaded may not be all any more: it stays, until the next load asks the database again.
    fn outdate(&self) {}
    /// The other side came to lead here: takes `other` in, without telling it.
    fn link(&self, other: &Arc<dyn AnyInstance>, hold: bool);
    /// The other side does not lead here any more: lets `other` go, without telling it.
    fn unlink(&self, other: &Arc<dyn AnyInstance>);
    /// `other` is no member any more since the flush: lets it go, and keeps no history of it.
    fn evict(&self, other: &Arc<dyn AnyInstance>);
    /// As [`evict`](Self::evict), where the database says so: a rollback does not bring it back.
    fn evict_for_good(&self, other: &Arc<dyn AnyInstance>);
    /// Takes out what a rollback needs to undo the changes since the last call; nothing if nothing changed.
    fn take_log(&self) -> Option<Log>;
    /// Undoes the latest changes, and the history with them. Where that cannot be exact, the container is not loaded afterwards.
    fn undo(&self, log: Log);
    /// The owner has no row any more: all that the container has counts as not in the database.
    fn renew(&self);
    /// Whether it has a content of its own, be it empty: what `merge` copies.
    fn is_given(&self) -> bool;
    /// Makes these the content, and no others; both sides follow.
    fn replace(&self, targets: Vec<Arc<dyn AnyInstance>>);
    /// As [`evict`](Self::evict), for all instances at some addresses.
    fn evict_all(&self, others: &HashSet<usize>);
    /// The other side was loaded and leads here: takes `other` in as loaded, unless the container has a content of its own.
    /// False if it was set to lead elsewhere, which the database does not know yet.
    fn loaded_by_inverse(&self, other: &Arc<dyn AnyInstance>, epoch: u64) -> bool;
    /// Fills the container from the database. Changes made while it was not loaded stay on top.
    fn fill(&self, instances: Vec<Arc<dyn AnyInstance>>, epoch: u64);
}
