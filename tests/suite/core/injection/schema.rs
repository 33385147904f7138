//! Names and values in DDL: tables, columns, constraints, indexes, defaults, enumerations.

use std::sync::Arc;

use orm::core::schema::{ColumnDef, ForeignKey, Index, Table, UniqueConstraint, default_node};
use orm::core::value::Value;
use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::corpus::names;
use super::{prepared, untouched};
use crate::corpus::texts;

/// Two tables of one name, more or less, with everything in them called by it.
fn tables(name: &str) -> [TableRef; 2] {
    let own = |rest: &str| format!("{name}{rest}");
    let parent = Table::new(own(""))
        .column(ColumnDef::new::<i64>(own("i")).primary_key())
        .column(ColumnDef::new::<String>(own("")).length(50))
        .unique(UniqueConstraint::new([own("")]).named(own("u")))
        .index(Index::new([own(""), own("i")]).named(own("x")));
    let child = Table::new(own("c"))
        .column(ColumnDef::new::<i64>("id").primary_key())
        .column(ColumnDef::new::<Option<i64>>(own("p")).index())
        .foreign_key(ForeignKey::new([own("p")], own(""), [own("i")]).named(own("f")));
    [TableRef::from(Arc::new(parent)), TableRef::from(Arc::new(child))]
}

