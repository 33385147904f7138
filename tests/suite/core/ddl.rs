//! What tables can have, created on every database and seen to work there.

#[path = "ddl/checks.rs"]
pub mod checks;
#[path = "ddl/comments.rs"]
pub mod comments;
#[path = "ddl/computed.rs"]
pub mod computed;
#[path = "ddl/enums.rs"]
pub mod enums;
#[path = "ddl/events.rs"]
pub mod events;
#[path = "ddl/foreign_keys.rs"]
pub mod foreign_keys;
#[path = "ddl/identifiers.rs"]
pub mod identifiers;
#[path = "ddl/identity.rs"]
pub mod identity;
#[path = "ddl/indexes.rs"]
pub mod indexes;
#[path = "ddl/naming.rs"]
pub mod naming;
#[path = "ddl/run_time.rs"]
pub mod run_time;
#[path = "ddl/schemas.rs"]
pub mod schemas;
#[path = "ddl/soundness.rs"]
pub mod soundness;
#[path = "ddl/uniques.rs"]
pub mod uniques;

use orm::prelude::*;
use orm_tests::{Backend, TestDb};

/// The texts that a query gives, which differs per database.
pub async fn texts(db: &TestDb, sqlite: &str, postgres: &str, mysql: &str) -> orm::Result<Vec<String>> {
    let sql = match db.backend {
        Backend::Sqlite => sqlite,
        Backend::Postgres => postgres,
        Backend::MariaDb | Backend::MySql => mysql,
    };
    db.engine.acquire().await?.execute(text(sql).columns::<String>()).all().await
}

/// What the dialect is said not to support.
fn unsupported(result: orm::Result<impl Sized>) -> String {
    match result {
        Err(orm::Error::Unsupported { feature, .. }) => feature,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("supported"),
    }
}
