//! Row 17: operators, functions and constructs of one's own.

use orm::core::dialect::Dialect;
use orm::prelude::*;

use super::*;

/// The number of the month's days: a construct with a form per dialect.
fn days_of_month(day: Expr<NaiveDate>) -> Expr<i32> {
    let last = by_dialect::<NaiveDate>()
        .on(Dialect::SQLITE, func::call::<NaiveDate>("date", (day.clone(), "start of month", "+1 month", "-1 day")))
        .on(Dialect::POSTGRES, day.clone().truncate(DateUnit::Month).add(1, DateUnit::Month).add(-1, DateUnit::Day))
        .otherwise(func::call::<NaiveDate>("last_day", (day,)));
    last.extract(DatePart::Day).cast()
}

pub fn cases() -> Vec<Case> {
    let on_sqlite = by_dialect::<String>().on(Dialect::SQLITE, func::call::<String>("hex", (User::name,)));
    vec![
        query("17", "an operator of signs", ids(User::id.op::<bool, i64>("<=", 2)), [1, 2]),
        query(
            "17",
            "an operator of words",
            ids(User::name.op::<bool, String>("NOT LIKE", "B%") & User::id.gt(0)),
            [1, 3],
        ),
        query("17", "an operator among others", ids((User::id.op::<i64, i64>("+", 1) * 2).eq(6)), [2]),
        query(
            "17",
            "a function",
            select(func::call::<String>("upper", (User::name,))).filter(User::id.eq(2)),
            texts(["BOB"]),
        ),
        query(
            "17",
            "a function of several",
            select(func::call::<i64>("coalesce", (User::age, User::id, 5))).filter(User::id.eq(2)),
            [2],
        ),
        query(
            "17",
            "a function over a window",
            select(func::call::<i64>("count", (Post::id,)).over(window().partition_by(Post::user_id)))
                .order_by(Post::id),
            [2, 2, 1],
        ),
        query(
            "17",
            "a construct with a form per dialect",
            select(days_of_month(Event::day.expr())).order_by(Event::id),
            [29, 31, 31],
        ),
        query("17", "a construct among operators", event_ids((days_of_month(Event::day.expr()) * 2).eq(58)), [1]),
        query(
            "17",
            "a construct of some dialects",
            select(on_sqlite.or_unsupported("hex")).filter(User::id.eq(2)),
            texts(["426F62"]),
        ),
        query(
            "36",
            "hints for one database",
            {
                select((User::id, Post::id))
                    .join(User::posts)
                    .filter(User::id.gt(1))
                    .distinct()
                    .prefix_with(Dialect::MARIADB, "SQL_NO_CACHE")
                    .with_hint(User, Dialect::MARIADB, "USE INDEX (PRIMARY)")
                    .with_hint(Post, Dialect::SQLITE, "NOT INDEXED")
                    .suffix_with(Dialect::POSTGRES, "FOR READ ONLY")
            },
            [(3, 3)],
        ),
    ]
}
