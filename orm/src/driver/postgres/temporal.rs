//! Dates and times in their binary form: days and microseconds since the year 2000. Infinite ones have no counterpart.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

const DAY_MICROS: i64 = 86_400_000_000;
/// 2000-01-01, in microseconds since 1970-01-01.
const EPOCH_MICROS: i64 = 10_957 * DAY_MICROS;

pub(super) fn date(days: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2000, 1, 1)?.checked_add_signed(TimeDelta::try_days(days.into())?)
}

pub(super) fn time(micros: i64) -> Option<NaiveTime> {
    let seconds = u32::try_from(micros / 1_000_000).ok()?;
    let nanos = u32::try_from(micros % 1_000_000).ok()? * 1_000;
    NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanos)
}

pub(super) fn timestamp(micros: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_micros(micros.checked_add(EPOCH_MICROS)?)
}

/// Microseconds, days and months. Months are of no length, and days are taken as 24 hours.
pub(super) fn interval(bytes: [u8; 16]) -> Option<TimeDelta> {
    let (micros, rest) = bytes.split_first_chunk()?;
    let (days, rest) = rest.split_first_chunk()?;
    let months = i32::from_be_bytes(rest.try_into().ok()?);
    let days = TimeDelta::try_days(i32::from_be_bytes(*days).into())?;
    if months == 0 { days.checked_add(&TimeDelta::microseconds(i64::from_be_bytes(*micros))) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_microseconds_since_2000() {
        assert_eq!(date(-1).map(|v| v.to_string()).as_deref(), Some("1999-12-31"));
        assert_eq!(date(i32::MAX), None);
        assert_eq!(time(3_661_000_001).map(|v| v.to_string()).as_deref(), Some("01:01:01.000001"));
        assert_eq!(time(DAY_MICROS), None);
        assert_eq!(timestamp(0).map(|v| v.to_rfc3339()).as_deref(), Some("2000-01-01T00:00:00+00:00"));
        assert_eq!(timestamp(i64::MAX), None);
    }
}
