//! Object identifiers of the built-in types.

use orm_core::schema::ColumnType;

pub(super) const BOOL: u32 = 16;
pub(super) const BYTEA: u32 = 17;
pub(super) const NAME: u32 = 19;
pub(super) const INT8: u32 = 20;
pub(super) const INT2: u32 = 21;
pub(super) const INT4: u32 = 23;
pub(super) const TEXT: u32 = 25;
pub(super) const OID: u32 = 26;
pub(super) const JSON: u32 = 114;
pub(super) const FLOAT4: u32 = 700;
pub(super) const FLOAT8: u32 = 701;
pub(super) const UNKNOWN: u32 = 705;
pub(super) const BPCHAR: u32 = 1042;
pub(super) const VARCHAR: u32 = 1043;
pub(super) const DATE: u32 = 1082;
pub(super) const TIME: u32 = 1083;
pub(super) const TIMESTAMP: u32 = 1114;
pub(super) const TIMESTAMPTZ: u32 = 1184;
pub(super) const INTERVAL: u32 = 1186;
pub(super) const NUMERIC: u32 = 1700;
pub(super) const UUID: u32 = 2950;
pub(super) const JSONB: u32 = 3802;
/// Stands for the type of an extension, which has another number in every database.
pub(super) const HSTORE: u32 = u32::MAX;

/// Every type that values are bound and read as: the type, its array, and the column type.
const TYPES: [(u32, u32, ColumnType); 22] = [
    (BOOL, 1000, ColumnType::Boolean),
    (INT2, 1005, ColumnType::SmallInteger),
    (INT4, 1007, ColumnType::Integer),
    (INT8, 1016, ColumnType::BigInteger),
    (OID, 1028, ColumnType::BigInteger),
    (FLOAT4, 1021, ColumnType::Float),
    (FLOAT8, 1022, ColumnType::Double),
    (NUMERIC, 1231, ColumnType::Numeric(None)),
    (TEXT, 1009, ColumnType::Text(None)),
    (VARCHAR, 1015, ColumnType::Text(None)),
    (BPCHAR, 1014, ColumnType::Text(None)),
    (NAME, 1003, ColumnType::Text(None)),
    (UNKNOWN, 0, ColumnType::Text(None)),
    (BYTEA, 1001, ColumnType::Bytes(None)),
    (DATE, 1182, ColumnType::Date),
    (TIME, 1183, ColumnType::Time),
    (TIMESTAMP, 1115, ColumnType::DateTime),
    (TIMESTAMPTZ, 1185, ColumnType::Timestamp),
    (INTERVAL, 1187, ColumnType::Interval),
    (UUID, 2951, ColumnType::Uuid),
    (JSON, 199, ColumnType::Json),
    (JSONB, 3807, ColumnType::Json),
];

/// The type in which a column of this type is stored, the one that the dialect names in DDL; of a type with a name of its own,
/// the one that its values travel as.
pub(super) fn of(ty: ColumnType) -> u32 {
    use ColumnType::*;
    match ty.base() {
        Boolean => BOOL,
        TinyInteger | SmallInteger | UnsignedTinyInteger => INT2,
        Integer | UnsignedSmallInteger => INT4,
        BigInteger | UnsignedInteger | UnsignedBigInteger => INT8,
        Float => FLOAT4,
        Double => FLOAT8,
        Numeric(_) => NUMERIC,
        Bytes(_) => BYTEA,
        Date => DATE,
        Time => TIME,
        DateTime => TIMESTAMP,
        Timestamp => TIMESTAMPTZ,
        Uuid => UUID,
        Json => JSONB,
        Interval => INTERVAL,
        Array(element) => array_of(of(*element)),
        _ => TEXT,
    }
}

/// The type of arrays of a type.
pub(super) fn array_of(element: u32) -> u32 {
    TYPES.iter().find(|(oid, ..)| *oid == element).map_or(0, |&(_, array, _)| array)
}

/// The type of the elements of an array type.
pub(super) fn element_of(array: u32) -> Option<u32> {
    TYPES.iter().find(|&&(_, known, _)| known == array && known != 0).map(|&(oid, ..)| oid)
}

/// The column type that holds values of a type.
pub(super) fn column_type(oid: u32) -> Option<ColumnType> {
    TYPES.iter().find(|&&(known, ..)| known == oid).map(|&(.., ty)| ty)
}
