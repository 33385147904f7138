//! Row 19: ranges.

use orm::core::types::PgRange;
use orm::prelude::*;

use super::*;

#[derive(Model, Clone, Debug)]
#[model(table = "bookings")]
pub struct Booking {
    #[column(primary_key)]
    pub id: i64,
    pub rooms: PgRange<i32>,
    pub nights: Option<PgRange<NaiveDate>>,
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 2, day).unwrap()
}

/// The rows of all cases.
pub fn bookings() -> [Booking; 3] {
    [
        Booking { id: 1, rooms: PgRange::from(1..4), nights: Some(PgRange::from(day(10)..day(20))) },
        Booking { id: 2, rooms: PgRange::from(4..), nights: None },
        Booking { id: 3, rooms: PgRange::EMPTY, nights: Some(PgRange::from(day(20)..=day(29))) },
    ]
}

fn booking_ids(condition: impl IntoExpr<bool>) -> Select<Column<Booking, i64>> {
    select(Booking::id).filter(condition).order_by(Booking::id)
}

pub fn cases() -> Vec<Case> {
    vec![
        query(
            "19",
            "a range",
            select((Booking::rooms, Booking::nights)).order_by(Booking::id),
            bookings().map(|booking| (booking.rooms, booking.nights)),
        ),
        query("19", "ranges are equal", booking_ids(Booking::rooms.eq(PgRange::from(1..=3))), [1]),
        query(
            "19",
            "a range in a list",
            booking_ids(Booking::rooms.in_([PgRange::EMPTY, PgRange::from(1..4)])),
            [1, 3],
        ),
        query("19", "a range contains a value", booking_ids(Booking::nights.contains_value(day(20))), [3]),
        query(
            "19",
            "a range contains the value of a column",
            booking_ids(Booking::rooms.contains_value(Booking::id.cast::<i32>())),
            [1],
        ),
        query("19", "a range contains another", booking_ids(Booking::rooms.contains_range(PgRange::from(2..3))), [1]),
        query("19", "a range is within another", booking_ids(Booking::rooms.within_range(PgRange::from(0..9))), [1, 3]),
        query("19", "ranges overlap", booking_ids(Booking::rooms.overlaps_range(PgRange::from(..=4))), [1, 2]),
        query("19", "ranges are adjacent", booking_ids(Booking::rooms.adjacent_to(PgRange::from(4..5))), [1]),
        query(
            "19",
            "the intersection of ranges",
            select(Booking::rooms.range_intersection(PgRange::from(3..5))).order_by(Booking::id),
            [PgRange::from(3..4), PgRange::from(4..5), PgRange::EMPTY],
        ),
        query(
            "19",
            "bounds of a range",
            select((Booking::rooms.range_lower(), Booking::rooms.range_upper())).order_by(Booking::id),
            [(Some(1), Some(4)), (Some(4), None), (None, None)],
        ),
        query("19", "an empty range", booking_ids(Booking::rooms.range_is_empty()), [3]),
    ]
}
