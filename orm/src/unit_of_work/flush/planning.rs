//! The plan of a flush, and what making it does to instances: all of that is undone if the flush is refused, or its future is dropped,
//! before it writes anything.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use orm_core::Result;

use super::collect::Work;
use crate::instance::{AnyInstance, Cell, Instances, give_up_pending, lock, mark_dirty};
use crate::unit_of_work::Session;

/// What a plan has done.
#[derive(Default)]
pub(crate) struct Planned {
    /// Rows that it marked to be deleted.
    pub(crate) marked: Instances,
    /// New instances that are not to be inserted: they leave the session once the plan stands.
    pub(crate) given_up: Instances,
    /// Children that let go of deleted parents.
    pub(crate) released: Vec<Released>,
}

/// A child that lets go of its parent, and how it was.
pub(crate) struct Released {
    pub(crate) parent: Arc<dyn AnyInstance>,
    pub(crate) child: Arc<dyn AnyInstance>,
    /// The foreign key.
    pub(crate) columns: Vec<usize>,
    /// The version of the child before it was set to NULL.
    pub(crate) before: usize,
    /// The container of the parent, and whether it held its members.
    pub(crate) collection: (usize, bool),
    /// The container of the child, and whether it held the parent, if it is mapped.
    pub(crate) reference: Option<(usize, bool)>,
}

impl Released {
    fn undo(self) {
        let Released { parent, child, columns, before, collection, reference } = self;
        let origin = child.current();
        let mut draft = child.draft_of(origin);
        for column in columns {
            if let (Some(field), Some(value)) = (draft.column_mut(column), child.version(before).column(column))
                && field.to_value().is_null()
            {
                field.assign(value);
            }
        }
        child.publish_from(origin, draft);
        let link = |cell: Option<&dyn Cell>, other, hold| cell.into_iter().for_each(|cell| cell.link(other, hold));
        if let Some((index, hold)) = reference {
            link(child.container(index), &parent, hold);
        }
        link(parent.container(collection.0), &child, collection.1);
        mark_dirty(&child);
    }
}

/// A session whose plan is undone when this is dropped, unless it stands.
struct Planning<'s> {
    session: &'s mut Session,
    stands: bool,
}

impl Deref for Planning<'_> {
    type Target = Session;

    fn deref(&self) -> &Session {
        self.session
    }
}

impl DerefMut for Planning<'_> {
    fn deref_mut(&mut self) -> &mut Session {
        self.session
    }
}

impl Drop for Planning<'_> {
    fn drop(&mut self) {
        let Planned { marked, given_up, released } = std::mem::take(&mut self.session.planned);
        if self.stands {
            given_up.iter().for_each(give_up_pending);
            return;
        }
        // In the order in which they went, which is that of the collections.
        released.into_iter().for_each(Released::undo);
        if !marked.is_empty() {
            marked.iter().for_each(|row| lock(row.state()).deleting = false);
            self.session.deleting.retain(|row| lock(row.state()).deleting);
        }
        self.session.requeue();
    }
}

impl Session {
    /// Finds out what there is to do.
    pub(super) async fn planned(&mut self) -> Result<Work> {
        let mut planning = Planning { session: self, stands: false };
        let work = planning.plan().await?;
        planning.stands = true;
        Ok(work)
    }

    /// An orphan is deleted, and its own children must be released like any deleted row's: once more then.
    async fn plan(&mut self) -> Result<Work> {
        self.load_displaced().await?;
        loop {
            self.release_children().await?;
            let deleting = self.deleting.len();
            let work = self.collect().await?;
            if self.deleting.len() == deleting {
                work.validate()?;
                return work.in_order(&self.link);
            }
            self.requeue();
        }
    }
}
