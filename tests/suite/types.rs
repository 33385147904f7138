//! Every column type, there and back on every database: as a model, by condition, through `text()`, in batches, and as NULL.

#[path = "types/arrays.rs"]
mod arrays;
#[path = "types/binary.rs"]
mod binary;
#[path = "types/custom.rs"]
mod custom;
#[path = "types/decimals.rs"]
mod decimals;
#[path = "types/defaults.rs"]
mod defaults;
#[path = "types/dynamic.rs"]
mod dynamic;
#[path = "types/enums.rs"]
mod enums;
#[path = "types/json.rs"]
mod json;
#[path = "types/limits.rs"]
mod limits;
#[path = "types/numbers.rs"]
mod numbers;
#[path = "types/ranges.rs"]
mod ranges;
#[path = "types/sessions.rs"]
mod sessions;
#[path = "types/spans.rs"]
mod spans;
#[path = "types/temporal.rs"]
mod temporal;
#[path = "types/textual.rs"]
mod textual;

use orm::core::schema::ColumnType;
use orm::prelude::*;
use orm_tests::{Backend, TestDb};

/// Creates tables, and the enumerations in them.
async fn create(db: &TestDb, metadata: &MetaData) -> orm::Result<()> {
    if metadata.to_sql(db.engine.dialect())?.contains("HSTORE") {
        db.extension("hstore").await?;
    }
    let by_create_all = metadata.to_sql(db.engine.dialect())?.contains("CREATE TYPE");
    if db.backend == Backend::Postgres && !by_create_all {
        let mut conn = db.engine.acquire().await?;
        let mut created = Vec::new();
        for column in metadata.tables().iter().flat_map(|table| &table.columns) {
            let labels = match column.ty {
                ColumnType::Enum(labels) | ColumnType::Array(&ColumnType::Enum(labels)) => labels,
                _ => continue,
            };
            if labels.native && !created.contains(&labels.name) {
                let list = labels.labels.iter().map(|label| format!("'{}'", label.replace('\'', "''")));
                let list = list.collect::<Vec<_>>().join(", ").replace(':', "\\:");
                conn.execute(text(format!("CREATE TYPE \"{}\" AS ENUM ({list})", labels.name))).await?;
                created.push(labels.name);
            }
        }
        conn.commit().await?;
    }
    db.create(metadata).await
}

/// Tests that a type stores exactly these values. `@unordered` types cannot be compared in SQL.
macro_rules! round_trips {
    ($($(#[$column:meta])* $test:ident: $ty:ty = $values:expr;)*) => {$(
        mod $test {
            #[allow(unused_imports)]
            use super::*;
            #[allow(unused_imports)]
            use orm::prelude::*;
            use orm_tests::db_test;

            use super::super::create;

            #[derive(Model, Clone, Debug)]
            #[model(table = "cells")]
            pub struct Cell {
                #[column(primary_key)]
                pub id: i64,
                $(#[$column])*
                pub value: $ty,
                $(#[$column])*
                pub maybe: Option<$ty>,
            }

            fn values() -> Vec<(i64, $ty)> {
                (1..).zip($values).collect()
            }

            fn there(id: i64, value: $ty) -> Cell {
                Cell { id, value: value.clone(), maybe: Some(value.clone()) }
            }

            async fn check(conn: &mut Connection) -> orm::Result<()> {
                let cells = conn.execute(select(Cell).order_by(Cell::id)).all().await?;
                for (cell, (id, value)) in cells.iter().zip(values()) {
                    assert_eq!((cell.id, &cell.value, cell.maybe.as_ref()), (id, &value, Some(&value)));
                }
                assert_eq!(cells.len(), values().len());
                Ok(())
            }

            db_test! {
                async fn one_by_one(db: &TestDb) {
                    create(db, &metadata![Cell]).await?;
                    let mut conn = db.engine.acquire().await?;
                    for (id, value) in values() {
                        conn.execute(insert(Cell).values([there(id, value.clone())])).await?;
                    }
                    check(&mut conn).await?;
                    for (id, value) in values() {
                        let same = Cell::value.eq(&value) & Cell::maybe.eq(Some(value.clone()));
                        let found = conn.execute(select(Cell::id).filter(same)).all().await?;
                        assert!(found.contains(&id), "{value:?} is not found");
                    }
                }

                async fn in_one_statement(db: &TestDb) {
                    create(db, &metadata![Cell]).await?;
                    let mut conn = db.engine.acquire().await?;
                    conn.execute(insert(Cell).values(values().into_iter().map(|(id, value)| there(id, value)))).await?;
                    check(&mut conn).await?;
                    let all = Cell::value.in_(values().into_iter().map(|(_, value)| value));
                    let found = conn.execute(select(Cell::id).filter(all)).all().await?;
                    assert_eq!(found.len(), values().len());
                }

                async fn through_text(db: &TestDb) {
                    create(db, &metadata![Cell]).await?;
                    let mut conn = db.engine.acquire().await?;
                    for (id, value) in values() {
                        let sql = "INSERT INTO cells (id, value, maybe) VALUES (:id, :value, :value)";
                        conn.execute(text(sql).bind("id", id).bind("value", value)).await?;
                    }
                    check(&mut conn).await?;
                    let query = text("SELECT value, maybe FROM cells ORDER BY id");
                    let typed = conn.execute(query.clone().columns::<($ty, Option<$ty>)>()).all().await?;
                    let dynamic = conn.execute(query).all().await?;
                    for ((typed, dynamic), (_, value)) in typed.iter().zip(&dynamic).zip(values()) {
                        assert_eq!((&typed.0, typed.1.as_ref()), (&value, Some(&value)));
                        assert_eq!(dynamic.get::<$ty>(0)?, value);
                        assert_eq!(dynamic.get_by_name::<Option<$ty>>("maybe")?, Some(value));
                    }
                    assert_eq!(typed.len(), values().len());
                }

                async fn null(db: &TestDb) {
                    create(db, &metadata![Cell]).await?;
                    let mut conn = db.engine.acquire().await?;
                    let (_, value) = values().remove(0);
                    let nulls = (1..=3).map(|id| Cell { maybe: None, ..there(id, value.clone()) });
                    let mixed = nulls.chain([there(4, value.clone())]);
                    conn.execute(insert(Cell).values(mixed)).await?;
                    conn.execute(insert(Cell).values([Cell::builder().id(5).value(value.clone())])).await?;
                    conn.execute(update(Cell).filter(Cell::id.eq(4)).set(Cell::maybe, None)).await?;
                    let found = conn.execute(select(Cell::maybe).filter(Cell::maybe.eq(None))).all().await?;
                    assert_eq!(found, vec![None; 5]);
                    conn.execute(update(Cell).filter(Cell::id.eq(4)).set(Cell::maybe, value.clone())).await?;
                    let found = conn.execute(select(Cell::maybe).filter(Cell::maybe.is_not_null())).all().await?;
                    assert_eq!(found, [Some(value)]);
                    let row = conn.execute(text("SELECT maybe FROM cells WHERE id = 1")).one().await?;
                    assert_eq!((format!("{row:?}").as_str(), row.get::<Option<$ty>>(0)?), ("(NULL)", None));
                }
            }
        }
    )*};
}

use round_trips;
