//! Names of all kinds: quoted, or refused where the database would change them.

use orm::core::schema::{ColumnDef, Table};
use orm::prelude::*;
use orm_tests::{Backend, db_test};

const STRANGE: [&str; 9] = [
    "select",
    "with space",
    "Mixed Case",
    "quote\"d",
    "back`tick",
    "it's",
    "semi;colon -- comment /*",
    "größe_🦀",
    "back\\slash %s ? $1 :name",
];

fn table(name: &str, column: &str) -> MetaData {
    let columns = [ColumnDef::new::<i64>("id").primary_key(), ColumnDef::new::<Option<i64>>(column.to_owned()).index()];
    MetaData::new([Table::new(name.to_owned()).with_columns(columns)])
}

db_test! {
    async fn strange_names_are_names(db: &TestDb) {
        for name in STRANGE {
            // MariaDB keeps no four-byte characters in names.
            if name.contains('🦀') && matches!(db.backend, Backend::MariaDb | Backend::MySql) {
                continue;
            }
            let metadata = table(name, &format!("c {name}"));
            assert_eq!(metadata.create_all(&db.engine).await?, [name]);
            assert_eq!(metadata.create_all(&db.engine).await?, [""; 0]);
            assert_eq!(metadata.drop_all(&db.engine).await?, [name]);
        }
    }

    async fn a_name_as_long_as_the_database_takes_is_taken(db: &TestDb) {
        let name = "é".repeat(31);
        assert_eq!(table(&name, "x").create_all(&db.engine).await?, [name]);
    }

    async fn a_longer_name_is_an_error_rather_than_another_name(db: &TestDb) {
        let name = "é".repeat(65);
        let result = table(&name, "x").create_all(&db.engine).await;
        match db.backend {
            Backend::Sqlite => assert_eq!(result?, [name]),
            _ => {
                let error = result.unwrap_err().to_string();
                let limit = if db.backend == Backend::Postgres { "130 bytes (at most 63)" } else { "65 characters (at most 64)" };
                assert!(error.contains(limit), "{error}");
            }
        }
    }

    async fn a_name_with_a_nul_or_none_is_an_error(db: &TestDb) {
        for (table, column) in [("a\0b", "c"), ("a", "c\0; DROP"), ("", "c"), ("a", "")] {
            let error = self::table(table, column).create_all(&db.engine).await.unwrap_err().to_string();
            assert!(error.contains("a NUL in the name") || error.contains("a name is empty"), "{error}");
        }
    }
}
