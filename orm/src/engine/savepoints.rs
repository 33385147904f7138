//! Savepoints of a [`Link`]: `orm_1` for the outermost, and so on.
//!
//! Opening one sends nothing: the SAVEPOINT goes out with the first statement inside. One that is given up in a drop, which cannot wait for
//! the database, is rolled back before the next statement.

use orm_core::Result;

use super::link::Link;

/// What the database knows of savepoints, and what it is to know.
#[derive(Default)]
pub(super) struct Savepoints {
    /// How many are open.
    open: usize,
    /// How many of them the database has.
    sent: usize,
    /// The outermost one that must be rolled back first.
    undo: Option<usize>,
}

impl Link {
    /// Opens a savepoint.
    pub fn open_savepoint(&mut self) {
        self.savepoints.open += 1;
    }

    /// What comes next belongs to the transaction itself, which has only just begun, not to the savepoints that are open: they count as sent,
    /// until they are [resumed](Self::resume_savepoints).
    pub fn pass_savepoints(&mut self) {
        self.savepoints.sent = self.savepoints.open;
    }

    /// Undoes [`pass_savepoints`](Self::pass_savepoints).
    pub fn resume_savepoints(&mut self) {
        self.savepoints.sent = 0;
        self.savepoints.undo = None;
    }

    /// Rolls back a transaction that was only just begun. The savepoints stay open: it begins anew with the next statement, and they with it.
    pub async fn unbegin(&mut self) -> Result<()> {
        let open = self.savepoints.open;
        let outcome = self.rollback().await;
        self.savepoints.open = open;
        outcome
    }

    /// The next statement goes to the database only after what happened since the savepoint at `depth` is undone there.
    pub fn undo_savepoint(&mut self, depth: usize) {
        let Savepoints { sent, undo, .. } = &mut self.savepoints;
        if depth <= *sent {
            *undo = Some(undo.map_or(depth, |other| other.min(depth)));
        }
    }

    /// Gives up the savepoint at `depth` and those in it.
    pub fn close_savepoint(&mut self, depth: usize) {
        self.undo_savepoint(depth);
        self.savepoints.open = self.savepoints.open.min(depth - 1);
    }

    /// Makes the savepoint at `depth`, and those in it, part of what is around it.
    pub async fn release_savepoint(&mut self, depth: usize) -> Result<()> {
        self.settle_savepoints().await?;
        if depth <= self.savepoints.sent {
            self.committable()?;
            self.control(&format!("RELEASE SAVEPOINT orm_{depth}")).await?;
            self.savepoints.sent = depth - 1;
        }
        self.savepoints.open = self.savepoints.open.min(depth - 1);
        Ok(())
    }

    /// Rolls back in the database what was given up.
    pub async fn settle_savepoints(&mut self) -> Result<()> {
        if let Some(depth) = self.savepoints.undo {
            self.control(&format!("ROLLBACK TO SAVEPOINT orm_{depth}")).await?;
            // It is still there: a loop of failing savepoints would pile them up.
            self.control(&format!("RELEASE SAVEPOINT orm_{depth}")).await?;
            self.savepoints.sent = depth - 1;
            self.savepoints.undo = None;
            // Every statement since was in it: the next would have been sent after a SAVEPOINT of its own.
            self.no_longer_aborted();
        }
        Ok(())
    }

    /// Before a statement: lets the database know of all that are open.
    pub(super) async fn send_savepoints(&mut self) -> Result<()> {
        self.settle_savepoints().await?;
        while self.savepoints.sent < self.savepoints.open {
            let depth = self.savepoints.sent + 1;
            self.control(&format!("SAVEPOINT orm_{depth}")).await?;
            self.savepoints.sent = depth;
        }
        Ok(())
    }
}
