//! Values, arithmetic and functions.

use orm::prelude::*;

use super::super::models::*;
use super::Sheet;

#[derive(Model, Debug)]
#[model(table = "numbers")]
pub struct Number {
    #[column(primary_key)]
    pub id: i64,
    pub int: i32,
    pub float: f64,
    pub decimal: Decimal,
}

#[test]
fn values() {
    let (int, float, decimal) = (Number::int, Number::float, Number::decimal);
    Sheet::default()
        .statement("precedence", &select(((int + 1) * 2, int + int * 2, int - (int - 1), -(int + 1), -int * 2)))
        .statement("division of integers", &select((int / 2, int / (int / 2), int % 2)))
        .statement(
            "division of fractions",
            &select((float / 2.0, decimal / Decimal::new(15, 1), (decimal + 1) / decimal)),
        )
        .statement(
            "functions",
            &select((func::lower(User::name), func::upper(User::email), func::coalesce(User::age, 0))),
        )
        .statement(
            "aggregates",
            &select((func::count(int), func::count_distinct(int), func::sum(int), func::avg(float))),
        )
        .statement("extremes", &select((func::min(decimal), func::max(int) - func::min(int))))
        .statement("now", &select(func::now()))
        .statement("joined texts", &select(User::name.concat(" ").concat(User::email)))
        .statement("raw", &select(text("random() < :limit").bind("limit", 0.5).expr::<bool>()))
        .check("values");
}
