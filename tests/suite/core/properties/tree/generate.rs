//! Random expressions of each type.

use super::super::choices::Choices;
use super::{Answer, Ast, Cmp, FloatOp, IntOp, Kind, Match};

/// Makes expressions by choices.
pub struct Generator<'c> {
    pub choices: &'c Choices<'c>,
}

const INTS: [i64; 16] = [0, 1, -1, 2, 3, -7, 5, 10, 100, -4, 63, 1 << 31, -(1 << 31) - 1, 1 << 53, i64::MAX, i64::MIN];
const FLOATS: [f64; 10] = [0.0, 1.0, -1.5, 0.5, 2.0, -0.25, 3.75, 100.0, -8.0, 1024.5];
const TEXTS: [&str; 14] = ["", "a", "b", "A", "ab", "b%", "_", "it's", "/", "é", "🦀", " a ", "a\"b", "x-y"];

impl Generator<'_> {
    /// An expression of any type.
    pub fn any(&self) -> Ast {
        let kind = self.kind();
        self.of(kind, 4)
    }

    fn kind(&self) -> Kind {
        self.choices.pick(&[Kind::Bool, Kind::Int, Kind::Bool, Kind::Text, Kind::Float])
    }

    pub fn of(&self, kind: Kind, depth: usize) -> Ast {
        if depth == 0 || self.choices.below(6) == 0 {
            return self.leaf(kind);
        }
        let depth = depth - 1;
        match self.choices.below(5) {
            0 if kind != Kind::Bool => self.any_type(kind, depth),
            _ => match kind {
                Kind::Bool => self.bool(depth),
                Kind::Int => self.int(depth),
                Kind::Text => self.text(depth),
                Kind::Float => self.float(depth),
            },
        }
    }

    fn boxed(&self, kind: Kind, depth: usize) -> Box<Ast> {
        Box::new(self.of(kind, depth))
    }

    fn two(&self, kind: Kind, depth: usize) -> Box<[Ast; 2]> {
        Box::new([self.of(kind, depth), self.of(kind, depth)])
    }

    fn leaf(&self, kind: Kind) -> Ast {
        if self.choices.below(3) < 2 {
            let columns = if kind == Kind::Int { 3 } else { 2 };
            return Ast::Column(kind, self.choices.below(columns));
        }
        if self.choices.one_in(6) {
            return Ast::Literal(Answer::null(kind));
        }
        Ast::Literal(self.value(kind))
    }

    fn value(&self, kind: Kind) -> Answer {
        match kind {
            Kind::Bool => Answer::Bool(Some(self.choices.below(2) == 1)),
            // Mostly small ones, so that they meet.
            Kind::Int => Answer::Int(Some(INTS[self.choices.below(if self.choices.one_in(4) { 16 } else { 9 })])),
            Kind::Text => Answer::Text(Some(self.word())),
            Kind::Float => Answer::Float(Some(self.choices.pick(&FLOATS))),
        }
    }

    fn word(&self) -> String {
        self.choices.pick(&TEXTS).to_owned()
    }

    /// Texts are not compared by order: that is what collations are for.
    fn cmp(&self, kind: Kind) -> Cmp {
        let all = [Cmp::Eq, Cmp::Ne, Cmp::Lt, Cmp::Le, Cmp::Gt, Cmp::Ge];
        self.choices.pick(if kind == Kind::Text { &all[..2] } else { &all })
    }

    fn flag(&self) -> bool {
        self.choices.one_in(2)
    }

    fn bool(&self, depth: usize) -> Ast {
        let kind = self.kind();
        match self.choices.below(13) {
            0 | 1 => Ast::Compare(self.cmp(kind), self.two(kind, depth)),
            2 | 3 => Ast::And(self.members(depth)),
            4 | 5 => Ast::Or(self.members(depth)),
            6 => Ast::Not(self.boxed(Kind::Bool, depth)),
            7 => Ast::IsNull(self.boxed(kind, depth), self.flag()),
            8 => Ast::Distinct(self.two(kind, depth), self.flag()),
            9 if kind != Kind::Text => {
                let three = [self.of(kind, depth), self.of(kind, depth), self.of(kind, depth)];
                Ast::Between(Box::new(three), self.flag())
            }
            9 => {
                let how = self.choices.pick(&[Match::StartsWith, Match::EndsWith, Match::Contains]);
                Ast::Matches(how, self.boxed(Kind::Text, depth), self.word(), self.flag())
            }
            10 => {
                let values = (0..self.choices.below(6)).map(|_| self.value(kind)).collect();
                Ast::InList(self.boxed(kind, depth), values, self.flag())
            }
            // What is left binds less tightly than what it is a part of.
            11 if self.flag() => Ast::And(vec![Ast::Or(self.members(depth)), Ast::And(Vec::new())]),
            11 => Ast::Or(vec![Ast::And(self.members(depth)), Ast::Or(Vec::new())]),
            _ => {
                let four = [Kind::Int; 4].map(|kind| self.of(kind, depth.min(1)));
                Ast::RowCompare(self.cmp(Kind::Int), Box::new(four))
            }
        }
    }

    fn members(&self, depth: usize) -> Vec<Ast> {
        let count = self.choices.pick(&[2, 3, 1, 0, 2]);
        let mut members: Vec<Ast> = (0..count).map(|_| self.of(Kind::Bool, depth)).collect();
        // What is always true or false is not written.
        if self.choices.one_in(3) {
            let constant = if self.flag() { Ast::And(Vec::new()) } else { Ast::Or(Vec::new()) };
            members.insert(self.choices.below(count + 1), constant);
        }
        members
    }

    fn int(&self, depth: usize) -> Ast {
        match self.choices.below(8) {
            0..=3 => {
                let op = self.choices.pick(&[
                    IntOp::Add,
                    IntOp::Sub,
                    IntOp::Mul,
                    IntOp::Div,
                    IntOp::Rem,
                    IntOp::FloorDiv,
                    IntOp::BitAnd,
                    IntOp::BitOr,
                    IntOp::BitXor,
                    IntOp::ShiftLeft,
                    IntOp::ShiftRight,
                    IntOp::Greatest,
                    IntOp::Least,
                ]);
                Ast::Int(op, self.two(Kind::Int, depth))
            }
            4 => Ast::Negate(self.boxed(Kind::Int, depth)),
            5 => Ast::Length(self.boxed(Kind::Text, depth)),
            6 => Ast::Position(self.two(Kind::Text, depth)),
            _ => match self.choices.below(4) {
                0 => Ast::Abs(self.boxed(Kind::Int, depth)),
                1 => Ast::Sign(self.boxed(Kind::Int, depth)),
                2 => Ast::Sign(self.boxed(Kind::Float, depth)),
                _ => Ast::BitNot(self.boxed(Kind::Int, depth)),
            },
        }
    }

    fn float(&self, depth: usize) -> Ast {
        match self.choices.below(8) {
            0..=3 => {
                let op = self.choices.pick(&[FloatOp::Add, FloatOp::Sub, FloatOp::Mul, FloatOp::Div]);
                Ast::Float(op, self.two(Kind::Float, depth))
            }
            4 => Ast::TrueDiv(self.two(Kind::Int, depth)),
            5 => Ast::AsFloat(self.boxed(Kind::Int, depth)),
            6 => Ast::Negate(self.boxed(Kind::Float, depth)),
            _ => match self.choices.below(3) {
                0 => Ast::Floor(self.boxed(Kind::Float, depth)),
                1 => Ast::Ceil(self.boxed(Kind::Float, depth)),
                _ => Ast::Abs(self.boxed(Kind::Float, depth)),
            },
        }
    }

    fn text(&self, depth: usize) -> Ast {
        let inner = self.boxed(Kind::Text, depth);
        let length = i32::try_from(self.choices.below(4)).unwrap_or(0);
        match self.choices.below(8) {
            0 | 1 => Ast::Concat(self.two(Kind::Text, depth)),
            2 => Ast::Substr(inner, length + 1, i32::try_from(self.choices.below(3)).unwrap_or(0)),
            3 => Ast::Left(inner, length),
            4 => Ast::Right(inner, length),
            5 => Ast::Trim(inner),
            // Replacing nothing differs.
            6 => Ast::Replace(inner, self.choices.pick(&["a", "ab", "é", "'"]).to_owned(), self.word()),
            _ if self.flag() => Ast::Lower(inner),
            _ => Ast::Upper(inner),
        }
    }

    fn any_type(&self, kind: Kind, depth: usize) -> Ast {
        let otherwise = |this: &Self| this.flag().then(|| this.boxed(kind, depth));
        match self.choices.below(4) {
            0 => Ast::Coalesce(self.two(kind, depth)),
            1 => Ast::NullIf(self.two(kind, depth)),
            2 => {
                let whens = (0..=self.choices.below(2)).map(|_| (self.of(Kind::Bool, depth), self.of(kind, depth)));
                Ast::Case(whens.collect(), otherwise(self))
            }
            _ => {
                let whens = (0..=self.choices.below(2)).map(|_| (self.of(Kind::Int, depth), self.of(kind, depth)));
                Ast::CaseOf(self.boxed(Kind::Int, depth), whens.collect(), otherwise(self))
            }
        }
    }
}
