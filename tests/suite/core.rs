//! Core: statements on a `Connection`, DDL, errors and the engine, through the public API.

#[path = "core/aggregates.rs"]
mod aggregates;
#[path = "core/alias_names.rs"]
mod alias_names;
#[path = "core/arithmetic.rs"]
mod arithmetic;
#[path = "core/attributes.rs"]
mod attributes;
#[path = "core/capabilities.rs"]
mod capabilities;
#[path = "core/comparisons.rs"]
mod comparisons;
#[path = "core/connection.rs"]
mod connection;
#[path = "core/constants.rs"]
mod constants;
#[path = "core/constraints.rs"]
mod constraints;
#[path = "core/create_all.rs"]
mod create_all;
#[path = "core/cycles.rs"]
mod cycles;
#[path = "core/dates.rs"]
mod dates;
#[path = "core/ddl.rs"]
mod ddl;
#[path = "core/deletes.rs"]
mod deletes;
#[path = "core/depth.rs"]
mod depth;
#[path = "core/echo.rs"]
mod echo;
#[path = "core/engine.rs"]
mod engine;
#[path = "core/errors.rs"]
mod errors;
#[path = "core/functions.rs"]
mod functions;
#[path = "core/grouping.rs"]
mod grouping;
#[path = "core/injection.rs"]
mod injection;
#[path = "core/inserts.rs"]
mod inserts;
#[path = "core/joins.rs"]
mod joins;
#[path = "core/lists.rs"]
mod lists;
#[path = "core/logic.rs"]
mod logic;
#[path = "core/models.rs"]
mod models;
#[path = "core/no_result.rs"]
mod no_result;
#[path = "core/patterns.rs"]
mod patterns;
#[path = "core/properties.rs"]
mod properties;
#[path = "core/rows.rs"]
mod rows;
#[path = "core/selects.rs"]
mod selects;
#[path = "core/snapshots.rs"]
mod snapshots;
#[path = "core/text.rs"]
mod text;
#[path = "core/unknown_from.rs"]
mod unknown_from;
#[path = "core/updates.rs"]
mod updates;
#[path = "core/upserts.rs"]
mod upserts;
#[path = "core/warnings.rs"]
mod warnings;
