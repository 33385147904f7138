//! Random expressions: an [`Ast`] is both SQL ([`Ast::node`]) and what it is worth for a row ([`Ast::eval`]).

#[path = "tree/eval.rs"]
mod eval;
#[path = "tree/generate.rs"]
mod generate;
#[path = "tree/sql.rs"]
mod sql;

pub use eval::Answer;
pub use generate::Generator;

/// A row of the table that expressions are about.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub b: [Option<bool>; 2],
    pub i: [Option<i64>; 3],
    pub t: [Option<String>; 2],
    pub f: [Option<f64>; 2],
}

/// An SQL type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Bool,
    Int,
    Text,
    Float,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cmp {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// Operators and functions of integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntOp {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    FloorDiv,
    BitAnd,
    BitOr,
    BitXor,
    ShiftLeft,
    ShiftRight,
    Greatest,
    Least,
}

/// Operators of floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FloatOp {
    Add,
    Sub,
    Mul,
    Div,
}

/// Operators and functions of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    StartsWith,
    EndsWith,
    Contains,
}

/// An expression. Its operands have the types that it needs: the generator sees to that.
#[derive(Clone, Debug)]
pub enum Ast {
    Column(Kind, usize),
    Literal(Answer),
    // Predicates
    And(Vec<Ast>),
    Or(Vec<Ast>),
    Not(Box<Ast>),
    IsNull(Box<Ast>, bool),
    Compare(Cmp, Box<[Ast; 2]>),
    Distinct(Box<[Ast; 2]>, bool),
    Between(Box<[Ast; 3]>, bool),
    InList(Box<Ast>, Vec<Answer>, bool),
    RowCompare(Cmp, Box<[Ast; 4]>),
    Matches(Match, Box<Ast>, String, bool),
    // Numbers
    Int(IntOp, Box<[Ast; 2]>),
    Float(FloatOp, Box<[Ast; 2]>),
    Negate(Box<Ast>),
    Abs(Box<Ast>),
    Sign(Box<Ast>),
    BitNot(Box<Ast>),
    Floor(Box<Ast>),
    Ceil(Box<Ast>),
    TrueDiv(Box<[Ast; 2]>),
    AsFloat(Box<Ast>),
    // Text
    Length(Box<Ast>),
    Position(Box<[Ast; 2]>),
    Concat(Box<[Ast; 2]>),
    Substr(Box<Ast>, i32, i32),
    Left(Box<Ast>, i32),
    Right(Box<Ast>, i32),
    Trim(Box<Ast>),
    Replace(Box<Ast>, String, String),
    Lower(Box<Ast>),
    Upper(Box<Ast>),
    // Any type
    Case(Vec<(Ast, Ast)>, Option<Box<Ast>>),
    CaseOf(Box<Ast>, Vec<(Ast, Ast)>, Option<Box<Ast>>),
    Coalesce(Box<[Ast; 2]>),
    NullIf(Box<[Ast; 2]>),
}
