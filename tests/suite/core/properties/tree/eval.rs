//! What an expression is worth.

use super::{Ast, Cmp, FloatOp, IntOp, Kind, Match, Row};

/// A value, or NULL.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Bool(Option<bool>),
    Int(Option<i64>),
    Text(Option<String>),
    Float(Option<f64>),
}

/// Not for comparison: an overflow, a division by zero, a number that is not exact. What databases do then differs.
#[derive(Debug)]
pub struct Undefined;

type Worth<T> = Result<Option<T>, Undefined>;

impl Answer {
    pub fn kind(&self) -> Kind {
        match self {
            Answer::Bool(_) => Kind::Bool,
            Answer::Int(_) => Kind::Int,
            Answer::Text(_) => Kind::Text,
            Answer::Float(_) => Kind::Float,
        }
    }

    pub fn null(kind: Kind) -> Answer {
        match kind {
            Kind::Bool => Answer::Bool(None),
            Kind::Int => Answer::Int(None),
            Kind::Text => Answer::Text(None),
            Kind::Float => Answer::Float(None),
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(self, Answer::Bool(None) | Answer::Int(None) | Answer::Text(None) | Answer::Float(None))
    }

    /// In SQL; `None` when either is NULL.
    fn compare(&self, op: Cmp, other: &Answer) -> Worth<bool> {
        let order = match (self, other) {
            (Answer::Bool(Some(a)), Answer::Bool(Some(b))) => a.cmp(b),
            (Answer::Int(Some(a)), Answer::Int(Some(b))) => a.cmp(b),
            // MySQL ignores spaces at the end.
            (Answer::Text(Some(a)), Answer::Text(Some(b))) if a != b && a.trim_end() == b.trim_end() => {
                return Err(Undefined);
            }
            (Answer::Text(Some(a)), Answer::Text(Some(b))) => a.cmp(b),
            (Answer::Float(Some(a)), Answer::Float(Some(b))) => a.partial_cmp(b).ok_or(Undefined)?,
            _ => return Ok(None),
        };
        Ok(Some(match op {
            Cmp::Eq => order.is_eq(),
            Cmp::Ne => order.is_ne(),
            Cmp::Lt => order.is_lt(),
            Cmp::Le => order.is_le(),
            Cmp::Gt => order.is_gt(),
            Cmp::Ge => order.is_ge(),
        }))
    }
}

fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn not(a: Option<bool>) -> Option<bool> {
    a.map(|a| !a)
}

fn or(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    not(and(not(a), not(b)))
}

/// A float that every database calculates exactly.
fn exact(value: f64) -> Result<f64, Undefined> {
    if value.abs() < 1e12 && (value * 4096.0).fract() == 0.0 { Ok(value) } else { Err(Undefined) }
}

impl Ast {
    /// What it is worth in a row. Every operand counts, even one that CASE does not come to: databases calculate ahead.
    pub fn eval(&self, row: &Row) -> Result<Answer, Undefined> {
        Ok(match self {
            Ast::Column(Kind::Bool, at) => Answer::Bool(row.b[*at]),
            Ast::Column(Kind::Int, at) => Answer::Int(row.i[*at]),
            Ast::Column(Kind::Text, at) => Answer::Text(row.t[*at].clone()),
            Ast::Column(Kind::Float, at) => Answer::Float(row.f[*at]),
            Ast::Literal(answer) => answer.clone(),
            Ast::And(members) => {
                let members = members.iter().map(|member| member.bool(row)).collect::<Result<Vec<_>, _>>()?;
                Answer::Bool(members.into_iter().fold(Some(true), and))
            }
            Ast::Or(members) => {
                let members = members.iter().map(|member| member.bool(row)).collect::<Result<Vec<_>, _>>()?;
                Answer::Bool(members.into_iter().fold(Some(false), or))
            }
            Ast::Not(inner) => Answer::Bool(not(inner.bool(row)?)),
            Ast::IsNull(inner, negated) => Answer::Bool(Some(inner.eval(row)?.is_null() != *negated)),
            // A test for NULL: the only use of a comparison with it.
            Ast::Compare(op @ (Cmp::Eq | Cmp::Ne), sides) if matches!(&sides[1], Ast::Literal(null) if null.is_null()) => {
                Answer::Bool(Some(sides[0].eval(row)?.is_null() == (*op == Cmp::Eq)))
            }
            Ast::Compare(op, sides) => Answer::Bool(sides[0].eval(row)?.compare(*op, &sides[1].eval(row)?)?),
            Ast::Distinct(sides, negated) => {
                let (a, b) = (sides[0].eval(row)?, sides[1].eval(row)?);
                let same = a.compare(Cmp::Eq, &b)?.unwrap_or(a.is_null() && b.is_null());
                Answer::Bool(Some(same == *negated))
            }
            Ast::Between(three, negated) => {
                let (value, low, high) = (three[0].eval(row)?, three[1].eval(row)?, three[2].eval(row)?);
                let between = and(value.compare(Cmp::Ge, &low)?, value.compare(Cmp::Le, &high)?);
                Answer::Bool(if *negated { not(between) } else { between })
            }
            Ast::InList(inner, values, negated) => {
                let inner = inner.eval(row)?;
                let mut found = Some(false);
                for value in values {
                    found = or(found, inner.compare(Cmp::Eq, value)?);
                }
                Answer::Bool(if *negated { not(found) } else { found })
            }
            Ast::RowCompare(op, four) => {
                let [a, b, c, d] = [four[0].eval(row)?, four[1].eval(row)?, four[2].eval(row)?, four[3].eval(row)?];
                // As of a single column: what is compared with a NULL that is given is asked whether it is NULL.
                let pair = |left: &Answer, right: &Answer, given: &Ast| match given {
                    Ast::Literal(null) if null.is_null() => Ok(Some(left.is_null())),
                    _ => left.compare(Cmp::Eq, right),
                };
                let equal = and(pair(&a, &c, &four[2])?, pair(&b, &d, &four[3])?);
                let strict = |op| -> Worth<bool> {
                    Ok(or(a.compare(op, &c)?, and(a.compare(Cmp::Eq, &c)?, b.compare(op, &d)?)))
                };
                Answer::Bool(match op {
                    Cmp::Eq => equal,
                    Cmp::Ne => not(equal),
                    Cmp::Lt => strict(Cmp::Lt)?,
                    Cmp::Gt => strict(Cmp::Gt)?,
                    Cmp::Le => not(strict(Cmp::Gt)?),
                    Cmp::Ge => not(strict(Cmp::Lt)?),
                })
            }
            Ast::Matches(how, inner, part, negated) => {
                let found = |text: &str, part: &str| match how {
                    Match::StartsWith => text.starts_with(part),
                    Match::EndsWith => text.ends_with(part),
                    Match::Contains => text.contains(part),
                };
                let text = inner.text(row)?;
                // Whether case counts is up to the database.
                let folded = |text: &String| found(&text.to_ascii_lowercase(), &part.to_ascii_lowercase());
                if text.as_ref().is_some_and(|text| found(text, part) != folded(text)) {
                    return Err(Undefined);
                }
                let found = text.map(|text| found(&text, part));
                Answer::Bool(if *negated { not(found) } else { found })
            }
            Ast::Case(whens, otherwise) => {
                let mut taken = None;
                for (when, then) in whens {
                    let (when, then) = (when.bool(row)?, then.eval(row)?);
                    if when == Some(true) {
                        taken = taken.or(Some(then));
                    }
                }
                otherwise_of(taken, whens, otherwise.as_deref(), row)?
            }
            Ast::CaseOf(operand, whens, otherwise) => {
                let operand = operand.eval(row)?;
                let mut taken = None;
                for (when, then) in whens {
                    let (when, then) = (when.eval(row)?, then.eval(row)?);
                    if operand.compare(Cmp::Eq, &when)? == Some(true) {
                        taken = taken.or(Some(then));
                    }
                }
                otherwise_of(taken, whens, otherwise.as_deref(), row)?
            }
            Ast::Coalesce(sides) => {
                let (a, b) = (sides[0].eval(row)?, sides[1].eval(row)?);
                if a.is_null() { b } else { a }
            }
            Ast::NullIf(sides) => {
                let (a, b) = (sides[0].eval(row)?, sides[1].eval(row)?);
                if a.compare(Cmp::Eq, &b)? == Some(true) { Answer::null(a.kind()) } else { a }
            }
            Ast::Negate(inner) | Ast::Abs(inner) => {
                let absolute = matches!(self, Ast::Abs(_));
                match inner.eval(row)? {
                    Answer::Float(value) => Answer::Float(value.map(|v| if absolute { v.abs() } else { 0.0 - v })),
                    Answer::Int(Some(value)) => {
                        let changed = if absolute { value.checked_abs() } else { value.checked_neg() };
                        Answer::Int(Some(changed.ok_or(Undefined)?))
                    }
                    other => other,
                }
            }
            Ast::Sign(inner) => match inner.eval(row)? {
                Answer::Float(value) => Answer::Int(value.map(|v| i64::from(v > 0.0) - i64::from(v < 0.0))),
                Answer::Int(value) => Answer::Int(value.map(i64::signum)),
                _ => return Err(Undefined),
            },
            Ast::Floor(inner) => Answer::Float(inner.float(row)?.map(f64::floor)),
            Ast::Ceil(inner) => Answer::Float(inner.float(row)?.map(f64::ceil)),
            Ast::Float(op, sides) => Answer::Float(match (sides[0].float(row)?, sides[1].float(row)?) {
                (Some(_), Some(0.0)) if *op == FloatOp::Div => return Err(Undefined),
                (Some(a), Some(b)) => Some(exact(match op {
                    FloatOp::Add => a + b,
                    FloatOp::Sub => a - b,
                    FloatOp::Mul => a * b,
                    FloatOp::Div => a / b,
                })?),
                _ => None,
            }),
            Ast::TrueDiv(sides) => Answer::Float(match (sides[0].int(row)?, sides[1].int(row)?) {
                (_, Some(0)) => return Err(Undefined),
                (Some(a), Some(b)) if a.unsigned_abs() < 1 << 53 && b.unsigned_abs() < 1 << 53 => {
                    Some(exact(a as f64 / b as f64)?)
                }
                (Some(_), Some(_)) => return Err(Undefined),
                _ => None,
            }),
            Ast::AsFloat(inner) => Answer::Float(match inner.int(row)? {
                Some(value) => Some(exact(value as f64)?),
                None => None,
            }),
            Ast::BitNot(inner) => Answer::Int(inner.int(row)?.map(|value| !value)),
            Ast::Int(op, sides) => Answer::Int(match (sides[0].int(row)?, sides[1].int(row)?) {
                (_, Some(0)) if matches!(op, IntOp::Div | IntOp::Rem | IntOp::FloorDiv) => return Err(Undefined),
                (_, Some(bits)) if matches!(op, IntOp::ShiftLeft | IntOp::ShiftRight) && !(0..63).contains(&bits) => {
                    return Err(Undefined);
                }
                (Some(a), Some(b)) => Some(int(*op, a, b).ok_or(Undefined)?),
                // The other, or NULL.
                (Some(_), None) | (None, Some(_)) if matches!(op, IntOp::Greatest | IntOp::Least) => {
                    return Err(Undefined);
                }
                _ => None,
            }),
            other => other.eval_text(row)?,
        })
    }

