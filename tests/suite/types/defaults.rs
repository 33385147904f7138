//! Defaults of the program and of the database, of every kind of type.

use chrono::{FixedOffset, TimeDelta};
use orm::prelude::*;
use orm_tests::db_test;

use super::create;

#[derive(SqlEnum, Clone, Copy, Debug, Default, PartialEq)]
#[sql_enum(name = "default level")]
pub enum Level {
    #[default]
    Low,
    #[sql_enum(rename = "it's \\ high")]
    High,
}

#[derive(SqlType, Clone, Debug, Default, PartialEq)]
#[sql_type(length = 20, postgres = "XML", sqlite = "CLOB")]
pub struct Note(String);

fn at() -> DateTime<FixedOffset> {
    let noon = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap_or_default().and_hms_opt(12, 0, 0).unwrap_or_default();
    noon.and_local_timezone(FixedOffset::east_opt(7200).unwrap()).unwrap()
}

fn span() -> TimeDelta {
    TimeDelta::milliseconds(-90_061_500)
}

fn texts() -> Vec<String> {
    vec!["it's \"a\"".into(), r"back\slash".into(), String::new()]
}

fn decimals() -> Vec<Option<Decimal>> {
    vec![Some(Decimal::new(150, 2)), None]
}

#[derive(Model, Clone, Debug)]
#[model(table = "server")]
pub struct Server {
    #[column(primary_key)]
    pub id: i64,
    #[column(server_default = Level::High)]
    pub level: Level,
    #[column(server_default = Note("<a>it's</a>".into()))]
    pub note: Note,
    #[column(server_default = at())]
    pub at: DateTime<FixedOffset>,
    #[column(server_default = span())]
    pub span: TimeDelta,
    #[column(server_default = vec![1, -2])]
    pub numbers: Vec<i32>,
    #[column(server_default = texts())]
    pub texts: Vec<String>,
    #[column(server_default = vec![Level::High])]
    pub levels: Vec<Level>,
    #[column(server_default = decimals())]
    pub decimals: Vec<Option<Decimal>>,
    #[column(server_default = Json(texts()))]
    pub json: Json<Vec<String>>,
    #[column(server_default = '\'')]
    pub letter: char,
}

#[derive(Model, Clone, Debug)]
#[model(table = "client")]
pub struct Client {
    #[column(primary_key)]
    pub id: i64,
    #[column(default = Level::High)]
    pub level: Level,
    #[column(default = Note("<a>it's</a>".into()))]
    pub note: Note,
    #[column(default = at())]
    pub at: DateTime<FixedOffset>,
    #[column(default = span())]
    pub span: TimeDelta,
    #[column(default = vec![1, -2])]
    pub numbers: Vec<i32>,
    #[column(default = texts())]
    pub texts: Vec<String>,
    #[column(default = vec![Level::High])]
    pub levels: Vec<Level>,
    #[column(default = decimals())]
    pub decimals: Vec<Option<Decimal>>,
    #[column(default = Json(texts()))]
    pub json: Json<Vec<String>>,
    #[column(default = '\'')]
    pub letter: char,
}

/// Checks the values of a row.
macro_rules! check {
    ($row:expr) => {{
        let row = $row;
        assert_eq!((row.level, &*row.note.0, row.at, row.span), (Level::High, "<a>it's</a>", at(), span()));
        assert_eq!((&row.numbers, &row.texts, &row.levels), (&vec![1, -2], &texts(), &vec![Level::High]));
        assert_eq!((&row.decimals, &row.json, row.letter), (&decimals(), &Json(texts()), '\''));
    }};
}

db_test! {
    async fn the_database_fills_every_kind_of_type(db: &TestDb) {
        create(db, &metadata![Server]).await?;
        let mut session = db.session();
        let rows = session.add_all([Server::builder(), Server::builder()]);
        session.commit().await?;
        for row in &rows {
            check!(row);
        }
        check!(db.session().get(Server, 2).await?.expect("a row"));
    }

    async fn the_program_fills_every_kind_of_type(db: &TestDb) {
        create(db, &metadata![Client]).await?;
        let mut session = db.session();
        let rows = session.add_all([Client::builder(), Client::builder()]);
        session.commit().await?;
        for row in &rows {
            check!(row);
        }
        check!(db.session().get(Client, 2).await?.expect("a row"));
    }
}
