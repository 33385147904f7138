//! `&`, `|`, `!` and operator precedence: random expressions, evaluated by the database and by Rust.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

#[derive(Model, Clone, Debug)]
#[model(table = "samples")]
pub struct Sample {
    #[column(primary_key)]
    pub id: i64,
    pub a: i64,
    pub b: Option<i64>,
    pub p: bool,
    pub q: Option<bool>,
}

fn samples() -> Vec<Sample> {
    let values = [
        (3, Some(-2), true, Some(false)),
        (-7, None, false, Some(true)),
        (0, Some(5), true, None),
        (4, Some(4), false, None),
    ];
    (1..).zip(values).map(|(id, (a, b, p, q))| Sample { id, a, b, p, q }).collect()
}

#[derive(Debug)]
enum Int {
    A,
    B,
    Value(i64),
    Negate(Box<Int>),
    /// `+ - * / %`; the right side of the last two is not zero.
    Binary(char, Box<Int>, Box<Int>),
}

#[derive(Debug)]
enum Bool {
    P,
    Q,
    Compare(u8, Int, Int),
    Same(Box<Bool>, Box<Bool>),
    Between(Int, Int, Int),
    In(Int, Vec<i64>, bool),
    IsNull(Int),
    Unknown(Box<Bool>),
    Not(Box<Bool>),
    And(Box<Bool>, Box<Bool>),
    Or(Box<Bool>, Box<Bool>),
}

/// Xorshift: the same expressions in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }

    fn value(&mut self) -> i64 {
        self.below(11).cast_signed() - 5
    }

    fn int(&mut self, depth: u32) -> Int {
        let kind = if depth == 0 { self.below(3) } else { 3 + self.below(4) };
        match kind {
            0 => Int::A,
            1 => Int::B,
            2 => Int::Value(self.value()),
            3 => Int::Negate(self.int(depth - 1).into()),
            _ => {
                let op = ['+', '-', '*', '/', '%'][usize::try_from(self.below(5)).unwrap()];
                let left = self.int(depth - 1).into();
                let right = if op == '/' || op == '%' {
                    Int::Value(1 + self.below(4).cast_signed())
                } else {
                    let depth = u32::try_from(self.below(u64::from(depth))).unwrap();
                    self.int(depth)
                };
                Int::Binary(op, left, right.into())
            }
        }
    }

    fn bool(&mut self, depth: u32) -> Bool {
        let kind = if depth == 0 { self.below(6) } else { 6 + self.below(5) };
        match kind {
            0 => Bool::P,
            1 => Bool::Q,
            2 => Bool::Compare(u8::try_from(self.below(6)).unwrap(), self.int(2), self.int(1)),
            3 => Bool::Between(self.int(1), self.int(1), self.int(1)),
            4 => Bool::In(self.int(1), (0..self.below(4)).map(|_| self.value()).collect(), self.below(2) == 0),
            5 => Bool::IsNull(self.int(2)),
            6 => Bool::Not(self.bool(depth - 1).into()),
            7 => Bool::And(self.bool(depth - 1).into(), self.bool(depth - 1).into()),
            8 => Bool::Or(self.bool(depth - 1).into(), self.bool(depth - 1).into()),
            9 => Bool::Same(self.bool(depth - 1).into(), self.bool(depth - 1).into()),
            _ => Bool::Unknown(self.bool(depth - 1).into()),
        }
    }
}

impl Int {
    fn expr(&self) -> Expr<Option<i64>> {
        match self {
            Int::A => Sample::a.optional(),
            Int::B => Sample::b.expr(),
            Int::Value(value) => IntoExpr::<i64>::into_expr(*value).optional(),
            Int::Negate(inner) => -inner.expr(),
            Int::Binary('+', left, right) => left.expr() + right.expr(),
            Int::Binary('-', left, right) => left.expr() - right.expr(),
            Int::Binary('*', left, right) => left.expr() * right.expr(),
            Int::Binary('/', left, right) => left.expr() / right.expr(),
            Int::Binary(_, left, right) => left.expr() % right.expr(),
        }
    }

    fn eval(&self, row: &Sample) -> Option<i64> {
        Some(match self {
            Int::A => row.a,
            Int::B => row.b?,
            Int::Value(value) => *value,
            Int::Negate(inner) => -inner.eval(row)?,
            Int::Binary(op, left, right) => {
                let (left, right) = (left.eval(row)?, right.eval(row)?);
                match op {
                    '+' => left + right,
                    '-' => left - right,
                    '*' => left * right,
                    '/' => left / right,
                    _ => left % right,
                }
            }
        })
    }
}

impl Bool {
    fn expr(&self) -> Expr<bool> {
        match self {
            Bool::P => Sample::p.expr(),
            Bool::Q => Sample::q.into_expr(),
            Bool::Compare(0, left, right) => left.expr().eq(right.expr()),
            Bool::Compare(1, left, right) => left.expr().ne(right.expr()),
            Bool::Compare(2, left, right) => left.expr().lt(right.expr()),
            Bool::Compare(3, left, right) => left.expr().le(right.expr()),
            Bool::Compare(4, left, right) => left.expr().gt(right.expr()),
            Bool::Compare(_, left, right) => left.expr().ge(right.expr()),
            Bool::Same(left, right) => left.expr().eq(right.expr()),
            Bool::Between(value, low, high) => value.expr().between(low.expr(), high.expr()),
            Bool::In(value, list, false) => value.expr().in_(list.iter().copied()),
            Bool::In(value, list, true) => value.expr().not_in(list.iter().copied()),
            Bool::IsNull(value) => value.expr().is_null(),
            Bool::Unknown(inner) => inner.expr().is_null(),
            Bool::Not(inner) => !inner.expr(),
            Bool::And(left, right) => left.expr() & right.expr(),
            Bool::Or(left, right) => left.expr() | right.expr(),
        }
    }

