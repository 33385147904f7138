//! When a constraint is checked that cannot wait.

use orm::prelude::*;

#[derive(Model)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = User::id, initially = "deferred")]
    pub manager_id: Option<i64>,
}

fn main() {}
