//! Texts and names in what tables have besides columns: comments, CHECK constraints, labels of enumerations, schemas.

use std::sync::Arc;

use orm::core::schema::{CheckConstraint, ColumnDef, ColumnType, EnumType, Table, own_column};
use orm::core::value::Value;
use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::corpus::names;
use super::{prepared, untouched};
use crate::core::ddl::texts as texts_of;
use crate::corpus::texts;

/// Those of at most so many bytes.
fn short(bytes: usize) -> Vec<String> {
    texts().into_iter().filter(|text| text.len() <= bytes).collect()
}

/// A column for each text, made by `column` of its name and the text.
fn table(texts: &[String], column: impl Fn(String, &str) -> ColumnDef) -> Table {
    let mut table = Table::new("odd").column(ColumnDef::new::<i64>("id").primary_key());
    for (position, text) in texts.iter().enumerate() {
        table = table.column(column(format!("c{position}"), text));
    }
    table
}

db_test! {
    async fn comments(db: &TestDb) {
        let mut conn = prepared(db).await?;
        for texts in short(500).chunks(20) {
            let plain = table(texts, |name, text| ColumnDef::new::<Option<i32>>(name).comment(text.to_owned()));
            let metadata = MetaData::new([TableRef::from(Arc::new(plain.comment(texts[texts.len() - 1].clone())))]);
            metadata.create_all(&db.engine).await?;
            let found = texts_of(
                db,
                "SELECT '' WHERE 1 = 0",
                "SELECT coalesce(d.description, '') FROM pg_class c JOIN generate_series(0, 100) n(n) ON true \
                 LEFT JOIN pg_description d ON d.objoid = c.oid AND d.objsubid = n.n \
                 WHERE c.oid = 'odd'::regclass AND n.n <> 1 AND n.n <= c.relnatts ORDER BY n.n",
                "SELECT c FROM (SELECT 0 AS n, table_comment AS c FROM information_schema.tables \
                 WHERE table_schema = database() AND table_name = 'odd' \
                 UNION ALL SELECT ordinal_position, column_comment FROM information_schema.columns \
                 WHERE table_schema = database() AND table_name = 'odd' AND column_name <> 'id') x ORDER BY n",
            )
            .await?;
            // MySQL and MariaDB keep comments in three bytes per character: the others become question marks.
            let kept = |text: &String| match db.backend {
                Backend::MariaDb | Backend::MySql => {
                    text.chars().map(|c| if c.len_utf8() > 3 { '?' } else { c }).collect()
                }
                _ => text.clone(),
            };
            if db.backend != Backend::Sqlite {
                assert_eq!(found[0], kept(&texts[texts.len() - 1]));
                assert_eq!(found[1..], *texts.iter().map(kept).collect::<Vec<String>>());
            }
            metadata.drop_all(&db.engine).await?;
            untouched(&mut conn).await?;
        }
    }

    async fn literals_of_checks(db: &TestDb) {
        let mut conn = prepared(db).await?;
        for texts in short(200).chunks(20) {
            let table = table(texts, |name, text| {
                let own = own_column::<Option<String>>(name.clone());
                let check = CheckConstraint::new(own.clone().eq(text) & own.in_([text.to_owned()]));
                ColumnDef::new::<Option<String>>(name).length(250).check(check)
            });
            let table = TableRef::from(Arc::new(table));
            let metadata = MetaData::new([table.clone()]);
            metadata.create_all(&db.engine).await?;
            let all = texts.iter().enumerate().map(|(position, text)| (format!("c{position}"), Value::from(text.as_str())));
            let all: Vec<(String, Value)> = all.chain([("id".to_owned(), Value::I64(0))]).collect();
            conn.execute(table.insert().row(all.iter().map(|(name, value)| (name.as_str(), value.clone())))).await?;
            conn.commit().await?;
            for (position, text) in texts.iter().enumerate() {
                let name = format!("c{position}");
                let other = Value::from(format!("{text}x"));
                let refused = table.insert().row([("id", Value::I64(1)), (name.as_str(), other)]);
                assert!(conn.execute(refused).await.unwrap_err().is_check_violation(), "{text:?}");
                conn.rollback().await?;
            }
            metadata.drop_all(&db.engine).await?;
            untouched(&mut conn).await?;
        }
    }

    async fn labels(db: &TestDb) {
        let mut conn = prepared(db).await?;
        // PostgreSQL's are names, of 63 bytes at most; to MariaDB, the empty one is an error's.
        let texts: Vec<String> = short(63).into_iter().filter(|text| !text.is_empty()).collect();
        let leaked: Vec<&'static str> = texts.iter().map(|text| &*text.clone().leak()).collect();
        let labels: &'static [&'static str] = leaked.leak();
        for (name, native) in names().into_iter().map(|name| (name, true)).chain([("text", false)]) {
            let ty = ColumnType::Enum(Box::leak(Box::new(EnumType { name, labels, native })));
            let mut column = ColumnDef::new::<String>("label");
            column.ty = ty;
            let table = Table::new("labelled").column(ColumnDef::new::<i64>("id").primary_key()).column(column);
            let table = TableRef::from(Arc::new(table));
            let metadata = MetaData::new([table.clone()]);
            metadata.create_all(&db.engine).await?;
            let value = |label: &str| Value::Typed(ty, Box::new(Value::from(label)));
            let rows = (1..).zip(labels).map(|(id, label)| [("id", Value::I64(id)), ("label", value(label))]);
            conn.execute(rows.fold(table.insert(), |insert, row| insert.row(row))).await?;
            for (id, label) in (1_i64..).zip(labels) {
                let found = conn.execute(select(table.c("id")).filter(table.c("label").eq(value(label)))).all().await?;
                assert_eq!(format!("{found:?}"), format!("[I64({id})]"), "{name:?} {label:?}");
            }
            conn.commit().await?;
            let none = table.insert().row([("id", Value::I64(0)), ("label", value("none of them"))]);
            assert!(conn.execute(none).await.is_err());
            conn.rollback().await?;
            metadata.drop_all(&db.engine).await?;
            untouched(&mut conn).await?;
        }
    }

    async fn schemas(db: &TestDb) {
        let own = texts_of(db, "SELECT 'main'", "SELECT current_schema()::text", "SELECT database()").await?;
        // A name that is another test's too if it is not begun by this test's own.
        let odd = |name: &str| format!("{}{name}", own[0]);
        let mut conn = prepared(db).await?;
        for name in names().into_iter().map(odd) {
            // SQLite: one connection, which has the database attached.
            let engine = create_engine(&db.url).pool_size(1).max_overflow(0).connect().await?;
            let table = Table::new("things").schema(name.clone()).comment(name.clone());
            let table = table.column(ColumnDef::new::<i64>("id").primary_key());
            let table = TableRef::from(Arc::new(table.column(ColumnDef::new::<i64>("n").index())));
            let quoted = |quote: char| format!("{quote}{}{quote}", name.replace(quote, &format!("{quote}{quote}")));
            let mut other = engine.acquire().await?;
            if db.backend == Backend::Sqlite {
                other.execute(text(format!("ATTACH ':memory:' AS {}", quoted('"')))).await?;
                other.commit().await?;
            }
            drop(other);
            let metadata = MetaData::new([table.clone()]);
            assert_eq!(metadata.create_all(&engine).await?, ["things"], "{name:?}");
            assert_eq!(metadata.create_all(&engine).await?, [""; 0], "{name:?}");
            let mut other = engine.acquire().await?;
            other.execute(table.insert().row([("id", Value::I64(1)), ("n", Value::I64(2))])).await?;
            other.execute(table.update().filter(table.c("n").eq(2_i64)).set_by_name("n", 3_i64)).await?;
            let rows = other.execute(table.select()).all().await?;
            assert_eq!(format!("{rows:?}"), "[(1, 3)]", "{name:?}");
            assert_eq!(other.execute(table.delete().filter(table.c("id").eq(1_i64))).await?.rows_affected(), 1);
            other.commit().await?;
            drop(other);
            assert_eq!(metadata.drop_all(&engine).await?, ["things"], "{name:?}");
            let mut other = engine.acquire().await?;
            if db.backend != Backend::Sqlite {
                let (what, quote) = if db.backend == Backend::Postgres { ("SCHEMA", '"') } else { ("DATABASE", '`') };
                other.execute(text(format!("DROP {what} {}", quoted(quote)))).await?;
                other.commit().await?;
            }
            drop(other);
            engine.close().await;
            untouched(&mut conn).await?;
        }
    }
}
