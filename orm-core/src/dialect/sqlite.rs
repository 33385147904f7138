//! SQLite.

use std::borrow::Cow;

use super::{
    Capabilities, Comments, DdlCapabilities, Dialect, EnumTypes, IdentifierLimit, IdentityForm, IndexMethods,
    InsertMany, Placeholder, Sequences, UpdateMany,
};
use crate::schema::ColumnType;

pub(super) const DIALECT: Dialect = Dialect {
    name: "SQLite",
    capabilities: Capabilities {
        quote: '"',
        placeholder: Placeholder::Question,
        insert_returning: true,
        update_returning: true,
        delete_returning: true,
        insert_many: InsertMany::Values,
        update_many: UpdateMany::FromValues,
        array_params: false,
        cast_values: false,
        max_params: 32_766,
        max_rows: 1_000,
        max_keys: 500,
        concat_operator: true,
        integer_division: " / ",
        decimals_may_be_integers: true,
        backslash_escapes: false,
        now: "CURRENT_TIMESTAMP",
        no_limit: Some("-1"),
        row_values_need_values: true,
        derived_subqueries: false,
        default_keyword: false,
        default_values: true,
        autoincrement: "",
        autoincrement_is_inline_key: true,
        autoincrement_is_key: false,
        default_in_parentheses: true,
        table_suffix: "",
        alter_add_constraint: false,
        forward_references: true,
        ddl: DDL,
    },
    column_type,
    default_schema: None,
    schema_translate_map: Vec::new(),
};

const DDL: DdlCapabilities = DdlCapabilities {
    max_identifier: IdentifierLimit::None,
    comments: Comments::None,
    deferrable: true,
    deferrable_unique: false,
    match_full: false,
    set_default: true,
    drop_foreign_key: "",
    nulls_not_distinct: false,
    index_filter: true,
    index_expressions: true,
    index_include: false,
    index_opclass: false,
    index_methods: IndexMethods::None,
    index_in_schema: true,
    create_schema: None,
    foreign_keys_across_schemas: false,
    foreign_keys_stay_in_schema: true,
    virtual_columns: true,
    computed_not_null: true,
    identity: IdentityForm::None,
    sequences: Sequences::None,
    enum_types: EnumTypes::Check,
};

/// Types whose affinity keeps what is stored: text stays text, integers stay integers.
fn column_type(ty: ColumnType, _key: bool) -> Cow<'static, str> {
    use ColumnType::*;
    match ty {
        Boolean => "BOOLEAN".into(),
        TinyInteger | SmallInteger | Integer | BigInteger | UnsignedTinyInteger | UnsignedSmallInteger
        | UnsignedInteger | UnsignedBigInteger | Interval => "INTEGER".into(),
        Float | Double => "REAL".into(),
        Numeric(None) => "NUMERIC".into(),
        Numeric(Some((precision, scale))) => format!("NUMERIC({precision}, {scale})").into(),
        Text(None) | Json | Array(_) => "TEXT".into(),
        Text(Some(length)) => format!("VARCHAR({length})").into(),
        Bytes(_) | Uuid => "BLOB".into(),
        Date => "DATE".into(),
        Time => "TIME".into(),
        DateTime => "DATETIME".into(),
        Timestamp => "TIMESTAMP".into(),
        Enum(labels) => column_type(labels.text(), false),
        Custom(custom) => custom.sqlite.map_or_else(|| column_type(custom.base, false), Cow::Borrowed),
    }
}
