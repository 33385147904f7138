//! An expression as the library writes it.

use orm::core::expr::{Node, case, case_of};
use orm::core::types::SqlType;
use orm::prelude::*;

use super::{Answer, Ast, Cmp, FloatOp, IntOp, Kind, Match};
use crate::core::properties::evaluation::Sample;

type Int = Expr<Option<i64>>;
type Text = Expr<Option<String>>;
type Float = Expr<Option<f64>>;

fn column(kind: Kind, at: usize) -> Node {
    match (kind, at) {
        (Kind::Bool, 0) => Sample::p.operand(),
        (Kind::Bool, _) => Sample::q.operand(),
        (Kind::Int, 0) => Sample::a.operand(),
        (Kind::Int, 1) => Sample::b.operand(),
        (Kind::Int, _) => Sample::c.operand(),
        (Kind::Text, 0) => Sample::s.operand(),
        (Kind::Text, _) => Sample::t.operand(),
        (Kind::Float, 0) => Sample::x.operand(),
        (Kind::Float, _) => Sample::y.operand(),
    }
}

fn value(answer: &Answer) -> Node {
    match answer {
        Answer::Bool(value) => literal(*value).into_node(),
        Answer::Int(value) => literal(*value).into_node(),
        Answer::Text(value) => literal(value.clone()).into_node(),
        Answer::Float(value) => literal(*value).into_node(),
    }
}

fn compare<T: SqlType<Base = T>>(op: Cmp, left: Expr<Option<T>>, right: Expr<Option<T>>) -> Expr<bool> {
    match op {
        Cmp::Eq => left.eq(right),
        Cmp::Ne => left.ne(right),
        Cmp::Lt => left.lt(right),
        Cmp::Le => left.le(right),
        Cmp::Gt => left.gt(right),
        Cmp::Ge => left.ge(right),
    }
}

/// With the type that the operands have.
macro_rules! typed {
    ($kind:expr, $ty:ident => $body:expr) => {
        match $kind {
            Kind::Bool => {
                type $ty = bool;
                $body
            }
            Kind::Int => {
                type $ty = i64;
                $body
            }
            Kind::Text => {
                type $ty = String;
                $body
            }
            Kind::Float => {
                type $ty = f64;
                $body
            }
        }
    };
}

fn in_list<T>(node: Expr<Option<T>>, values: Vec<T>, negated: bool) -> Expr<bool>
where
    T: SqlType<Base = T> + orm::core::model::IntoField<T>,
{
    if negated { node.not_in(values) } else { node.in_(values) }
}

impl Ast {
    pub fn kind(&self) -> Kind {
        match self {
            Ast::Column(kind, _) => *kind,
            Ast::Literal(answer) => answer.kind(),
            Ast::And(_)
            | Ast::Or(_)
            | Ast::Not(_)
            | Ast::IsNull(..)
            | Ast::Compare(..)
            | Ast::Distinct(..)
            | Ast::Between(..)
            | Ast::InList(..)
            | Ast::RowCompare(..)
            | Ast::Matches(..) => Kind::Bool,
            Ast::Int(..) | Ast::Sign(_) | Ast::BitNot(_) | Ast::Length(_) | Ast::Position(_) => Kind::Int,
            Ast::Float(..) | Ast::Floor(_) | Ast::Ceil(_) | Ast::TrueDiv(_) | Ast::AsFloat(_) => Kind::Float,
            Ast::Negate(inner) | Ast::Abs(inner) => inner.kind(),
            Ast::Concat(_)
            | Ast::Substr(..)
            | Ast::Left(..)
            | Ast::Right(..)
            | Ast::Trim(_)
            | Ast::Replace(..)
            | Ast::Lower(_)
            | Ast::Upper(_) => Kind::Text,
            Ast::Case(whens, _) | Ast::CaseOf(_, whens, _) => whens[0].1.kind(),
            Ast::Coalesce(sides) | Ast::NullIf(sides) => sides[0].kind(),
        }
    }

    fn expr<T>(&self) -> Expr<Option<T>> {
        Expr::from_node(self.node())
    }

