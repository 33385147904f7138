//! Savepoints within a program: steps between two of its actions run in one.

use orm::prelude::*;

use super::program::{Action, Op};
use super::run::{Error, Machine, Outcome};

/// How a savepoint ends.
pub(super) enum End {
    Commit,
    Rollback,
    /// Rolled back by whatever comes next.
    Drop,
}

impl Machine<'_> {
    /// Runs what comes until the innermost savepoint ends.
    pub(super) async fn steps(&mut self, steps: &mut std::slice::Iter<'_, Op>) -> Result<End, Error> {
        let nested = self.depth > 0;
        while let Some(&op) = steps.next() {
            match op.action {
                Action::Nest => Box::pin(self.nest(steps)).await?,
                Action::Unnest if nested => {
                    return Ok(match op.way {
                        0 => End::Rollback,
                        1 => End::Drop,
                        _ => End::Commit,
                    });
                }
                Action::Rollback if nested => return Ok(End::Rollback),
                // These are for the outermost transaction.
                Action::Commit | Action::ExpungeAll | Action::Fresh if nested => return Ok(End::Commit),
                Action::Fail if nested => {
                    self.fail().await?;
                    return Ok(End::Rollback);
                }
                _ => self.step(op).await?,
            }
        }
        Ok(End::Commit)
    }

    /// Runs what comes in a savepoint.
    async fn nest(&mut self, steps: &mut std::slice::Iter<'_, Op>) -> Outcome {
        self.say("{\nlet mut session = session.begin_nested().await?;");
        let mut session = std::mem::replace(&mut self.session, Session::new(self.engine));
        let outcome = async {
            let mut nested = session.begin_nested().await?;
            self.flushed()?;
            let before = self.world.clone();
            // The machine works on the session that the guard leads to.
            std::mem::swap(&mut *nested, &mut self.session);
            self.depth += 1;
            let end = self.steps(steps).await;
            self.depth -= 1;
            std::mem::swap(&mut *nested, &mut self.session);
            match end? {
                End::Commit => {
                    self.say("session.commit().await?;\n}");
                    nested.commit().await?;
                    return self.flushed();
                }
                End::Rollback => {
                    self.say("session.rollback().await?;\n}");
                    nested.rollback().await?;
                }
                End::Drop => {
                    self.say("}");
                    drop(nested);
                }
            }
            self.rolled_back_to(before)
        };
        let outcome = outcome.await;
        self.session = session;
        outcome
    }
}
