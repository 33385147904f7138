//! Statements on tables that are known only at run time.

use orm::core::schema::{ColumnDef, Table};
use orm::core::value::Value;
use orm::prelude::*;

use super::*;

pub fn cases() -> Vec<Case> {
    let posts = TableRef::from(
        Table::new("posts")
            .column(ColumnDef::new::<i64>("id").primary_key())
            .column(ColumnDef::new::<String>("title"))
            .column(ColumnDef::new::<i32>("views"))
            .column(ColumnDef::new::<i64>("user_id")),
    );
    let users = TableRef::from(
        Table::new("users").column(ColumnDef::new::<i64>("id")).column(ColumnDef::new::<String>("name")),
    );
    let other = posts.aliased();
    let names = || ["id", "title", "views", "user_id"].map(str::to_owned);
    let row = |id: i64, title: &str, views: i32, user: i64| {
        orm::core::row::Row::new(
            names(),
            vec![Value::I64(id), Value::Text(title.to_owned()), Value::I32(views), Value::I64(user)],
        )
    };
    let titles = || select(Post::title).order_by(Post::id);
    vec![
        query("–", "all columns", posts.select().filter(posts.c("id").eq(2)), [row(2, "SQL", 0, 1)]),
        query(
            "–",
            "some columns",
            select((posts.c("id"), posts.c("title"))).filter(posts.c("views").gt(5)).order_by(posts.c("id").desc()),
            [(Value::I64(3), Value::Text("Tea".to_owned())), (Value::I64(1), Value::Text("Rust".to_owned()))],
        ),
        query(
            "–",
            "columns compared",
            select(posts.c("id")).filter(posts.c("id").ne(posts.c("user_id"))),
            [Value::I64(2)],
        ),
        query(
            "–",
            "IN a list",
            select(posts.c("id").type_coerce::<i64>())
                .filter(posts.c("title").in_(["Tea", "x"].map(|title| Value::Text(title.to_owned())))),
            [3],
        ),
        query(
            "–",
            "a join",
            {
                select(users.c("name").type_coerce::<String>())
                    .join(posts.on(posts.c("user_id").eq(users.c("id"))))
                    .filter(posts.c("id").eq(3))
            },
            texts(["Carol"]),
        ),
        query(
            "–",
            "a join with a model",
            select((User::name, posts.c("id").type_coerce::<i64>()))
                .join(posts.on(posts.c("user_id").eq(User::id)))
                .filter(User::id.eq(3)),
            [("Carol".to_owned(), 3)],
        ),
        query(
            "–",
            "a self-join",
            {
                select((posts.c("id").type_coerce::<i64>(), other.c("id").type_coerce::<i64>()))
                    .join(other.on(other.c("user_id").eq(posts.c("user_id")) & other.c("id").gt(posts.c("id"))))
            },
            [(1, 2)],
        ),
        query(
            "–",
            "aggregates",
            select((posts.c("user_id").type_coerce::<i64>(), func::count(posts.c("id"))))
                .group_by(posts.c("user_id"))
                .order_by(posts.c("user_id")),
            [(1, 2), (3, 1)],
        ),
        change(
            "–",
            "INSERT",
            {
                posts.insert().row([
                    ("id", 9.into()),
                    ("title", "new".into()),
                    ("views", 1.into()),
                    ("user_id", 1.into()),
                ])
            },
            titles(),
            texts(["Rust", "SQL", "Tea", "new"]),
        ),
        change(
            "–",
            "an upsert",
            {
                posts
                    .insert()
                    .row([
                        ("id", 1_i64.into()),
                        ("title", "new".into()),
                        ("views", 1.into()),
                        ("user_id", 1_i64.into()),
                    ])
                    .or_update(["id"], ["title"])
            },
            titles(),
            texts(["new", "SQL", "Tea"]),
        ),
        change(
            "–",
            "an INSERT that leaves rows alone",
            {
                posts
                    .insert()
                    .row([
                        ("id", 1_i64.into()),
                        ("title", "new".into()),
                        ("views", 1.into()),
                        ("user_id", 1_i64.into()),
                    ])
                    .or_ignore()
            },
            titles(),
            texts(["Rust", "SQL", "Tea"]),
        ),
        change(
            "–",
            "UPDATE",
            posts.update().set_by_name("title", "x").set_by_name("views", posts.c("id")).filter(posts.c("id").eq(1)),
            titles(),
            texts(["x", "SQL", "Tea"]),
        ),
        change("–", "DELETE", posts.delete().filter(posts.c("id").eq(2)), titles(), texts(["Rust", "Tea"])),
    ]
}
