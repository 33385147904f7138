//! Numbers that databases send as text: exact decimals.

/// The integer in the text of a number, if it has no fraction.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(super) fn integer<T: std::str::FromStr>(text: &str) -> Option<T> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.bytes().any(|digit| digit != b'0') {
        return None;
    }
    whole.parse().ok()
}

/// The decimal in the text of a number. Zeros that a `Decimal` has no room for are dropped.
#[cfg(feature = "decimal")]
pub(super) fn decimal(text: &str) -> Option<rust_decimal::Decimal> {
    let fraction = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let text = if fraction > 28 { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(any(feature = "postgres", feature = "mysql"))]
    #[test]
    fn integers_have_no_fraction() {
        assert_eq!(integer("-12.00"), Some(-12_i64));
        assert_eq!(integer("18446744073709551615"), Some(u64::MAX));
        assert_eq!(integer::<i64>("1.5"), None);
        assert_eq!(integer::<i64>("NaN"), None);
    }

    #[cfg(feature = "decimal")]
    #[test]
    fn decimals_of_any_scale_are_read() {
        let text = |number: &str| decimal(number).map(|decimal| decimal.to_string());
        assert_eq!(text("2328.60").as_deref(), Some("2328.60"));
        assert_eq!(text("2328.600000000000000000000000000000").as_deref(), Some("2328.6"));
        assert_eq!(text("0.000000000000000000000000000000").as_deref(), Some("0"));
        assert!(text("0.333333333333333333333333333333").is_some());
    }
}
