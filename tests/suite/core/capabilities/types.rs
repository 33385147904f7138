//! Rows 39 to 45: values of each type find their rows. (That they come back unchanged is the topic of `types`.)

use chrono::TimeDelta;
use orm::prelude::*;

use super::*;

pub fn cases() -> Vec<Case> {
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    vec![
        query(
            "39",
            "decimals",
            event_ids(Event::price.gt(Decimal::new(949, 2)) & Event::price.in_([Decimal::new(95, 1)])),
            [1],
        ),
        query(
            "39",
            "a decimal keeps its scale",
            select(Event::price).order_by(Event::id),
            [Decimal::new(950, 2), Decimal::new(0, 2), Decimal::new(10_000, 2)],
        ),
        query("39", "floats", event_ids(Event::ratio.lt(-2.0)), [2]),
        query("39", "dates", event_ids(Event::day.eq(day)), [1]),
        query(
            "39",
            "times, to the microsecond",
            event_ids(Event::at.eq(day.and_hms_micro_opt(13, 45, 30, 123_456).unwrap())),
            [1],
        ),
        query("39", "instants", ids(User::created_at.ge(DateTime::from_timestamp(1_700_000_002, 0).unwrap())), [2, 3]),
        query("39", "spans of time", event_ids(Event::span.gt(TimeDelta::seconds(60))), [1, 3]),
        query("39", "UUIDs", event_ids(Event::uid.in_([Uuid::from_u128(1), Uuid::from_u128(3)])), [1, 3]),
        query("39", "bytes", event_ids(Event::raw.eq(vec![0, 39, 255])), [1, 3]),
        query("40", "an enum", event_ids(Event::kind.eq(Kind::Meeting)), [2]),
        query("40", "an enum in a list", event_ids(Event::kind.in_([Kind::Talk])), [1, 3]),
        query("41", "a type of one's own", event_ids(Event::length.gt(Minutes(30))), [1, 3]),
        query(
            "41",
            "a type of one's own in CASE",
            {
                select(case::<Minutes>().when(Event::id.eq(1), Minutes(5)).otherwise(Event::length)).order_by(Event::id)
            },
            [Minutes(5), Minutes(30), Minutes(45)],
        ),
    ]
}
