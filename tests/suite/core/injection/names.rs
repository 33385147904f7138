//! Names in statements: labels, aliases, CTEs, collations.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::corpus::names;
use super::{prepared, untouched};
use crate::core::models::User;
use crate::corpus::texts;

db_test! {
    async fn of_labels(db: &TestDb) {
        let mut conn = prepared(db).await?;
        for name in names() {
            let label = User::name.label(name);
            let query = select((label.clone(), User::id)).order_by(label.desc());
            let rows = conn.execute(query.clone()).all().await?;
            assert_eq!(rows.first(), Some(&("Carol".to_owned(), 3)), "{name:?}");
            // As the columns of a subquery and of a CTE, found by name.
            let sub = query.clone().subquery();
            let found = conn.execute(select(sub.c(name)).select_from(&sub).limit(5)).all().await?;
            assert_eq!(found.len(), 3, "{name:?}");
            let cte = query.cte("c");
            let found = conn.execute(select(cte.c(name)).select_from(&cte)).all().await?;
            assert_eq!(found.len(), 3, "{name:?}");
        }
        untouched(&mut conn).await?;
    }

    async fn of_aliases_subqueries_and_ctes(db: &TestDb) {
        let mut conn = prepared(db).await?;
        for name in names() {
            let users = aliased_as(User, name);
            let query = select(users.col(User::name)).filter(users.col(User::id).eq(2));
            assert_eq!(conn.execute(query).all().await?, ["Bob"], "{name:?}");
            let named = select(User::id).subquery_named(name);
            let query = select(named.columns()).select_from(&named).order_by(named.columns());
            assert_eq!(conn.execute(query).all().await?, [1, 2, 3], "{name:?}");
            let cte = select(User::id).filter(User::id.gt(1)).cte(name);
            let query = select(cte.columns()).select_from(&cte).order_by(cte.columns());
            assert_eq!(conn.execute(query).all().await?, [2, 3], "{name:?}");
            let tree = select(User::id).filter(User::id.eq(1)).recursive(name, |tree| {
                select(tree.columns() + 1).select_from(tree).filter(tree.columns().lt(3))
            });
            let query = select(tree.columns()).select_from(&tree).order_by(tree.columns());
            assert_eq!(conn.execute(query).all().await?, [1, 2, 3], "{name:?}");
            let list = values(name, [(1_i64,), (2,)]);
            let (number,) = list.columns();
            let query = select(number.clone()).select_from(&list).order_by(number);
            assert_eq!(conn.execute(query).all().await?, [1, 2], "{name:?}");
        }
        untouched(&mut conn).await?;
    }

    async fn of_any_text_are_names_or_errors(db: &TestDb) {
        let mut conn = prepared(db).await?;
        for name in texts() {
            let label = User::id.label(name.clone());
            if let Ok(rows) = conn.execute(select(label.clone()).order_by(label.desc())).all().await {
                assert_eq!(rows, [3, 2, 1], "{name:?}");
            }
            untouched(&mut conn).await?;
            let users = aliased_as(User, name.clone());
            let query = select(users.col(User::id)).order_by(users.col(User::id));
            if let Ok(rows) = conn.execute(query).all().await {
                assert_eq!(rows, [1, 2, 3], "{name:?}");
            }
            untouched(&mut conn).await?;
        }
    }

    async fn of_collations_are_quoted(db: &TestDb) {
        let mut conn = prepared(db).await?;
        for name in names().into_iter().map(str::to_owned).chain(texts()) {
            // No database has these.
            let query = select(User::id).order_by(User::name.collate(name.clone()));
            assert!(conn.execute(query).all().await.is_err(), "{name:?}");
            untouched(&mut conn).await?;
        }
        let known = match db.backend {
            Backend::Sqlite => "NOCASE",
            Backend::Postgres => "C",
            Backend::MariaDb | Backend::MySql => "utf8mb4_bin",
        };
        let query = select(User::id).order_by(User::name.collate(known));
        assert_eq!(conn.execute(query).all().await?, [1, 2, 3]);
        untouched(&mut conn).await?;
    }

    async fn that_are_empty_or_too_long_are_no_others(db: &TestDb) {
        let mut conn = prepared(db).await?;
        for length in [63, 64, 65, 128, 256, 257, 300] {
            for letter in ["x", "é"] {
                let (one, two) = (letter.repeat(length), format!("{}y", letter.repeat(length - 1)));
                // PostgreSQL would cut both to the same.
                let (a, b) = (aliased_as(User, one.clone()), aliased_as(User, two.clone()));
                let query = select((a.col(User::id), b.col(User::id)))
                    .select_from(&a)
                    .join(b.on(b.col(User::id).eq(a.col(User::id) + 1)))
                    .order_by(a.col(User::id));
                if let Ok(rows) = conn.execute(query).all().await {
                    assert_eq!(rows, [(1, 2), (2, 3)]);
                }
                untouched(&mut conn).await?;
                let sub = select((User::id.label(one.clone()), User::name.label(two.clone()))).subquery();
                let query = select((sub.c(&one), sub.c(&two))).select_from(&sub).order_by(sub.c(&one));
                if let Ok(rows) = conn.execute(query).all().await {
                    assert_eq!(format!("{:?}", rows[0].1), r#"Text("Alice")"#);
                }
                untouched(&mut conn).await?;
                let row = conn.execute(text("SELECT 1 AS x")).one().await?;
                assert_eq!(row.columns(), ["x"]);
            }
        }
        let empty = select(User::id.label("")).order_by(User::id);
        if let Ok(rows) = conn.execute(empty).all().await {
            assert_eq!(rows, [1, 2, 3]);
        }
        untouched(&mut conn).await?;
    }
}
