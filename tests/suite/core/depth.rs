//! Statements may be nested deeply, on the stack of any thread; beyond a limit they are refused.

use orm::core::Expr;
use orm::core::dialect::Dialect;
use orm::core::statement::Statement;
use orm::prelude::*;
use orm_tests::db_test;

use super::models::*;

fn alternating(levels: i64) -> Expr<bool> {
    let mut condition = User::id.gt(0);
    for level in 0..levels {
        condition = (condition | User::id.eq(level)) & User::id.lt(1_000_000 + level);
    }
    condition
}

fn negated(levels: i64) -> Expr<bool> {
    let mut condition = User::id.gt(0);
    for level in 0..levels {
        condition = !(condition & User::id.gt(level));
    }
    condition
}

fn nested(levels: i64) -> Expr<bool> {
    let mut condition = User::id.gt(0);
    for _ in 0..levels {
        condition = User::id.in_select(select(User::id).filter(condition));
    }
    condition
}

fn sum(levels: i64) -> Expr<bool> {
    let mut sum = User::id + 1;
    for level in 0..levels {
        sum = sum + level;
    }
    sum.gt(0)
}

#[test]
fn what_is_nested_deeply_is_compiled_and_what_is_nested_too_deeply_refused() {
    for dialect in [Dialect::SQLITE, Dialect::POSTGRES, Dialect::MYSQL, Dialect::MARIADB] {
        for make in [alternating, negated, nested, sum] {
            let deep = select(User::id).filter(make(300)).compile(&dialect).unwrap();
            assert!(deep[0].sql.len() > 1_200);
            let error = select(User::id).filter(make(1_500)).compile(&dialect).unwrap_err().to_string();
            assert!(error.contains("nested more than 1000 deep"), "{error}");
        }
    }
}

db_test! {
    async fn what_clients_may_send_is_executed(db: &TestDb) {
        let mut conn = filled(db).await?;
        for condition in [alternating(60), negated(60), sum(200)] {
            let query = select(User::id).filter(condition).order_by(User::id);
            let first = conn.execute(query.clone()).all().await?;
            assert_eq!(conn.execute(query).all().await?, first, "from the cache");
        }
        let error = conn.execute(select(User::id).filter(alternating(1_500))).all().await.unwrap_err();
        assert!(error.to_string().contains("nested more than 1000 deep"), "{error}");
    }
}
