//! Calling listeners: those of the engine, then those of the session.

mod rows;
mod transitions;

use std::sync::Arc;

use orm_core::statement::Statement;
use orm_core::{Error, Result};

pub(crate) use self::rows::Before;
use self::transitions::Watched;
use super::{Session, SessionShared, View};
use crate::events::{Events, Listeners};
use crate::instance::Instances;

/// How many flushes one commit makes while listeners keep adding.
const MOST_FLUSHES: usize = 100;

/// What a flush has written.
#[derive(Debug)]
pub struct Flushed {
    /// Instances whose rows were inserted.
    pub inserted: View,
    /// Instances whose rows may have been updated.
    pub updated: View,
    /// Instances whose rows were deleted.
    pub deleted: View,
}

/// The listeners there are at some time.
pub(crate) struct Heard([Option<Arc<Listeners>>; 2]);

impl Heard {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Listeners> {
        self.0.iter().flatten().map(|listeners| &**listeners)
    }
}

/// A listener is being called: the session does not flush meanwhile.
struct Calling {
    shared: Arc<SessionShared>,
    /// Whether another was being called, within which this one is.
    within: bool,
}

impl Drop for Calling {
    fn drop(&mut self) {
        self.shared.set_calling(self.within);
    }
}

/// Listeners are being called without whose work the transaction must not go on: where this is dropped before all were, because the future
/// was or one of them panicked, it has to be rolled back.
struct Unheard<'s> {
    session: &'s mut Session,
    /// What they listen to.
    moment: &'static str,
    /// The frame of the journal that is rolled back then.
    frame: usize,
    heard: bool,
}

impl Drop for Unheard<'_> {
    fn drop(&mut self) {
        if !self.heard {
            let message = format!("not all `{}` listeners came to their end", self.moment);
            self.session.failed = Some(Arc::new(Error::InvalidState(message)));
            self.session.failed_at = self.frame;
            if self.session.unheard {
                self.session.link.resume_savepoints();
            }
        }
    }
}

impl Session {
    /// The listeners of this session alone; those of all are the engine's.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// session.events().after_commit(|_| println!("done"));
    /// session.commit().await?;
    /// # Ok(()) }
    /// ```
    pub fn events(&self) -> &Events {
        &self.events
    }

    pub(crate) fn heard(&self) -> Heard {
        Heard([self.link.engine().events().current(), self.events.current()])
    }

    /// Notes that a listener is called, until the guard is dropped (be it because the future was).
    fn calling(&self) -> Calling {
        let within = self.shared.is_calling();
        self.shared.set_calling(true);
        Calling { shared: self.shared.clone(), within }
    }

    /// Refuses to end a flush, or a transaction, while a listener is at work within it.
    pub(crate) fn not_within_listener(&self, what: &str) -> Result<()> {
        if self.shared.is_calling() {
            return Err(Error::InvalidState(format!("a listener cannot {what} the session that calls it")));
        }
        Ok(())
    }

    /// Begins a transaction, if there are listeners to that; otherwise it begins with its first statement.
    pub(crate) async fn begin_heard(&mut self) -> Result<()> {
        if self.link.in_transaction() {
            return Ok(());
        }
        let heard = self.heard();
        if heard.iter().all(|listeners| listeners.after_begin.is_empty()) {
            return Ok(());
        }
        self.link.begin_below_savepoints().await?;
        let mut unheard = Unheard { moment: "after_begin", frame: 0, heard: false, session: self };
        unheard.session.unheard = true;
        let mut outcome = Ok(());
        for listener in heard.iter().flat_map(|listeners| &listeners.after_begin) {
            let _calling = unheard.session.calling();
            outcome = listener(&mut *unheard.session).await;
            if outcome.is_err() {
                break;
            }
        }
        outcome = outcome.and(unheard.session.link.settle_savepoints().await);
        match &outcome {
            Ok(()) => unheard.session.link.resume_savepoints(),
            // The error that matters is the listener's; a transaction without what it does must not go on.
            Err(_) => drop(unheard.session.link.unbegin().await),
        }
        unheard.session.unheard = false;
        unheard.heard = true;
        outcome
    }

    pub(crate) async fn before_flush(&mut self) -> Result<()> {
        self.not_within_listener("flush")?;
        self.begin_heard().await?;
        let heard = self.heard();
        for listener in heard.iter().flat_map(|listeners| &listeners.before_flush) {
            let _calling = self.calling();
            listener(self).await?;
        }
        Ok(())
    }

    /// After a flush that wrote these, and led instances from the states that they were in to others. An error is as one of the flush.
    pub(crate) async fn after_flush(
        &mut self,
        [inserted, updated, deleted]: [&Instances; 3],
        watched: Watched,
    ) -> Result<()> {
        let heard = self.heard();
        let frame = self.journal.top();
        let mut unheard = Unheard { moment: "after_flush", frame, heard: false, session: self };
        if heard.iter().any(|listeners| !listeners.after_flush.is_empty()) {
            let view = |instances: &Instances| View::new(instances.clone());
            let flushed = Flushed { inserted: view(inserted), updated: view(updated), deleted: view(deleted) };
            for listener in heard.iter().flat_map(|listeners| &listeners.after_flush) {
                let _calling = unheard.session.calling();
                if let Err(error) = listener(&mut *unheard.session, &flushed).await {
                    unheard.session.fail(&error).await;
                    unheard.heard = true;
                    return Err(error);
                }
            }
        }
        unheard.session.tell_transitions(watched);
        unheard.heard = true;
        Ok(())
    }

    pub(crate) async fn before_commit(&mut self) -> Result<()> {
        self.not_within_listener("commit")?;
        let heard = self.heard();
        for listener in heard.iter().flat_map(|listeners| &listeners.before_commit) {
            self.usable()?;
            let _calling = self.calling();
            listener(self).await?;
        }
        Ok(())
    }

    /// Flushes until nothing is pending: listeners may add to what there is to do.
    pub(crate) async fn flush_all(&mut self) -> Result<()> {
        for _ in 0..MOST_FLUSHES {
            self.flush().await?;
            if self.shared.is_idle() && self.deleting.is_empty() {
                return Ok(());
            }
        }
        let message =
            format!("there is still something to flush after {MOST_FLUSHES} flushes: a listener keeps adding");
        Err(Error::InvalidState(message))
    }

    pub(crate) fn after_commit(&self) {
        let heard = self.heard();
        heard.iter().flat_map(|listeners| &listeners.after_commit).for_each(|listener| listener(self));
    }

    pub(crate) fn after_rollback(&self) {
        let heard = self.heard();
        heard.iter().flat_map(|listeners| &listeners.after_rollback).for_each(|listener| listener(self));
    }

    /// Before a statement of the program's.
    pub(crate) fn before_execute(&self, statement: &dyn Statement) -> Result<()> {
        let heard = self.heard();
        heard.iter().flat_map(|listeners| &listeners.before_execute).try_for_each(|listener| listener(self, statement))
    }
}
