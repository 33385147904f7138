//! CREATE TABLE.

use orm::prelude::*;
use serde_json::Value as Json;

use super::super::{constraints, cycles, models};
use super::Sheet;

#[derive(Model, Debug)]
#[model(table = "types")]
pub struct Types {
    #[column(primary_key)]
    pub id: i32,
    pub flag: bool,
    pub tiny: i8,
    pub small: i16,
    pub big: i64,
    pub tiny_unsigned: u8,
    pub small_unsigned: u16,
    pub unsigned: u32,
    pub big_unsigned: u64,
    pub single: f32,
    pub double: f64,
    pub text: Option<String>,
    #[column(length = 20)]
    pub short_text: String,
    pub bytes: Option<Vec<u8>>,
    #[column(length = 16)]
    pub short_bytes: Vec<u8>,
    pub decimal: Decimal,
    #[column(precision = 10, scale = 2)]
    pub money: Decimal,
    pub date: NaiveDate,
    pub time: NaiveTime,
    pub datetime: NaiveDateTime,
    pub at: DateTime<Utc>,
    pub uuid: Uuid,
    pub json: Json,
}

#[derive(Model, Debug)]
#[model(table = "server_defaults")]
pub struct ServerDefaults {
    #[column(primary_key)]
    pub id: i64,
    #[column(server_default = true)]
    pub flag: bool,
    #[column(server_default = -1)]
    pub int: i32,
    #[column(server_default = 0.5)]
    pub double: f64,
    #[column(server_default = r"it's a \ backslash")]
    pub text: String,
    #[column(server_default = Decimal::new(125, 2), precision = 5, scale = 2)]
    pub money: Decimal,
    #[column(server_default = Uuid::nil())]
    pub uuid: Uuid,
    #[column(server_default = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap_or_default())]
    pub date: NaiveDate,
    #[column(server_default = func::now())]
    pub at: DateTime<Utc>,
    #[column(server_default = func::lower(IntoExpr::<String>::into_expr("X")), length = 5)]
    pub lowered: String,
}

#[test]
fn tables() {
    let create = |metadata: &MetaData, dialect: &_| metadata.to_sql(dialect).unwrap_or_else(|error| error.to_string());
    let types = metadata![Types];
    let defaults = metadata![ServerDefaults];
    let constrained = metadata![constraints::Account, constraints::Child, constraints::Parent];
    let composite = metadata![constraints::Translation, constraints::Proofread];
    let cyclic = metadata![cycles::Employee, cycles::Department, cycles::Building];
    Sheet::default()
        .rendered("models with relationships", |dialect| create(&models::schema(), dialect))
        .rendered("types", |dialect| create(&types, dialect))
        .rendered("server defaults", |dialect| create(&defaults, dialect))
        .rendered("constraints", |dialect| create(&constrained, dialect))
        .rendered("keys of several columns", |dialect| create(&composite, dialect))
        .rendered("cycles", |dialect| create(&cyclic, dialect))
        .check("ddl");
}