    fn eval_text(&self, row: &Row) -> Result<Answer, Undefined> {
        let count = |length: i32| usize::try_from(length).unwrap_or(0);
        Ok(match self {
            Ast::Length(inner) => {
                Answer::Int(inner.text(row)?.map(|text| i64::try_from(text.chars().count()).unwrap_or(0)))
            }
            Ast::Position(sides) => Answer::Int(match (sides[0].text(row)?, sides[1].text(row)?) {
                (Some(text), Some(part)) => Some(match text.find(&part) {
                    Some(at) => i64::try_from(text[..at].chars().count()).unwrap_or(0) + 1,
                    None => 0,
                }),
                _ => None,
            }),
            Ast::Concat(sides) => Answer::Text(match (sides[0].text(row)?, sides[1].text(row)?) {
                (Some(a), Some(b)) => Some(a + &b),
                _ => None,
            }),
            Ast::Substr(inner, start, length) => Answer::Text(
                inner.text(row)?.map(|text| text.chars().skip(count(*start) - 1).take(count(*length)).collect()),
            ),
            Ast::Left(inner, length) => {
                Answer::Text(inner.text(row)?.map(|text| text.chars().take(count(*length)).collect()))
            }
            Ast::Right(inner, length) => Answer::Text(inner.text(row)?.map(|text| {
                let skipped = text.chars().count().saturating_sub(count(*length));
                text.chars().skip(skipped).collect()
            })),
            Ast::Trim(inner) => Answer::Text(inner.text(row)?.map(|text| text.trim_matches(' ').to_owned())),
            Ast::Replace(inner, part, with) => Answer::Text(inner.text(row)?.map(|text| text.replace(part, with))),
            Ast::Lower(inner) => ascii(inner.text(row)?, |text| text.to_ascii_lowercase())?,
            Ast::Upper(inner) => ascii(inner.text(row)?, |text| text.to_ascii_uppercase())?,
            _ => return Err(Undefined),
        })
    }

