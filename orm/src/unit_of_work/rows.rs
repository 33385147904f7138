//! Executing the statements of a session: what is flushed before, which instances their rows are, what is loaded along.
//!
//! Compiled once: a statement is a `dyn Statement` here, and [`Rows`] knows what becomes of its rows.

use std::any::Any;
use std::sync::Arc;

use orm_core::error::{DecodeError, Sought};
use orm_core::model::IdentityKey;
use orm_core::row::RowReader;
use orm_core::schema::Table;
use orm_core::statement::{Effect, SelectCore, Statement, Written};
use orm_core::{Error, Result};

use super::tracker::Brought;
use super::{Session, Synchronize, Tracker, binds};
use crate::connection::ExecResult;
use crate::engine::Links;
use crate::events::Moment;
use crate::fetch::{BoxFuture, Expect};
use crate::instance::{AnyInstance, Instances, Mapper};
use crate::loading::{self, EachFound, LoadPath, Loader};

/// What is done with each row.
pub(crate) type EachRow<'e> = &'e mut (dyn FnMut(&dyn RowReader, &mut Tracker<'_>) -> Result<(), DecodeError> + Send);

/// What a statement has brought so far.
pub(crate) trait Rows: Send {
    /// Takes a row in.
    fn row(&mut self, row: &dyn RowReader, tracker: &mut Tracker<'_>) -> Result<(), DecodeError>;
    /// Hands over what there is; false if that is nothing, where it must be something.
    fn finish(self: Box<Self>) -> bool;
}

/// How a statement is executed.
pub(crate) struct How {
    /// Whether pending changes are flushed before.
    pub(crate) autoflush: bool,
    /// How instances follow a bulk statement.
    pub(crate) synchronize: Synchronize,
    /// What is loaded along.
    pub(crate) options: Vec<Arc<LoadPath>>,
    /// How many rows there may be.
    pub(crate) expect: Expect,
}

impl How {
    /// `options` are those attached to the statement, which knows no type of them.
    pub(crate) fn new(
        autoflush: bool,
        synchronize: Synchronize,
        options: &[Arc<dyn Any + Send + Sync>],
        expect: Expect,
    ) -> How {
        let options = options.iter().filter_map(|option| option.clone().downcast().ok()).collect();
        How { autoflush, synchronize, options, expect }
    }

    pub(crate) const DEFAULT: How =
        How { autoflush: true, synchronize: Synchronize::Auto, options: Vec::new(), expect: Expect::Any };
}

impl Session {
    /// Executes a statement and collects its rows.
    pub(crate) fn rows<'s>(
        &'s mut self,
        statement: Arc<dyn Statement + 's>,
        mut rows: Box<dyn Rows + 's>,
        how: How,
    ) -> BoxFuture<'s, Result<()>> {
        Box::pin(async move {
            self.before_statement(&*statement, how.autoflush).await?;
            let mut count = 0_u64;
            let mut each = |row: &dyn RowReader, tracker: &mut Tracker<'_>| {
                count += 1;
                rows.row(row, tracker)
            };
            let seen = self.fetch(&*statement, !how.options.is_empty(), how.synchronize, &mut each).await?;
            loading::run(self, &how.options, &seen).await?;
            how.expect.check(count, || self.sought(&*statement))?;
            if rows.finish() { Ok(()) } else { Err(Error::NoResultFound(self.sought(&*statement))) }
        })
    }

    /// What a statement was to find.
    fn sought(&self, statement: &dyn Statement) -> Sought {
        let compiled = binds::compile(&self.link, statement).ok();
        let sql = compiled.as_ref().and_then(|(batches, _)| batches.first()).map(|compiled| &*compiled.sql);
        Sought::by(sql, statement.target())
    }

    /// Executes a statement of which only the number of rows matters.
    pub(crate) fn count<'s>(
        &'s mut self,
        statement: Box<dyn Statement + 's>,
        autoflush: bool,
        synchronize: Synchronize,
    ) -> BoxFuture<'s, Result<ExecResult>> {
        Box::pin(async move {
            self.before_statement(&*statement, autoflush).await?;
            let rows = self.run(&*statement, synchronize).await?;
            Ok(ExecResult::new(rows))
        })
    }

    /// Executes a statement whose rows are taken one by one.
    pub(crate) fn stream_rows<'s>(
        &'s mut self,
        statement: Arc<dyn Statement + 's>,
        mut rows: Box<dyn Rows + 's>,
        how: How,
    ) -> BoxFuture<'s, Result<()>> {
        Box::pin(async move {
            if !how.options.is_empty() {
                let message = "a stream cannot load relationships along: take the options off, or use `all()` on parts of the rows";
                return Err(Error::InvalidState(message.to_owned()));
            }
            self.before_query(how.autoflush).await?;
            self.before_execute(&*statement)?;
            if matches!(statement.written(), Written::Updated(_) | Written::Deleted(_)) {
                let message =
                    "a stream is for queries: instances could not follow what this statement changes; use `all()`";
                return Err(Error::InvalidState(message.to_owned()));
            }
            if statement.effect() == Effect::Write {
                self.wrote_directly();
            }
            let (batches, table) = binds::compile(&self.link, &*statement)?;
            let heard = self.heard();
            let mut tracker = Tracker::streaming(&mut self.identity, &self.shared)
                .with_journal(&mut self.journal)
                .noting_loaded(heard.hears(Moment::Load));
            for compiled in batches {
                let mut sink = |row: &dyn RowReader| {
                    rows.row(row, &mut tracker)?;
                    for instance in tracker.take_loaded() {
                        let version = instance.current();
                        heard.tell(Moment::Load, &[(instance, version)])?;
                    }
                    Ok::<_, Error>(())
                };
                self.link.stream(compiled, table, &mut sink).await?;
            }
            Ok(())
        })
    }

    pub(crate) async fn before_query(&mut self, autoflush: bool) -> Result<()> {
        self.autoflush_before(autoflush, || "a query".to_owned()).await
    }

    /// Begins the transaction, and flushes, if the session does so.
    async fn flush_before(&mut self, autoflush: bool) -> Result<Result<()>> {
        self.usable()?;
        self.enter_returning();
        let flushes = autoflush && self.autoflush && !self.shared.is_calling();
        if flushes && let Err(open) = self.no_open_edits() {
            return Ok(Err(open));
        }
        self.begin_heard().await?;
        Ok(if flushes { self.flush().await } else { Ok(()) })
    }

    /// Flushes, if the session does so, before what `before` describes: an error says that it came from there.
    pub(crate) async fn autoflush_before(
        &mut self,
        autoflush: bool,
        before: impl FnOnce() -> String + Send,
    ) -> Result<()> {
        let outcome = self.flush_before(autoflush).await?;
        outcome.map_err(|cause| Error::Autoflush { before: before(), cause: Arc::new(cause) })
    }

    pub(crate) async fn before_statement(&mut self, statement: &dyn Statement, autoflush: bool) -> Result<()> {
        let Err(cause) = self.flush_before(autoflush).await? else { return Ok(()) };
        let compiled = binds::compile(&self.link, statement).ok().and_then(|(batches, _)| batches.into_iter().next());
        let before = compiled.map_or_else(|| "a statement".to_owned(), |compiled| format!("`{}`", compiled.sql));
        Err(Error::Autoflush { before, cause: Arc::new(cause) })
    }

    /// Runs a select without flushing, and hands every row to `each`.
    pub(crate) async fn track_rows(&mut self, statement: &dyn Statement, each: EachRow<'_>) -> Result<()> {
        self.before_query(false).await?;
        self.fetch(statement, false, Synchronize::Auto, each).await.map(drop)
    }

    /// Runs a statement and hands every row to `each`. Returns the instances among the rows, if `collect` asks for them.
    pub(crate) async fn fetch(
        &mut self,
        statement: &dyn Statement,
        collect: bool,
        synchronize: Synchronize,
        each: EachRow<'_>,
    ) -> Result<Instances> {
        self.before_execute(statement)?;
        let loaded = self.hears(Moment::Load);
        if statement.effect() == Effect::Read {
            let tracker = Tracker::new(&mut self.identity, &self.shared, collect)
                .with_journal(&mut self.journal)
                .noting_loaded(loaded);
            let brought = fetch_into(tracker, &mut self.link, statement, each).await?;
            self.loaded(brought.loaded)?;
            return Ok(brought.seen);
        }
        let matched = self.before_returning(statement, synchronize).await?;
        let tracker = Tracker::writing(&mut self.identity, &self.shared);
        let brought = fetch_into(tracker, &mut self.link, statement, each).await?;
        self.after_returning(statement, matched, brought)?;
        Ok(Instances::new())
    }
}

