//! MySQL's and MariaDB's spellings.

use crate::expr::{Aggregate, Builtin, DatePart, DateUnit, Template};

pub(in crate::dialect) fn aggregate(aggregate: &Aggregate) -> Option<&'static str> {
    Some(match aggregate {
        Aggregate::StringAgg(_) => "group_concat",
        Aggregate::ArrayAgg => return None,
        Aggregate::JsonAgg => "JSON_ARRAYAGG",
        Aggregate::JsonObjectAgg => "JSON_OBJECTAGG",
        Aggregate::Sum(_) => "sum",
        Aggregate::Avg(_) => "avg",
        Aggregate::BoolAnd => "min",
        Aggregate::BoolOr => "max",
    })
}

pub(in crate::dialect) fn builtin(op: Builtin) -> Option<Template> {
    use Template as T;
    Some(match op {
        Builtin::IsDistinctFrom => T { sql: "NOT {0} <=> {1}", precedence: 3, operand: 5 },
        Builtin::IsNotDistinctFrom => T::comparison("{0} <=> {1}"),
        Builtin::Regexp => T::comparison("{0} REGEXP {1}"),
        Builtin::RegexpReplace => T::call("regexp_replace({0}, {1}, {2})"),
        Builtin::Match => T::call("MATCH ({0}) AGAINST ({1})"),
        Builtin::AsUnsigned => T::call("CAST({0} AS UNSIGNED)"),
        // Bits are unsigned here.
        Builtin::BitAnd => T { sql: "CAST({0} & {1} AS SIGNED)", precedence: 9, operand: 9 },
        Builtin::BitOr => T { sql: "CAST({0} | {1} AS SIGNED)", precedence: 9, operand: 9 },
        Builtin::BitXor => T { sql: "CAST({0} ^ {1} AS SIGNED)", precedence: 9, operand: 9 },
        Builtin::BitNot => T { sql: "CAST(~{0} AS SIGNED)", precedence: 9, operand: 9 },
        Builtin::ShiftLeft => T { sql: "CAST({0} << {1} AS SIGNED)", precedence: 9, operand: 9 },
        // Of a negative number, the sign is kept.
        Builtin::ShiftRight => T {
            sql: "CAST(CASE WHEN {0} < 0 THEN ~(~{0} >> {1}) ELSE {0} >> {1} END AS SIGNED)",
            precedence: 9,
            operand: 9,
        },
        Builtin::FloorDiv => {
            T { sql: "({0} DIV {1} - ({0} % {1} <> 0 AND ({0} < 0) <> ({1} < 0)))", precedence: 9, operand: 9 }
        }
        Builtin::TrueDiv => T { sql: "CAST({0} AS DOUBLE) / {1}", precedence: 7, operand: 8 },
        Builtin::RoundTo => T::call("round({0}, {1})"),
        Builtin::Sign => T::call("sign({0})"),
        Builtin::Random => T::call("rand()"),
        Builtin::Length => T::call("char_length({0})"),
        Builtin::Position => T::call("instr({0}, {1})"),
        Builtin::CurrentDate => T::call("UTC_DATE()"),
        Builtin::CurrentTime => T::call("UTC_TIME(6)"),
        Builtin::Extract(part) => extract(part),
        Builtin::Truncate(unit) => T::call(match unit {
            DateUnit::Year => "CAST(DATE_FORMAT({0}, '%Y-01-01 00:00:00') AS DATETIME(6))",
            DateUnit::Month => "CAST(DATE_FORMAT({0}, '%Y-%m-01 00:00:00') AS DATETIME(6))",
            DateUnit::Day => "CAST(DATE_FORMAT({0}, '%Y-%m-%d 00:00:00') AS DATETIME(6))",
            DateUnit::Hour => "CAST(DATE_FORMAT({0}, '%Y-%m-%d %H:00:00') AS DATETIME(6))",
            DateUnit::Minute => "CAST(DATE_FORMAT({0}, '%Y-%m-%d %H:%i:00') AS DATETIME(6))",
            DateUnit::Second => "CAST(DATE_FORMAT({0}, '%Y-%m-%d %H:%i:%s') AS DATETIME(6))",
        }),
        Builtin::DateAdd(DateUnit::Hour | DateUnit::Minute | DateUnit::Second) => return None,
        Builtin::DateAdd(unit) | Builtin::TimeAdd(unit) => T::call(match unit {
            DateUnit::Year => "DATE_ADD({0}, INTERVAL {1} YEAR)",
            DateUnit::Month => "DATE_ADD({0}, INTERVAL {1} MONTH)",
            DateUnit::Day => "DATE_ADD({0}, INTERVAL {1} DAY)",
            DateUnit::Hour => "DATE_ADD({0}, INTERVAL {1} HOUR)",
            DateUnit::Minute => "DATE_ADD({0}, INTERVAL {1} MINUTE)",
            DateUnit::Second => "DATE_ADD({0}, INTERVAL {1} SECOND)",
        }),
        Builtin::DateOf => T::call("DATE({0})"),
        Builtin::DaysBetween => T::call("DATEDIFF({0}, {1})"),
        Builtin::SecondsBetween => T::call("TIMESTAMPDIFF(SECOND, {1}, {0})"),
        Builtin::JsonLength | Builtin::ArrayLength => T::call("JSON_LENGTH({0})"),
        Builtin::JsonContains | Builtin::ArrayContains => T::call("JSON_CONTAINS({0}, {1})"),
        Builtin::ArrayContainedBy => T::call("JSON_CONTAINS({1}, {0})"),
        other => return super::servers(other),
    })
}

fn extract(part: DatePart) -> Template {
    let sql = match part {
        DatePart::Year => "EXTRACT(YEAR FROM {0})",
        DatePart::Quarter => "EXTRACT(QUARTER FROM {0})",
        DatePart::Month => "EXTRACT(MONTH FROM {0})",
        DatePart::Day => "EXTRACT(DAY FROM {0})",
        DatePart::Hour => "EXTRACT(HOUR FROM {0})",
        DatePart::Minute => "EXTRACT(MINUTE FROM {0})",
        DatePart::Second => "EXTRACT(SECOND FROM {0})",
        DatePart::DayOfWeek => return Template { sql: "DAYOFWEEK({0}) - 1", precedence: 6, operand: 0 },
        DatePart::DayOfYear => "DAYOFYEAR({0})",
        // Before 1970, a fraction would be cut towards it.
        DatePart::Epoch => "TIMESTAMPDIFF(SECOND, '1970-01-01', DATE_FORMAT({0}, '%Y-%m-%d %H:%i:%s'))",
    };
    Template::call(sql)
}
