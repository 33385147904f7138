//! [`Case`]: one statement and what it gives.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

use orm::core::dialect::{Capabilities, Dialect};
use orm::core::statement::{Query, Statement};
use orm::prelude::*;
use orm_tests::{Backend, TestDb, TestResult};

use super::super::snapshots::Sheet;
use super::tables::filled_with_events;

type Compile = Box<dyn Fn(&Dialect) -> orm::Result<String> + Send + Sync>;
type Outcome<'c> = Pin<Box<dyn Future<Output = orm::Result<String>> + Send + 'c>>;

/// A backend, which servers of it have something, and what makes its dialect one of theirs.
type Only = (Backend, &'static str, fn(&mut Capabilities));

/// One statement and what it gives.
pub struct Case {
    /// Number in the list of capabilities.
    pub row: &'static str,
    /// What it shows.
    pub name: &'static str,
    pub compile: Compile,
    execute: Box<dyn for<'c> Fn(&'c mut Connection) -> Outcome<'c> + Send + Sync>,
    expected: String,
    /// What it gives elsewhere.
    otherwise: Vec<(Backend, String)>,
    /// Not executed, and why.
    skipped: Vec<(Backend, &'static str)>,
    /// The servers of this backend that have it, and what makes its dialect one of theirs.
    some: Option<Only>,
    /// Executed before it, everywhere or on one.
    before: Vec<(Option<Backend>, &'static str)>,
}

fn compiled(statement: &impl Statement, dialect: &Dialect) -> orm::Result<String> {
    let lines = statement.compile(dialect)?.into_iter().flat_map(|compiled| {
        let warnings: Vec<_> = compiled.warnings.iter().map(|warning| format!("warning: {warning}")).collect();
        std::iter::once(compiled.to_string()).chain(warnings)
    });
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

/// A query and its rows.
pub fn query<S>(row: &'static str, name: &'static str, query: S, expected: impl IntoIterator<Item = S::Row>) -> Case
where
    S: Query<Row: Debug + 'static> + Clone + 'static,
{
    let executed = query.clone();
    Case {
        row,
        name,
        compile: Box::new(move |dialect| compiled(&query, dialect)),
        execute: Box::new(move |conn| {
            let query = executed.clone();
            Box::pin(async move { Ok(format!("{:?}", conn.execute(query).all().await?)) })
        }),
        expected: format!("{:?}", expected.into_iter().collect::<Vec<_>>()),
        otherwise: Vec::new(),
        skipped: Vec::new(),
        some: None,
        before: Vec::new(),
    }
}

/// A statement, and the rows of a query after it.
pub fn change<S, Q>(
    row: &'static str,
    name: &'static str,
    statement: S,
    after: Q,
    expected: impl IntoIterator<Item = Q::Row>,
) -> Case
where
    S: Statement + Clone + 'static,
    Q: Query<Row: Debug + 'static> + Clone + 'static,
{
    let executed = statement.clone();
    Case {
        row,
        name,
        compile: Box::new(move |dialect| compiled(&statement, dialect)),
        execute: Box::new(move |conn| {
            let (statement, after) = (executed.clone(), after.clone());
            Box::pin(async move {
                conn.execute(statement).await?;
                Ok(format!("{:?}", conn.execute(after).all().await?))
            })
        }),
        expected: format!("{:?}", expected.into_iter().collect::<Vec<_>>()),
        otherwise: Vec::new(),
        skipped: Vec::new(),
        some: None,
        before: Vec::new(),
    }
}

impl Case {
    /// What it gives on this backend instead.
    pub fn on<R: Debug>(mut self, backend: Backend, expected: impl IntoIterator<Item = R>) -> Self {
        self.otherwise.push((backend, format!("{:?}", expected.into_iter().collect::<Vec<_>>())));
        self
    }

    /// What it gives on MariaDB, with RETURNING and without.
    pub fn on_mariadb<R: Debug + Clone>(self, expected: impl IntoIterator<Item = R> + Clone) -> Self {
        self.on(Backend::MariaDb, expected.clone()).on(Backend::MySql, expected)
    }

    /// Compiles, but needs something of the server that is not there (an index, a module).
    pub fn not_executed_on(mut self, backend: Backend, why: &'static str) -> Self {
        self.skipped.push((backend, why));
        self
    }

    /// Only some servers of this backend have it: those whose engines have this capability.
    pub fn only(mut self, backend: Backend, which: &'static str, can: fn(&mut Capabilities)) -> Self {
        self.some = Some((backend, which, can));
        self
    }

    /// Which servers of this backend have it, with their dialect, if others do not.
    pub fn only_on(&self, backend: Backend, mut dialect: Dialect) -> Option<(&'static str, Dialect)> {
        let (_, which, can) = self.some.filter(|(some, ..)| *some == backend)?;
        can(&mut dialect.capabilities);
        Some((which, dialect))
    }

    /// Raw SQL that is executed before it.
    pub fn after(mut self, sql: &'static str) -> Self {
        self.before.push((None, sql));
        self
    }

    /// Raw SQL that is executed before it on this backend.
    pub fn after_on(mut self, backend: Backend, sql: &'static str) -> Self {
        self.before.push((Some(backend), sql));
        self
    }

    /// As [`after_on`](Self::after_on), on MariaDB with RETURNING and without.
    pub fn after_on_mariadb(self, sql: &'static str) -> Self {
        self.after_on(Backend::MariaDb, sql).after_on(Backend::MySql, sql)
    }

    /// Why it is not executed on this backend, if it is not.
    pub fn skipped_on(&self, backend: Backend) -> Option<&'static str> {
        self.skipped.iter().find(|(skipped, _)| *skipped == backend).map(|(_, why)| *why)
    }

    async fn run(&self, db: &TestDb, conn: &mut Connection, label: &str) -> TestResult {
        if self.skipped_on(db.backend).is_some() {
            return Ok(());
        }
        conn.begin().await?;
        for (_, sql) in self.before.iter().filter(|(on, _)| on.is_none_or(|on| on == db.backend)) {
            conn.execute(text(sql)).await?;
        }
        let outcome = (self.execute)(conn).await;
        conn.rollback().await?;
        match ((self.compile)(db.engine.dialect()), outcome) {
            (Ok(sql), Ok(found)) => {
                let otherwise = self.otherwise.iter().find(|(backend, _)| *backend == db.backend);
                let expected = otherwise.map_or(&self.expected, |(_, expected)| expected);
                if found != *expected {
                    return Err(format!("{label}\n  expected {expected}\n     found {found}\n        by {sql}").into());
                }
            }
            (Err(refused), Err(error)) => {
                if refused.to_string() != error.to_string() || !matches!(error, orm::Error::Unsupported { .. }) {
                    return Err(format!("{label}: {error}").into());
                }
            }
            (Ok(sql), Err(error)) => return Err(format!("{label}: {error}\n  by {sql}").into()),
            (Err(refused), Ok(found)) => return Err(format!("{label} gave {found}, though {refused}").into()),
        }
        Ok(())
    }
}

/// Runs all cases over the rows of [`filled_with_events`], and reports all that fail.
pub async fn run_all(db: &TestDb, cases: &[Case]) -> TestResult {
    let mut conn = filled_with_events(db).await?;
    let mut failures = Vec::new();
    for case in cases {
        let label = format!("{} {} on {:?}", case.row, case.name, db.backend);
        let mut outcome = case.run(db, &mut conn, &label).await;
        if outcome.is_ok() {
            // Now its SQL comes out of the cache.
            outcome = case.run(db, &mut conn, &format!("{label}, executed again")).await;
        }
        failures.extend(outcome.err().map(|error| error.to_string()));
    }
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n\n").into()) }
}

fn compiled_or_error(case: &Case, dialect: &Dialect) -> String {
    (case.compile)(dialect).unwrap_or_else(|error| format!("error: {error}"))
}

/// Compares the SQL of all cases with the snapshot `name`.
pub fn snapshot(name: &str, cases: &[Case]) {
    let mut sheet = Sheet::default();
    for case in cases {
        let heading = format!("{} {}", case.row, case.name);
        sheet = sheet.rendered(&heading, |dialect| {
            let mut rendered = compiled_or_error(case, dialect);
            let backend = Backend::Postgres;
            let some =
                (dialect.name == Dialect::POSTGRES.name).then(|| case.only_on(backend, dialect.clone())).flatten();
            if let Some((which, dialect)) = some {
                rendered += &format!("\n{which}: {}", compiled_or_error(case, &dialect));
            }
            rendered
        });
    }
    sheet.check(name);
}
