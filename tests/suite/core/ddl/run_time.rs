//! Tables that are known only at run time have all that models have.

use std::sync::Arc;

use orm::core::schema::{
    CheckConstraint, ColumnDef, Computed, ForeignKey, Index, SchemaExpr, Table, UniqueConstraint, default_node,
    own_column,
};
use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::texts;

/// Names that come from elsewhere.
fn tables(prefix: &str) -> [Arc<Table>; 2] {
    let name = |rest: &str| format!("{prefix}_{rest}");
    let width = || own_column::<i64>("width");
    let shapes = Table::new(name("shapes"))
        .comment("made at run time")
        .column(ColumnDef::new::<i64>("id").primary_key())
        .column(
            ColumnDef::new::<i64>(String::from("width")).check(CheckConstraint::new(width().gt(0))).comment("in mm"),
        )
        .column(ColumnDef::new::<i64>("height").server_default(default_node::<i64>(2)))
        .column(ColumnDef::new::<i64>("area").computed(Computed::new(width() * own_column::<i64>("height"))))
        .column(ColumnDef::new::<String>("name").length(20))
        .unique(UniqueConstraint::new(["name", "width"]))
        .index(Index::on(SchemaExpr::sorted(own_column::<i64>("height").desc())).named("ix_highest"));
    let holes = Table::new(name("holes"))
        .column(ColumnDef::new::<i64>("id").primary_key())
        .column(ColumnDef::new::<Option<i64>>("shape_id").index())
        .foreign_key(ForeignKey::new(["shape_id"], name("shapes"), ["id"]));
    [Arc::new(holes), Arc::new(shapes)]
}

db_test! {
    async fn a_table_made_at_run_time_has_everything(db: &TestDb) {
        let metadata = MetaData::new(tables("rt"));
        assert_eq!(metadata.create_all(&db.engine).await?, ["rt_shapes", "rt_holes"]);
        assert_eq!(metadata.create_all(&db.engine).await?, [""; 0]);
        let mut conn = db.engine.acquire().await?;
        conn.execute(text("INSERT INTO rt_shapes (width, name) VALUES (3, 'a')")).await?;
        let area: i64 = conn.scalar(text("SELECT area FROM rt_shapes")).await?;
        assert_eq!(area, 6);
        conn.commit().await?;
        let error = conn.execute(text("INSERT INTO rt_shapes (width, name) VALUES (0, 'b')")).await.unwrap_err();
        assert_eq!((error.is_check_violation(), error.constraint()), (true, Some("ck_rt_shapes_width")));
        conn.rollback().await?;
        let error = conn.execute(text("INSERT INTO rt_shapes (width, name) VALUES (3, 'a')")).await.unwrap_err();
        assert!(error.is_unique_violation(), "{error}");
        conn.rollback().await?;
        let error = conn.execute(text("INSERT INTO rt_holes (shape_id) VALUES (9)")).await.unwrap_err();
        assert!(error.is_foreign_key_violation(), "{error}");
        conn.rollback().await?;
        drop(conn);
        if db.backend == Backend::Postgres {
            let comment = texts(db, "", "SELECT obj_description('rt_shapes'::regclass)", "").await?;
            assert_eq!(comment, ["made at run time"]);
        }
        assert_eq!(metadata.drop_all(&db.engine).await?, ["rt_holes", "rt_shapes"]);
    }

    async fn cycles_of_tables_made_at_run_time(db: &TestDb) {
        let table = |name: &'static str, other: &'static str| {
            let other_id = ColumnDef::new::<Option<i64>>("other_id");
            Table::new(name)
                .column(ColumnDef::new::<i64>("id").primary_key())
                .column(other_id)
                .foreign_key(ForeignKey::new(["other_id"], other, ["id"]))
        };
        let metadata = MetaData::new([table("hens", "eggs"), table("eggs", "hens")]);
        assert_eq!(metadata.create_all(&db.engine).await?.len(), 2);
        assert_eq!(metadata.drop_all(&db.engine).await?.len(), 2);
        let mut scripted = metadata.to_sql(db.engine.dialect())?;
        scripted.push_str(&metadata.drop_sql(db.engine.dialect())?);
        let mut conn = db.engine.acquire().await?;
        for statement in scripted.split_terminator(";\n") {
            conn.execute(text(statement)).await?;
        }
        conn.commit().await?;
    }
}
