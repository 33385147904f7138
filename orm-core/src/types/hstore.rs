//! [`Hstore`]: texts by key, as PostgreSQL's extension `hstore` has them.

use std::collections::BTreeMap;
use std::fmt;

use super::SqlType;
use crate::error::DecodeError;
use crate::row::RowReader;
use crate::schema::{ColumnType, CustomType};
use crate::value::Value;

/// Texts, or NULL, by key: the type of PostgreSQL's extension `hstore`, which `CREATE EXTENSION hstore` adds to a database.
///
/// ```
/// use orm_core::types::Hstore;
///
/// let labels = Hstore::from([("env", Some("test")), ("owner", None)]);
/// assert_eq!(labels.0["env"].as_deref(), Some("test"));
/// assert_eq!(labels.to_string(), r#""env"=>"test", "owner"=>NULL"#);
/// ```
///
/// Databases without it store its text, and have none of its operators.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Hstore(pub BTreeMap<String, Option<String>>);

const HSTORE: CustomType = CustomType { postgres: Some("HSTORE"), ..CustomType::of(ColumnType::Text(None)) };

impl<K: Into<String>, V: Into<String>, const N: usize> From<[(K, Option<V>); N]> for Hstore {
    fn from(pairs: [(K, Option<V>); N]) -> Self {
        Hstore(pairs.into_iter().map(|(key, value)| (key.into(), value.map(Into::into))).collect())
    }
}

/// As PostgreSQL writes it: `"a"=>"1", "b"=>NULL`.
impl fmt::Display for Hstore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (key, value)) in self.0.iter().enumerate() {
            f.write_str(if i == 0 { "" } else { ", " })?;
            quoted(key, f)?;
            f.write_str("=>")?;
            match value {
                Some(value) => quoted(value, f)?,
                None => f.write_str("NULL")?,
            }
        }
        Ok(())
    }
}

fn quoted(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn parse(mut text: &str) -> Option<Hstore> {
    let mut pairs = BTreeMap::new();
    while !text.is_empty() {
        let (key, rest) = unquoted(text)?;
        let rest = rest.strip_prefix("=>")?;
        let (value, rest) = match rest.strip_prefix("NULL") {
            Some(rest) => (None, rest),
            None => unquoted(rest).map(|(value, rest)| (Some(value), rest))?,
        };
        pairs.insert(key, value);
        text = if rest.is_empty() { rest } else { rest.strip_prefix(", ")? };
    }
    Some(Hstore(pairs))
}

/// The text in the quotes that are first, and what follows them.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut content = String::new();
    let mut chars = text.strip_prefix('"')?.chars();
    loop {
        match chars.next()? {
            '"' => return Some((content, chars.as_str())),
            '\\' => content.push(chars.next()?),
            c => content.push(c),
        }
    }
}

#[diagnostic::do_not_recommend]
impl SqlType for Hstore {
    type Base = Self;
    const TYPE: ColumnType = ColumnType::Custom(&HSTORE);

    fn to_value(&self) -> Value {
        Value::Text(self.to_string()).of_type(Self::TYPE)
    }

    fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
        match row.value(index)? {
            Value::Null(_) => Err(DecodeError::null(index)),
            Value::Text(text) => parse(&text)
                .ok_or_else(|| DecodeError::invalid(index, "Hstore", &format!("`{text}` is not the text of one"))),
            other => Err(DecodeError::mismatch(index, "an hstore", other.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_as_they_are_written() {
        let odd = [("", Some("")), ("a\"b\\c", Some("=>, NULL")), ("NULL", None), ("🦀\n", Some("it's"))];
        for map in [Hstore::default(), Hstore::from(odd), Hstore::from([("a", None::<String>)])] {
            assert_eq!(parse(&map.to_string()).as_ref(), Some(&map), "{map}");
        }
        for wrong in ["a=>1", "\"a\"", "\"a\"=>\"b", "\"a\"=>\"b\"x"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
