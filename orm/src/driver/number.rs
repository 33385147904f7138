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

/// The decimal in the text of a number, to the last digit.
#[cfg(feature = "decimal")]
pub(super) use orm_core::types::exact_decimal as decimal;

/// The decimal that a float stands for: the one with the shortest text (0.99 is 0.99), unless its last digits are the trace of
/// a calculation (0.1 + 0.2 is 0.30000000000000004).
#[cfg(all(feature = "decimal", feature = "sqlite"))]
pub(super) fn decimal_of_float(value: f64) -> Option<rust_decimal::Decimal> {
    /// All decimals of so many digits are told apart by floats.
    const EXACT: u32 = 15;
    /// Zeros at the end of those that mean that what follows is none of the number.
    const ZEROS: u32 = 3;

    let shortest = decimal(&value.to_string())?;
    let digits =
        |decimal: rust_decimal::Decimal| decimal.mantissa().unsigned_abs().checked_ilog10().map_or(1, |log| log + 1);
    if digits(shortest) <= EXACT {
        return Some(shortest);
    }
    let rounded = shortest.round_sf(EXACT)?.normalize();
    Some(if digits(rounded) <= EXACT - ZEROS { rounded } else { shortest })
}

/// For messages: a number that is too long to be read, unless it is too long to be told.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(super) fn described(name: &str, number: &str) -> String {
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    if digits > 40 { format!("{name} of {digits} digits") } else { format!("{name} {number}") }
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

    #[cfg(all(feature = "decimal", feature = "sqlite"))]
    #[test]
    fn floats_are_decimals_without_the_traces_of_calculations() {
        let text = |value: f64| decimal_of_float(value).map(|decimal| decimal.to_string());
        assert_eq!(text(0.99).as_deref(), Some("0.99"));
        assert_eq!(text(0.1 + 0.2).as_deref(), Some("0.3"));
        assert_eq!(text(1.0 - 0.9).as_deref(), Some("0.1"));
        assert_eq!(text(-1234.56 * 3.0).as_deref(), Some("-3703.68"));
        assert_eq!(text(100.0 / 3.0).as_deref(), Some("33.333333333333336"));
        assert_eq!(text(0.123_456_789_012_345_6).as_deref(), Some("0.1234567890123456"));
        assert_eq!(text(1e300), None);
    }

    #[cfg(feature = "decimal")]
    #[test]
    fn decimals_of_any_scale_are_read() {
        let text = |number: &str| decimal(number).map(|decimal| decimal.to_string());
        assert_eq!(text("2328.60").as_deref(), Some("2328.60"));
        assert_eq!(text("2328.600000000000000000000000000000").as_deref(), Some("2328.6"));
        assert_eq!(text("0.000000000000000000000000000000").as_deref(), Some("0"));
        assert_eq!(text("7922816251426433759354395033.500000").as_deref(), Some("7922816251426433759354395033.5"));
        // More digits than there are: they would be cut.
        assert_eq!(text("0.333333333333333333333333333333"), None);
        assert_eq!(text("0.00000000000000000000000000000000000001"), None);
        for odd in ["", ".", "-", "NaN", "1e5", "0."] {
            assert!(text(odd).is_none_or(|number| number == "0"), "{odd}");
        }
    }
}
