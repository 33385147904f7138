//! Dates in the CSVs, `2021-01-31 00:00:00`: serde expects a `T` in the middle.

use orm::prelude::NaiveDateTime;
use serde::de::{Deserialize, Deserializer, Error};

const FORMAT: &str = "%Y-%m-%d %H:%M:%S";

pub fn required<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDateTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    NaiveDateTime::parse_from_str(&text, FORMAT).map_err(D::Error::custom)
}

pub fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDateTime>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| NaiveDateTime::parse_from_str(&text, FORMAT)).transpose().map_err(D::Error::custom)
}
