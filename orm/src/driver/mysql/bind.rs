//! Values as MySQL takes them. A UUID is its 16 bytes, an instant is a DATETIME in UTC, JSON is text.

use orm_core::error::{DatabaseError, DatabaseErrorKind};
use orm_core::schema::ColumnType;
use orm_core::{Error, Result, Value};
use sqlx::Arguments;
use sqlx::error::BoxDynError;
use sqlx::mysql::MySqlArguments;

#[cfg(feature = "chrono")]
use crate::driver::calendar;
use crate::driver::error::invalid;

/// Binds values.
pub(super) fn arguments(params: Vec<Value>) -> Result<MySqlArguments> {
    let mut arguments = MySqlArguments::default();
    arguments.reserve(params.len(), params.len() * 16);
    for param in params {
        bind(&mut arguments, param)?;
    }
    Ok(arguments)
}

fn bind(arguments: &mut MySqlArguments, param: Value) -> Result<()> {
    #[cfg(feature = "chrono")]
    calendar::check(&param, calendar::FOUR_DIGITS, "MySQL")?;
    let added = match param {
        Value::Null(ty) => null(arguments, ty),
        Value::Bool(v) => arguments.add(v),
        Value::I16(v) => arguments.add(v),
        Value::I32(v) => arguments.add(v),
        Value::I64(v) => arguments.add(v),
        Value::U64(v) => arguments.add(v),
        Value::F32(v) => arguments.add(v),
        Value::F64(v) => arguments.add(v),
        Value::Text(v) => arguments.add(v),
        Value::Bytes(v) => arguments.add(v),
        #[cfg(feature = "chrono")]
        Value::Date(v) => arguments.add(v),
        #[cfg(feature = "chrono")]
        Value::Time(v) => arguments.add(v),
        #[cfg(feature = "chrono")]
        Value::DateTime(v) => arguments.add(v),
        #[cfg(feature = "chrono")]
        Value::Timestamp(v) => arguments.add(v.naive_utc()),
        #[cfg(feature = "uuid")]
        Value::Uuid(v) => arguments.add(v),
        #[cfg(feature = "decimal")]
        Value::Decimal(v) => arguments.add(v),
        #[cfg(feature = "json")]
        Value::Json(v) => arguments.add(v.to_string()),
        #[cfg(feature = "chrono")]
        Value::Interval(v) => arguments.add(calendar::micros(v, "MySQL")?),
        Value::Typed(_, value) => return bind(arguments, *value),
        #[cfg(feature = "json")]
        Value::Array(..) => match param.to_json() {
            Some(json) => arguments.add(json.to_string()),
            None => return Err(unsupported(format!("arrays of such elements: {param}"))),
        },
        Value::Invalid(reason) => return Err(invalid(&reason)),
        other => return Err(unsupported(format!("the value {other}"))),
    };
    added.map_err(|error| DatabaseError::new(DatabaseErrorKind::Other, error.to_string()).into())
}

fn null(arguments: &mut MySqlArguments, ty: ColumnType) -> Result<(), BoxDynError> {
    match ty.base() {
        ColumnType::Boolean => arguments.add(None::<bool>),
        ColumnType::UnsignedBigInteger => arguments.add(None::<u64>),
        ColumnType::Interval => arguments.add(None::<i64>),
        ty if ty.is_integer() => arguments.add(None::<i64>),
        ColumnType::Float => arguments.add(None::<f32>),
        ColumnType::Double => arguments.add(None::<f64>),
        #[cfg(feature = "decimal")]
        ColumnType::Numeric(_) => arguments.add(None::<rust_decimal::Decimal>),
        ColumnType::Bytes(_) | ColumnType::Uuid => arguments.add(None::<Vec<u8>>),
        #[cfg(feature = "chrono")]
        ColumnType::Date => arguments.add(None::<chrono::NaiveDate>),
        #[cfg(feature = "chrono")]
        ColumnType::Time => arguments.add(None::<chrono::NaiveTime>),
        #[cfg(feature = "chrono")]
        ColumnType::DateTime | ColumnType::Timestamp => arguments.add(None::<chrono::NaiveDateTime>),
        _ => arguments.add(None::<String>),
    }
}

fn unsupported(feature: String) -> Error {
    Error::Unsupported { feature, dialect: "MySQL" }
}
