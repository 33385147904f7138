//! Values of enumerations, of types with names of their own, arrays and spans of time.

use chrono::TimeDelta;
use orm::core::Mapped;
use orm::prelude::*;

use super::Sheet;

#[derive(SqlEnum, Clone, Copy, Debug, Default, PartialEq)]
pub enum Mood {
    #[default]
    Sad,
    #[sql_enum(rename = "it's \\ fine")]
    Fine,
}

#[derive(SqlEnum, Clone, Copy, Debug, Default, PartialEq)]
#[sql_enum(text)]
pub enum Size {
    #[default]
    Small,
    VeryLarge,
}

#[derive(SqlType, Clone, Debug, Default, PartialEq)]
#[sql_type(length = 254, postgres = "CITEXT")]
pub struct Email(String);

#[derive(SqlType, Clone, Debug, PartialEq)]
#[sql_type(precision = 10, scale = 2)]
pub struct Money(Decimal);

#[derive(Model, Clone, Debug)]
#[model(table = "people")]
pub struct Person {
    #[column(primary_key)]
    pub id: i64,
    pub mood: Mood,
    pub size: Option<Size>,
    pub email: Option<Email>,
    pub balance: Option<Money>,
    pub letter: Option<char>,
    pub numbers: Vec<i32>,
    pub texts: Option<Vec<String>>,
    pub moods: Option<Vec<Mood>>,
    pub waited: Option<TimeDelta>,
    pub seen: Option<DateTime<chrono::FixedOffset>>,
    pub settings: Option<Json<Vec<bool>>>,
}

fn person(id: i64) -> Person {
    Person {
        id,
        mood: Mood::Fine,
        size: Some(Size::VeryLarge),
        email: Some(Email("a@example.org".into())),
        balance: None,
        letter: Some('x'),
        numbers: vec![1, 2],
        texts: Some(vec!["a, \"b\"".into()]),
        moods: Some(vec![Mood::Sad]),
        waited: Some(TimeDelta::milliseconds(1_500)),
        seen: None,
        settings: Some(Json(vec![true])),
    }
}

#[test]
fn types() {
    let columns = |dialect: &orm::core::dialect::Dialect| {
        let columns = &Person::table().columns;
        columns.iter().map(|column| format!("{} {}\n", column.name, (dialect.column_type)(column.ty, false))).collect()
    };
    let email = || Email("a@example.org".into());
    Sheet::default()
        .rendered("columns", columns)
        .statement("one row", &insert(Person).values([person(1)]))
        .statement("rows", &insert(Person).values([person(1), person(2)]))
        .statement("nulls", &update(Person).set(Person::size, None).set(Person::email, None).set(Person::moods, None))
        .statement("conditions", &select(Person::id).filter(Person::mood.eq(Mood::Sad) & Person::email.eq(email())))
        .statement("lists", &select(Person::id).filter(Person::mood.in_([Mood::Sad]) & Person::email.in_([email()])))
        .statement("lists of arrays", &select(Person::id).filter(Person::numbers.in_([vec![1], vec![]])))
        .statement("spans", &select(Person::id).filter(Person::waited.lt(TimeDelta::minutes(-1))))
        .check("types");
}
