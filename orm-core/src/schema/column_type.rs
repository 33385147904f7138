//! [`ColumnType`]: the type of a column, before a dialect names it.

/// The type of a column, independent of the database. A [`Dialect`](crate::dialect::Dialect) renders it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ColumnType {
    /// True or false.
    Boolean,
    /// 8-bit integer (16-bit where there is none).
    TinyInteger,
    /// 16-bit integer.
    SmallInteger,
    /// 32-bit integer.
    Integer,
    /// 64-bit integer.
    BigInteger,
    /// Unsigned 8-bit integer; the next wider signed type where the database has no unsigned ones, as for all unsigned types.
    UnsignedTinyInteger,
    /// Unsigned 16-bit integer.
    UnsignedSmallInteger,
    /// Unsigned 32-bit integer.
    UnsignedInteger,
    /// Unsigned 64-bit integer; `BIGINT` on SQLite and PostgreSQL, where more than `i64::MAX` is refused.
    UnsignedBigInteger,
    /// Single precision float.
    Float,
    /// Double precision float.
    Double,
    /// Exact decimal with (precision, scale), or the widest the database has.
    Numeric(Option<(u8, u8)>),
    /// Text of at most so many characters, or without a limit.
    Text(Option<u32>),
    /// Bytes, of at most so many, or without a limit.
    Bytes(Option<u32>),
    /// Calendar date.
    Date,
    /// Time of day, to the microsecond.
    Time,
    /// Date and time without time zone, to the microsecond.
    DateTime,
    /// Instant, to the microsecond, kept in UTC.
    Timestamp,
    /// UUID.
    Uuid,
    /// JSON document.
    Json,
}

impl ColumnType {
    /// Whether the type is an integer: such a primary key is filled by the database unless told otherwise.
    pub fn is_integer(self) -> bool {
        use ColumnType::*;
        matches!(
            self,
            TinyInteger
                | SmallInteger
                | Integer
                | BigInteger
                | UnsignedTinyInteger
                | UnsignedSmallInteger
                | UnsignedInteger
                | UnsignedBigInteger
        )
    }
}
