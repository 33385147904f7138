//! Options of a MySQL or MariaDB connection, and which of the two it is.

use std::str::FromStr;

use orm_core::Result;
use orm_core::dialect::Dialect;
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, MySql, MySqlPool};

use crate::config::{DatabaseUrl, EngineOptions};
use crate::driver::error::connect_error;
use crate::driver::error::url_error;
use crate::driver::host::bare_ipv6;
use crate::driver::pool::pool_options;

/// Prepared statements kept per connection.
const STATEMENT_CACHE: usize = 500;

const ABOUT: &str = "SELECT VERSION(), DATABASE(), @@group_concat_max_len, @@max_allowed_packet";

/// How long texts may be that `string_agg` gives, in bytes: as on MariaDB. MySQL would cut them after 1024.
const JOINED_TEXT: u64 = 1_048_576;

/// Refuses what the server would cut, or make NULL, without a word, and takes 0 for the key that it is. The rest of the mode stays. NULL, or no
/// key at all, is how our statements ask for a number.
const SQL_MODE: &str = "SET SESSION sql_mode = \
    CONCAT(@@SESSION.sql_mode, ',STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO')";

/// Connects.
pub(in crate::driver) async fn connect(url: &DatabaseUrl, options: &EngineOptions) -> Result<(MySqlPool, Dialect)> {
    let connect = MySqlConnectOptions::from_str(url.target()).map_err(|error| url_error(&error, url))?;
    let connect = match bare_ipv6(connect.get_host()) {
        Some(address) => connect.host(&address),
        None => connect,
    };
    let connect = if url.has_option("statement-cache-capacity") {
        connect
    } else {
        connect.statement_cache_capacity(STATEMENT_CACHE)
    };
    // `||` means what the server says it means.
    let connect = connect.pipes_as_concat(false).disable_statement_logging();
    // Values are compared as the columns of our tables are.
    let connect = if connect.get_collation().is_none() { connect.collation("utf8mb4_bin") } else { connect };
    let mut first = connect.connect().await.map_err(|error| connect_error(error, url))?;
    let (version, database, joined_text, packet) = sqlx::query_as::<_, (String, Option<String>, u64, u64)>(ABOUT)
        .fetch_one(&mut first)
        .await
        .map_err(|error| connect_error(error, url))?;
    first.close().await.map_err(|error| connect_error(error, url))?;
    let mut dialect = dialect(&version);
    dialect.default_schema = database.map(Into::into);
    // A quarter is for what is not values.
    dialect.capabilities.max_bytes = usize::try_from(packet / 4 * 3).unwrap_or(usize::MAX);
    let session = if joined_text < JOINED_TEXT {
        format!("{SQL_MODE}, SESSION group_concat_max_len = {JOINED_TEXT}")
    } else {
        SQL_MODE.to_owned()
    };
    let pool = pool_options::<MySql>(options).after_connect(move |connection, _| {
        let session = sqlx::raw_sql(AssertSqlSafe(session.clone()));
        Box::pin(async move { connection.execute(session).await.map(drop) })
    });
    Ok((pool.connect_lazy_with(connect), dialect))
}

/// MariaDB says so in its version: `10.11.6-MariaDB-1`.
fn dialect(version: &str) -> Dialect {
    if !version.contains("MariaDB") {
        return Dialect::MYSQL;
    }
    let mut dialect = Dialect::MARIADB;
    // Replication may put `5.5.5-` before the version.
    let mut numbers = version.trim_start_matches("5.5.5-").split(['.', '-']).map_while(|part| part.parse::<u32>().ok());
    if (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) < (10, 5) {
        dialect.capabilities.insert_returning = false;
    }
    dialect
}

#[cfg(test)]
mod tests {
    use super::dialect;

    #[test]
    fn versions_tell_the_dialect() {
        for (version, name, returning) in [
            ("8.0.36", "MySQL", false),
            ("10.11.6-MariaDB-0+deb12u1", "MariaDB", true),
            ("5.5.5-10.4.32-MariaDB", "MariaDB", false),
            ("11.4.2-MariaDB-ubu2404", "MariaDB", true),
        ] {
            let dialect = dialect(version);
            assert_eq!((dialect.name, dialect.capabilities.insert_returning), (name, returning), "{version}");
        }
    }
}
