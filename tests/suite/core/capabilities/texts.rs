//! Rows 5 to 9: LIKE and its kin, functions of text, regular expressions, full-text search, collations.

use orm::core::dialect::Dialect;
use orm::core::expr::TableRef;
use orm::core::schema::{ColumnDef, Table};
use orm::prelude::*;
use orm_tests::Backend;

use super::*;

fn one<T: orm::SqlType>(expr: Expr<T>) -> orm::core::statement::Select<Expr<T>> {
    select(expr).filter(User::id.eq(1))
}

/// A table of documents with whatever full-text search needs.
fn search() -> Case {
    let docs = TableRef::from(Table::new("docs").column(ColumnDef::new::<String>("body")));
    let body = || docs.c("body").type_coerce::<String>();
    query("6", "full-text search", select(body()).filter(body().matches("launch")), texts(["the launch of it"]))
        .after_on(Backend::Sqlite, "CREATE VIRTUAL TABLE docs USING fts5(body)")
        .after_on(Backend::Postgres, "CREATE TABLE docs (body TEXT)")
        // InnoDB finds only what is committed.
        .after_on_mariadb("DROP TABLE IF EXISTS docs")
        .after_on_mariadb("CREATE TABLE docs (body VARCHAR(100), FULLTEXT (body)) ENGINE=MyISAM")
        .after("INSERT INTO docs (body) VALUES ('the launch of it'), ('something else'), ('and another')")
}

pub fn cases() -> Vec<Case> {
    let word = |text: &str| literal(text.to_owned());
    let collated = by_dialect::<String>()
        .on(Dialect::SQLITE, User::name.collate("NOCASE"))
        .on(Dialect::POSTGRES, User::name.collate("C"))
        .otherwise(User::name.collate("utf8mb4_general_ci"));
    vec![
        query("5", "LIKE", ids(User::name.like("%ob")), [2]),
        query("5", "NOT LIKE", ids(User::name.not_like("_ob") & !User::name.like("A%")), [3]),
        query("5", "LIKE an expression", ids(User::email.like(User::name.concat("%"))), []).on(Backend::Sqlite, [1, 3]),
        query("5", "ILIKE", ids(User::name.ilike("a%")), [1]),
        query("5", "NOT ILIKE", ids(!User::name.ilike("a%")), [2, 3]),
        query("5", "ILIKE an expression", ids(User::email.ilike(User::name.concat("@%"))), [1, 3]),
        query("5", "starts with", ids(User::name.starts_with("Al")), [1]),
        query("5", "ends with", ids(User::name.ends_with("b")), [2]),
        query("5", "contains", ids(User::name.contains("aro")), [3]),
        // LIKE of SQLite knows no case.
        query("5", "starts with, and case", ids(User::name.starts_with("al")), []).on(Backend::Sqlite, [1]),
        query(
            "5",
            "wildcards escaped",
            ids(User::name.starts_with("A_") | User::name.contains("%") | User::name.ends_with("/")),
            [],
        ),
        query("5", "starts with, whatever the case", ids(User::name.istarts_with("aL")), [1]),
        query("5", "ends with, whatever the case", ids(User::name.iends_with("OB")), [2]),
        query("5", "contains, whatever the case", ids(User::name.icontains("ARO")), [3]),
        query("6", "regular expression", ids(User::name.regexp_match("^[AB]")), [1, 2]),
        query("6", "not a regular expression", ids(!User::name.regexp_match("^[AB]")), [3]),
        query("6", "a regular expression that is a column", ids(User::email.regexp_match(User::name)), []),
        query("6", "replace by a regular expression", one(User::name.regexp_replace("[aeiou]", "*")), texts(["Al*c*"])),
        search(),
        query("7", "texts joined", one(User::name.concat("!").concat("?")), texts(["Alice!?"])),
        query("7", "texts joined on both sides", one(word("<").concat(User::name.concat(">"))), texts(["<Alice>"])),
        query("7", "joined texts compared", ids(User::name.concat(User::email).is_null()), [2]),
        query("8", "COLLATE", ids(collated.eq("BOB")), [2]).on(Backend::Postgres, [] as [i64; 0]),
        query("9", "lower, upper", one(func::lower(User::name).concat(func::upper(User::name))), texts(["aliceALICE"])),
        query("9", "length in characters", select(func::length(word("größe 🦀"))), [7]),
        query("9", "substr", one(func::substr(User::name, 2, 3)), texts(["lic"])),
        query(
            "9",
            "position",
            select((func::position(User::name, "o"), func::position(User::email, "@"))).order_by(User::id),
            [(0, Some(6)), (2, None), (4, Some(6))],
        ),
        query("9", "left, right", one(func::left(User::name, 2).concat(func::right(User::name, 3))), texts(["Alice"])),
        query(
            "9",
            "left, right of nothing",
            one(func::left(User::name, 0).concat(func::right(User::name, 0))),
            texts([""]),
        ),
        query(
            "9",
            "trim",
            select((func::trim(word(" x ")), func::ltrim(word(" x ")), func::rtrim(word(" x ")))),
            [("x".to_owned(), "x ".to_owned(), " x".to_owned())],
        ),
        query("9", "replace", one(func::replace(User::name, "l", "ll")), texts(["Allice"])),
        query(
            "9",
            "concat_ws",
            select(func::concat_ws("/", (User::name, User::email, 1))).order_by(User::id),
            texts(["Alice/alice@example.org/1", "Bob/1", "Carol/carol@example.org/1"]),
        ),
    ]
}
