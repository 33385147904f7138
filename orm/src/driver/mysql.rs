//! MySQL and MariaDB.

mod bind;
mod connect;
mod error;
mod row;

use orm_core::error::DatabaseError;
use orm_core::{Result, Value};
use sqlx::MySql;
use sqlx::mysql::{MySqlArguments, MySqlQueryResult, MySqlRow};

pub(super) use connect::connect;

use super::handle::Driver;
use super::{Outcome, RowSink};

impl Driver for MySql {
    const SURVIVES_CANCELLATION: bool = false;
    const COUNTS_PLACEHOLDERS: bool = true;
    const TABLES: &'static str = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()";
    const TABLES_IN: &'static str = "SELECT table_name FROM information_schema.tables WHERE table_schema = ?";

    fn arguments(params: Vec<Value>) -> Result<MySqlArguments> {
        bind::arguments(params)
    }

    fn outcome(_sql: &str, done: &MySqlQueryResult) -> Outcome {
        let last_insert_id = i64::try_from(done.last_insert_id()).ok().filter(|id| *id != 0);
        Outcome { rows_affected: done.rows_affected(), rows_returned: 0, last_insert_id }
    }

    fn row(row: &MySqlRow, read: RowSink<'_>) -> Result<()> {
        read(&row::Reader(row))
    }

    fn explain(error: &dyn sqlx::error::DatabaseError) -> DatabaseError {
        error::explain(error)
    }

    fn ends_transaction(error: &DatabaseError) -> bool {
        error::ends_transaction(error)
    }
}
