//! Dates and times as text: `YYYY-MM-DD HH:MM:SS[.ffffff]`, in UTC, as `CURRENT_TIMESTAMP` writes them.
//!
//! Other programs write `T` between date and time, leave out the seconds, or add an offset: all of that is read.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

pub(super) fn date_text(date: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

pub(super) fn time_text(time: NaiveTime) -> String {
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    match time.nanosecond() / 1_000 {
        0 => format!("{hour:02}:{minute:02}:{second:02}"),
        micros => format!("{hour:02}:{minute:02}:{second:02}.{micros:06}"),
    }
}

pub(super) fn datetime_text(datetime: NaiveDateTime) -> String {
    format!("{} {}", date_text(datetime.date()), time_text(datetime.time()))
}

pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let plain = match text.as_bytes() {
        [_, _, _, _, b'-', _, _, b'-', _, _] => {
            NaiveDate::from_ymd_opt(digits(&text[..4])?.try_into().ok()?, digits(&text[5..7])?, digits(&text[8..])?)
        }
        _ => None,
    };
    plain.or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
}

pub(super) fn time(text: &str) -> Option<NaiveTime> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut parts = whole.split(':').map(digits);
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    if parts.next().is_some() {
        return None;
    }
    let nanos = match fraction.len() {
        0 => 0,
        len @ 1..=9 => digits(fraction)? * 10_u32.pow(9 - u32::try_from(len).ok()?),
        _ => digits(fraction.get(..9)?)?,
    };
    NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)
}

pub(super) fn datetime(text: &str) -> Option<NaiveDateTime> {
    let Some(at) = text.find([' ', 'T', 't']) else {
        return date(text).and_then(|date| date.and_hms_opt(0, 0, 0));
    };
    let day = date(&text[..at])?;
    let rest = &text[at + 1..];
    let offset = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let naive = day.and_time(time(rest[..offset].trim_end())?);
    match &rest[offset..] {
        "" | "Z" | "z" => Some(naive),
        offset => {
            let local: DateTime<FixedOffset> = naive.and_local_timezone(seconds_east(offset)?).single()?;
            Some(local.naive_utc())
        }
    }
}

/// `+HH`, `+HHMM` or `+HH:MM`.
fn seconds_east(text: &str) -> Option<FixedOffset> {
    let (sign, rest) = text.split_at_checked(1)?;
    let digits_only = rest.replace(':', "");
    let (hours, minutes) = digits_only.split_at_checked(2)?;
    let minutes = match minutes.len() {
        0 => 0,
        2 => digits(minutes)?,
        _ => return None,
    };
    let seconds = i32::try_from(digits(hours)? * 3600 + minutes * 60).ok()?;
    if sign == "-" { FixedOffset::west_opt(seconds) } else { FixedOffset::east_opt(seconds) }
}

fn digits(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    text.bytes().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_datetime_is_read_back() {
        let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        for micros in [0, 1, 500_000] {
            let value = day.and_hms_micro_opt(1, 2, 3, micros).unwrap();
            assert_eq!(datetime(&datetime_text(value)), Some(value));
        }
        assert_eq!(datetime_text(day.and_hms_opt(1, 2, 3).unwrap()), "2024-02-29 01:02:03");
        assert_eq!(datetime_text(day.and_hms_micro_opt(1, 2, 3, 40).unwrap()), "2024-02-29 01:02:03.000040");
        assert_eq!(date(&date_text(day)), Some(day));
    }

    #[test]
    fn other_spellings_are_read() {
        let noon = NaiveDate::from_ymd_opt(2024, 1, 31).unwrap().and_hms_opt(12, 0, 0);
        for text in [
            "2024-01-31 12:00",
            "2024-01-31T12:00:00Z",
            "2024-01-31T14:00:00.000+02:00",
            "2024-01-31 07:00:00-0500",
            "2024-01-31 13:00:00 +01",
        ] {
            assert_eq!(datetime(text), noon, "{text}");
        }
        for text in [
            "",
            "2024-01-31 25:00:00",
            "2024-13-01",
            "x",
            "2024-01-31 12",
            "2024-01-31 12:00:00+é",
            "2024-01-31 12:00:00+02999999999",
            "12é4-01-01",
        ] {
            assert_eq!(datetime(text), None, "{text}");
        }
    }
}
