//! Values as SQLite stores them: numbers, text and bytes.
//!
//! Dates and times are text that compares with `CURRENT_TIMESTAMP`, a UUID is its 16 bytes, JSON is text.

use orm_core::error::{DatabaseError, DatabaseErrorKind};
use orm_core::{Error, Result, Value};
use sqlx::Arguments;
use sqlx::sqlite::SqliteArguments;

#[cfg(feature = "chrono")]
use crate::driver::calendar;
use crate::driver::error::invalid;
#[cfg(feature = "decimal")]
use crate::driver::number;

/// Binds values.
pub(super) fn arguments(params: Vec<Value>) -> Result<SqliteArguments> {
    let mut arguments = SqliteArguments::default();
    arguments.reserve(params.len(), 0);
    for param in params {
        bind(&mut arguments, param)?;
    }
    Ok(arguments)
}

fn bind(arguments: &mut SqliteArguments, param: Value) -> Result<()> {
    #[cfg(feature = "chrono")]
    calendar::check(&param, calendar::FOUR_DIGITS, "SQLite")?;
    let added = match param {
        Value::Null(_) => arguments.add(None::<i64>),
        Value::Bool(v) => arguments.add(v),
        Value::I16(v) => arguments.add(i64::from(v)),
        Value::I32(v) => arguments.add(i64::from(v)),
        Value::I64(v) => arguments.add(v),
        Value::U64(v) => match i64::try_from(v) {
            Ok(v) => arguments.add(v),
            Err(_) => return Err(unsupported(format!("integers above {}: {v}", i64::MAX))),
        },
        // It would become NULL.
        Value::F32(v) if v.is_nan() => return Err(unsupported("NaN".to_owned())),
        Value::F64(v) if v.is_nan() => return Err(unsupported("NaN".to_owned())),
        Value::F32(v) => arguments.add(f64::from(v)),
        Value::F64(v) => arguments.add(v),
        Value::Text(v) => arguments.add(v),
        Value::Bytes(v) => arguments.add(v),
        #[cfg(feature = "chrono")]
        Value::Date(v) => arguments.add(super::temporal::date_text(v)),
        #[cfg(feature = "chrono")]
        Value::Time(v) => arguments.add(super::temporal::time_text(v)),
        #[cfg(feature = "chrono")]
        Value::DateTime(v) => arguments.add(super::temporal::datetime_text(v)),
        #[cfg(feature = "chrono")]
        Value::Timestamp(v) => arguments.add(super::temporal::datetime_text(v.naive_utc())),
        #[cfg(feature = "uuid")]
        Value::Uuid(v) => arguments.add(v.as_bytes().to_vec()),
        #[cfg(feature = "decimal")]
        Value::Decimal(v) => return decimal(arguments, v),
        #[cfg(feature = "json")]
        Value::Json(v) => arguments.add(v.to_string()),
        #[cfg(feature = "chrono")]
        Value::Interval(v) => arguments.add(calendar::micros(v, "SQLite")?),
        Value::Typed(_, value) => return bind(arguments, *value),
        #[cfg(feature = "json")]
        Value::Array(..) => match param.to_json() {
            Some(json) => arguments.add(json.to_string()),
            None => return Err(unsupported(format!("arrays of such elements: {param}"))),
        },
        Value::Invalid(reason) => return Err(invalid(&reason)),
        other => return Err(unsupported(format!("the value {other}"))),
    };
    added.map_err(refused)
}

fn refused(error: sqlx::error::BoxDynError) -> Error {
    DatabaseError::new(DatabaseErrorKind::Other, error.to_string()).into()
}

/// As the number that a NUMERIC column would make of its text (which would never equal a number in an expression). One of
/// more digits than a float tells apart is refused: the column would cut it.
#[cfg(feature = "decimal")]
fn decimal(arguments: &mut SqliteArguments, value: rust_decimal::Decimal) -> Result<()> {
    use std::str::FromStr;

    if value.is_integer()
        && let Ok(integer) = i64::try_from(value)
    {
        return arguments.add(integer).map_err(refused);
    }
    match f64::from_str(&value.to_string()) {
        Ok(float) if number::decimal_of_float(float) == Some(value) => arguments.add(float).map_err(refused),
        _ => Err(unsupported(format!("decimals of so many digits: {value}"))),
    }
}

fn unsupported(feature: String) -> Error {
    Error::Unsupported { feature, dialect: "SQLite" }
}
