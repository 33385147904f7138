//! INSERT, UPDATE, DELETE.

use orm::core::expr::TableRef;
use orm::core::statement::UpdateMany;
use orm::core::{Mapped, Value};
use orm::prelude::*;

use super::super::models::*;
use super::Sheet;

#[derive(Model, Debug)]
#[model(table = "defaults")]
pub struct Default {
    #[column(primary_key)]
    pub id: i64,
    #[column(default = func::lower(IntoExpr::<String>::into_expr("X")))]
    pub lowered: String,
    #[column(server_default = 1)]
    pub one: i32,
    #[column(onupdate = func::now())]
    pub changed_at: Option<NaiveDateTime>,
}

#[derive(Model, Debug)]
#[model(table = "ids")]
pub struct Id {
    #[column(primary_key)]
    pub id: i64,
}

#[test]
fn inserts() {
    let comment = |id| Comment { id, ..comments()[0].clone() };
    Sheet::default()
        .statement("a row", &insert(Comment).values([comment(1)]))
        .statement("two rows", &insert(Comment).values([comment(1), comment(2)]))
        .statement(
            "a row that the database numbers",
            &insert(Comment).values([Comment::builder().body("x").post_id(1)]),
        )
        .statement("a default by SQL", &insert(Default).values([Default::builder(), Default::builder()]))
        .statement("shapes", &insert(Default).values([Default::builder(), Default::builder().one(2)]))
        .statement("a row of nothing", &insert(Id).values([Id::builder()]))
        .statement("two rows of nothing", &insert(Id).values([Id::builder(), Id::builder()]))
        .statement("returning", &insert(Comment).values([comment(1)]).returning((Comment, Comment::id + 1)))
        .check("inserts");
}

#[test]
fn updates_and_deletes() {
    let many = |keys: &[&str], set: &[&str], rows: Vec<Vec<Value>>| {
        let table = Default::table();
        let index = |names: &[&str]| names.iter().filter_map(|name| table.column_index(name)).collect();
        UpdateMany {
            table: TableRef::Static(table),
            key: index(keys),
            set: index(set),
            set_expr: Vec::new(),
            rows,
            returning: Vec::new(),
        }
    };
    let row = |id: i64| vec![Value::I64(id), Value::Text("x".to_owned()), Value::I32(1)];
    let text = |update: &UpdateMany, dialect: &_| {
        update.compile(dialect).map_or_else(|e| e.to_string(), |sql| sql.to_string())
    };
    let (one, two) =
        (many(&["id"], &["lowered", "one"], vec![row(1)]), many(&["id"], &["lowered", "one"], vec![row(1), row(2)]));
    let composite = many(&["id", "lowered"], &["one"], vec![row(1), row(2)]);
    Sheet::default()
        .statement("update", &update(User).filter(User::id.eq(1)).set(User::name, "x").set(User::age, User::age + 1))
        .statement("update to NULL and now", &update(User).set(User::email, None).set(User::created_at, func::now()))
        .statement("update with onupdate", &update(Default).set(Default::one, 2))
        .statement("update returning", &update(User).set(User::age, 1).returning((User::id, User::age)))
        .statement("delete", &delete(User).filter(User::id.in_select(select(Post::user_id))))
        .statement(
            "delete by a query of the same table",
            &delete(User).filter(User::id.in_select(select(func::max(User::id)))),
        )
        .statement("delete all", &delete(User))
        .statement("delete returning", &delete(Comment).returning(Comment))
        .rendered("one row by its key", |dialect| text(&one, dialect))
        .rendered("rows by their keys", |dialect| text(&two, dialect))
        .rendered("rows by keys of two columns", |dialect| text(&composite, dialect))
        .check("updates");
}
