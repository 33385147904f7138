//! Two versions of one row.

use orm::prelude::*;

#[derive(Model)]
struct Page {
    #[column(primary_key)]
    id: i64,
    #[column(version)]
    version: i32,
    #[column(version = Uuid::new_v4())]
    etag: Uuid,
}

fn main() {}
