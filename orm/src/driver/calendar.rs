//! Dates and times that a database would silently take for others.

use std::ops::RangeInclusive;

use chrono::{Datelike, TimeDelta, Timelike};
use orm_core::{Error, Result, Value};

/// The years of databases that write a year with four digits.
#[cfg(any(feature = "sqlite", feature = "mysql"))]
pub(super) const FOUR_DIGITS: RangeInclusive<i32> = 0..=9999;

/// Refuses years out of range, and leap seconds, which no database has.
pub(super) fn check(value: &Value, years: RangeInclusive<i32>, dialect: &'static str) -> Result<()> {
    let (date, time) = match value {
        Value::Date(v) => (Some(*v), None),
        Value::Time(v) => (None, Some(*v)),
        Value::DateTime(v) => (Some(v.date()), Some(v.time())),
        Value::Timestamp(v) => (Some(v.date_naive()), Some(v.time())),
        Value::Typed(_, v) => return check(v, years, dialect),
        Value::Array(_, values) => return values.iter().try_for_each(|value| check(value, years.clone(), dialect)),
        _ => return Ok(()),
    };
    if date.is_some_and(|date| !years.contains(&date.year())) {
        let feature = format!("years outside of {} to {}: {value}", years.start(), years.end());
        return Err(Error::Unsupported { feature, dialect });
    }
    if time.is_some_and(|time| time.nanosecond() >= 1_000_000_000) {
        return Err(Error::Unsupported { feature: format!("leap seconds: {value}"), dialect });
    }
    Ok(())
}

/// The microseconds of a span of time: what all databases keep of it.
pub(super) fn micros(span: TimeDelta, dialect: &'static str) -> Result<i64> {
    span.num_microseconds()
        .ok_or_else(|| Error::Unsupported { feature: format!("spans of so many microseconds: {span}"), dialect })
}
