//! Options of a PostgreSQL connection.

use std::str::FromStr;

use orm_core::Result;
use orm_core::dialect::Dialect;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgPool};

use crate::driver::error::connect_error;
use crate::driver::pool::pool_options;
use crate::engine::{DatabaseUrl, EngineOptions};

/// Prepared statements kept per connection.
const STATEMENT_CACHE: usize = 500;

/// Connects.
pub(in crate::driver) async fn connect(url: &DatabaseUrl, options: &EngineOptions) -> Result<(PgPool, Dialect)> {
    let connect = PgConnectOptions::from_str(url.target()).map_err(|error| url.refused(&error))?;
    let connect = if url.has_option("statement-cache-capacity") {
        connect
    } else {
        connect.statement_cache_capacity(STATEMENT_CACHE)
    };
    let connect = connect.disable_statement_logging();
    let first = connect.connect().await.map_err(|error| connect_error(error, url))?;
    first.close().await.map_err(|error| connect_error(error, url))?;
    Ok((pool_options(options).connect_lazy_with(connect), Dialect::POSTGRES))
}
