//! Names of aliases do not stand for tables, nor the other way round.

use orm::prelude::*;
use orm_tests::{TestDb, db_test};

/// Named as an alias of `Thing` would be.
#[derive(Model, Debug)]
#[model(table = "things_1")]
struct Other {
    #[column(primary_key)]
    id: i64,
    thing_id: i64,
}

#[derive(Model, Debug)]
#[model(table = "things")]
struct Thing {
    #[column(primary_key)]
    id: i64,
}

/// With a name as long as PostgreSQL takes them.
#[derive(Model, Debug)]
#[model(table = "a_name_that_has_as_many_letters_as_the_databases_take_63_s_many")]
struct Long {
    #[column(primary_key)]
    id: i64,
}

async fn filled(db: &TestDb) -> orm::Result<Connection> {
    db.create(&metadata![Thing, Other, Long]).await?;
    let mut conn = db.engine.acquire().await?;
    conn.execute(insert(Thing).values([1, 2, 3].map(|id| Thing::builder().id(id)))).await?;
    conn.execute(insert(Other).values([Other::builder().id(3).thing_id(2)])).await?;
    conn.execute(insert(Long).values([Long::builder().id(7)])).await?;
    Ok(conn)
}

db_test! {
    async fn a_name_that_is_made_is_no_tables(db: &TestDb) {
        let mut conn = filled(db).await?;
        let alias = aliased(Thing);
        let after = select(Other::id).select_from(alias.clone()).filter(Other::thing_id.eq(alias.col(Thing::id)));
        assert_eq!(conn.execute(after).all().await?, [3]);
        let within = select(alias.col(Thing::id)).filter(
            alias.col(Thing::id).in_select(select(Other::thing_id).filter(Other::id.gt(alias.col(Thing::id)))),
        );
        let error = conn.execute(within).all().await.unwrap_err().to_string();
        assert!(error.contains("`things_1` is a table and an alias in one statement"), "{error}");
        let alias = aliased_as(Thing, "t");
        let within = select(alias.col(Thing::id)).filter(
            alias.col(Thing::id).in_select(select(Other::thing_id).filter(Other::id.gt(alias.col(Thing::id)))),
        );
        assert_eq!(conn.execute(within).all().await?, [2]);
    }

    async fn a_name_that_is_given_must_not_be_a_tables(db: &TestDb) {
        let mut conn = filled(db).await?;
        let cte = select(Thing::id).filter(Thing::id.gt(1)).cte("things");
        let id = cte.columns();
        let error = conn.execute(select(id)).all().await.unwrap_err().to_string();
        assert!(error.contains("`things` is a table and an alias in one statement"), "{error}");
    }

    async fn an_alias_of_a_long_name_is_no_longer(db: &TestDb) {
        let mut conn = filled(db).await?;
        let (one, other) = (aliased(Long), aliased(Long));
        let query = select(one.col(Long::id)).join(other.on(other.col(Long::id).eq(one.col(Long::id))));
        assert_eq!(conn.execute(query).all().await?, [7]);
    }

    async fn what_was_to_be_inserted_is_of_the_model(db: &TestDb) {
        let mut conn = filled(db).await?;
        let rows = [Other::builder().id(3).thing_id(9)];
        let upsert = insert(Other).values(rows).on_conflict_update(Other::id, |row| row.set(Other::thing_id, excluded(Thing::id)));
        let error = conn.execute(upsert).await.unwrap_err().to_string();
        assert!(error.contains("`excluded(Thing::id)` is not a column of `Other`"), "{error}");
    }
}
