use orm::prelude::*;

#[derive(SqlType, Clone, PartialEq)]
#[sql_type(lenght = 50)]
pub struct Email(String);

#[derive(SqlType, Clone, PartialEq)]
#[sql_type(length = 50)]
pub struct Id(i64);

#[derive(SqlType, Clone, PartialEq)]
#[sql_type(precision = 10)]
pub struct Money(Decimal);

#[derive(SqlType, Clone, PartialEq)]
pub struct Maybe(Option<String>);

#[derive(SqlType, Clone, PartialEq)]
pub struct Of<T>(T);

#[derive(SqlType, Clone, PartialEq)]
pub enum Status {
    Active,
}

fn main() {}
