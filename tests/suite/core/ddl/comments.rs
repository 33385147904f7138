//! COMMENT.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::texts;

#[derive(Model, Clone, Debug)]
#[model(table = "commented", comment = r#"it's a \ "table""#)]
pub struct Commented {
    #[column(primary_key, comment = "numbered")]
    pub id: i64,
    #[column(comment = "Größe; '--", server_default = 1)]
    pub size: i32,
    pub plain: Option<i32>,
}

db_test! {
    async fn comments_are_kept_where_there_are_some(db: &TestDb) {
        db.create(&metadata![Commented]).await?;
        let comments = texts(
            db,
            "SELECT '' WHERE 1 = 0",
            "SELECT d.description FROM pg_description d JOIN pg_class c ON c.oid = d.objoid \
             JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE n.nspname = current_schema() AND c.relname = 'commented' ORDER BY d.objsubid",
            "SELECT c FROM (SELECT 0 AS n, table_comment AS c FROM information_schema.tables \
             WHERE table_schema = database() AND table_name = 'commented' \
             UNION SELECT ordinal_position, column_comment FROM information_schema.columns \
             WHERE table_schema = database() AND table_name = 'commented') x WHERE c <> '' ORDER BY n",
        )
        .await?;
        if db.backend == Backend::Sqlite {
            assert!(!metadata![Commented].to_sql(db.engine.dialect())?.contains("numbered"));
        } else {
            assert_eq!(comments, [r#"it's a \ "table""#, "numbered", "Größe; '--"]);
        }
        let mut conn = db.engine.acquire().await?;
        conn.execute(insert(Commented).values([Commented::builder()])).await?;
        assert_eq!(conn.execute(select(Commented::size)).one().await?, 1);
    }
}