async fn fetch_into(
    mut tracker: Tracker<'_>,
    link: &mut Links,
    statement: &dyn Statement,
    each: EachRow<'_>,
) -> Result<Brought> {
    let mut rows = 0;
    let (batches, table) = binds::compile(link, statement)?;
    for compiled in batches {
        let mut sink = |row: &dyn RowReader| each(row, &mut tracker).map_err(Error::from);
        let outcome = link.fetch(compiled, table, &mut sink).await?;
        rows += outcome.rows_affected.max(outcome.rows_returned);
    }
    Ok(tracker.finish(rows))
}

impl Loader for Session {
    fn epoch(&self) -> u64 {
        self.shared.epoch()
    }

    fn is_current(&self, epoch: u64) -> bool {
        self.shared.is_current(epoch)
    }

    fn known(&mut self, mapper: &'static Mapper, key: &IdentityKey) -> Option<Arc<dyn AnyInstance>> {
        self.enter_returning();
        self.identity.of(mapper).get(key).cloned()
    }

    fn most_keys(&self, table: &Table) -> usize {
        self.link.engine_of(table).dialect().capabilities.max_keys
    }

    fn select<'s>(
        &'s mut self,
        mapper: &'static Mapper,
        query: &'s SelectCore,
        each: EachFound<'s>,
    ) -> BoxFuture<'s, Result<()>> {
        Box::pin(async move {
            let mut each = |row: &dyn RowReader, tracker: &mut Tracker<'_>| {
                let instance = tracker.instance(mapper, row, 0)?;
                each(instance, row)
            };
            self.track_rows(query, &mut each).await
        })
    }
}
