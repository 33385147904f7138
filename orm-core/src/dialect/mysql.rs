//! MySQL and MariaDB.

use std::borrow::Cow;

use super::builtins::mysql::{aggregate, builtin};
use super::{
    Capabilities, Comments, DdlCapabilities, DeleteUsing, Dialect, EnumTypes, GroupedAgain, IdentifierLimit,
    IdentityForm, IndexMethods, InsertMany, IntervalForm, JsonForm, Lexis, LongLists, Placeholder, Sequences,
    StringAggForm, UpdateMany, Upsert, ValuesForm,
};
use crate::schema::ColumnType;

pub(super) const MYSQL: Dialect = Dialect {
    name: "MySQL",
    capabilities: CAPABILITIES,
    column_type,
    cast_type,
    cast: |_| None,
    builtin,
    aggregate,
    default_schema: None,
    schema_translate_map: Vec::new(),
};

const CAPABILITIES: Capabilities = Capabilities {
    quote: '`',
    placeholder: Placeholder::Question,
    insert_returning: false,
    update_returning: false,
    delete_returning: false,
    returning_others: false,
    returning_after_triggers: true,
    insert_many: InsertMany::Values,
    update_many: UpdateMany::JoinUnion,
    array_params: false,
    cast_values: false,
    max_params: 65_535,
    max_bytes: 12 << 20,
    max_rows: 1_000,
    max_keys: 500,
    concat_operator: false,
    integer_division: " DIV ",
    decimals_may_be_integers: false,
    nul_in_literals: true,
    lexis: Lexis::MYSQL,
    json_keys_begin_with_minus: true,
    now: "UTC_TIMESTAMP(6)",
    now_as_default: "CURRENT_TIMESTAMP(6)",
    no_limit: Some("18446744073709551615"),
    max_row_list: usize::MAX,
    derived_subqueries: true,
    subqueries_of_changed: false,
    long_lists: Some(LongLists {
        before: "SELECT value FROM JSON_TABLE(",
        after: ", '$[*]' COLUMNS (value BIGINT PATH '$')) AS list",
        after_unsigned: ", '$[*]' COLUMNS (value BIGINT UNSIGNED PATH '$')) AS list",
        texts: false,
        integer_columns: true,
        not_in: 1_024,
    }),
    junctions_are_deep: false,
    grouped_again: GroupedAgain::Min,
    cast_json: true,
    cast_operands: true,
    nulls_are_text: true,
    long_texts_are_cut: true,
    default_keyword: true,
    default_values: false,
    autoincrement: " AUTO_INCREMENT",
    autoincrement_is_inline_key: false,
    autoincrement_is_key: true,
    default_in_parentheses: true,
    // Text is any Unicode and differs when its bytes do, as on the other databases: otherwise `'a' = 'A'` and even
    // `'🦀' = '🐙'`, and two keys that differ in Rust are one in the database. Foreign keys need InnoDB.
    table_suffix: " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
    cte_changes: false,
    cte_materialized: false,
    cte_before_changes: true,
    table_sample: false,
    lateral: true,
    table_functions: false,
    column_aliases: false,
    values: ValuesForm::UnionAll,
    full_outer_join: false,
    nulls_order: false,
    with_ties: false,
    row_locks: true,
    share_lock: " FOR SHARE",
    key_locks: false,
    lock_of: true,
    distinct_on: false,
    set_operations_all: true,
    intersect_first: true,
    parenthesized_members: true,
    upsert: Upsert::OnDuplicateKey,
    upsert_by_constraint: false,
    upsert_select_needs_where: true,
    upsert_sees_query: true,
    update_from_before_set: true,
    assigns_in_order: true,
    limited_changes: true,
    delete_using: DeleteUsing::UsingBoth,
    ilike: false,
    input_is_valid: false,
    regexp: true,
    quantified_comparison: true,
    quoted_collations: true,
    json: JsonForm::Functions,
    json_parts_are_texts: false,
    within_group: false,
    aggregate_filter: false,
    aggregate_order_by: false,
    string_agg: StringAggForm::Separator,
    distinct_of_one: false,
    aggregates_are_numeric: false,
    averages_are_cut: true,
    group_frames: false,
    interval_frames: Some(IntervalForm::Plain),
    alter_add_constraint: true,
    forward_references: false,
    ddl: DDL,
};

/// MariaDB has RETURNING for INSERT and DELETE, and sequences, but no LATERAL and no indexes of expressions.
pub(super) const MARIADB: Dialect = Dialect {
    name: "MariaDB",
    capabilities: Capabilities {
        insert_returning: true,
        delete_returning: true,
        subqueries_of_changed: true,
        cast_json: false,
        lexis: Lexis::MARIADB,
        json_parts_are_texts: true,
        cast_operands: false,
        nulls_are_text: false,
        interval_frames: None,
        cte_before_changes: false,
        json_keys_begin_with_minus: false,
        lateral: false,
        with_ties: true,
        share_lock: " LOCK IN SHARE MODE",
        lock_of: false,
        ddl: DdlCapabilities {
            check_of_values: true,
            index_expressions: false,
            computed_not_null: false,
            sequences: Sequences::NextValueFor,
            ..DDL
        },
        ..CAPABILITIES
    },
    column_type,
    cast_type: mariadb_cast_type,
    cast: |_| None,
    builtin,
    aggregate,
    default_schema: None,
    schema_translate_map: Vec::new(),
};

