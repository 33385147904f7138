//! How each database spells the [`Builtin`]s, and its aggregates.

pub(super) mod mysql;
pub(super) mod postgres;
pub(super) mod sqlite;

use crate::expr::{Builtin, Template};

/// What all databases spell alike.
fn common(op: Builtin) -> Option<Template> {
    Some(Template::call(match op {
        Builtin::Abs => "abs({0})",
        Builtin::Round => "round({0})",
        Builtin::Trim => "trim({0})",
        Builtin::TrimStart => "ltrim({0})",
        Builtin::TrimEnd => "rtrim({0})",
        Builtin::Substr => "substr({0}, {1}, {2})",
        Builtin::ConcatWs => "concat_ws({*})",
        Builtin::CurrentDate => "CURRENT_DATE",
        _ => return None,
    }))
}

/// What PostgreSQL and MySQL spell alike.
fn servers(op: Builtin) -> Option<Template> {
    Some(Template::call(match op {
        Builtin::Greatest => "greatest({0}, {1})",
        Builtin::Least => "least({0}, {1})",
        Builtin::Left => "left({0}, {1})",
        Builtin::Right => "right({0}, {1})",
        Builtin::Power => "power({0}, {1})",
        Builtin::Sqrt => "sqrt({0})",
        Builtin::Ln => "ln({0})",
        Builtin::Exp => "exp({0})",
        Builtin::Ceil => "ceil({0})",
        Builtin::Floor => "floor({0})",
        other => return common(other),
    }))
}

#[cfg(test)]
mod tests {
    use crate::dialect::Dialect;
    use crate::expr::{Builtin, DatePart, DateUnit};

    #[test]
    fn templates_mention_operands_that_there_are() {
        let units =
            [DateUnit::Year, DateUnit::Month, DateUnit::Day, DateUnit::Hour, DateUnit::Minute, DateUnit::Second];
        let mut all =
            vec![Builtin::IsDistinctFrom, Builtin::Regexp, Builtin::FloorDiv, Builtin::BitXor, Builtin::Right];
        all.extend(
            units.iter().flat_map(|&unit| [Builtin::TimeAdd(unit), Builtin::DateAdd(unit), Builtin::Truncate(unit)]),
        );
        all.extend([DatePart::Year, DatePart::Quarter, DatePart::Epoch, DatePart::DayOfWeek].map(Builtin::Extract));
        for dialect in [Dialect::SQLITE, Dialect::POSTGRES, Dialect::MYSQL, Dialect::MARIADB] {
            for op in &all {
                let Some(template) = (dialect.builtin)(*op) else { continue };
                assert_eq!(template.sql.matches('{').count(), template.sql.matches('}').count(), "{op:?}");
                assert!(!template.sql.contains("{3}"), "{op:?}");
            }
        }
    }
}