    /// SQL's logic of three values; `None` is unknown.
    fn eval(&self, row: &Sample) -> Option<bool> {
        Some(match self {
            Bool::P => row.p,
            Bool::Q => row.q?,
            Bool::Compare(op, left, right) => {
                let (left, right) = (left.eval(row)?, right.eval(row)?);
                [left == right, left != right, left < right, left <= right, left > right, left >= right]
                    [usize::from(*op)]
            }
            Bool::Same(left, right) => left.eval(row)? == right.eval(row)?,
            Bool::Between(value, low, high) => {
                let value = value.eval(row);
                let above = Some(low.eval(row).zip(value).map(|(low, value)| low <= value));
                let below = Some(high.eval(row).zip(value).map(|(high, value)| value <= high));
                return and(above.flatten(), below.flatten());
            }
            // Nothing is in an empty list, not even NULL.
            Bool::In(_, list, negated) if list.is_empty() => *negated,
            Bool::In(value, list, negated) => list.contains(&value.eval(row)?) != *negated,
            Bool::IsNull(value) => value.eval(row).is_none(),
            Bool::Unknown(inner) => inner.eval(row).is_none(),
            Bool::Not(inner) => !inner.eval(row)?,
            Bool::And(left, right) => return and(left.eval(row), right.eval(row)),
            Bool::Or(left, right) => {
                return and(left.eval(row).map(|v| !v), right.eval(row).map(|v| !v)).map(|v| !v);
            }
        })
    }
}

fn and(left: Option<bool>, right: Option<bool>) -> Option<bool> {
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

async fn filled(db: &orm_tests::TestDb) -> orm::Result<Connection> {
    db.create(&metadata![Sample]).await?;
    let mut conn = db.engine.acquire().await?;
    conn.execute(insert(Sample).values(samples())).await?;
    Ok(conn)
}

db_test! {
    async fn any_number_of_conditions_is_taken(db: &TestDb) {
        let mut conn = filled(db).await?;
        // SQLite takes a square of the time for so many constants.
        let most = if db.backend == Backend::Sqlite { 6_000 } else { 20_000 };
        for count in [100, 1_000, most] {
            let any = any_of((0..count).map(|n| Sample::a.eq(n - 7)));
            let query = |condition: Expr<bool>| select(Sample::id).filter(condition).order_by(Sample::id);
            assert_eq!(conn.execute(query(any.clone())).all().await?, [1, 2, 3, 4]);
            assert_eq!(conn.execute(query(!any & Sample::p.eq(true))).all().await?, [0; 0]);
            let all = all_of((0..count).map(|n| Sample::a.ne(n + 1)));
            assert_eq!(conn.execute(query(all)).all().await?, [2, 3]);
            let joined = (1..count).map(|n| Sample::a.eq(n)).reduce(|one, other| one | other).unwrap();
            let mixed = joined & all_of((0..count / 3).map(|n| Sample::a.ne(n + 4)));
            assert_eq!(conn.execute(query(mixed)).all().await?, [1]);
        }
    }

    async fn conditions_mean_what_they_say(db: &TestDb) {
        let mut conn = filled(db).await?;
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        for round in 0..200 {
            let condition = random.bool(round % 4);
            let query = select(condition.expr()).select_from(Sample).order_by(Sample::id);
            let sql = format!("{:?}", orm::core::statement::Statement::compile(&query, db.engine.dialect())?);
            let selected: Expr<Option<bool>> = condition.expr().optional();
            let found = conn.execute(select(selected).select_from(Sample).order_by(Sample::id)).all().await?;
            let expected: Vec<_> = samples().iter().map(|row| condition.eval(row)).collect();
            assert_eq!(found, expected, "{condition:?}\n{sql}");
            let filtered = select(Sample::id).filter(condition.expr()).filter(!Sample::id.eq(0)).order_by(Sample::id);
            let found = conn.execute(filtered).all().await?;
            let expected: Vec<_> =
                samples().iter().filter(|row| condition.eval(row) == Some(true)).map(|row| row.id).collect();
            assert_eq!(found, expected, "{condition:?}\n{sql}");
        }
    }

    async fn arithmetic_means_what_it_says(db: &TestDb) {
        let mut conn = filled(db).await?;
        let mut random = Random(0x2545_f491_4f6c_dd1d);
        for round in 0..200 {
            let value = random.int(round % 5);
            let query = select(value.expr()).select_from(Sample).order_by(Sample::id);
            let sql = format!("{:?}", orm::core::statement::Statement::compile(&query, db.engine.dialect())?);
            let found = conn.execute(query).all().await?;
            let expected: Vec<_> = samples().iter().map(|row| value.eval(row)).collect();
            assert_eq!(found, expected, "{value:?}\n{sql}");
        }
    }

    async fn a_column_of_booleans_is_a_condition(db: &TestDb) {
        let mut conn = filled(db).await?;
        let ids = |condition: Expr<bool>| select(Sample::id).filter(condition).order_by(Sample::id);
        assert_eq!(conn.execute(select(Sample::id).filter(Sample::p).order_by(Sample::id)).all().await?, [1, 3]);
        assert_eq!(conn.execute(ids(!Sample::p)).all().await?, [2, 4]);
        assert_eq!(conn.execute(ids(Sample::p & Sample::q.is_null())).all().await?, [3]);
        assert_eq!(conn.execute(ids(Sample::p | Sample::q)).all().await?, [1, 2, 3]);
        assert_eq!(conn.execute(ids(Sample::a.gt(1).and(Sample::p).or(Sample::q))).all().await?, [1, 2]);
    }
}
