//! Conditions and their parentheses.

use orm::prelude::*;

use super::super::models::*;
use super::Sheet;

fn filter(condition: Expr<bool>) -> orm::core::statement::Select<Column<User, i64>> {
    select(User::id).filter(condition)
}

#[test]
fn conditions() {
    let writers = select(Post::user_id).filter(Post::views.gt(5));
    Sheet::default()
        .statement("equal", &filter(User::name.eq("it's")))
        .statement("equal to None", &filter(User::email.eq(None)))
        .statement("not equal to None", &filter(User::email.ne(None)))
        .statement("and, or", &filter(User::id.eq(1) & (User::id.eq(2) | User::id.eq(3)) | User::id.eq(4)))
        .statement("not", &filter(!(User::id.eq(1) & User::is_active)))
        .statement("not of a comparison", &filter(!User::id.lt(1)))
        .statement("not of not", &filter(!!User::is_active.eq(true)))
        .statement("a condition compared", &filter(User::id.gt(1).eq(User::is_active)))
        .statement(
            "all of none, any of none",
            &filter(all_of(Vec::<Expr<bool>>::new()) | any_of(Vec::<Expr<bool>>::new())),
        )
        .statement("between", &filter(User::age.between(1, User::age * 2)))
        .statement("in a list", &filter(User::id.in_([1, 2, 3])))
        .statement("in a list of texts", &filter(User::name.in_(["a", "b"])))
        .statement("not in a list", &filter(User::id.not_in([1])))
        .statement("in an empty list", &filter(User::id.in_([0_i64; 0]) | User::id.not_in([0_i64; 0])))
        .statement("in a query", &filter(User::id.in_select(writers)))
        .statement("like", &filter(User::name.like("a%")))
        .statement(
            "contains",
            &filter(User::name.contains("50%_a/b") & !User::name.starts_with("x") & User::name.ends_with("y")),
        )
        .statement("raw", &filter(text("age > :age").bind("age", 3).expr::<bool>() & User::is_active))
        .check("conditions");
}
