//! Dates and times, to the microsecond.

use chrono::{FixedOffset, TimeDelta};
use orm::prelude::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::round_trips;

fn dates() -> [NaiveDate; 6] {
    [(2024, 2, 29), (1969, 12, 31), (1970, 1, 1), (1582, 10, 10), (1, 1, 1), (9999, 12, 31)]
        .map(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day).unwrap())
}

fn times() -> [NaiveTime; 5] {
    [(0, 0, 0, 0), (0, 0, 0, 1), (12, 30, 0, 0), (12, 30, 15, 500_000), (23, 59, 59, 999_999)]
        .map(|(hour, min, sec, micro)| NaiveTime::from_hms_micro_opt(hour, min, sec, micro).unwrap())
}

fn datetimes() -> Vec<NaiveDateTime> {
    dates().into_iter().flat_map(|date| times().map(|time| date.and_time(time))).collect()
}

fn timestamps() -> Vec<DateTime<Utc>> {
    datetimes().iter().map(NaiveDateTime::and_utc).collect()
}

round_trips! {
    naive_dates: NaiveDate = dates();
    naive_times: NaiveTime = times();
    naive_datetimes: NaiveDateTime = datetimes();
    utc_timestamps: DateTime<Utc> = timestamps();
    // Equal instants, whatever their offsets.
    zoned_timestamps: DateTime<FixedOffset> = [-12, 0, 5, 14].into_iter().zip(timestamps()).map(|(hours, instant)| {
        instant.with_timezone(&FixedOffset::east_opt(hours * 3600).unwrap())
    });
    spans: TimeDelta = [0, 1, -1, 999_999, -1_500_000, 86_400_000_000, i64::MAX, i64::MIN + 1]
        .map(TimeDelta::microseconds);
}
