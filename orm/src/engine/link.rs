//! [`Link`]: a connection as [`Connection`](crate::Connection) and the session use it.
//!
//! It takes a connection from the pool when one is needed, gives it back at commit and rollback, explains errors, reports
//! statements, and knows when the transaction is lost: an await that is dropped midway takes the connection with it.

use std::sync::Arc;
use std::time::Instant;

use orm_core::compile::Compiled;
use orm_core::error::{DatabaseError, DatabaseErrorKind};
use orm_core::row::RowReader;
use orm_core::schema::Table;
use orm_core::{Error, Result, Value};

use super::lost::{Lost, commit_error, is_disconnect};
use super::savepoints::Savepoints;
use super::{Engine, StatementEvent};
use crate::driver::{DriverConnection, Outcome, Pace, RowSink};

/// A connection to the engine's database, taken and given back as needed.
pub(crate) struct Link {
    engine: Engine,
    state: State,
    /// Whether the open transaction has something to lose.
    wrote: bool,
    /// The error after which the database refuses everything until it is rolled back.
    aborted: Option<Error>,
    /// Whether the next transaction is to be one that writes from its beginning.
    immediate: bool,
    statements: u64,
    pub(super) savepoints: Savepoints,
}

enum State {
    /// No connection.
    Free,
    /// A connection, in autocommit or in a transaction.
    Held(DriverConnection),
    /// The transaction is gone, and nobody has been told by `rollback` yet.
    Lost(Lost),
}

enum End {
    Commit,
    Rollback,
}

