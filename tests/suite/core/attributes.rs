//! Attributes whose values a macro writes.

use orm::prelude::*;
use orm_tests::db_test;

macro_rules! model {
    ($name:ident, $table:literal, $column:expr, $length:expr, $default:literal, $target:path, $ty:ty) => {
        #[derive(Model, Debug)]
        #[model(table = $table, unique(columns(code), name = $column))]
        pub struct $name {
            #[column(primary_key, autoincrement = $default)]
            pub id: i64,
            #[column(name = $column, length = $length, default = $table)]
            pub code: String,
            #[column(foreign_key = $target, on_delete = "cascade")]
            pub made_id: Option<$ty>,
        }
    };
}

model!(Made, "made", "the code", 12, false, Made::id, i64);

db_test! {
    async fn a_macro_s_literals_and_expressions_are_what_they_stand_for(db: &TestDb) {
        let table = <Made as orm::core::Mapped>::table();
        assert_eq!((&*table.name, &*table.columns[1].name), ("made", "the code"));
        db.create(&metadata![Made]).await?;
        let mut session = db.session();
        session.add(Made::builder().id(7));
        session.commit().await?;
        assert_eq!(session.query(Made).filter(Made::code.eq("made")).one().await?.id, 7);
    }
}
