//! Random programs against the session and against a naive model of what they should do.
//!
//! ```text
//! models.rs    relationships of every kind
//! world.rs     the model: one list of rows, and what each operation means for it
//! program.rs   random programs, and the search for the smallest one that fails
//! handles.rs   instances and relationships of all models behind one type
//! run.rs       runs a program on both, and lists it as Rust
//! nest.rs      savepoints within a program
//! create.rs    the new rows that a program needs on its way
//! found.rs     what they found: a test for each
//! check.rs     after a flush, commit or rollback the memory equals the model; after a commit so does the database
//! ```
//!
//! Savepoints nest within each other. Seeds are fixed; a program takes about 10 ms on SQLite, where the crates are not optimised.
//! `ORM_TEST_PROGRAMS=100000` looks further, `ORM_TEST_SEED=7` elsewhere: after a change of the unit of work, do both.

#[path = "random/check.rs"]
mod check;
#[path = "random/create.rs"]
mod create;
#[path = "random/found.rs"]
mod found;
#[path = "random/handles.rs"]
mod handles;
#[path = "random/models.rs"]
mod models;
#[path = "random/nest.rs"]
mod nest;
#[path = "random/program.rs"]
mod program;
#[path = "random/run.rs"]
mod run;
#[path = "random/world.rs"]
mod world;

use models::*;
use orm::prelude::*;
use orm_tests::{Backend, db_test};
use program::{Search, search};

fn all() -> MetaData {
    metadata![Owner, Note, Part, Card, Node, Trade, Club, Membership, Tag, OwnerTag]
}

fn from_environment<T: std::str::FromStr>(variable: &str, default: T) -> T {
    std::env::var(variable).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

db_test! {
    async fn programs_do_what_the_model_says(db: &TestDb) {
        db.create(&all()).await?;
        let programs = if db.backend == Backend::Sqlite { 5_000 } else { 200 };
        let limits = Search {
            programs: from_environment("ORM_TEST_PROGRAMS", programs),
            length: 16,
            seed: from_environment("ORM_TEST_SEED", 0),
        };
        let mut observer = db.engine.acquire().await?;
        let found = search(limits, async |program| run::run(&db.engine, &mut observer, program).await).await;
        if let Err(message) = found {
            panic!("on {:?}:\n{message}", db.backend);
        }
    }
}
