//! Tells statements apart that have the same text and parameters of other types.
//!
//! PostgreSQL prepares a statement for given types, and sqlx finds a prepared statement by its text alone: executed again
//! with a float where there was an integer, it would send the bytes of one to be read as the other. The second set of types
//! gets a comment, so that it is another text. Statements of the query builder never need it; raw SQL can.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{LazyLock, Mutex, PoisonError};

use orm_core::Value;

use super::bind::type_of;

/// The hash of the types that a text, by its hash, was first executed with.
static FIRST: LazyLock<Mutex<HashMap<u64, u64>>> = LazyLock::new(Mutex::default);
static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// Beyond so many texts, every other one gets the comment.
const MOST: usize = 100_000;

/// The text to prepare.
pub(super) fn text<'a>(sql: &'a str, params: &[Value]) -> Cow<'a, str> {
    if params.is_empty() {
        return Cow::Borrowed(sql);
    }
    let types = HASHER.hash_one(params.iter().map(type_of).collect::<Vec<_>>());
    let mut first = FIRST.lock().unwrap_or_else(PoisonError::into_inner);
    let key = HASHER.hash_one(sql);
    let known = match first.get(&key) {
        Some(&known) => Some(known),
        None if first.len() < MOST => Some(*first.entry(key).or_insert(types)),
        None => None,
    };
    drop(first);
    if known == Some(types) { Cow::Borrowed(sql) } else { Cow::Owned(format!("{sql} /* {types:x} */")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_types_are_another_text() {
        let sql = "SELECT 1 WHERE a = $1 /* signature test */";
        assert_eq!(text(sql, &[Value::I64(1)]), sql);
        assert_eq!(text(sql, &[Value::I64(2)]), sql);
        let float = text(sql, &[Value::F64(2.0)]).into_owned();
        assert!(float.starts_with(sql) && float.len() > sql.len());
        assert_eq!(text(sql, &[Value::F64(3.0)]), float);
        assert_eq!(text(sql, &[Value::I64(1)]), sql);
    }
}