    fn bool(&self, row: &Row) -> Worth<bool> {
        if let Answer::Bool(value) = self.eval(row)? { Ok(value) } else { Err(Undefined) }
    }

    fn int(&self, row: &Row) -> Worth<i64> {
        if let Answer::Int(value) = self.eval(row)? { Ok(value) } else { Err(Undefined) }
    }

    fn text(&self, row: &Row) -> Worth<String> {
        if let Answer::Text(value) = self.eval(row)? { Ok(value) } else { Err(Undefined) }
    }

    fn float(&self, row: &Row) -> Worth<f64> {
        if let Answer::Float(value) = self.eval(row)? { Ok(value) } else { Err(Undefined) }
    }
}

/// SQLite changes the case of ASCII alone.
fn ascii(text: Option<String>, change: impl Fn(&str) -> String) -> Result<Answer, Undefined> {
    match text {
        Some(text) if !text.is_ascii() => Err(Undefined),
        text => Ok(Answer::Text(text.as_deref().map(change))),
    }
}

fn otherwise_of(
    taken: Option<Answer>,
    whens: &[(Ast, Ast)],
    otherwise: Option<&Ast>,
    row: &Row,
) -> Result<Answer, Undefined> {
    let otherwise = otherwise.map(|otherwise| otherwise.eval(row)).transpose()?;
    let kind = whens.first().map_or(Ok(Kind::Int), |(_, then)| then.eval(row).map(|then| then.kind()))?;
    Ok(taken.or(otherwise).unwrap_or(Answer::null(kind)))
}

fn int(op: IntOp, a: i64, b: i64) -> Option<i64> {
    match op {
        IntOp::Add => a.checked_add(b),
        IntOp::Sub => a.checked_sub(b),
        IntOp::Mul => a.checked_mul(b),
        IntOp::Div => a.checked_div(b),
        IntOp::Rem => a.checked_rem(b),
        IntOp::FloorDiv => a.checked_div(b).map(|q| q - i64::from(a % b != 0 && (a < 0) != (b < 0))),
        IntOp::BitAnd => Some(a & b),
        IntOp::BitOr => Some(a | b),
        IntOp::BitXor => Some(a ^ b),
        IntOp::ShiftLeft => {
            let (wide, bits) = (i128::from(a), u32::try_from(b).ok().filter(|&bits| bits < 63)?);
            i64::try_from(wide << bits).ok()
        }
        IntOp::ShiftRight => Some(a >> u32::try_from(b).ok().filter(|&bits| bits < 63)?),
        IntOp::Greatest => Some(a.max(b)),
        IntOp::Least => Some(a.min(b)),
    }
}
