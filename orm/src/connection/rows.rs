//! [`Rows`]: what becomes of the rows of a statement. The types of both end here: how a statement is executed is compiled once.

use std::sync::Arc;

use orm_core::error::DecodeError;
use orm_core::row::RowReader;
use orm_core::statement::{Effect, Statement};
use orm_core::{Error, Result};

use crate::engine::Link;
use crate::fetch::BoxFuture;

/// What a statement has brought so far.
pub(super) trait Rows: Send {
    /// Takes a row in.
    fn row(&mut self, row: &dyn RowReader) -> Result<(), DecodeError>;
    /// Hands over what there is.
    fn finish(self: Box<Self>);
}

/// How many rows there may be.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Expect {
    Any,
    /// More than one is an error.
    One,
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
        if expect == Expect::One && count > 1 {
            return Err(Error::MultipleResultsFound);
        }
        rows.finish();
        Ok(())
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
