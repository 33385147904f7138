//! Names of constraints by a convention of one's own.

use orm::core::schema::NamingConvention;
use orm::prelude::*;
use orm_tests::{Backend, db_test};

#[derive(Model, Clone, Debug)]
#[model(table = "things", unique(a, b), check(expr = Thing::a.lt(Thing::b)))]
pub struct Thing {
    #[column(primary_key)]
    pub id: i64,
    pub a: i32,
    pub b: i32,
    #[column(index, foreign_key = Thing::id)]
    pub parent: Option<i64>,
}

/// As PostgreSQL would name them by itself.
pub const CONVENTION: NamingConvention = NamingConvention::DEFAULT
    .primary_key(|of| format!("{}_pkey", of.table))
    .unique(|of| format!("{}_{}_key", of.table, of.columns.join("_")))
    .index(|of| format!("{}_{}_idx", of.table, of.columns.join("_")))
    .check(|of| format!("{}_check", of.table))
    .foreign_key(|of| format!("{}_{}_to_{}_{}", of.table, of.columns[0], of.target, of.target_columns[0]));

db_test! {
    async fn constraints_are_named_by_the_convention(db: &TestDb) {
        let metadata = metadata![Thing].naming(CONVENTION);
        db.create(&metadata).await?;
        let mut conn = db.engine.acquire().await?;
        let row = |a, b| Thing::builder().a(a).b(b);
        let mut violated = async |rows: Vec<ThingBuilder<_, _>>| -> orm::Result<Option<String>> {
            let error = conn.execute(insert(Thing).values(rows)).await.unwrap_err();
            conn.rollback().await?;
            Ok(error.constraint().map(str::to_owned))
        };
        assert_eq!(violated(vec![row(2, 1)]).await?.as_deref(), Some("things_check"));
        let orphan = violated(vec![row(1, 2).parent(9)]).await?;
        assert_eq!(orphan.as_deref(), (db.backend != Backend::Sqlite).then_some("things_parent_to_things_id"));
        if db.backend != Backend::Sqlite {
            assert_eq!(violated(vec![row(1, 2), row(1, 2)]).await?.as_deref(), Some("things_a_b_key"));
        }
        drop(conn);
        assert_eq!(metadata.drop_all(&db.engine).await?, ["things"]);
    }
}
