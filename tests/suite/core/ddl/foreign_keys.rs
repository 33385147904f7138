//! What foreign keys can be told besides their actions.

use orm::prelude::*;
use orm_tests::{Backend, TestDb, db_test};

use super::unsupported;

#[derive(Model, Clone, Debug)]
#[model(table = "owners")]
pub struct Owner {
    #[column(primary_key, autoincrement = false)]
    pub id: i64,
}

#[derive(Model, Clone, Debug)]
#[model(table = "pets")]
pub struct Pet {
    #[column(primary_key, autoincrement = false)]
    pub id: i64,
    #[column(foreign_key = Owner::id, deferrable, initially = "deferred")]
    pub owner_id: i64,
}

#[derive(Model, Clone, Debug)]
#[model(table = "cells")]
pub struct Cell {
    #[column(primary_key)]
    pub x: i32,
    #[column(primary_key)]
    pub y: i32,
}

#[derive(Model, Clone, Debug)]
#[model(table = "arrows", foreign_key(columns(x, y), references(Cell::x, Cell::y), match_full, name = "hits"))]
pub struct Arrow {
    #[column(primary_key)]
    pub id: i64,
    pub x: Option<i32>,
    pub y: Option<i32>,
}

#[derive(Model, Clone, Debug)]
#[model(table = "defaulting")]
pub struct Defaulting {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = Owner::id, on_delete = "set default", server_default = 1)]
    pub owner_id: i64,
}

fn is_mysql(db: &TestDb) -> bool {
    matches!(db.backend, Backend::MariaDb | Backend::MySql)
}

db_test! {
    async fn a_deferred_key_is_checked_at_the_end_or_is_an_error(db: &TestDb) {
        let metadata = metadata![Owner, Pet];
        if is_mysql(db) {
            assert_eq!(unsupported(metadata.create_all(&db.engine).await), "a DEFERRABLE foreign key");
            return Ok(());
        }
        db.create(&metadata).await?;
        let mut conn = db.engine.acquire().await?;
        conn.execute(insert(Pet).values([Pet { id: 1, owner_id: 7 }])).await?;
        conn.execute(insert(Owner).values([Owner { id: 7 }])).await?;
        conn.commit().await?;
        conn.execute(insert(Pet).values([Pet { id: 2, owner_id: 8 }])).await?;
        let error = conn.commit().await.unwrap_err();
        assert!(error.is_foreign_key_violation(), "{error}");
    }

    async fn match_full_refuses_half_a_key_or_is_an_error(db: &TestDb) {
        let metadata = metadata![Cell, Arrow];
        if db.backend != Backend::Postgres {
            assert_eq!(unsupported(metadata.create_all(&db.engine).await), "MATCH FULL in a foreign key");
            return Ok(());
        }
        db.create(&metadata).await?;
        let mut conn = db.engine.acquire().await?;
        conn.execute(insert(Arrow).values([Arrow::builder()])).await?;
        conn.commit().await?;
        let error = conn.execute(insert(Arrow).values([Arrow::builder().x(1)])).await.unwrap_err();
        assert_eq!((error.is_foreign_key_violation(), error.constraint()), (true, Some("hits")));
    }

    async fn set_default_sets_the_default_or_is_an_error(db: &TestDb) {
        let metadata = metadata![Owner, Defaulting];
        if is_mysql(db) {
            // MariaDB would take it, and forget it.
            assert_eq!(unsupported(metadata.create_all(&db.engine).await), "SET DEFAULT as the action of a foreign key");
            return Ok(());
        }
        db.create(&metadata).await?;
        let mut conn = db.engine.acquire().await?;
        conn.execute(insert(Owner).values([1, 2].map(|id| Owner { id }))).await?;
        conn.execute(insert(Defaulting).values([Defaulting { id: 1, owner_id: 2 }])).await?;
        conn.execute(delete(Owner).filter(Owner::id.eq(2))).await?;
        assert_eq!(conn.execute(select(Defaulting::owner_id)).one().await?, 1);
    }
}
