//! Row 8: parts of dates, and what is calculated with dates.

use orm::prelude::*;

use super::*;

pub fn cases() -> Vec<Case> {
    let date = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let time = |hour, minute, second| date(2024, 2, 29).and_hms_micro_opt(hour, minute, second, 123_456).unwrap();
    let whole = |hour, minute, second| date(2024, 2, 29).and_hms_opt(hour, minute, second).unwrap();
    let at = |part| Event::at.extract(part);
    let day = |part| Event::day.extract(part);
    let later = |count, unit| Event::at.add(count, unit);
    vec![
        query(
            "8",
            "year, quarter, month, day",
            select((at(DatePart::Year), at(DatePart::Quarter), at(DatePart::Month), at(DatePart::Day)))
                .order_by(Event::id),
            [(2024, 1, 2, 29), (2024, 4, 12, 31), (2025, 1, 1, 1)],
        ),
        query(
            "8",
            "hour, minute, second",
            select((at(DatePart::Hour), at(DatePart::Minute), at(DatePart::Second))).order_by(Event::id),
            [(13, 45, 30), (23, 59, 59), (0, 0, 0)],
        ),
        // 29 February 2024 is a Thursday.
        query(
            "8",
            "day of the week and of the year",
            select((at(DatePart::DayOfWeek), at(DatePart::DayOfYear), day(DatePart::DayOfWeek))).order_by(Event::id),
            [(4, 60, 4), (2, 366, 2), (3, 1, 3)],
        ),
        query(
            "8",
            "parts of a date",
            select((day(DatePart::Year), day(DatePart::Quarter), day(DatePart::Month), day(DatePart::Day)))
                .filter(Event::id.eq(1)),
            [(2024, 1, 2, 29)],
        ),
        query("8", "seconds since 1970", select(at(DatePart::Epoch)).order_by(Event::id).limit(1), [1_709_214_330]),
        query(
            "8",
            "parts calculate and compare",
            event_ids((at(DatePart::Year) - 2000).eq(24) & at(DatePart::DayOfWeek).ne(2)),
            [1],
        ),
        query(
            "8",
            "parts group",
            {
                select((at(DatePart::Year), func::count(Event::id)))
                    .group_by(at(DatePart::Year))
                    .order_by(at(DatePart::Year))
            },
            [(2024, 2), (2025, 1)],
        ),
        query(
            "8",
            "years and months later",
            select((later(1, DateUnit::Year), later(-12, DateUnit::Month))).filter(Event::id.eq(1)),
            [(
                date(2025, 2, 28).and_time(time(13, 45, 30).time()),
                date(2023, 2, 28).and_time(time(13, 45, 30).time()),
            )],
        ),
        query(
            "8",
            "days later",
            select(later(1, DateUnit::Day)).filter(Event::id.eq(1)),
            [date(2024, 3, 1).and_time(time(13, 45, 30).time())],
        ),
        query(
            "8",
            "hours, minutes, seconds later",
            select((later(-1, DateUnit::Hour), later(15, DateUnit::Minute), later(30, DateUnit::Second)))
                .filter(Event::id.eq(1)),
            [(time(12, 45, 30), time(14, 0, 30), time(13, 46, 0))],
        ),
        query(
            "8",
            "later by a column",
            event_ids(Event::at.add(Event::id.cast::<i32>(), DateUnit::Day).date().eq(date(2024, 3, 1))),
            [1],
        ),
        query(
            "8",
            "a date later",
            select((
                Event::day.add(1, DateUnit::Year),
                Event::day.add(1, DateUnit::Month),
                Event::day.add(1, DateUnit::Day),
            ))
            .filter(Event::id.eq(1)),
            [(date(2025, 2, 28), date(2024, 3, 29), date(2024, 3, 1))],
        ),
        query(
            "8",
            "a date hours later",
            select(Event::day.add(1, DateUnit::Hour)).filter(Event::id.eq(1)),
            [date(2024, 2, 29)],
        ),
        query(
            "8",
            "the beginning of the year, month, day",
            select((
                Event::at.truncate(DateUnit::Year),
                Event::at.truncate(DateUnit::Month),
                Event::at.truncate(DateUnit::Day),
            ))
            .filter(Event::id.eq(1)),
            [(date(2024, 1, 1).and_time(NaiveTime::MIN), date(2024, 2, 1).and_time(NaiveTime::MIN), whole(0, 0, 0))],
        ),
        query(
            "8",
            "the beginning of the hour, minute, second",
            select((
                Event::at.truncate(DateUnit::Hour),
                Event::at.truncate(DateUnit::Minute),
                Event::at.truncate(DateUnit::Second),
            ))
            .filter(Event::id.eq(1)),
            [(whole(13, 0, 0), whole(13, 45, 0), whole(13, 45, 30))],
        ),
        query(
            "8",
            "the first of a date's month",
            select(Event::day.truncate(DateUnit::Month)).filter(Event::id.eq(1)),
            [date(2024, 2, 1)],
        ),
        query(
            "8",
            "the date of a time",
            select(Event::at.date()).order_by(Event::id),
            [date(2024, 2, 29), date(2024, 12, 31), date(2025, 1, 1)],
        ),
        query(
            "8",
            "days between",
            select(Event::day.days_since(date(2024, 2, 1))).order_by(Event::id),
            [Some(28), Some(334), Some(335)],
        ),
        query(
            "8",
            "days between, by the calendar",
            select(Event::at.days_since(date(2025, 1, 2).and_hms_opt(23, 0, 0).unwrap())).filter(Event::id.eq(3)),
            [Some(-1)],
        ),
        query(
            "8",
            "seconds between",
            select(Event::at.seconds_since(whole(13, 45, 0))).filter(Event::id.eq(1)),
            [Some(30)],
        ),
        query(
            "8",
            "before today, before now",
            event_ids(Event::day.lt(func::current_date()) & Event::at.lt(func::now())),
            [1, 2, 3],
        ),
        query("8", "the time of day", select(func::current_time().ge(NaiveTime::MIN)), [true]),
        query(
            "8",
            "dates compared and in lists",
            event_ids(Event::day.gt(date(2024, 3, 1)) & Event::day.in_([date(2024, 12, 31), date(2024, 2, 29)])),
            [2],
        ),
        query(
            "8",
            "whole seconds between, towards zero",
            {
                let at = |second, micros| date(2024, 2, 29).and_hms_micro_opt(13, 45, second, micros).unwrap();
                select((Event::at.seconds_since(at(29, 500_000)), Event::at.seconds_since(at(31, 123_455))))
                    .filter(Event::id.eq(1))
            },
            [(Some(0), Some(0))],
        ),
    ]
}
