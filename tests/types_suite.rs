//! Column types. See `harness/` for how a test gets its database.

#[path = "suite/corpus.rs"]
mod corpus;
#[path = "suite/types.rs"]
mod types;