    fn predicate(&self) -> Expr<bool> {
        Expr::from_node(self.node())
    }

    pub fn node(&self) -> Node {
        let maybe = |predicate: Expr<bool>, negated: bool| if negated { !predicate } else { predicate }.into_node();
        match self {
            Ast::Column(kind, at) => column(*kind, *at),
            Ast::Literal(answer) => value(answer),
            // Both the operators and the functions, which differ in how deep the tree is.
            Ast::And(members) if members.len() == 2 => (members[0].predicate() & members[1].predicate()).into_node(),
            Ast::Or(members) if members.len() == 2 => (members[0].predicate() | members[1].predicate()).into_node(),
            Ast::And(members) => all_of(members.iter().map(Ast::predicate)).into_node(),
            Ast::Or(members) => any_of(members.iter().map(Ast::predicate)).into_node(),
            Ast::Not(inner) => (!inner.predicate()).into_node(),
            Ast::IsNull(inner, negated) => typed!(inner.kind(), T => {
                let inner = inner.expr::<T>();
                if *negated { inner.is_not_null() } else { inner.is_null() }.into_node()
            }),
            Ast::Compare(op, sides) => {
                typed!(sides[0].kind(), T => compare(*op, sides[0].expr::<T>(), sides[1].expr::<T>()).into_node())
            }
            Ast::Distinct(sides, negated) => typed!(sides[0].kind(), T => {
                let (a, b) = (sides[0].expr::<T>(), sides[1].expr::<T>());
                if *negated { a.is_not_distinct_from(b) } else { a.is_distinct_from(b) }.into_node()
            }),
            Ast::Between(three, negated) => typed!(three[0].kind(), T => {
                maybe(three[0].expr::<T>().between(three[1].expr::<T>(), three[2].expr::<T>()), *negated)
            }),
            Ast::InList(inner, values, negated) => {
                let values = values.iter();
                match inner.kind() {
                    Kind::Bool => in_list(inner.expr(), values.filter_map(Answer::bool).collect(), *negated),
                    Kind::Int => in_list(inner.expr(), values.filter_map(Answer::int).collect(), *negated),
                    Kind::Text => in_list(inner.expr(), values.filter_map(Answer::text).collect(), *negated),
                    Kind::Float => in_list(inner.expr(), values.filter_map(Answer::float).collect(), *negated),
                }
                .into_node()
            }
            Ast::RowCompare(op, four) => {
                let left = row((four[0].expr::<i64>(), four[1].expr::<i64>()));
                let right = (four[2].expr::<i64>(), four[3].expr::<i64>());
                match op {
                    Cmp::Eq => left.eq(right),
                    Cmp::Ne => left.ne(right),
                    Cmp::Lt => left.lt(right),
                    Cmp::Le => left.le(right),
                    Cmp::Gt => left.gt(right),
                    Cmp::Ge => left.ge(right),
                }
                .into_node()
            }
            Ast::Matches(how, inner, part, negated) => {
                let inner: Text = inner.expr();
                let found = match how {
                    Match::StartsWith => inner.starts_with(part),
                    Match::EndsWith => inner.ends_with(part),
                    Match::Contains => inner.contains(part),
                };
                maybe(found, *negated)
            }
            Ast::Case(whens, otherwise) => typed!(whens[0].1.kind(), T => {
                let mut built = case::<T>();
                for (when, then) in whens {
                    built = built.when(when.predicate(), then.expr::<T>());
                }
                match otherwise {
                    Some(otherwise) => built.otherwise(otherwise.expr::<T>()).into_node(),
                    None => built.end().into_node(),
                }
            }),
            Ast::CaseOf(operand, whens, otherwise) => typed!(whens[0].1.kind(), T => {
                let mut built = case_of::<T, Int>(operand.expr::<i64>());
                for (when, then) in whens {
                    built = built.when(when.expr::<i64>(), then.expr::<T>());
                }
                match otherwise {
                    Some(otherwise) => built.otherwise(otherwise.expr::<T>()).into_node(),
                    None => built.end().into_node(),
                }
            }),
            Ast::Coalesce(sides) => {
                typed!(sides[0].kind(), T => func::coalesce(sides[0].expr::<T>(), sides[1].expr::<T>()).into_node())
            }
            Ast::NullIf(sides) => {
                typed!(sides[0].kind(), T => func::nullif(sides[0].expr::<T>(), sides[1].expr::<T>()).into_node())
            }
            Ast::Negate(inner) if inner.kind() == Kind::Float => (-inner.expr::<f64>()).into_node(),
            Ast::Negate(inner) => (-inner.expr::<i64>()).into_node(),
            Ast::Abs(inner) if inner.kind() == Kind::Float => func::abs(inner.expr::<f64>()).into_node(),
            Ast::Abs(inner) => func::abs(inner.expr::<i64>()).into_node(),
            Ast::Sign(inner) if inner.kind() == Kind::Float => func::sign(inner.expr::<f64>()).into_node(),
            Ast::Sign(inner) => func::sign(inner.expr::<i64>()).into_node(),
            Ast::BitNot(inner) => inner.expr::<i64>().bit_not().into_node(),
            Ast::Floor(inner) => func::floor(inner.expr::<f64>()).into_node(),
            Ast::Ceil(inner) => func::ceil(inner.expr::<f64>()).into_node(),
            Ast::TrueDiv(sides) => func::true_div(sides[0].expr::<i64>(), sides[1].expr::<i64>()).into_node(),
            Ast::AsFloat(inner) => inner.expr::<i64>().cast::<Option<f64>>().into_node(),
            Ast::Float(op, sides) => {
                let (a, b): (Float, Float) = (sides[0].expr(), sides[1].expr());
                match op {
                    FloatOp::Add => a + b,
                    FloatOp::Sub => a - b,
                    FloatOp::Mul => a * b,
                    FloatOp::Div => a / b,
                }
                .into_node()
            }
            Ast::Int(op, sides) => {
                let (a, b): (Int, Int) = (sides[0].expr(), sides[1].expr());
                match op {
                    IntOp::Add => a + b,
                    IntOp::Sub => a - b,
                    IntOp::Mul => a * b,
                    IntOp::Div => a / b,
                    IntOp::Rem => a % b,
                    IntOp::FloorDiv => func::floor_div(a, b),
                    IntOp::BitAnd => a.bit_and(b),
                    IntOp::BitOr => a.bit_or(b),
                    IntOp::BitXor => a.bit_xor(b),
                    IntOp::ShiftLeft => a.shift_left(b),
                    IntOp::ShiftRight => a.shift_right(b),
                    IntOp::Greatest => func::greatest(a, b),
                    IntOp::Least => func::least(a, b),
                }
                .into_node()
            }
            Ast::Length(inner) => func::length(inner.expr::<String>()).into_node(),
            Ast::Position(sides) => func::position(sides[0].expr::<String>(), sides[1].expr::<String>()).into_node(),
            Ast::Concat(sides) => sides[0].expr::<String>().concat(sides[1].expr::<String>()).into_node(),
            Ast::Substr(inner, start, length) => func::substr(inner.expr::<String>(), *start, *length).into_node(),
            Ast::Left(inner, length) => func::left(inner.expr::<String>(), *length).into_node(),
            Ast::Right(inner, length) => func::right(inner.expr::<String>(), *length).into_node(),
            Ast::Trim(inner) => func::trim(inner.expr::<String>()).into_node(),
            Ast::Replace(inner, part, with) => {
                func::replace(inner.expr::<String>(), part.as_str(), with.as_str()).into_node()
            }
            Ast::Lower(inner) => func::lower(inner.expr::<String>()).into_node(),
            Ast::Upper(inner) => func::upper(inner.expr::<String>()).into_node(),
        }
    }
}

impl Answer {
    fn bool(&self) -> Option<bool> {
        if let Answer::Bool(value) = self { *value } else { None }
    }

    fn int(&self) -> Option<i64> {
        if let Answer::Int(value) = self { *value } else { None }
    }

    fn text(&self) -> Option<String> {
        if let Answer::Text(value) = self { value.clone() } else { None }
    }

    fn float(&self) -> Option<f64> {
        if let Answer::Float(value) = self { *value } else { None }
    }
}
