//! The test harness: a database of its own for every test, on every configured server.
//!
//! `db_test!` turns one `async fn` into one test per backend. SQLite always runs; PostgreSQL and MariaDB run when
//! `ORM_TEST_POSTGRES_URL` and `ORM_TEST_MYSQL_URL` are set, and say so when they are not (`ORM_TEST_REQUIRE_ALL=1` makes that a
//! failure). MariaDB runs twice: as itself, and without RETURNING, as MySQL is; with `ORM_TEST_GENUINE_MYSQL_URL`
//! set, the latter run on MySQL itself.

pub mod elaborate;

#[path = "harness/backend.rs"]
mod backend;
#[path = "harness/captured_log.rs"]
mod captured_log;
#[path = "harness/log.rs"]
mod log;
#[path = "harness/macros.rs"]
mod macros;
#[path = "harness/test_db.rs"]
mod test_db;

pub use backend::Backend;
pub use captured_log::CapturedLog;
pub use log::StatementLog;
pub use test_db::{Body, TestDb, run};

/// What a test returns.
pub type TestResult = Result<(), Box<dyn std::error::Error + Send + Sync>>;