#[allow(dead_code)] // some methods are for the session alone
impl Link {
    /// A link without a connection yet.
    pub fn new(engine: &Engine) -> Self {
        Link {
            engine: engine.clone(),
            state: State::Free,
            wrote: false,
            aborted: None,
            immediate: false,
            statements: 0,
            savepoints: Savepoints::default(),
        }
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Whether a transaction is open (or lost, and not yet rolled back).
    pub fn in_transaction(&self) -> bool {
        match &self.state {
            State::Free => false,
            State::Held(connection) => connection.in_transaction(),
            State::Lost(_) => true,
        }
    }

    /// How many statements were executed through this link; BEGIN, COMMIT, ROLLBACK and savepoints are not counted.
    pub fn statements(&self) -> u64 {
        self.statements
    }

    /// Takes a connection, in autocommit; nothing if there is one.
    pub async fn acquire(&mut self) -> Result<()> {
        if matches!(self.state, State::Free) {
            self.state = State::Held(self.engine.pool().acquire().await?);
        }
        Ok(())
    }

    /// Why the transaction is gone, if nobody has been told by `rollback` yet.
    pub fn lost(&self) -> Option<Arc<Error>> {
        if let State::Lost(lost) = &self.state { Some(lost.cause()) } else { None }
    }

    /// Begins a transaction, unless one is open, and the savepoints that are open in it.
    pub async fn begin(&mut self) -> Result<()> {
        self.begin_transaction().await?;
        self.send_savepoints().await
    }

    /// The transaction that begins next is one that writes: it waits for others that do, where there is one at a time.
    pub fn begin_immediate_next(&mut self) {
        self.immediate = true;
    }

    /// Begins a transaction that writes from its beginning.
    pub async fn begin_immediate(&mut self) -> Result<()> {
        if let State::Held(connection) = &self.state
            && connection.in_transaction()
            && !connection.can_begin_immediate()
            && connection.begin_sql(true) != connection.begin_sql(false)
        {
            let message = "a transaction is open already, which has executed something: begin_immediate() comes first";
            return Err(Error::InvalidState(message.to_owned()));
        }
        self.begin_immediate_next();
        self.begin().await
    }

    /// As [`begin`](Self::begin), for a statement: one that locks begins as one that writes. So does a transaction that has done nothing yet.
    async fn begin_for(&mut self, statement: &Compiled) -> Result<()> {
        self.immediate |= statement.locks;
        self.begin().await
    }

    pub(super) async fn begin_transaction(&mut self) -> Result<()> {
        let immediate = std::mem::take(&mut self.immediate) || self.engine.begins_immediate();
        self.acquire().await?;
        let connection = self.take()?;
        if connection.in_transaction() && !(immediate && connection.can_begin_immediate()) {
            self.state = State::Held(connection);
            return Ok(());
        }
        // Dropped midway, there is no transaction and nothing to lose.
        self.state = State::Free;
        let mut begun = self.send_begin(connection, immediate).await;
        // One that has lain in the pool since before a restart of the server is no error: there is nothing to lose yet.
        let mut others = self.engine.pool().most();
        while begun.as_ref().is_err_and(is_disconnect) && others > 0 {
            others -= 1;
            begun = self.send_begin(self.engine.pool().acquire().await?, immediate).await;
        }
        self.state = State::Held(begun?);
        self.wrote = false;
        self.aborted = None;
        Ok(())
    }

    async fn send_begin(&self, connection: DriverConnection, immediate: bool) -> Result<DriverConnection> {
        let sql = connection.begin_sql(immediate);
        let watch = Watch::new(&self.engine, sql);
        watch.done(connection.begin(immediate).await.map_err(|error| explain(error, sql, None)))
    }

    /// Executes a statement in the transaction, which begins if need be; rows are ignored.
    pub async fn execute(&mut self, compiled: Compiled, table: Option<&Table>) -> Result<Outcome> {
        self.begin_for(&compiled).await?;
        self.run(compiled, table, &mut |_: &dyn RowReader| Ok(()), Pace::Through).await
    }

    /// Executes a statement in the transaction, which begins if need be, and hands its rows to `row`.
    pub async fn fetch(&mut self, compiled: Compiled, table: Option<&Table>, row: RowSink<'_>) -> Result<Outcome> {
        self.begin_for(&compiled).await?;
        self.run(compiled, table, row, Pace::Through).await
    }

    /// As [`fetch`](Self::fetch), but after each row the future is pending until somebody polls it for the next one. Dropped there, the
    /// transaction goes on.
    pub async fn stream(&mut self, compiled: Compiled, table: Option<&Table>, row: RowSink<'_>) -> Result<Outcome> {
        self.begin_for(&compiled).await?;
        self.run(compiled, table, row, Pace::RowByRow).await
    }

    /// As [`stream`](Self::stream), but begins no transaction.
    pub async fn stream_read(
        &mut self,
        compiled: Compiled,
        table: Option<&Table>,
        row: RowSink<'_>,
    ) -> Result<Outcome> {
        self.prepare_to_read().await?;
        self.run(compiled, table, row, Pace::RowByRow).await
    }

    /// As [`fetch`](Self::fetch), but begins no transaction.
    pub async fn read(&mut self, compiled: Compiled, table: Option<&Table>, row: RowSink<'_>) -> Result<Outcome> {
        self.prepare_to_read().await?;
        self.settle_savepoints().await?;
        self.run(compiled, table, row, Pace::Through).await
    }

    async fn prepare_to_read(&mut self) -> Result<()> {
        if self.engine.pool().keeps_prepared() { self.acquire().await } else { self.begin().await }
    }

    /// Runs a statement about a savepoint. Where that fails, it is unknown what the transaction consists of: it is given up.
    pub(super) async fn control(&mut self, sql: &str) -> Result<()> {
        let mut connection = self.take()?;
        let watch = Watch::new(&self.engine, sql);
        let result = watch.done(connection.run(sql).await.map_err(|error| explain(error, sql, None)));
        self.state = match &result {
            Ok(()) => State::Held(connection),
            Err(error) => State::Lost(Lost::by(&connection, error).unwrap_or(Lost::Savepoint)),
        };
        result
    }

    /// Executes SQL without parameters in the transaction, which begins if need be: DDL.
    pub async fn execute_raw(&mut self, sql: &str) -> Result<()> {
        self.begin().await?;
        let mut connection = self.take()?;
        self.wrote = true;
        let watch = Watch::new(&self.engine, sql);
        let result = watch.done(connection.run(sql).await.map_err(|error| explain(error, sql, None)));
        self.put_back(connection, result.as_ref().err());
        self.note_outcome(result)
    }

    /// Commits; nothing without a transaction. The connection goes back to the pool.
    ///
    /// Where a statement failed, PostgreSQL keeps nothing of the transaction, and answers a COMMIT by a rollback without a word: that is an
    /// error here.
    pub async fn commit(&mut self) -> Result<()> {
        self.settle_savepoints().await?;
        if let Err(error) = self.committable() {
            self.rollback().await?;
            return Err(error);
        }
        self.finish(End::Commit).await
    }

    /// The error of committing after a statement failed, where that spoils the transaction.
    pub(super) fn committable(&self) -> Result<()> {
        let cause = self.aborted.clone().map(Arc::new);
        cause.map_or(Ok(()), |cause| Err(Error::PendingRollback { cause }))
    }

    pub(super) fn no_longer_aborted(&mut self) {
        self.aborted = None;
    }

    /// Remembers an error that spoils the transaction, until something succeeds (after a savepoint of the user's own). What fails because of it
    /// says so.
    fn note_outcome<T>(&mut self, result: Result<T>) -> Result<T> {
        let error = match result {
            Err(error) if error.database().is_some() => error,
            Err(error) => return Err(error),
            Ok(done) => {
                self.aborted = None;
                return Ok(done);
            }
        };
        let State::Held(connection) = &self.state else { return Err(error) };
        if !connection.in_transaction() || !connection.errors_abort() {
            return Err(error);
        }
        match &self.aborted {
            None => {
                self.aborted = Some(error.clone());
                Err(error)
            }
            Some(_) => self.committable().and(Err(error)),
        }
    }

    /// Rolls back; nothing without a transaction. The connection goes back to the pool.
    pub async fn rollback(&mut self) -> Result<()> {
        if let State::Lost(_) = self.state {
            self.state = State::Free;
            self.wrote = false;
            self.aborted = None;
            self.savepoints = Savepoints::default();
            return Ok(());
        }
        match self.finish(End::Rollback).await {
            // The server rolls back what it has lost touch with.
            Err(error) if is_disconnect(&error) => Ok(()),
            result => result,
        }
    }

    async fn finish(&mut self, end: End) -> Result<()> {
        self.savepoints = Savepoints::default();
        if matches!(self.state, State::Free) {
            return Ok(());
        }
        let connection = self.take()?;
        if !connection.in_transaction() {
            self.state = State::Free;
            return Ok(());
        }
        let (sql, ended) = match end {
            End::Commit => {
                self.state = State::Lost(Lost::CommitCancelled);
                let watch = Watch::new(&self.engine, "COMMIT");
                ("COMMIT", watch.done(connection.commit().await))
            }
            End::Rollback => {
                let watch = Watch::new(&self.engine, "ROLLBACK");
                ("ROLLBACK", watch.done(connection.rollback().await))
            }
        };
        self.state = State::Free;
        self.wrote = false;
        self.aborted = None;
        let ended = ended.map_err(|error| explain(error, sql, None));
        if !matches!(end, End::Commit) {
            return ended;
        }
        let ended = ended.map_err(commit_error);
        if let Err(unknown @ Error::CommitUnknown { .. }) = &ended {
            self.state = State::Lost(Lost::CommitUnknown(Arc::new(unknown.clone())));
        }
        ended
    }

    async fn run(
        &mut self,
        compiled: Compiled,
        table: Option<&Table>,
        row: RowSink<'_>,
        pace: Pace,
    ) -> Result<Outcome> {
        let sql = compiled.sql.clone();
        let mut lent = Lent(&mut self.state);
        let connection = lent.connection()?;
        self.wrote |= !is_read(&sql);
        self.statements += 1;
        self.engine.count_statement();
        let watch = Watch::with_params(&self.engine, &sql, &compiled.params);
        let result = connection.fetch(compiled, row, pace).await.map_err(|error| explain(error, &sql, table));
        watch.finish(result.as_ref().map(|outcome| outcome.rows_returned.max(outcome.rows_affected)));
        if let Some(lost) = result.as_ref().err().and_then(|error| Lost::by(connection, error)) {
            let open = connection.in_transaction();
            *lent.0 = if open { State::Lost(lost) } else { State::Free };
        }
        drop(lent);
        self.note_outcome(result)
    }

    /// Takes the connection out for an await; whoever does not put it back has lost the transaction.
    fn take(&mut self) -> Result<DriverConnection> {
        match std::mem::replace(&mut self.state, State::Free) {
            State::Held(connection) => {
                if connection.in_transaction() {
                    self.state = State::Lost(Lost::Cancelled);
                }
                Ok(connection)
            }
            State::Lost(lost) => {
                let refusal = lost.refusal();
                self.state = State::Lost(lost);
                Err(refusal)
            }
            State::Free => Err(Error::InvalidState("there is no connection".to_owned())),
        }
    }

    fn put_back(&mut self, connection: DriverConnection, error: Option<&Error>) {
        self.state = match error.and_then(|error| Lost::by(&connection, error)) {
            None => State::Held(connection),
            Some(lost) if connection.in_transaction() => State::Lost(lost),
            Some(_) => State::Free,
        };
    }

    /// The query that lists the tables that exist, in a schema or the connection's own. Takes a connection if need be.
    pub async fn tables_query(&mut self, schema: Option<&str>) -> Result<Compiled> {
        self.acquire().await?;
        let connection = match &self.state {
            State::Held(connection) => connection,
            State::Lost(lost) => return Err(lost.refusal()),
            State::Free => return Err(Error::InvalidState("there is no connection".to_owned())),
        };
        let Some(schema) = schema else {
            return Ok(Compiled::new(connection.tables_query(), Vec::new()));
        };
        let sql = connection.tables_in_query();
        if sql.contains("{schema}") {
            let mut quoted = String::new();
            self.engine.dialect().check_identifier(schema)?;
            self.engine.dialect().quote(schema, &mut quoted);
            return Ok(Compiled::new(sql.replace("{schema}", &quoted), Vec::new()));
        }
        Ok(Compiled::new(sql, vec![Value::Text(schema.to_owned())]))
    }

    /// What to run before tables are dropped.
    pub fn before_drop(&self) -> Option<&'static str> {
        if let State::Held(connection) = &self.state { connection.before_drop() } else { None }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        if self.wrote && self.in_transaction() {
            tracing::warn!("a transaction was dropped without commit() or rollback(): its changes are rolled back");
        }
    }
}

