//! SQLite.

use std::borrow::Cow;

use super::builtins::sqlite::{aggregate, builtin};
use super::{
    Capabilities, Comments, DdlCapabilities, DeleteUsing, Dialect, EnumTypes, GroupedAgain, IdentifierLimit,
    IdentityForm, IndexMethods, InsertMany, JsonForm, Lexis, LongLists, Placeholder, Sequences, StringAggForm,
    UpdateMany, Upsert, ValuesForm,
};
use crate::expr::Template;
use crate::schema::ColumnType;

pub(super) const DIALECT: Dialect = Dialect {
    name: "SQLite",
    capabilities: Capabilities {
        quote: '"',
        placeholder: Placeholder::Question,
        insert_returning: true,
        update_returning: true,
        delete_returning: true,
        returning_others: false,
        returning_after_triggers: false,
        insert_many: InsertMany::Values,
        update_many: UpdateMany::FromValues,
        array_params: false,
        cast_values: false,
        max_params: 32_766,
        max_bytes: usize::MAX,
        max_rows: 1_000,
        max_keys: 500,
        concat_operator: true,
        integer_division: " / ",
        decimals_may_be_integers: true,
        nul_in_literals: false,
        lexis: Lexis::SQLITE,
        json_keys_begin_with_minus: true,
        now: "CURRENT_TIMESTAMP",
        now_as_default: "CURRENT_TIMESTAMP",
        no_limit: Some("-1"),
        max_row_list: 0,
        derived_subqueries: false,
        subqueries_of_changed: true,
        long_lists: Some(LongLists {
            before: "SELECT value FROM json_each(",
            after: ")",
            after_unsigned: ")",
            texts: true,
            integer_columns: false,
            not_in: usize::MAX,
        }),
        junctions_are_deep: true,
        grouped_again: GroupedAgain::AsItIs,
        cast_json: false,
        cast_operands: false,
        nulls_are_text: false,
        long_texts_are_cut: false,
        default_keyword: false,
        default_values: true,
        autoincrement: "",
        autoincrement_is_inline_key: true,
        autoincrement_is_key: false,
        default_in_parentheses: true,
        table_suffix: "",
        cte_changes: false,
        cte_materialized: true,
        cte_before_changes: true,
        table_sample: false,
        lateral: false,
        table_functions: true,
        column_aliases: false,
        values: ValuesForm::SelectValues,
        full_outer_join: true,
        nulls_order: true,
        with_ties: false,
        row_locks: false,
        share_lock: "",
        key_locks: false,
        lock_of: false,
        distinct_on: false,
        set_operations_all: false,
        intersect_first: false,
        parenthesized_members: false,
        upsert: Upsert::OnConflict,
        upsert_by_constraint: false,
        upsert_select_needs_where: true,
        upsert_sees_query: false,
        update_from_before_set: false,
        assigns_in_order: false,
        limited_changes: false,
        delete_using: DeleteUsing::Exists,
        ilike: false,
        input_is_valid: false,
        regexp: true,
        quantified_comparison: false,
        quoted_collations: true,
        json: JsonForm::Arrows,
        json_parts_are_texts: false,
        within_group: false,
        aggregate_filter: true,
        aggregate_order_by: true,
        string_agg: StringAggForm::Argument,
        distinct_of_one: true,
        aggregates_are_numeric: false,
        averages_are_cut: false,
        group_frames: true,
        interval_frames: None,
        alter_add_constraint: false,
        forward_references: true,
        ddl: DDL,
    },
    column_type,
    cast_type,
    cast,
    builtin,
    aggregate,
    default_schema: None,
    schema_translate_map: Vec::new(),
};

const DDL: DdlCapabilities = DdlCapabilities {
    max_identifier: IdentifierLimit::None,
    astral_identifiers: true,
    comments: Comments::None,
    check_of_values: true,
    deferrable: true,
    deferrable_unique: false,
    match_full: false,
    set_default: true,
    set_null_columns: false,
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

/// Dates and times are parts of the same text, and CAST knows nothing of them.
fn cast(ty: ColumnType) -> Option<Template> {
    use ColumnType::*;
    let sql = match ty {
        Date => "substr({0}, 1, 10)",
        Time => "CASE WHEN substr({0}, 5, 1) = '-' THEN coalesce(nullif(substr({0}, 12), ''), '00:00:00') ELSE {0} END",
        DateTime | Timestamp => "CASE WHEN length({0}) = 10 THEN {0} || ' 00:00:00' ELSE CAST({0} AS TEXT) END",
        _ => return None,
    };
    Some(Template { sql, precedence: 9, operand: 9 })
}

/// CAST converts to storage classes only; dates are text.
fn cast_type(ty: ColumnType) -> Option<Cow<'static, str>> {
    use ColumnType::*;
    Some(match ty {
        Boolean => "INTEGER".into(),
        Text(_) | Json | Date | Time | DateTime | Timestamp | Enum(_) | Array(_) => "TEXT".into(),
        Numeric(_) => "NUMERIC".into(),
        ty => column_type(ty, false),
    })
}
