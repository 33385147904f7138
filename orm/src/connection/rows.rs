//! [`Rows`]: what becomes of the rows of a statement. The types of both end here: how a statement is executed is compiled once.

use std::sync::Arc;

use orm_core::error::{DecodeError, Sought};
use orm_core::row::RowReader;
use orm_core::statement::{Effect, Statement};
use orm_core::{Error, Result};

use crate::engine::Link;
use crate::fetch::{BoxFuture, Expect};

/// What a statement has brought so far.
pub(super) trait Rows: Send {
    /// Takes a row in.
    fn row(&mut self, row: &dyn RowReader) -> Result<(), DecodeError>;
    /// Hands over what there is; false if that is nothing, where it must be something.
    fn finish(self: Box<Self>) -> bool;
}

/// What a statement was to find.
fn sought(link: &Link, statement: &dyn Statement) -> Sought {
    let compiled = link.engine().compile(statement).ok();
    let sql = compiled.as_ref().and_then(|compiled| compiled.first()).map(|compiled| &*compiled.sql);
    Sought::by(sql, statement.target())
}

/// Executes a statement and collects its rows.
pub(super) fn fetch<'c>(
    link: &'c mut Link,
    statement: Arc<dyn Statement + 'c>,
    mut rows: Box<dyn Rows + 'c>,
    expect: Expect,
) -> BoxFuture<'c, Result<()>> {
    Box::pin(async move {
        let mut count = 0_u64;
        let mut sink = |row: &dyn RowReader| {
            count += 1;
            rows.row(row).map_err(Error::from)
        };
        super::run(link, &*statement, &mut sink).await?;
        expect.check(count, || sought(link, &*statement))?;
        if rows.finish() { Ok(()) } else { Err(Error::NoResultFound(sought(link, &*statement))) }
    })
}

/// Executes a statement whose rows are taken one by one.
pub(super) fn stream<'c>(
    link: &'c mut Link,
    statement: Arc<dyn Statement + 'c>,
    mut rows: Box<dyn Rows + 'c>,
) -> BoxFuture<'c, Result<()>> {
    Box::pin(async move {
        for compiled in link.engine().compile(&*statement)? {
            let mut sink = |row: &dyn RowReader| rows.row(row).map_err(Error::from);
            match statement.effect() {
                Effect::Read => link.stream_read(compiled, statement.target(), &mut sink).await?,
                Effect::Write => link.stream(compiled, statement.target(), &mut sink).await?,
            };
        }
        Ok(())
    })
}
