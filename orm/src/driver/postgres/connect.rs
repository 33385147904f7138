//! Options of a PostgreSQL connection.

use std::str::FromStr;

use orm_core::Result;
use orm_core::dialect::Dialect;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgPool};

use crate::config::{DatabaseUrl, EngineOptions};
use crate::driver::error::connect_error;
use crate::driver::error::url_error;
use crate::driver::host::{bare_ipv6, system_user};
use crate::driver::pool::pool_options;

/// Prepared statements kept per connection.
const STATEMENT_CACHE: usize = 500;

/// Connects.
pub(in crate::driver) async fn connect(url: &DatabaseUrl, options: &EngineOptions) -> Result<(PgPool, Dialect)> {
    let connect = PgConnectOptions::from_str(url.target()).map_err(|error| url_error(&error, url))?;
    let connect = addressed(connect, url);
    let connect = if url.has_option("statement-cache-capacity") {
        connect
    } else {
        connect.statement_cache_capacity(STATEMENT_CACHE)
    };
    let connect = connect.disable_statement_logging();
    let first = connect.connect().await.map_err(|error| connect_error(error, url))?;
    let dialect = dialect(first.server_version_num());
    first.close().await.map_err(|error| connect_error(error, url))?;
    Ok((pool_options(options).connect_lazy_with(connect), dialect))
}

/// What sqlx takes from a URL otherwise than libpq does: IPv6 addresses with their brackets, a user who has no name, and a login without a host.
fn addressed(mut connect: PgConnectOptions, url: &DatabaseUrl) -> PgConnectOptions {
    if let Some(address) = bare_ipv6(connect.get_host()) {
        connect = connect.host(&address);
    }
    if url.leaves_host_open() {
        let default = PgConnectOptions::new_without_pgpass();
        connect = connect.host(default.get_host());
    }
    if !url.has_user()
        && std::env::var_os("PGUSER").is_none()
        && let Some(user) = system_user()
    {
        connect = connect.username(&user);
    }
    connect
}

/// A server says its version when it is connected to: `150004` is 15.4.
fn dialect(version: Option<u32>) -> Dialect {
    let mut dialect = Dialect::POSTGRES;
    dialect.capabilities.input_is_valid = version.is_some_and(|version| version >= 160_000);
    dialect
}

#[cfg(test)]
mod tests {
    use super::dialect;

    #[test]
    fn versions_tell_what_there_is() {
        for (version, expected) in [(None, false), (Some(150_020), false), (Some(160_000), true), (Some(180_006), true)]
        {
            assert_eq!(dialect(version).capabilities.input_is_valid, expected, "{version:?}");
        }
    }
}
