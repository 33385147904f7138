//! Ranges in their binary form: flags, and each bound with its length. They are read as their text.

use orm_core::Value;

use super::oid;

/// The range types, and what they are ranges of.
const TYPES: [(u32, u32); 6] = [
    (3904, oid::INT4),
    (3906, oid::NUMERIC),
    (3908, oid::TIMESTAMP),
    (3910, oid::TIMESTAMPTZ),
    (3912, oid::DATE),
    (3926, oid::INT8),
];

/// What a range type is of.
pub(super) fn element_of(range: u32) -> Option<u32> {
    TYPES.iter().find(|(oid, _)| *oid == range).map(|&(_, element)| element)
}

/// The text of a range; `None` when the bytes are none. `read` reads a bound.
pub(super) fn text(bytes: &[u8], read: impl Fn(&[u8]) -> Option<Value>) -> Option<String> {
    const EMPTY: u8 = 1;
    const LOWER_INCLUDED: u8 = 2;
    const UPPER_INCLUDED: u8 = 4;
    const LOWER_INFINITE: u8 = 8;
    const UPPER_INFINITE: u8 = 16;

    let (&flags, mut rest) = bytes.split_first()?;
    let has = |flag: u8| flags & flag != 0;
    if has(EMPTY) {
        return Some("empty".to_owned());
    }
    let mut bound = |infinite: bool| {
        if infinite {
            return Some(String::new());
        }
        let (length, after) = rest.split_first_chunk()?;
        let (value, after) = after.split_at_checked(u32::from_be_bytes(*length).try_into().ok()?)?;
        rest = after;
        Some(read(value)?.array_text())
    };
    let (lower, upper) = (bound(has(LOWER_INFINITE))?, bound(has(UPPER_INFINITE))?);
    let open = if has(LOWER_INCLUDED) { '[' } else { '(' };
    let close = if has(UPPER_INCLUDED) { ']' } else { ')' };
    Some(format!("{open}{lower},{upper}{close}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_and_bounds_become_text() {
        let read = |bytes: &[u8]| Some(Value::I32(i32::from_be_bytes(bytes.try_into().ok()?)));
        assert_eq!(text(&[1], read).as_deref(), Some("empty"));
        assert_eq!(text(&[2, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 5], read).as_deref(), Some("[1,5)"));
        assert_eq!(text(&[8 | 4, 0, 0, 0, 4, 0, 0, 0, 5], read).as_deref(), Some("(,5]"));
        assert_eq!(text(&[24], read).as_deref(), Some("(,)"));
        assert_eq!(text(&[2, 0, 0, 0, 4, 0], read), None);
    }
}
