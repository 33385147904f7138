//! Texts as databases compare them. Collations differ in case, accents and spaces at the end, so only what holds in all of them counts.

use crate::instance::is_simple;

/// Whether no collation takes the texts for equal.
pub(super) fn certainly_differ(a: &str, b: &str) -> bool {
    // MySQL ignores spaces at the end.
    is_simple(a) && is_simple(b) && !a.trim_end().eq_ignore_ascii_case(b.trim_end())
}

/// Whether a text is LIKE a pattern, if that is certain. Whether case counts is up to the database, unless it is said not to.
pub(super) fn matches(text: &str, pattern: &str, escaped: bool, insensitive: bool) -> Option<bool> {
    // A backslash escapes in some databases.
    if !is_simple(text) || !is_simple(pattern) || (!escaped && pattern.contains('\\')) {
        return None;
    }
    let folded = like(&text.to_ascii_lowercase(), &parts(&pattern.to_ascii_lowercase(), escaped)?);
    if insensitive {
        return Some(folded);
    }
    let exact = like(text, &parts(pattern, escaped)?);
    (exact == folded).then_some(exact)
}

/// A part of a pattern.
enum Part {
    /// `%`
    Any,
    /// `_`
    One,
    Char(u8),
}

/// The parts; `None` for a pattern that ends within an escape.
fn parts(pattern: &str, escaped: bool) -> Option<Vec<Part>> {
    let mut bytes = pattern.bytes();
    let mut parts = Vec::with_capacity(pattern.len());
    while let Some(byte) = bytes.next() {
        parts.push(match byte {
            b'%' => Part::Any,
            b'_' => Part::One,
            b'/' if escaped => Part::Char(bytes.next()?),
            other => Part::Char(other),
        });
    }
    Some(parts)
}

fn like(text: &str, parts: &[Part]) -> bool {
    let text = text.as_bytes();
    let (mut at, mut part) = (0, 0);
    // Where to go on when a guess about the last `%` was wrong: the part after it, and the text that it takes so far.
    let mut retry: Option<(usize, usize)> = None;
    while at < text.len() {
        match parts.get(part) {
            Some(Part::Any) => {
                retry = Some((part + 1, at));
                part += 1;
                continue;
            }
            Some(Part::One) => {}
            Some(Part::Char(byte)) if *byte == text[at] => {}
            _ => match &mut retry {
                Some((after, taken)) => {
                    *taken += 1;
                    (part, at) = (*after, *taken);
                    continue;
                }
                None => return false,
            },
        }
        (part, at) = (part + 1, at + 1);
    }
    parts[part..].iter().all(|part| matches!(part, Part::Any))
}

#[cfg(test)]
mod tests {
    use super::{certainly_differ, matches};

    #[test]
    fn texts_differ_only_where_no_collation_equates_them() {
        assert!(certainly_differ("Alice", "Bob"));
        for (a, b) in [("a", "A"), ("a", "a "), ("e", "é"), ("ss", "ß"), ("a", "a\u{0}")] {
            assert!(!certainly_differ(a, b), "{a:?} {b:?}");
        }
    }

    #[test]
    fn patterns_match_where_case_does_not_matter() {
        assert_eq!(matches("Alice", "A%e", false, false), Some(true));
        assert_eq!(matches("Alice", "%li%", false, false), Some(true));
        assert_eq!(matches("Alice", "_lice", false, false), Some(true));
        assert_eq!(matches("Alice", "lice", false, false), Some(false));
        assert_eq!(matches("Alice", "a%", false, false), None);
        assert_eq!(matches("Alice", "a%", false, true), Some(true));
        assert_eq!(matches("100%", "100/%", true, false), Some(true));
        assert_eq!(matches("1000", "100/%", true, false), Some(false));
        assert_eq!(matches("aXbXc", "a%X_", false, false), Some(true));
        assert_eq!(matches("aab", "%ab%b", false, false), Some(false));
        assert_eq!(matches("é", "%", false, false), None);
        assert_eq!(matches("", "%%", false, false), Some(true));
    }
}
