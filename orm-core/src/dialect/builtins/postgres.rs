//! PostgreSQL's spellings.

use crate::expr::{Aggregate, Builtin, DatePart, DateUnit, Template};

pub(in crate::dialect) fn aggregate(aggregate: &Aggregate) -> Option<&'static str> {
    Some(match aggregate {
        Aggregate::StringAgg(_) => "string_agg",
        Aggregate::ArrayAgg => "array_agg",
        Aggregate::JsonAgg => "jsonb_agg",
        Aggregate::JsonObjectAgg => "jsonb_object_agg",
        Aggregate::Sum(_) => "sum",
        Aggregate::Avg(_) => "avg",
        Aggregate::BoolAnd => "bool_and",
        Aggregate::BoolOr => "bool_or",
    })
}

pub(in crate::dialect) fn builtin(op: Builtin) -> Option<Template> {
    use Template as T;
    Some(match op {
        Builtin::IsDistinctFrom => T::comparison("{0} IS DISTINCT FROM {1}"),
        Builtin::IsNotDistinctFrom => T::comparison("{0} IS NOT DISTINCT FROM {1}"),
        Builtin::Regexp => T::operator("{0} ~ {1}"),
        Builtin::RegexpReplace => T::call("regexp_replace({0}, {1}, {2}, 'g')"),
        Builtin::Match => T::operator("to_tsvector({0}) @@ plainto_tsquery({1})"),
        Builtin::IsValid => T::call("pg_input_is_valid({0}, {1})"),
        Builtin::Opaque => T::call("(SELECT {0})"),
        Builtin::BitAnd => T::operator("{0} & {1}"),
        Builtin::BitOr => T::operator("{0} | {1}"),
        Builtin::BitXor => T::operator("{0} # {1}"),
        Builtin::BitNot => T { sql: "~{0}", precedence: 5, operand: 9 },
        Builtin::ShiftLeft => T::operator("{0} << CAST({1} AS INTEGER)"),
        Builtin::ShiftRight => T::operator("{0} >> CAST({1} AS INTEGER)"),
        Builtin::FloorDiv => T {
            sql: "({0} / {1} - CAST({0} % {1} <> 0 AND ({0} < 0) <> ({1} < 0) AS INTEGER))",
            precedence: 9,
            operand: 9,
        },
        Builtin::TrueDiv => T { sql: "CAST({0} AS DOUBLE PRECISION) / {1}", precedence: 7, operand: 8 },
        Builtin::RoundTo => T::call("round(CAST({0} AS NUMERIC), {1})"),
        Builtin::Sign => T::call("CAST(sign({0}) AS INTEGER)"),
        Builtin::Random => T::call("random()"),
        Builtin::Length => T::call("length({0})"),
        Builtin::Position => T::call("strpos({0}, {1})"),
        Builtin::CurrentDate => T::call("CAST(CURRENT_TIMESTAMP AT TIME ZONE 'UTC' AS DATE)"),
        Builtin::CurrentTime => T::call("CAST(CURRENT_TIMESTAMP AT TIME ZONE 'UTC' AS TIME)"),
        Builtin::AtUtc => T { sql: "{0} AT TIME ZONE 'UTC'", precedence: 8, operand: 9 },
        Builtin::Extract(part) => T::call(extract(part)),
        Builtin::Truncate(unit) => T::call(match unit {
            DateUnit::Year => "date_trunc('year', {0})",
            DateUnit::Month => "date_trunc('month', {0})",
            DateUnit::Day => "date_trunc('day', {0})",
            DateUnit::Hour => "date_trunc('hour', {0})",
            DateUnit::Minute => "date_trunc('minute', {0})",
            DateUnit::Second => "date_trunc('second', {0})",
        }),
        Builtin::DateAdd(unit) => T::call(match unit {
            DateUnit::Year => "CAST({0} + make_interval(years => {1}) AS DATE)",
            DateUnit::Month => "CAST({0} + make_interval(months => {1}) AS DATE)",
            DateUnit::Day => "CAST({0} + make_interval(days => {1}) AS DATE)",
            DateUnit::Hour | DateUnit::Minute | DateUnit::Second => return None,
        }),
        Builtin::TimeAdd(unit) => T {
            sql: match unit {
                DateUnit::Year => "{0} + make_interval(years => {1})",
                DateUnit::Month => "{0} + make_interval(months => {1})",
                DateUnit::Day => "{0} + make_interval(days => {1})",
                DateUnit::Hour => "{0} + make_interval(hours => {1})",
                DateUnit::Minute => "{0} + make_interval(mins => {1})",
                DateUnit::Second => "{0} + make_interval(secs => {1})",
            },
            precedence: 6,
            operand: 7,
        },
        Builtin::DateOf => T::call("CAST({0} AS DATE)"),
        Builtin::DaysBetween => T::call("(CAST({0} AS DATE) - CAST({1} AS DATE))"),
        Builtin::SecondsBetween => T::call("CAST(trunc(EXTRACT(EPOCH FROM {0}) - EXTRACT(EPOCH FROM {1})) AS BIGINT)"),
        Builtin::JsonLength => T::call("jsonb_array_length({0})"),
        Builtin::JsonContains | Builtin::ArrayContains | Builtin::RangeContains | Builtin::HstoreContains => {
            T::operator("{0} @> {1}")
        }
        Builtin::ArrayContainedBy | Builtin::RangeContainedBy => T::operator("{0} <@ {1}"),
        Builtin::ArrayOverlaps | Builtin::RangeOverlaps => T::operator("{0} && {1}"),
        Builtin::RangeAdjacent => T::operator("{0} -|- {1}"),
        Builtin::RangeIntersection => T::operator("{0} * {1}"),
        Builtin::RangeLower => T::call("lower({0})"),
        Builtin::RangeUpper => T::call("upper({0})"),
        Builtin::RangeIsEmpty => T::call("isempty({0})"),
        Builtin::HstoreGet => T::operator("{0} -> {1}"),
        Builtin::HstoreHasKey => T::operator("{0} ? {1}"),
        Builtin::HstoreKeys => T::call("akeys({0})"),
        Builtin::HstoreConcat => T::operator("{0} || {1}"),
        Builtin::HstoreDelete => T::call("delete({0}, {1})"),
        Builtin::ArrayHas => T::comparison("{1} = ANY({0})"),
        Builtin::ArrayLength => T::call("cardinality({0})"),
        Builtin::ArrayGet => T::call("({0})[{1}]"),
        Builtin::ArraySlice => T::call("({0})[{1}:{2}]"),
        Builtin::ArrayAppend => T::call("array_append({0}, {1})"),
        Builtin::ArrayConcat => T::call("array_cat({0}, {1})"),
        other => return super::servers(other),
    })
}

fn extract(part: DatePart) -> &'static str {
    match part {
        DatePart::Year => "CAST(EXTRACT(YEAR FROM {0}) AS BIGINT)",
        DatePart::Quarter => "CAST(EXTRACT(QUARTER FROM {0}) AS BIGINT)",
        DatePart::Month => "CAST(EXTRACT(MONTH FROM {0}) AS BIGINT)",
        DatePart::Day => "CAST(EXTRACT(DAY FROM {0}) AS BIGINT)",
        DatePart::Hour => "CAST(EXTRACT(HOUR FROM {0}) AS BIGINT)",
        DatePart::Minute => "CAST(EXTRACT(MINUTE FROM {0}) AS BIGINT)",
        DatePart::Second => "CAST(floor(EXTRACT(SECOND FROM {0})) AS BIGINT)",
        DatePart::DayOfWeek => "CAST(EXTRACT(DOW FROM {0}) AS BIGINT)",
        DatePart::DayOfYear => "CAST(EXTRACT(DOY FROM {0}) AS BIGINT)",
        DatePart::Epoch => "CAST(floor(EXTRACT(EPOCH FROM {0})) AS BIGINT)",
    }
}
