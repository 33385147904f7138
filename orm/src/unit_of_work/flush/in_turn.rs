//! UPDATEs that may stand in each other's way where only the database can tell (see [`collisions`](super::collisions)): each is tried in a
//! savepoint, and what a unique key refuses waits until the others are written.
//!
//! At first they come in the batches of any flush; a batch that is refused comes again row by row. Each further round begins at the other
//! end, so that a chain of rows that is in the wrong order is written in one. A round in which every row is refused ends it: the
//! database's error is right then.

use orm_core::{Error, Result};

use super::collect::Work;
use super::update::Batch;
use crate::instance::Instances;
use crate::unit_of_work::Session;

impl Session {
    /// Updates rows, level by level; in turn where they may contest a unique value.
    pub(super) async fn update_levels(&mut self, levels: &[Instances], work: &Work) -> Result<()> {
        if !levels.iter().flatten().any(|row| work.first.is_contested(row)) {
            for rows in levels {
                self.update(rows, work).await?;
            }
            return Ok(());
        }
        let (mut heard, mut statements) = (Vec::new(), Vec::new());
        for rows in levels {
            let (told, batches) = self.prepare_updates(rows, work)?;
            heard.push(told);
            statements.extend(self.all_statements(batches));
        }
        self.update_in_turn(statements, work).await?;
        heard.iter().try_for_each(|told| self.after_updates(told))
    }

    async fn update_in_turn(&mut self, mut waiting: Vec<Batch>, work: &Work) -> Result<()> {
        loop {
            let (mut refused, mut stuck, mut refusal) = (Vec::new(), true, None);
            for batch in waiting {
                match self.try_update(&batch, work).await? {
                    None => stuck = false,
                    Some(error) => {
                        stuck &= batch.rows.len() == 1;
                        refused.extend(batch.one_by_one());
                        refusal = Some(error);
                    }
                }
            }
            match refusal {
                None => return Ok(()),
                Some(error) if stuck => return Err(error),
                Some(_) => refused.reverse(),
            }
            waiting = refused;
        }
    }

    /// Executes an UPDATE, unless a unique key refuses it. Nothing of it is left then.
    async fn try_update(&mut self, batch: &Batch, work: &Work) -> Result<Option<Error>> {
        if !batch.rows.iter().any(|row| work.first.is_contested(&row.instance)) {
            return self.update_batch(batch).await.map(|()| None);
        }
        let depth = self.journal.top() + self.outer + 1;
        self.link.open_savepoint();
        match self.update_batch(batch).await {
            Ok(()) => {
                self.link.release_savepoint(depth).await?;
                Ok(None)
            }
            Err(error) => {
                self.link.close_savepoint(depth);
                if !error.is_unique_violation() {
                    return Err(error);
                }
                self.link.settle_savepoints().await?;
                Ok(Some(error))
            }
        }
    }
}
