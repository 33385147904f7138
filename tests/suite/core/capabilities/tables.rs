//! The tables of the cases: users, posts and comments, and events, which have a column of most types and are a tree.

use chrono::TimeDelta;
pub use orm::core::expr::Column;
pub use orm::core::statement::Select;
use orm::prelude::*;
use orm_tests::{Backend, TestDb};
use serde_json::json;

pub use super::super::models::*;
use super::hstores::{Server, servers};
use super::ranges::{Booking, bookings};

#[derive(SqlEnum, Clone, Copy, Debug, Default, PartialEq)]
#[sql_enum(name = "event_kind")]
pub enum Kind {
    #[default]
    Talk,
    Meeting,
}

#[derive(SqlType, Clone, Copy, Debug, Default, PartialEq)]
pub struct Minutes(pub i32);

#[derive(Model, Clone, Debug)]
#[model(table = "events")]
pub struct Event {
    #[column(primary_key)]
    pub id: i64,
    pub title: String,
    pub data: serde_json::Value,
    pub tags: Vec<String>,
    pub day: NaiveDate,
    pub at: NaiveDateTime,
    #[column(precision = 10, scale = 2)]
    pub price: Decimal,
    pub ratio: f64,
    pub kind: Kind,
    pub length: Minutes,
    pub uid: Uuid,
    pub raw: Vec<u8>,
    pub span: TimeDelta,
    #[column(foreign_key = Event::id)]
    pub parent_id: Option<i64>,
    #[relationship(back_populates = "children")]
    pub parent: BelongsTo<Option<Event>>,
    #[relationship(back_populates = "parent")]
    pub children: HasMany<Event>,
}

/// All its columns have defaults.
#[derive(Model, Clone, Debug)]
#[model(table = "counters")]
pub struct Counter {
    #[column(primary_key)]
    pub id: i64,
    #[column(server_default = 7)]
    pub n: i32,
}

fn events() -> [Event; 3] {
    let date = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let launch = Event {
        id: 1,
        title: "Launch".to_owned(),
        data: json!({"kind": "talk", "size": 3, "open": true, "rate": 1.5, "tags": ["a", "b"], "who": {"first name": "Ann"}}),
        tags: vec!["rust".to_owned(), "sql".to_owned()],
        day: date(2024, 2, 29),
        at: date(2024, 2, 29).and_hms_micro_opt(13, 45, 30, 123_456).unwrap(),
        price: Decimal::new(950, 2),
        ratio: 1.5,
        kind: Kind::Talk,
        length: Minutes(45),
        uid: Uuid::from_u128(1),
        raw: vec![0, 39, 255],
        span: TimeDelta::seconds(90),
        parent_id: None,
        parent: BelongsTo::default(),
        children: HasMany::default(),
    };
    let second = Event {
        id: 2,
        title: "Second launch".to_owned(),
        data: json!({"kind": null, "size": 10, "open": false, "tags": []}),
        tags: vec![],
        day: date(2024, 12, 31),
        at: date(2024, 12, 31).and_hms_opt(23, 59, 59).unwrap(),
        price: Decimal::new(0, 2),
        ratio: -2.25,
        kind: Kind::Meeting,
        length: Minutes(30),
        uid: Uuid::from_u128(2),
        raw: vec![],
        span: TimeDelta::zero(),
        parent_id: Some(1),
        ..launch.clone()
    };
    let retro = Event {
        id: 3,
        title: "Retro".to_owned(),
        data: json!({"kind": "talk"}),
        tags: vec!["sql".to_owned()],
        day: date(2025, 1, 1),
        at: date(2025, 1, 1).and_hms_opt(0, 0, 0).unwrap(),
        price: Decimal::new(10_000, 2),
        ratio: 0.5,
        uid: Uuid::from_u128(3),
        parent_id: Some(2),
        ..launch.clone()
    };
    [launch, second, retro]
}

/// Creates and fills all tables.
pub async fn filled_with_events(db: &TestDb) -> orm::Result<Connection> {
    let mut conn = filled(db).await?;
    db.extension("hstore").await?;
    db.create(&metadata![Event, Counter, Booking, Server]).await?;
    conn.execute(insert(Event).values(events())).await?;
    conn.execute(insert(Booking).values(bookings())).await?;
    conn.execute(insert(Server).values(servers())).await?;
    if db.backend == Backend::Postgres {
        // The rows brought their keys; the next ones are numbered.
        for table in ["users", "posts", "comments"] {
            conn.execute(text(format!("SELECT setval(pg_get_serial_sequence('{table}', 'id'), 100)"))).await?;
        }
    }
    conn.commit().await?;
    Ok(conn)
}

/// The users for whom the condition is true.
pub fn ids(condition: impl IntoExpr<bool>) -> Select<Column<User, i64>> {
    select(User::id).filter(condition).order_by(User::id)
}

/// The posts for which the condition is true.
pub fn post_ids(condition: impl IntoExpr<bool>) -> Select<Column<Post, i64>> {
    select(Post::id).filter(condition).order_by(Post::id)
}

/// The events for which the condition is true.
pub fn event_ids(condition: impl IntoExpr<bool>) -> Select<Column<Event, i64>> {
    select(Event::id).filter(condition).order_by(Event::id)
}

/// Owned texts.
pub fn texts<const N: usize>(texts: [&str; N]) -> [String; N] {
    texts.map(str::to_owned)
}

pub fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}