const DDL: DdlCapabilities = DdlCapabilities {
    max_identifier: IdentifierLimit::Chars(64),
    astral_identifiers: false,
    comments: Comments::Inline,
    check_of_values: false,
    deferrable: false,
    deferrable_unique: false,
    match_full: false,
    set_default: false,
    set_null_columns: false,
    drop_foreign_key: " DROP FOREIGN KEY ",
    nulls_not_distinct: false,
    index_filter: false,
    index_expressions: true,
    index_include: false,
    index_opclass: false,
    index_methods: IndexMethods::Named { using: &["btree"], kinds: &["fulltext", "spatial"] },
    index_in_schema: false,
    create_schema: Some("CREATE DATABASE IF NOT EXISTS "),
    foreign_keys_across_schemas: true,
    foreign_keys_stay_in_schema: true,
    virtual_columns: true,
    computed_not_null: true,
    identity: IdentityForm::TableOption,
    sequences: Sequences::None,
    enum_types: EnumTypes::Inline,
};

/// Longest VARCHAR that an InnoDB index of any row format takes in utf8mb4.
const INDEXED_TEXT: &str = "VARCHAR(255)";

fn column_type(ty: ColumnType, key: bool) -> Cow<'static, str> {
    use ColumnType::*;
    match ty {
        Boolean => "BOOLEAN".into(),
        TinyInteger => "TINYINT".into(),
        SmallInteger => "SMALLINT".into(),
        Integer => "INTEGER".into(),
        BigInteger => "BIGINT".into(),
        UnsignedTinyInteger => "TINYINT UNSIGNED".into(),
        UnsignedSmallInteger => "SMALLINT UNSIGNED".into(),
        UnsignedInteger => "INTEGER UNSIGNED".into(),
        UnsignedBigInteger => "BIGINT UNSIGNED".into(),
        Float => "FLOAT".into(),
        Double => "DOUBLE".into(),
        // Without digits, MySQL would keep no fraction at all.
        Numeric(None) => "DECIMAL(65, 30)".into(),
        Numeric(Some((precision, scale))) => format!("DECIMAL({precision}, {scale})").into(),
        // MySQL cannot index text without a length.
        Text(None) if key => INDEXED_TEXT.into(),
        Text(None) => "LONGTEXT".into(),
        Text(Some(length)) => format!("VARCHAR({length})").into(),
        Bytes(None) if key => "VARBINARY(255)".into(),
        Bytes(None) => "LONGBLOB".into(),
        Bytes(Some(length)) => format!("VARBINARY({length})").into(),
        Date => "DATE".into(),
        Time => "TIME(6)".into(),
        // TIMESTAMP ends in 2038; a DATETIME holds the instant in UTC.
        DateTime | Timestamp => "DATETIME(6)".into(),
        Uuid => "BINARY(16)".into(),
        Json | Array(_) => "JSON".into(),
        Interval => "BIGINT".into(),
        Enum(labels) if labels.native => format!("ENUM({})", label_list(labels.labels)).into(),
        Enum(labels) => column_type(labels.text(), key),
        Custom(custom) => custom.mysql.map_or_else(|| column_type(custom.base, key), Cow::Borrowed),
    }
}

/// `'a', 'b'`
fn label_list(labels: &[&str]) -> String {
    let mut list = String::new();
    for (index, label) in labels.iter().enumerate() {
        list.push_str(if index == 0 { "" } else { ", " });
        MYSQL.text_literal(label, &mut list);
    }
    list
}

fn cast_type(ty: ColumnType) -> Option<Cow<'static, str>> {
    use ColumnType::*;
    Some(match ty {
        Boolean | UnsignedTinyInteger | UnsignedSmallInteger | UnsignedInteger | UnsignedBigInteger => {
            "UNSIGNED".into()
        }
        ty if ty.is_integer() => "SIGNED".into(),
        Float | Double => "DOUBLE".into(),
        Numeric(None) => "DECIMAL(65, 30)".into(),
        Text(None) | Enum(_) => "CHAR".into(),
        Text(Some(length)) => format!("CHAR({length})").into(),
        Bytes(_) => "BINARY".into(),
        Numeric(Some(_)) | Date | Time | DateTime | Timestamp | Json => column_type(ty, false),
        _ => return None,
    })
}

/// JSON is text to MariaDB, and nothing that it casts to.
fn mariadb_cast_type(ty: ColumnType) -> Option<Cow<'static, str>> {
    if ty == ColumnType::Json { None } else { cast_type(ty) }
}
