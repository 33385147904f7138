//! What makes no sense in a schema as a whole is refused before the first statement, on every database.

use std::sync::Arc;

use orm::core::schema::{ColumnDef, Computed, ForeignKey, Identity, Index, Table, own_column};
use orm::prelude::*;
use orm_tests::{Backend, TestDb, db_test};

#[derive(Model)]
pub struct Department {
    #[column(primary_key)]
    pub id: i64,
}

#[derive(Model)]
pub struct Employee {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = Department::id, name = "department")]
    pub dept_id: i64,
}

/// The same table, with other columns.
#[derive(Model)]
#[model(table = "departments")]
pub struct Division {
    #[column(primary_key)]
    pub id: i64,
    pub place: String,
}

/// The same table, with the same columns.
#[derive(Model)]
#[model(table = "departments")]
pub struct Unit {
    #[column(primary_key)]
    pub id: i64,
}

/// What is said of a metadata; nothing is executed.
async fn refusal(db: &TestDb, metadata: MetaData) -> String {
    db.log.take_all();
    let error = metadata.create_all(&db.engine).await.expect_err("nonsense").to_string();
    assert_eq!(db.log.take_all(), [""; 0]);
    assert_eq!(metadata.check().expect_err("nonsense").to_string(), error);
    error
}

fn table(columns: impl IntoIterator<Item = ColumnDef>) -> Table {
    Table::new("things").with_columns(columns)
}

db_test! {
    async fn a_referenced_table_is_in_the_metadata(db: &TestDb) {
        let error = refusal(db, metadata![Employee]).await;
        assert_eq!(error, "`Employee::dept_id` references `departments`, which is not in this metadata; add its model, as in `metadata![Employee, ..]`");
        // A script may be of some tables of many.
        assert!(metadata![Employee].to_sql(db.engine.dialect())?.contains("CREATE TABLE"));
        // It need not be created by it, nor be there to be dropped.
        db.create(&metadata![Department]).await?;
        assert_eq!(metadata![Employee, Department].create_all(&db.engine).await?, ["employees"]);
        assert_eq!(metadata![Employee].drop_all(&db.engine).await?, ["employees"]);
    }

    async fn two_models_of_a_table_have_the_same_columns(db: &TestDb) {
        let error = refusal(db, metadata![Department, Division]).await;
        assert_eq!(error, "`Department` and `Division` describe the table `departments` differently (see `Division::place`); only one of them can be in the metadata");
        assert_eq!(metadata![Department, Unit, Department].create_all(&db.engine).await?, ["departments"]);
    }

    async fn tables_made_at_run_time_are_looked_at_too(db: &TestDb) {
        let id = || ColumnDef::new::<i64>("id").primary_key();
        let n = || ColumnDef::new::<i64>("n");
        let to = |target: &'static str, column: &'static str| ForeignKey::new(["n"], target, [column]);
        let twice = Computed::new(own_column::<i64>("n") + own_column::<i64>("id"));
        let cases = [
            (table([id(), n()]).foreign_key(to("others", "id")), "`things::n` references `others`, which is not in this metadata; add its model, as in `metadata![things, ..]`"),
            (table([id(), n()]).foreign_key(to("things", "no")), "`things::n` references `things`, which has no column `no`"),
            (table([id(), n(), n()]), "`things::n`: the table has another column `n`"),
            (table([id(), n()]).index(Index::new(["m"])), "an index of `things` is over `m`, which is no column of it"),
            (table([id(), n().computed(twice)]), "`things::n` cannot be computed from itself"),
            (table([ColumnDef::new::<String>("code").primary_key().autoincrement(true)]), "`things::code`: the database numbers rows by integers"),
            (table([id().autoincrement(true), n().autoincrement(true)]), "`things::n`: the database numbers rows by one column, and `things::id` is it already"),
            (table([id().identity(Identity::new().increment(0))]), "`things::id`: an increment of 0 gives every row the same number"),
            (table([id().identity(Identity::new().start(0))]), "`things::id`: the first number is not from `min` (1, unless said) to `max`"),
        ];
        for (table, expected) in cases {
            assert_eq!(refusal(db, MetaData::new([Arc::new(table)])).await, expected);
        }
    }

    async fn a_nul_in_a_definition_is_refused(db: &TestDb) {
        let n = ColumnDef::new::<String>("n").server_default(orm::core::schema::default_node::<String>("a\0b".to_owned()));
        let metadata = MetaData::new([table([ColumnDef::new::<i64>("id").primary_key(), n])]);
        if db.backend == Backend::Sqlite {
            assert_eq!(metadata.create_all(&db.engine).await?, ["things"]); // `char(0)`
            return Ok(());
        }
        let error = metadata.create_all(&db.engine).await.expect_err("nonsense").to_string();
        assert!(error.starts_with("this database takes no NUL in a definition: CREATE TABLE"), "{error}");
        // The connection is as good as before.
        assert_eq!(metadata![Department].create_all(&db.engine).await?, ["departments"]);
    }
}
