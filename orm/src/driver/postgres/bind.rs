//! Values as PostgreSQL takes them: each as its own type, a NULL as the type of its column.

use orm_core::error::{DatabaseError, DatabaseErrorKind};
use orm_core::{Error, Result, Value};
use sqlx::encode::{Encode, IsNull};
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgTypeInfo};
use sqlx::{Arguments, Postgres, Type};

use super::{array, oid};
use crate::driver::error::invalid;

/// Binds values.
pub(super) fn arguments(params: Vec<Value>) -> Result<PgArguments> {
    let mut arguments = PgArguments::default();
    arguments.reserve(params.len(), params.len() * 16);
    for param in params {
        check(&param)?;
        arguments.add(Param(param)).map_err(|error| DatabaseError::new(DatabaseErrorKind::Other, error.to_string()))?;
    }
    Ok(arguments)
}

fn check(param: &Value) -> Result<()> {
    #[cfg(feature = "chrono")]
    crate::driver::calendar::check(param, i32::MIN..=i32::MAX, "PostgreSQL")?;
    match param {
        Value::U64(v) if i64::try_from(*v).is_err() => {
            let feature = format!("integers above {}: {v}", i64::MAX);
            Err(Error::Unsupported { feature, dialect: "PostgreSQL" })
        }
        #[cfg(feature = "chrono")]
        Value::Interval(v) => crate::driver::calendar::micros(*v, "PostgreSQL").map(drop),
        Value::Invalid(reason) => Err(invalid(reason)),
        Value::Array(_, values) => values.iter().try_for_each(check),
        Value::Typed(_, value) => check(value),
        _ => Ok(()),
    }
}

/// The type that a value is bound as.
pub(super) fn type_of(param: &Value) -> u32 {
    match param {
        Value::Array(ty, _) => oid::array_of(oid::of(*ty)),
        other => other.column_type().map_or(oid::TEXT, oid::of),
    }
}

struct Param(Value);

impl Type<Postgres> for Param {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(oid::UNKNOWN))
    }
}

impl Encode<'_, Postgres> for Param {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        encode(&self.0, buffer)
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(PgTypeInfo::with_oid(Oid(type_of(&self.0))))
    }
}

/// Writes a value in the binary form of its type.
pub(super) fn encode(value: &Value, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
    fn put<'q, T: Encode<'q, Postgres>>(value: &T, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        value.encode_by_ref(buffer)
    }

    match value {
        Value::Null(_) => Ok(IsNull::Yes),
        Value::Bool(v) => put(v, buffer),
        Value::I16(v) => put(v, buffer),
        Value::I32(v) => put(v, buffer),
        Value::I64(v) => put(v, buffer),
        Value::U64(v) => put(&i64::try_from(*v)?, buffer),
        Value::F32(v) => put(v, buffer),
        Value::F64(v) => put(v, buffer),
        Value::Text(v) => put(v, buffer),
        Value::Bytes(v) => put(v, buffer),
        #[cfg(feature = "chrono")]
        Value::Date(v) => put(v, buffer),
        #[cfg(feature = "chrono")]
        Value::Time(v) => put(v, buffer),
        #[cfg(feature = "chrono")]
        Value::DateTime(v) => put(v, buffer),
        #[cfg(feature = "chrono")]
        Value::Timestamp(v) => put(v, buffer),
        #[cfg(feature = "uuid")]
        Value::Uuid(v) => put(v, buffer),
        #[cfg(feature = "decimal")]
        Value::Decimal(v) => put(v, buffer),
        #[cfg(feature = "json")]
        Value::Json(v) => {
            // The version of the JSONB format.
            buffer.push(1);
            buffer.extend_from_slice(v.to_string().as_bytes());
            Ok(IsNull::No)
        }
        #[cfg(feature = "chrono")]
        Value::Interval(v) => {
            // Microseconds, days and months; the span is all in the first.
            buffer.extend_from_slice(&v.num_microseconds().unwrap_or_default().to_be_bytes());
            buffer.extend_from_slice(&[0; 8]);
            Ok(IsNull::No)
        }
        Value::Typed(_, value) => encode(value, buffer),
        Value::Array(ty, values) => array::encode(*ty, values, buffer),
        other => Err(format!("the value {other} cannot be bound").into()),
    }
}
