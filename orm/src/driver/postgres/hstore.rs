//! Hstores in their binary form: how many pairs, and each key and value with its length. They are read as their text.

use std::collections::BTreeMap;

use orm_core::types::Hstore;

use super::array::take_i32;

/// The text of an hstore; `None` when the bytes are none.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    let (count, mut rest) = take_i32(bytes)?;
    let mut pairs = BTreeMap::new();
    for _ in 0..count {
        let (key, after) = item(rest)?;
        let (value, after) = item(after)?;
        pairs.insert(key?, value);
        rest = after;
    }
    Some(Hstore(pairs).to_string())
}

/// A text, or NULL, which has the length -1.
fn item(bytes: &[u8]) -> Option<(Option<String>, &[u8])> {
    let (length, rest) = take_i32(bytes)?;
    let Ok(length) = usize::try_from(length) else { return Some((None, rest)) };
    let (text, rest) = rest.split_at_checked(length)?;
    Some((Some(std::str::from_utf8(text).ok()?.to_owned()), rest))
}
