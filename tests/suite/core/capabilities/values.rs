//! Row 8: literals, NULL, CASE, CAST, and what is chosen among values.

use orm::prelude::*;
use orm_tests::Backend;

use super::*;

pub fn cases() -> Vec<Case> {
    let first = |condition: Expr<bool>| select(User::id).filter(condition).filter(User::id.eq(1));
    vec![
        query(
            "8",
            "literals",
            select((literal(1), literal(2_i64), literal("x".to_owned()), literal(true), literal(0.5))),
            [(1, 2, "x".to_owned(), true, 0.5)],
        ),
        query("8", "NULL", select(null::<String>()), [None]),
        query(
            "8",
            "a literal beside columns",
            select((User::id, literal("user".to_owned()))).order_by(User::id).limit(1),
            [(1, "user".to_owned())],
        ),
        query(
            "8",
            "CASE of conditions",
            select(case::<String>().when(User::age.gt(35), "old").when(User::age.gt(20), "young").otherwise("?"))
                .order_by(User::id),
            texts(["young", "?", "old"]),
        ),
        query(
            "8",
            "CASE of a value",
            select(case_of::<String, _>(User::id).when(1, "one").when(User::id + 0, User::name).end())
                .order_by(User::id),
            [some("one"), some("Bob"), some("Carol")],
        ),
        query(
            "8",
            "CASE without ELSE",
            select(case::<i32>().when(User::is_active, 1).end()).order_by(User::id),
            [Some(1), None, Some(1)],
        ),
        query(
            "8",
            "CASE in a condition",
            ids(case::<i64>().when(User::is_active, User::id).otherwise(0).gt(0)),
            [1, 3],
        ),
        query("8", "CAST to text", select(User::id.cast::<String>()).order_by(User::id).limit(1), texts(["1"])),
        query("8", "CAST to an integer", select(literal("42".to_owned()).cast::<i64>()), [42]),
        query(
            "8",
            "CAST to a float",
            select((User::id.cast::<f64>() / 2.0).cast::<f64>()).order_by(User::id),
            [0.5, 1.0, 1.5],
        ),
        query(
            "8",
            "CAST to a decimal",
            first(literal("1.25".to_owned()).cast::<Decimal>().eq(Decimal::new(125, 2))),
            [1],
        ),
        query(
            "8",
            "CAST to a date",
            first(
                literal("2024-02-29".to_owned()).cast::<NaiveDate>().eq(NaiveDate::from_ymd_opt(2024, 2, 29).unwrap()),
            ),
            [1],
        ),
        query("8", "CAST to a boolean", first(literal(1).cast::<bool>().eq(User::is_active)), [1]),
        query(
            "8",
            "CAST of NULL",
            select(User::email.cast::<Option<String>>()).order_by(User::id).filter(User::id.eq(2)),
            [None],
        ),
        query(
            "8",
            "CAST of what may be none",
            select((
                literal("12".to_owned()).concat(User::name).try_cast::<i64>(),
                literal(" 12 ".to_owned()).try_cast::<i64>(),
            ))
            .order_by(User::id)
            .limit(1),
            [(None, Some(12))],
        )
        .only(Backend::Postgres, "16 and later", |can| can.input_is_valid = true),
        query("8", "a type of Rust's alone", select(User::id.type_coerce::<i64>()).filter(User::id.eq(3)), [3]),
        query("8", "coalesce", select(func::coalesce(User::email, User::name)).filter(User::id.eq(2)), texts(["Bob"])),
        query(
            "8",
            "coalesce several times",
            select(func::coalesce(func::coalesce(User::age, null::<i32>()), 7)).filter(User::id.eq(2)),
            [7],
        ),
        query(
            "8",
            "nullif",
            select(func::nullif(User::name, "Bob")).order_by(User::id),
            [some("Alice"), None, some("Carol")],
        ),
        query(
            "8",
            "greatest, least",
            select((func::greatest(User::id, 2), func::least(User::id, 2))).order_by(User::id),
            [(2, 1), (2, 2), (3, 2)],
        ),
        // NULL is left out by PostgreSQL, and decides elsewhere.
        query(
            "8",
            "greatest with NULL",
            select(func::greatest(User::age, 35)).order_by(User::id),
            [Some(35), None, Some(41)],
        )
        .on(Backend::Postgres, [Some(35), Some(35), Some(41)]),
    ]
}
