//! CREATE TABLE.

use orm::prelude::*;
use serde_json::Value as Json;

use super::super::{constraints, cycles, ddl, models};
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

#[derive(Model, Debug)]
#[model(table = "actions")]
pub struct Action {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = Types::id, on_delete = "no action", on_update = "no action")]
    pub nothing: i32,
    #[column(foreign_key = Types::id, on_delete = "set default", server_default = 1)]
    pub default: i32,
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
        .rendered("actions", |dialect| create(&metadata![Action], dialect))
        .rendered("a numbered column of a composite key", |dialect| create(&metadata![constraints::Seat], dialect))
        .rendered("cycles", |dialect| create(&cyclic, dialect))
        .check("ddl");
}

#[test]
fn what_tables_can_have() {
    let create = |metadata: &MetaData, dialect: &_| metadata.to_sql(dialect).unwrap_or_else(|error| error.to_string());
    let drop = |metadata: &MetaData, dialect: &_| metadata.drop_sql(dialect).unwrap_or_else(|error| error.to_string());
    let schemas = metadata![ddl::schemas::Visit, ddl::schemas::Person, ddl::schemas::Shadow];
    let sequence = metadata![ddl::identity::Order].sequence(ddl::identity::NUMBERS);
    let enums = MetaData::new([ddl::enums::moods("moods")]);
    let convention = metadata![ddl::naming::Thing].naming(ddl::naming::CONVENTION);
    let events = ddl::events::metadata();
    let cyclic = metadata![cycles::Employee, cycles::Department, cycles::Building];
    Sheet::default()
        .rendered("checks", |dialect| create(&metadata![ddl::checks::Room], dialect))
        .rendered("comments", |dialect| create(&metadata![ddl::comments::Commented], dialect))
        .rendered("computed columns", |dialect| create(&metadata![ddl::computed::Line], dialect))
        .rendered("virtual columns", |dialect| create(&metadata![ddl::computed::Virtual], dialect))
        .rendered("deferred foreign keys", |dialect| create(&metadata![ddl::foreign_keys::Pet], dialect))
        .rendered("MATCH FULL", |dialect| create(&metadata![ddl::foreign_keys::Arrow], dialect))
        .rendered("NULLS NOT DISTINCT", |dialect| create(&metadata![ddl::uniques::Phone], dialect))
        .rendered("deferred unique constraints", |dialect| create(&metadata![ddl::uniques::Rank], dialect))
        .rendered("start of an identity", |dialect| create(&metadata![ddl::identity::Ticket], dialect))
        .rendered("options of an identity", |dialect| create(&metadata![ddl::identity::Invoice], dialect))
        .rendered("sequences", |dialect| create(&sequence, dialect))
        .rendered("sequences, dropped", |dialect| drop(&sequence, dialect))
        .rendered("indexes", |dialect| create(&metadata![ddl::indexes::Member], dialect))
        .rendered("partial indexes", |dialect| create(&metadata![ddl::indexes::Partial], dialect))
        .rendered("indexes of expressions", |dialect| create(&metadata![ddl::indexes::Folded], dialect))
        .rendered("covering indexes", |dialect| create(&metadata![ddl::indexes::Covering], dialect))
        .rendered("index methods and operator classes", |dialect| create(&metadata![ddl::indexes::Pattern], dialect))
        .rendered("full-text indexes", |dialect| create(&metadata![ddl::indexes::Article], dialect))
        .rendered("naming conventions", |dialect| create(&convention, dialect))
        .rendered("schemas", |dialect| create(&schemas, dialect))
        .rendered("enumerations", |dialect| create(&enums, dialect))
        .rendered("enumerations, dropped", |dialect| drop(&enums, dialect))
        .rendered("events", |dialect| create(&events, dialect))
        .rendered("events of a drop", |dialect| drop(&events, dialect))
        .rendered("cycles, dropped", |dialect| drop(&cyclic, dialect))
        .check("ddl_features");
}
