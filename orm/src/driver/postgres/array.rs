//! Arrays of one dimension, in their binary form: dimensions, flags, element type, length, lower bound, elements.

use orm_core::Value;
use orm_core::schema::ColumnType;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::PgArgumentBuffer;

use super::{bind, oid};

/// Writes an array of elements of type `ty`.
pub(super) fn encode(ty: ColumnType, values: &[Value], buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
    let element = oid::of(ty);
    let has_null = values.iter().any(Value::is_null);
    buffer.extend_from_slice(&1_i32.to_be_bytes());
    buffer.extend_from_slice(&i32::from(has_null).to_be_bytes());
    buffer.extend_from_slice(&element.to_be_bytes());
    buffer.extend_from_slice(&i32::try_from(values.len())?.to_be_bytes());
    buffer.extend_from_slice(&1_i32.to_be_bytes());
    for value in values {
        if value.is_null() {
            buffer.extend_from_slice(&(-1_i32).to_be_bytes());
            continue;
        }
        let start = buffer.len();
        buffer.extend_from_slice(&[0; 4]);
        let widened = widened(value, element)?;
        let _ = bind::encode(widened.as_ref().unwrap_or(value), buffer)?;
        let len = i32::try_from(buffer.len() - start - 4)?;
        if let Some(slot) = buffer.get_mut(start..start + 4) {
            slot.copy_from_slice(&len.to_be_bytes());
        }
    }
    Ok(IsNull::No)
}

/// The value as the element type has it: integers and floats may come in another width, anything else must fit.
fn widened(value: &Value, element: u32) -> Result<Option<Value>, BoxDynError> {
    let value = value.untyped();
    if bind::type_of(value) == element {
        return Ok(None);
    }
    let widened = match (element, value.as_i64(), value) {
        (oid::INT2, Some(v), _) => Value::I16(v.try_into()?),
        (oid::INT4, Some(v), _) => Value::I32(v.try_into()?),
        (oid::INT8, Some(v), _) => Value::I64(v),
        // Of arrays that are to be unnested one by one.
        (oid::TEXT, _, Value::Array(..)) => Value::Text(value.array_text()),
        (oid::FLOAT8, _, Value::F32(v)) => Value::F64(f64::from(*v)),
        #[cfg(feature = "decimal")]
        (oid::NUMERIC, Some(v), _) => Value::Decimal(v.into()),
        _ => return Err(format!("the value {value} is not of the type of its array").into()),
    };
    Ok(Some(widened))
}

/// The elements of an array: type and bytes, or `None` for NULL. `None` when it is not an array of one dimension.
pub(super) fn decode(bytes: &[u8]) -> Option<(u32, Vec<Option<&[u8]>>)> {
    let (dimensions, rest) = take_i32(bytes)?;
    let (_flags, rest) = take_i32(rest)?;
    let (element, rest) = take_i32(rest)?;
    let element = u32::from_be_bytes(element.to_be_bytes());
    match dimensions {
        0 => return Some((element, Vec::new())),
        1 => {}
        _ => return None,
    }
    let (len, rest) = take_i32(rest)?;
    let (_lower_bound, mut rest) = take_i32(rest)?;
    let mut elements = Vec::new();
    for _ in 0..len {
        let (size, after) = take_i32(rest)?;
        let (bytes, after) = match usize::try_from(size) {
            Ok(size) => after.split_at_checked(size).map(|(bytes, after)| (Some(bytes), after))?,
            Err(_) => (None, after),
        };
        elements.push(bytes);
        rest = after;
    }
    Some((element, elements))
}

/// The first four bytes as a number, and what follows.
pub(super) fn take_i32(bytes: &[u8]) -> Option<(i32, &[u8])> {
    let (first, rest) = bytes.split_first_chunk::<4>()?;
    Some((i32::from_be_bytes(*first), rest))
}
