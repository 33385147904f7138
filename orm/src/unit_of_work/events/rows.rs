//! Listeners to rows: called for a batch before and after the statements that write it.

use std::sync::Arc;

use orm_core::Result;

use super::Heard;
use crate::events::Moment;
use crate::instance::{AnyInstance, Instances, has_changes, lock};
use crate::unit_of_work::Session;
use crate::unit_of_work::flush::Work;
use crate::unit_of_work::flush::validate::validate;

impl Heard {
    /// Whether anyone listens.
    pub(crate) fn hears(&self, moment: Moment) -> bool {
        self.iter().any(|listeners| listeners.rows.contains_key(&moment))
    }

    /// Calls listeners for rows, with the versions that they had.
    pub(crate) fn tell(&self, moment: Moment, rows: &[(Arc<dyn AnyInstance>, usize)]) -> Result<()> {
        for of_model in self.iter().filter_map(|listeners| listeners.rows.get(&moment)) {
            for (row, old) in rows {
                for listener in of_model.get(&row.model_type()).into_iter().flatten() {
                    listener(row, *old)?;
                }
            }
        }
        Ok(())
    }
}

/// Rows and the versions that they had in the database, for the listeners who come after.
pub(crate) type Before = Vec<(Arc<dyn AnyInstance>, usize)>;

/// Instances of which listeners are being told. Unless all came to their end, the session lets go of them.
struct Arriving<'s> {
    session: &'s mut Session,
    rows: Instances,
    heard: bool,
}

impl Drop for Arriving<'_> {
    fn drop(&mut self) {
        for row in self.rows.iter().filter(|_| !self.heard) {
            self.session.expunge_one(row);
        }
    }
}

impl Session {
    /// Whether anyone listens.
    pub(crate) fn hears(&self, moment: Moment) -> bool {
        self.heard().hears(moment)
    }

    /// Calls listeners for rows, with the versions that they had.
    fn tell(&self, moment: Moment, rows: &[(Arc<dyn AnyInstance>, usize)]) -> Result<()> {
        self.heard().tell(moment, rows)
    }

    /// Before rows are inserted.
    pub(crate) fn before_inserts(&mut self, rows: &[Arc<dyn AnyInstance>], work: &Work) -> Result<()> {
        if !self.hears(Moment::BeforeInsert) {
            return Ok(());
        }
        let mut told = Before::with_capacity(rows.len());
        for row in rows {
            let current = row.current();
            self.journal.record(row, current);
            work.publish_keys(row)?;
            told.push((row.clone(), row.current()));
        }
        self.tell(Moment::BeforeInsert, &told)?;
        // What listeners have set is to be valid too.
        rows.iter().try_for_each(|row| validate(&**row, None))
    }

    /// Rows are inserted.
    pub(crate) fn after_inserts(&self, rows: &[Arc<dyn AnyInstance>]) -> Result<()> {
        self.after(Moment::AfterInsert, rows)
    }

    /// Before rows are updated. Returns those that will be, if anyone wants to hear of them afterwards.
    pub(crate) fn before_updates(&mut self, rows: &[Arc<dyn AnyInstance>], work: &Work) -> Result<Before> {
        if !self.hears(Moment::BeforeUpdate) && !self.hears(Moment::AfterUpdate) {
            return Ok(Before::new());
        }
        let mut told = Before::new();
        for row in rows {
            let base = lock(row.state()).base;
            self.journal.record(row, base);
            work.publish_keys(row)?;
            if has_changes(&**row) {
                told.push((row.clone(), base));
            }
        }
        self.tell(Moment::BeforeUpdate, &told)?;
        told.iter().try_for_each(|(row, base)| validate(&**row, Some(*base)))?;
        Ok(told)
    }

    /// Rows are updated.
    pub(crate) fn after_updates(&self, rows: &Before) -> Result<()> {
        if rows.is_empty() { Ok(()) } else { self.tell(Moment::AfterUpdate, rows) }
    }

    /// Before rows are deleted.
    pub(crate) fn before_deletes(&self, rows: &[Arc<dyn AnyInstance>]) -> Result<()> {
        self.after(Moment::BeforeDelete, rows)
    }

    /// Rows are deleted.
    pub(crate) fn after_deletes(&self, rows: &[Arc<dyn AnyInstance>]) -> Result<()> {
        self.after(Moment::AfterDelete, rows)
    }

    /// Rows came that the session did not have. Where listeners refuse them, it does not have them: the next query tells of them again.
    pub(crate) fn loaded(&mut self, rows: Instances) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut arriving = Arriving { session: self, rows, heard: false };
        arriving.session.after(Moment::Load, &arriving.rows)?;
        arriving.heard = true;
        Ok(())
    }

    /// Calls listeners who do not care how the rows were.
    fn after(&self, moment: Moment, rows: &[Arc<dyn AnyInstance>]) -> Result<()> {
        if rows.is_empty() || !self.hears(moment) {
            return Ok(());
        }
        let rows: Before = rows.iter().map(|row| (row.clone(), row.current())).collect();
        self.tell(moment, &rows)
    }
}
