//! SQLite's spellings. Dates and times are text: `2024-02-29 12:00:00`, with a fraction if there is one.

use crate::expr::{Aggregate, Builtin, DatePart, DateUnit, Template};

pub(in crate::dialect) fn aggregate(aggregate: &Aggregate) -> Option<&'static str> {
    Some(match aggregate {
        Aggregate::StringAgg(_) => "group_concat",
        Aggregate::ArrayAgg => return None,
        Aggregate::JsonAgg => "json_group_array",
        Aggregate::JsonObjectAgg => "json_group_object",
        Aggregate::Sum(_) => "sum",
        Aggregate::Avg(_) => "avg",
        Aggregate::BoolAnd => "min",
        Aggregate::BoolOr => "max",
    })
}

pub(in crate::dialect) fn builtin(op: Builtin) -> Option<Template> {
    use Template as T;
    Some(match op {
        Builtin::IsDistinctFrom => T::comparison("{0} IS NOT {1}"),
        Builtin::IsNotDistinctFrom => T::comparison("{0} IS {1}"),
        Builtin::Regexp => T::comparison("{0} REGEXP {1}"),
        Builtin::Match => T::comparison("{0} MATCH {1}"),
        Builtin::BitAnd => T::operator("{0} & {1}"),
        Builtin::BitOr => T::operator("{0} | {1}"),
        // Bits set in one are those set in either but not in both.
        Builtin::BitXor => T { sql: "(({0} | {1}) - ({0} & {1}))", precedence: 9, operand: 9 },
        Builtin::BitNot => T { sql: "~{0}", precedence: 8, operand: 9 },
        Builtin::ShiftLeft => T::operator("{0} << {1}"),
        Builtin::ShiftRight => T::operator("{0} >> {1}"),
        Builtin::FloorDiv => {
            T { sql: "({0} / {1} - ({0} % {1} <> 0 AND ({0} < 0) <> ({1} < 0)))", precedence: 9, operand: 9 }
        }
        Builtin::TrueDiv => T { sql: "CAST({0} AS REAL) / {1}", precedence: 7, operand: 8 },
        // The mathematical functions are not compiled in.
        // From 2^52 on, no number has a fraction, and some are beyond integers.
        Builtin::Ceil => T {
            sql: "CASE WHEN {0} BETWEEN -4503599627370496 AND 4503599627370496 \
                  THEN CAST({0} AS INTEGER) + ({0} > CAST({0} AS INTEGER)) ELSE {0} END",
            precedence: 9,
            operand: 9,
        },
        Builtin::Floor => T {
            sql: "CASE WHEN {0} BETWEEN -4503599627370496 AND 4503599627370496 \
                  THEN CAST({0} AS INTEGER) - ({0} < CAST({0} AS INTEGER)) ELSE {0} END",
            precedence: 9,
            operand: 9,
        },
        // Digits before the point are not rounded there.
        Builtin::RoundTo => T {
            sql: "CASE WHEN {1} < 0 THEN round({0} / CAST('1e' || -{1} AS REAL)) * CAST('1e' || -{1} AS REAL) \
                  ELSE round({0}, {1}) END",
            precedence: 9,
            operand: 9,
        },
        Builtin::Sign => T::call("sign({0})"),
        Builtin::Greatest => T::call("max({0}, {1})"),
        Builtin::Least => T::call("min({0}, {1})"),
        Builtin::Random => T::call("(random() / 18446744073709551616.0 + 0.5)"),
        Builtin::Length => T::call("length({0})"),
        Builtin::Position => T::call("instr({0}, {1})"),
        Builtin::Left => T::call("substr({0}, 1, {1})"),
        // From 0 on would be everything.
        Builtin::Right => {
            T { sql: "CASE WHEN {1} > 0 THEN substr({0}, -{1}) ELSE substr({0}, 1, 0) END", precedence: 9, operand: 9 }
        }
        Builtin::CurrentTime => T::call("CURRENT_TIME"),
        Builtin::Extract(part) => T::call(extract(part)),
        Builtin::Truncate(unit) => T::call(match unit {
            DateUnit::Year => "strftime('%Y-01-01 00:00:00', {0})",
            DateUnit::Month => "strftime('%Y-%m-01 00:00:00', {0})",
            DateUnit::Day => "strftime('%Y-%m-%d 00:00:00', {0})",
            DateUnit::Hour => "strftime('%Y-%m-%d %H:00:00', substr({0}, 1, 19))",
            DateUnit::Minute => "strftime('%Y-%m-%d %H:%M:00', substr({0}, 1, 19))",
            DateUnit::Second => "substr({0}, 1, 19)",
        }),
        // `floor` ends in the last day of a shorter month, as the other databases do.
        Builtin::DateAdd(unit) => T {
            sql: match unit {
                DateUnit::Year => "date({0}, {1} || ' years', 'floor')",
                DateUnit::Month => "date({0}, {1} || ' months', 'floor')",
                DateUnit::Day => "date({0}, {1} || ' days')",
                DateUnit::Hour | DateUnit::Minute | DateUnit::Second => return None,
            },
            precedence: 9,
            operand: 9,
        },
        // The fraction is put back: SQLite would round it to milliseconds.
        Builtin::TimeAdd(unit) => T {
            sql: match unit {
                DateUnit::Year => "(datetime(substr({0}, 1, 19), {1} || ' years', 'floor') || substr({0}, 20))",
                DateUnit::Month => "(datetime(substr({0}, 1, 19), {1} || ' months', 'floor') || substr({0}, 20))",
                DateUnit::Day => "(datetime(substr({0}, 1, 19), {1} || ' days') || substr({0}, 20))",
                DateUnit::Hour => "(datetime(substr({0}, 1, 19), {1} || ' hours') || substr({0}, 20))",
                DateUnit::Minute => "(datetime(substr({0}, 1, 19), {1} || ' minutes') || substr({0}, 20))",
                DateUnit::Second => "(datetime(substr({0}, 1, 19), {1} || ' seconds') || substr({0}, 20))",
            },
            precedence: 9,
            operand: 9,
        },
        Builtin::DateOf => T::call("substr({0}, 1, 10)"),
        Builtin::DaysBetween => {
            T::call("CAST(julianday(substr({0}, 1, 10)) - julianday(substr({1}, 1, 10)) AS INTEGER)")
        }
        // In microseconds, as text has them, and then towards zero.
        Builtin::SecondsBetween => T {
            sql: "((strftime('%s', substr({0}, 1, 19)) - strftime('%s', substr({1}, 1, 19))) * 1000000 \
                  + substr(substr({0}, 21) || '000000', 1, 6) - substr(substr({1}, 21) || '000000', 1, 6)) / 1000000",
            precedence: 7,
            operand: 0,
        },
        Builtin::JsonLength | Builtin::ArrayLength => T::call("json_array_length({0})"),
        Builtin::ArrayHas => T::call("EXISTS (SELECT 1 FROM json_each({0}) WHERE value = {1})"),
        other => return super::common(other),
    })
}

fn extract(part: DatePart) -> &'static str {
    match part {
        DatePart::Year => "CAST(strftime('%Y', {0}) AS INTEGER)",
        DatePart::Quarter => "((CAST(strftime('%m', {0}) AS INTEGER) + 2) / 3)",
        DatePart::Month => "CAST(strftime('%m', {0}) AS INTEGER)",
        DatePart::Day => "CAST(strftime('%d', {0}) AS INTEGER)",
        DatePart::Hour => "CAST(strftime('%H', {0}) AS INTEGER)",
        DatePart::Minute => "CAST(strftime('%M', {0}) AS INTEGER)",
        DatePart::Second => "CAST(strftime('%S', substr({0}, 1, 19)) AS INTEGER)",
        DatePart::DayOfWeek => "CAST(strftime('%w', {0}) AS INTEGER)",
        DatePart::DayOfYear => "CAST(strftime('%j', {0}) AS INTEGER)",
        DatePart::Epoch => "CAST(strftime('%s', substr({0}, 1, 19)) AS INTEGER)",
    }
}