/// A connection while a statement runs on it. Dropped with the statement between two rows it stays; midway, it goes, and with it the
/// transaction.
struct Lent<'l>(&'l mut State);

impl Lent<'_> {
    fn connection(&mut self) -> Result<&mut DriverConnection> {
        match &mut *self.0 {
            State::Held(connection) => Ok(connection),
            State::Lost(lost) => Err(lost.refusal()),
            State::Free => Err(Error::InvalidState("there is no connection".to_owned())),
        }
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let State::Held(connection) = &*self.0
            && !connection.is_between_awaits()
        {
            *self.0 = if connection.in_transaction() { State::Lost(Lost::Cancelled) } else { State::Free };
        }
    }
}

/// Times a statement and reports it, if anyone listens.
struct Watch<'a> {
    engine: &'a Engine,
    sql: &'a str,
    params: Vec<Value>,
    start: Instant,
}

impl<'a> Watch<'a> {
    fn new(engine: &'a Engine, sql: &'a str) -> Self {
        Watch { engine, sql, params: Vec::new(), start: Instant::now() }
    }

    fn with_params(engine: &'a Engine, sql: &'a str, params: &[Value]) -> Self {
        let shown = engine.is_observed() && !engine.hides_parameters();
        Watch { params: if shown { params.to_vec() } else { Vec::new() }, ..Self::new(engine, sql) }
    }

