//! The text of a range, as PostgreSQL reads it. No bound has a comma in it.

use std::fmt;
use std::ops::Bound;

use super::{PgRange, RangeElement};

pub(super) fn write<T: RangeElement>(range: &PgRange<T>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Some((lower, upper)) = range.bounds() else { return f.write_str("empty") };
    let value = |bound: &Bound<&T>| match bound {
        Bound::Included(value) | Bound::Excluded(value) => value.to_value().array_text(),
        Bound::Unbounded => String::new(),
    };
    let open = if let Bound::Included(_) = lower { '[' } else { '(' };
    let close = if let Bound::Included(_) = upper { ']' } else { ')' };
    write!(f, "{open}{},{}{close}", value(&lower), value(&upper))
}

pub(super) fn read<T: RangeElement>(text: &str) -> Option<PgRange<T>> {
    if text == "empty" {
        return Some(PgRange::EMPTY);
    }
    let bound = |text: &str, included: bool| {
        Some(match text.trim_matches('"') {
            "" => Bound::Unbounded,
            text if included => Bound::Included(T::parse(text)?),
            text => Bound::Excluded(T::parse(text)?),
        })
    };
    let (bounds, included) = match text.strip_prefix('[') {
        Some(bounds) => (bounds, true),
        None => (text.strip_prefix('(')?, false),
    };
    let (lower, upper) = bounds.split_once(',')?;
    let lower = bound(lower, included)?;
    let upper = match upper.strip_suffix(']') {
        Some(upper) => bound(upper, true)?,
        None => bound(upper.strip_suffix(')')?, false)?,
    };
    Some(PgRange::new(lower, upper))
}

/// `2024-02-29`, `0044-03-15 BC`.
#[cfg(feature = "chrono")]
pub(super) fn date(text: &str) -> Option<chrono::NaiveDate> {
    let (text, before) = text.strip_suffix(" BC").map_or((text, false), |text| (text, true));
    let mut parts = text.split('-');
    let year: i32 = parts.next()?.parse().ok()?;
    let (month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    // There is no year 0.
    chrono::NaiveDate::from_ymd_opt(if before { 1 - year } else { year }, month, day)
}

/// `2024-02-29 12:00:00.000000`, of an instant with `+00`.
#[cfg(feature = "chrono")]
pub(super) fn date_and_time(text: &str) -> Option<chrono::NaiveDateTime> {
    let (day, rest) = text.split_once(' ')?;
    let (time, era) = rest.split_once(' ').unwrap_or((rest, ""));
    let time = time.strip_suffix("+00").unwrap_or(time);
    let time = chrono::NaiveTime::parse_from_str(time, "%H:%M:%S%.f").ok()?;
    let day = if era.is_empty() { date(day)? } else { date(&format!("{day} {era}"))? };
    Some(day.and_time(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again<T: RangeElement + fmt::Debug>(range: PgRange<T>, text: &str) {
        assert_eq!(range.to_string(), text);
        assert_eq!(read(text), Some(range));
    }

    #[test]
    fn texts_are_read_as_they_are_written() {
        again(PgRange::from(1..5), "[1,5)");
        again(PgRange::from(-3..), "[-3,)");
        again(PgRange::from(..=i32::MAX), "(,2147483647]");
        again(PgRange::<i64>::from(..), "(,)");
        again(PgRange::<i64>::EMPTY, "empty");
        assert_eq!(read::<i32>("[1,x)"), None);
        assert_eq!(read::<i32>("1,2"), None);
        assert_eq!(read("(1,5]"), Some(PgRange::from(2..6)));
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn days_are_counted_from_the_year_one() {
        use chrono::NaiveDate;

        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a day");
        again(PgRange::from(day(-43, 3, 15)..day(2024, 2, 29)), "[\"0044-03-15 BC\",\"2024-02-29\")");
        let times = day(0, 1, 1).and_hms_opt(1, 2, 3).expect("a time")..;
        again(PgRange::from(times), "[\"0001-01-01 01:02:03.000000 BC\",)");
    }

    #[cfg(feature = "decimal")]
    #[test]
    fn of_decimals_a_bound_is_included_or_not() {
        use rust_decimal::Decimal;

        again(PgRange::from(Decimal::new(15, 1)..=Decimal::new(25, 1)), "[1.5,2.5]");
        assert!(!PgRange::from(Decimal::ONE..=Decimal::ONE).is_empty());
        assert!(PgRange::from(Decimal::ONE..Decimal::ONE).is_empty());
    }
}
