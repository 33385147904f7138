//! The engine: URLs, pools, listeners.

#[path = "engine/altered_tables.rs"]
mod altered_tables;
#[path = "engine/memory.rs"]
mod memory;
#[path = "engine/observers.rs"]
mod observers;
#[path = "engine/pool.rs"]
mod pool;
#[path = "engine/sql_mode.rs"]
mod sql_mode;
#[path = "engine/sqlite_files.rs"]
mod sqlite_files;
#[path = "engine/statement_cache.rs"]
mod statement_cache;
#[path = "engine/urls.rs"]
mod urls;
#[path = "engine/writers.rs"]
mod writers;
