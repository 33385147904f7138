//! Row 2: AND, OR, NOT, and parentheses only where precedence needs them.

use orm::prelude::*;

use super::*;

pub fn cases() -> Vec<Case> {
    let none = || [] as [Expr<bool>; 0];
    vec![
        query("2", "a boolean column", ids(User::is_active), [1, 3]),
        query("2", "not a boolean column", ids(!User::is_active), [2]),
        query("2", "AND, OR, NOT", ids((User::id.eq(1) | User::id.eq(2)) & !User::is_active.eq(true)), [2]),
        query("2", "OR of ANDs", ids(User::id.eq(1) & User::is_active | User::id.eq(2) & !User::is_active), [1, 2]),
        query("2", "not (AND)", ids(!(User::id.eq(1) & User::is_active)), [2, 3]),
        query("2", "not (OR)", ids(!(User::id.eq(1) | User::id.eq(2))), [3]),
        query("2", "not not", ids(!!(User::id.eq(1) | User::id.eq(2))), [1, 2]),
        query(
            "2",
            "the opposite operator",
            ids(!User::id.lt(2) & !User::email.is_null() & !User::name.like("B%") & !User::id.between(7, 8)),
            [3],
        ),
        // `NOT age = 30` is no more true of NULL than `age <> 30`.
        query("2", "not of NULL is NULL", ids(!User::age.eq(30) | !User::age.gt(50) & User::id.eq(1)), [1, 3]),
        query(
            "2",
            "operators of all precedences",
            ids((User::id + 1).gt(1)
                & ((User::id + 1) * 2 - (User::id - 1)).gt(4)
                & (-User::id).lt(-(User::id - 3) - 1)),
            [2, 3],
        ),
        query("2", "left to right", ids((User::id - (User::id - 1)).eq(1) & (User::id - 1 - 1).eq(0)), [2]),
        query("2", "all of some", ids(all_of([User::id.gt(1), User::is_active.eq(true)])), [3]),
        query("2", "any of some", ids(any_of(["A%", "B%"].map(|name| User::name.like(name)))), [1, 2]),
        query("2", "all of none", ids(all_of(none())), [1, 2, 3]),
        query("2", "any of none", ids(any_of(none())), []),
        query("2", "all of none, among others", ids(User::id.gt(1) & all_of(none())), [2, 3]),
        query("2", "any of none, among others", ids(User::id.eq(1) & User::is_active | any_of(none())), [1]),
        query("2", "several filters", ids(User::id.gt(1)).filter(User::is_active | User::id.eq(1)), [3]),
        query(
            "2",
            "conditions are values",
            select((User::id.eq(2) | User::is_active, User::age.gt(35).optional())).order_by(User::id),
            [(true, Some(false)), (true, None), (true, Some(true))],
        ),
        query(
            "2",
            "an OR and all of none, in a filter among others",
            ids(User::id.gt(1)).filter(any_of([User::name.eq("Alice"), User::is_active.eq(true)]) & all_of(none())),
            [3],
        ),
        query(
            "2",
            "raw SQL and all of none, in a filter among others",
            ids(User::id.gt(1)).filter(text("name = 'Bob' OR name = 'Alice'").expr::<bool>() & all_of(none())),
            [2],
        ),
        query(
            "2",
            "an AND or any of none, negated",
            ids(!((User::id.gt(1) & User::is_active) | any_of(none())))
                .filter(!((User::id.eq(1) | User::id.eq(3)) & all_of(none()))),
            [2],
        ),
        query(
            "2",
            "an OR and all of none, in CASE",
            select(
                case::<i32>()
                    .when(User::is_active & ((User::id.eq(2) | User::id.eq(3)) & all_of(none())), 1)
                    .otherwise(0),
            )
            .order_by(User::id),
            [0, 0, 1],
        ),
    ]
}
