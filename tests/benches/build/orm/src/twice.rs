//! The models and the queries again, as other types.

#[path = "models.rs"]
pub mod models;
#[path = "queries.rs"]
pub mod queries;
