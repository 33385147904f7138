//! The guide: one chapter per topic, all of it compiled and run.
//!
//! - [models]: structs mapped to tables, their columns, keys, defaults and constraints
//! - [sessions]: unit of work, identity map, editing, flush, commit and rollback
//! - [events]: listeners to what sessions do, an audit log, soft delete, validators
//! - [relationships]: containers, both sides, loading, ownership, cascades, trees
//! - [queries]: select, filters, joins, aggregates, loading relationships along, raw SQL
//! - [sql]: aliases, subqueries, CTEs, windows, upserts, JSON, tables known only at run time
//! - [core]: engine, connections, insert, update, delete, transactions, logging
//! - [capabilities]: which database has what
//! - [errors]: every kind, how to tell them apart, and which database tells what
//! - [from_sqlalchemy]: side by side
//! - [not_there_yet]: what is missing
//!
//! # The models of the examples
//!
//! Where an example says nothing else, it uses these models. `engine` is an [`Engine`](crate::Engine) over a database that has their tables,
//! `session` a [`Session`](crate::Session) over it; there are three users (Alice, Bob and Carol, who is not active), three posts and a comment.
//!
//! ```
#![doc = include_str!("../docs/blog.rs")]
//! ```

pub mod models {
    #![doc = include_str!("../docs/models.md")]
}

pub mod sessions {
    #![doc = include_str!("../docs/sessions.md")]
}

pub mod events {
    #![doc = include_str!("../docs/events.md")]
}

pub mod relationships {
    #![doc = include_str!("../docs/relationships.md")]
}

pub mod queries {
    #![doc = include_str!("../docs/queries.md")]
}

pub mod sql {
    #![doc = include_str!("../docs/sql.md")]
}

pub mod capabilities {
    //! Which database has what.
    //!
    #![doc = include_str!("../docs/capabilities.md")]
}

pub mod core {
    #![doc = include_str!("../docs/core.md")]
}

pub mod errors {
    #![doc = include_str!("../docs/errors.md")]
}

pub mod from_sqlalchemy {
    #![doc = include_str!("../docs/from_sqlalchemy.md")]
}

pub mod not_there_yet {
    #![doc = include_str!("../docs/not_there_yet.md")]
}
