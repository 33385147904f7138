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
    /// Span of time, to the microsecond; the number of its microseconds where the database has no such type.
    Interval,
    /// One of some labels.
    Enum(&'static EnumType),
    /// Array of values of one type: native on PostgreSQL, a JSON array elsewhere.
    Array(&'static ColumnType),
    /// A type that some databases call by names of their own.
    Custom(&'static CustomType),
}

/// An enumeration: a type of its own on PostgreSQL, `ENUM(..)` on MySQL, text elsewhere.
///
/// ```
/// use orm_core::dialect::Dialect;
/// use orm_core::schema::{ColumnType, EnumType};
///
/// let mood = ColumnType::Enum(&EnumType { name: "mood", labels: &["sad", "happy"], native: true });
/// assert_eq!((Dialect::POSTGRES.column_type)(mood, false), "\"mood\"");
/// assert_eq!((Dialect::MYSQL.column_type)(mood, false), "ENUM('sad', 'happy')");
/// assert_eq!((Dialect::SQLITE.column_type)(mood, false), "VARCHAR(5)");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EnumType {
    /// Name of the type.
    pub name: &'static str,
    /// The labels, in order.
    pub labels: &'static [&'static str],
    /// Whether it is a type of the database, where that has enumerations; otherwise it is text everywhere.
    pub native: bool,
}

impl EnumType {
    /// The text that holds any of the labels.
    pub(crate) fn text(self) -> ColumnType {
        let longest = self.labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
        ColumnType::Text(Some(u32::try_from(longest.max(1)).unwrap_or(u32::MAX)))
    }
}

/// A column type with names per database, written into DDL (and into casts) as they are. Values travel as those of `base`,
/// which also is the type where a database has no name here.
///
/// ```
/// use orm_core::dialect::Dialect;
/// use orm_core::schema::{ColumnType, CustomType};
///
/// const CITEXT: CustomType = CustomType { postgres: Some("CITEXT"), ..CustomType::of(ColumnType::Text(Some(50))) };
/// let ty = ColumnType::Custom(&CITEXT);
/// assert_eq!((Dialect::POSTGRES.column_type)(ty, false), "CITEXT");
/// assert_eq!((Dialect::SQLITE.column_type)(ty, false), "VARCHAR(50)");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CustomType {
    /// Name on SQLite.
    pub sqlite: Option<&'static str>,
    /// Name on PostgreSQL.
    pub postgres: Option<&'static str>,
    /// Name on MySQL and MariaDB.
    pub mysql: Option<&'static str>,
    /// What values are bound and read as.
    pub base: ColumnType,
}

impl CustomType {
    /// A type that is `base` everywhere.
    pub const fn of(base: ColumnType) -> Self {
        CustomType { sqlite: None, postgres: None, mysql: None, base }
    }
}

impl ColumnType {
    /// The type with a limit: characters of text, or bytes. Other types stay as they are.
    pub const fn with_length(self, length: u32) -> Self {
        match self {
            ColumnType::Text(_) => ColumnType::Text(Some(length)),
            ColumnType::Bytes(_) => ColumnType::Bytes(Some(length)),
            other => other,
        }
    }

    /// The type with digits in all and after the point. Types other than decimals stay as they are.
    pub const fn with_digits(self, precision: u8, scale: u8) -> Self {
        match self {
            ColumnType::Numeric(_) => ColumnType::Numeric(Some((precision, scale))),
            other => other,
        }
    }

    /// The type that values of this type travel as: text for an enumeration, the base of a custom type.
    pub fn base(self) -> Self {
        match self {
            ColumnType::Enum(labels) => labels.text(),
            ColumnType::Custom(custom) => custom.base.base(),
            other => other,
        }
    }

    /// Whether the type is an enumeration of the database's, where that has some.
    pub(crate) fn is_native_enum(self) -> bool {
        matches!(self, ColumnType::Enum(EnumType { native: true, .. }))
    }

    /// Whether all values of the type are small.
    pub fn is_small(self) -> bool {
        use ColumnType::*;
        match self.base() {
            Text(limit) | Bytes(limit) => limit.is_some_and(|limit| limit < 1_000),
            Json | Array(_) => false,
            _ => true,
        }
    }

    /// Whether the type is an integer: such a primary key is filled by the database unless told otherwise.
    pub const fn is_integer(self) -> bool {
        use ColumnType::*;
        match self {
            TinyInteger | SmallInteger | Integer | BigInteger => true,
            UnsignedTinyInteger | UnsignedSmallInteger | UnsignedInteger | UnsignedBigInteger => true,
            Custom(custom) => custom.base.is_integer(),
            _ => false,
        }
    }
}
