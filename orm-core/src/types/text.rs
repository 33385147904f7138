//! Strings and characters.

use std::borrow::Cow;
use std::sync::Arc;

use super::{SqlType, required};
use crate::error::DecodeError;
use crate::row::RowReader;
use crate::schema::ColumnType;
use crate::value::Value;

macro_rules! text {
    ($($rust:ty: $into:expr,)*) => {$(
        #[diagnostic::do_not_recommend]
        impl SqlType for $rust {
            type Base = Self;
            const TYPE: ColumnType = ColumnType::Text(None);

            fn to_value(&self) -> Value {
                Value::Text(String::from(&**self))
            }

            fn bound(self) -> Value {
                Value::Text($into(self))
            }

            fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
                required(row.str(index)?, index).map(|text| text.to_owned().into())
            }
        }
    )*};
}

text! {
    String: std::convert::identity,
    Box<str>: String::from,
    Arc<str>: |text: Arc<str>| String::from(&*text),
    Cow<'static, str>: Cow::into_owned,
}

/// A text of one character.
#[diagnostic::do_not_recommend]
impl SqlType for char {
    type Base = Self;
    const TYPE: ColumnType = ColumnType::Text(Some(1));

    fn to_value(&self) -> Value {
        Value::Text(self.to_string())
    }

    fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
        let text = required(row.str(index)?, index)?;
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => Ok(c),
            _ => Err(DecodeError::invalid(index, "char", &format!("`{text}` is not one character"))),
        }
    }
}