    fn done<T>(self, result: Result<T>) -> Result<T> {
        self.finish(result.as_ref().map(|_| 0));
        result
    }

    fn finish(self, rows: Result<u64, &Error>) {
        if self.engine.is_observed() {
            let (rows, error) = rows.map_or_else(|error| (0, Some(error)), |rows| (rows, None));
            let elapsed = self.start.elapsed();
            self.engine.observe(&StatementEvent { sql: self.sql, params: &self.params, rows, elapsed, error });
        }
    }
}

/// Adds to a database error what the database does not know: the statement and the model.
fn explain(error: Error, sql: &str, table: Option<&Table>) -> Error {
    let Error::Database(error) = error else { return error };
    let mut error = Arc::unwrap_or_clone(error).with_statement(sql);
    if let Some(table) = table {
        if names_nothing(&error) {
            let key = table.primary_key().iter().filter_map(|&index| table.columns.get(index));
            error.columns = key.map(|column| column.name.to_string()).collect();
        }
        error = error.with_table(table);
    }
    error.into()
}

/// MySQL calls every primary key `PRIMARY`, which its driver leaves out: a unique violation without a name is that one.
fn names_nothing(error: &DatabaseError) -> bool {
    error.kind == DatabaseErrorKind::UniqueViolation && error.constraint.is_none() && error.columns.is_empty()
}

/// Whether a statement only reads, as far as its first word tells. Decides about a warning, nothing else.
fn is_read(sql: &str) -> bool {
    let word = sql.trim_start_matches(|c: char| c == '(' || c.is_whitespace());
    let word = word.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    ["SELECT", "WITH", "VALUES", "EXPLAIN", "SHOW", "PRAGMA"].iter().any(|read| word.eq_ignore_ascii_case(read))
}
