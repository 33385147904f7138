//! Dates and times of the `chrono` crate.

use ::chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::{SqlType, required};
use crate::error::DecodeError;
use crate::row::RowReader;
use crate::schema::ColumnType;
use crate::value::Value;

macro_rules! temporal {
    ($($rust:ty, $column:ident, $read:ident;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl SqlType for $rust {
            type Base = Self;
            const TYPE: ColumnType = ColumnType::$column;

            fn to_value(&self) -> Value {
                Value::$column(*self)
            }

            fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
                required(row.$read(index)?, index)
            }
        }
    )*};
}

temporal! {
    NaiveDate, Date, date;
    NaiveTime, Time, time;
    NaiveDateTime, DateTime, datetime;
    DateTime<Utc>, Timestamp, timestamp;
    TimeDelta, Interval, interval;
}

/// The instant. No database keeps the offset: it comes back in UTC, which is equal.
#[diagnostic::do_not_recommend]
impl SqlType for DateTime<FixedOffset> {
    type Base = Self;
    const TYPE: ColumnType = ColumnType::Timestamp;

    fn to_value(&self) -> Value {
        Value::Timestamp(self.to_utc())
    }

    fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
        required(row.timestamp(index)?, index).map(|instant| instant.fixed_offset())
    }
}