db_test! {
    async fn tables_columns_constraints_and_indexes(db: &TestDb) {
        let mut conn = prepared(db).await?;
        for name in names() {
            let tables = tables(name);
            let metadata = MetaData::new(tables.clone());
            assert_eq!(metadata.create_all(&db.engine).await?.len(), 2, "{name:?}");
            assert_eq!(metadata.create_all(&db.engine).await?, [""; 0], "{name:?}");
            let [parent, child] = &tables;
            let (id, own) = (format!("{name}i"), name);
            let row = |id_value: i64, text: &str| vec![(id.as_str(), Value::I64(id_value)), (own, Value::from(text.to_owned()))];
            conn.execute(parent.insert().row(row(1, "a")).row(row(2, "b"))).await?;
            let upsert = parent.insert().row(row(1, "z")).or_update([id.as_str()], [own]);
            conn.execute(upsert).await?;
            let changed = parent.update().filter(parent.c(&id).eq(2_i64)).set_by_name(own, "y");
            assert_eq!(conn.execute(changed).await?.rows_affected(), 1, "{name:?}");
            let rows = conn.execute(parent.select().order_by(parent.c(&id))).all().await?;
            assert_eq!(format!("{rows:?}"), "[(1, 'z'), (2, 'y')]", "{name:?}");
            assert_eq!(rows[0].columns(), [id.as_str(), own]);
            assert_eq!(rows[0].get_by_name::<String>(own)?, "z");
            let key = format!("{name}p");
            conn.execute(child.insert().row([("id", Value::I64(1)), (key.as_str(), Value::I64(2))])).await?;
            conn.commit().await?;
            let orphan = child.insert().row([("id", Value::I64(2)), (key.as_str(), Value::I64(9))]);
            assert!(conn.execute(orphan).await.unwrap_err().is_foreign_key_violation(), "{name:?}");
            conn.rollback().await?;
            let twice = parent.insert().row(row(3, "z"));
            assert!(conn.execute(twice).await.unwrap_err().is_unique_violation(), "{name:?}");
            conn.rollback().await?;
            let joined = select((parent.c(own), child.c("id"))).select_from(parent).join(child.clone());
            assert_eq!(conn.execute(joined).all().await?.len(), 1, "{name:?}");
            assert_eq!(conn.execute(child.delete().filter(child.c(&key).eq(2_i64))).await?.rows_affected(), 1);
            conn.commit().await?;
            assert_eq!(metadata.drop_all(&db.engine).await?.len(), 2, "{name:?}");
            untouched(&mut conn).await?;
        }
    }

    async fn any_text_is_a_name_or_an_error(db: &TestDb) {
        let mut conn = prepared(db).await?;
        let long = ["x", "é"].iter().flat_map(|letter| [60, 64, 65, 128, 300].map(|length| letter.repeat(length)));
        for name in texts().into_iter().filter(|text| text.len() < 2_000).chain(long) {
            let metadata = MetaData::new(tables(&name));
            if metadata.create_all(&db.engine).await.is_ok() {
                // It is found again, by the same name.
                assert_eq!(metadata.create_all(&db.engine).await?, [""; 0], "{name:?}");
            }
            untouched(&mut conn).await?;
            let _ = metadata.drop_all(&db.engine).await;
            untouched(&mut conn).await?;
        }
    }

    async fn server_defaults(db: &TestDb) {
        let mut conn = prepared(db).await?;
        let texts: Vec<String> = texts().into_iter().filter(|text| text.chars().count() < 200).collect();
        for texts in texts.chunks(20) {
            let mut table = Table::new("defaults").column(ColumnDef::new::<i64>("id").primary_key());
            for (position, text) in texts.iter().enumerate() {
                let column = ColumnDef::new::<String>(format!("c{position}")).length(200);
                table = table.column(column.server_default(default_node::<String>(text.as_str())));
            }
            let table = TableRef::from(Arc::new(table));
            let metadata = MetaData::new([table.clone()]);
            for as_script in [false, true] {
                if as_script {
                    let script = metadata.to_sql(db.engine.dialect())?;
                    conn.execute(text(script.trim_end().trim_end_matches(';'))).await?;
                } else {
                    metadata.create_all(&db.engine).await?;
                }
                conn.execute(table.insert().row([("id", Value::I64(1))])).await?;
                let row = conn.execute(table.select()).one().await?;
                for (position, text) in texts.iter().enumerate() {
                    assert_eq!(&row.get_by_name::<String>(&format!("c{position}"))?, text);
                }
                conn.commit().await?;
                metadata.drop_all(&db.engine).await?;
            }
        }
        untouched(&mut conn).await?;
    }

    async fn labels_of_enumerations(db: &TestDb) {
        let mut conn = prepared(db).await?;
        if db.backend == Backend::Postgres && !metadata![Thing].to_sql(db.engine.dialect())?.contains("CREATE TYPE") {
            return Ok(());
        }
        metadata![Thing].create_all(&db.engine).await?;
        let all = [Odd::Quote, Odd::Backslash, Odd::Drop, Odd::Double, Odd::Bind, Odd::Wide];
        conn.execute(insert(Thing).values((1..).zip(all).map(|(id, odd)| Thing { id, odd, odds: vec![odd] }))).await?;
        for (id, odd) in (1..).zip(all) {
            let found = conn.execute(select(Thing).filter(Thing::odd.eq(odd) & Thing::odd.in_([odd]))).one().await?;
            assert_eq!((found.id, found.odd, found.odds), (id, odd, vec![odd]));
        }
        conn.commit().await?;
        untouched(&mut conn).await?;
    }
}

#[derive(SqlEnum, Clone, Copy, Debug, PartialEq)]
#[sql_enum(name = "odd\"; DROP TABLE users; --")]
pub enum Odd {
    #[sql_enum(rename = "it's")]
    Quote,
    #[sql_enum(rename = "\\'")]
    Backslash,
    #[sql_enum(rename = "'; DROP TABLE users; --")]
    Drop,
    #[sql_enum(rename = "\"")]
    Double,
    #[sql_enum(rename = "$1 ? :x {0}")]
    Bind,
    #[sql_enum(rename = "뼧\\")]
    Wide,
}

#[derive(Model, Clone, Debug)]
#[model(table = "things")]
pub struct Thing {
    #[column(primary_key)]
    pub id: i64,
    pub odd: Odd,
    pub odds: Vec<Odd>,
}
