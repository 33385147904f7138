//! Expressions: rows 1 to 19 of the list.

use orm::core::expr::{BinaryOp, case_of};
use orm::prelude::*;
use orm_tests::{Backend, TestDb, db_test};

use super::super::models::*;
use super::{Case, case, run_all};

fn ids(condition: Expr<bool>) -> orm::core::statement::Select<Column<User, i64>> {
    select(User::id).filter(condition).order_by(User::id)
}

pub fn cases() -> Vec<Case> {
    let some = |text: &str| Some(text.to_owned());
    vec![
        case("1", "equal to a value", ids(User::name.eq("Bob")), [2]),
        case("1", "equal to NULL", ids(User::email.eq(None)), [2]),
        case("1", "not equal to NULL", ids(User::email.ne(None)), [1, 3]),
        case("2", "and, or, not", ids((User::id.eq(1) | User::id.eq(2)) & !User::is_active.eq(true)), [2]),
        case("2", "parentheses where precedence needs them", ids(((User::id + 1) * 2).gt(5)), [2, 3]),
        case("4", "in a list", ids(User::id.in_([1, 3])), [1, 3]),
        case("4", "in an empty list", ids(User::id.in_([0_i64; 0])), []),
        case("4", "not in an empty list", ids(User::id.not_in([0_i64; 0])), [1, 2, 3]),
        case("4", "in a query", ids(User::id.in_select(select(Post::user_id))), [1, 3]),
        case("5", "like", ids(User::name.like("%ob")), [2]),
        case("5", "ilike", ids(User::name.ilike("a%")), [1]),
        case("5", "starts with, wildcards escaped", ids(User::name.starts_with("A_")), []),
        case("5", "contains, whatever the case", ids(User::name.icontains("ARO")), [3]),
        case("6", "between", ids(User::id.between(2, 3)), [2, 3]),
        case("6", "is distinct from", ids(User::email.is_distinct_from("alice@example.org")), [2, 3]),
        case("6", "is not distinct from", ids(User::age.is_not_distinct_from(None)), [2]),
        case("6", "regular expression", ids(User::name.regexp_match("^[AB]")), [1, 2])
            .not_executed_on(Backend::Sqlite, "has no regular expressions unless a function `regexp` is loaded"),
        case("7", "arithmetic", select(User::id * 2 + 1).order_by(User::id), [3, 5, 7]),
        case("7", "floor division", select(func::floor_div(literal(-7), 2)), [-4]),
        case("7", "true division", select(func::true_div(literal(7), 2)), [3.5]),
        case("7", "remainder", select(literal(7) % 4), [3]),
        case("7", "texts joined", select(User::name.concat("!")).filter(User::id.eq(1)), ["Alice!".to_owned()]),
        case(
            "7",
            "bits",
            select((literal(12).bit_and(10), literal(12).bit_or(10), literal(12).bit_xor(10))),
            [(8, 14, 6)],
        ),
        case(
            "8",
            "CASE",
            {
                let size = case_when();
                select(size).order_by(User::id)
            },
            ["old".to_owned(), "young".to_owned(), "old".to_owned()],
        ),
        case(
            "8",
            "CASE of a value",
            select(case_of::<String, _>(User::id).when(1, "one").end()).order_by(User::id),
            [some("one"), None, None],
        ),
        case("8", "CAST", select(User::id.cast::<String>()).filter(User::id.eq(1)), ["1".to_owned()]),
        case("13", "= ANY of a query", ids(User::id.compare_any(BinaryOp::Eq, select(Post::user_id))), [1, 3]),
        case("13", "> ALL of a query", ids(User::id.compare_all(BinaryOp::Ge, select(Post::user_id))), [3]),
    ]
}

fn case_when() -> Expr<String> {
    orm::core::expr::case::<String>().when(User::age.gt(20), "old").otherwise("young")
}

db_test! {
    async fn expressions_give_what_they_say(db: &TestDb) {
        run_all(db, &cases()).await?;
    }
}

#[test]
fn expressions() {
    super::case::snapshot("capabilities_expressions", &cases());
}
