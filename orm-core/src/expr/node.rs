//! [`Node`], the expression tree, and [`Expr`], a node with its SQL type.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use super::{Aggregate, Builtin, Call, ColumnRef, CustomOp, Function, JsonAs, JsonPath, Window};
use crate::error::StatementError;
use crate::schema::{ColumnType, Sequence};
use crate::statement::{QueryCore, TextClause};
use crate::types::SqlType;
use crate::value::Value;

/// An expression of SQL type `T`. Nullable expressions have `Option` types.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// fn popular(least: i32) -> Expr<bool> {
///     Post::views.ge(least) & !Post::title.like("Draft%")
/// }
/// assert!(sql(select(Post::id).filter(popular(10))).ends_with(r#""posts"."views" >= ? AND "posts"."title" NOT LIKE ? -- 10, 'Draft%'"#));
/// ```
pub struct Expr<T> {
    node: Node,
    ty: PhantomData<fn() -> T>,
}

impl<T> Expr<T> {
    /// Gives a node a type, unchecked.
    pub fn from_node(node: Node) -> Self {
        Expr { node, ty: PhantomData }
    }

    /// The tree.
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// The tree, owned.
    pub fn into_node(self) -> Node {
        self.node
    }
}

impl<T> Clone for Expr<T> {
    fn clone(&self) -> Self {
        Expr::from_node(self.node.clone())
    }
}

impl<T> fmt::Debug for Expr<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}

/// One node of an expression.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Node {
    /// A column.
    ColumnRef(ColumnRef),
    /// A value; always bound.
    Value(Value),
    /// `left op right`.
    Binary {
        /// Operator.
        op: BinaryOp,
        /// Left and right operand.
        sides: Box<(Node, Node)>,
    },
    /// All of them; true when empty.
    And(Vec<Node>),
    /// Any of them; false when empty.
    Or(Vec<Node>),
    /// Negation of a predicate.
    Not(Box<Node>),
    /// Arithmetic minus.
    Negate(Box<Node>),
    /// `node IS [NOT] NULL`.
    IsNull {
        /// Operand.
        node: Box<Node>,
        /// IS NOT NULL.
        negated: bool,
    },
    /// `node [NOT] IN (values)`.
    InList {
        /// Operand.
        node: Box<Node>,
        /// The values; none makes the predicate false (true when negated).
        values: Vec<Value>,
        /// NOT IN.
        negated: bool,
    },
    /// `(a, b) [NOT] IN ((1, 2), (3, 4))`.
    TupleInList {
        /// Operands.
        nodes: Vec<Node>,
        /// One row of values per tuple.
        rows: Vec<Vec<Value>>,
        /// NOT IN.
        negated: bool,
    },
    /// `node [NOT] IN (SELECT …)`. The operand may be a [`Tuple`](Node::Tuple).
    InSelect {
        /// Operand.
        node: Box<Node>,
        /// The subquery.
        select: Box<QueryCore>,
        /// NOT IN.
        negated: bool,
    },
    /// `left op ANY (SELECT …)`, or ALL.
    Quantified {
        /// Operand.
        left: Box<Node>,
        /// A comparison.
        op: BinaryOp,
        /// ALL instead of ANY.
        all: bool,
        /// The subquery.
        select: Box<QueryCore>,
    },
    /// `node [NOT] BETWEEN low AND high`.
    Between {
        /// Operand.
        node: Box<Node>,
        /// Lower bound, included.
        low: Box<Node>,
        /// Upper bound, included.
        high: Box<Node>,
        /// NOT BETWEEN.
        negated: bool,
    },
    /// `node [NOT] LIKE pattern [ESCAPE '/']`.
    Like {
        /// Operand and pattern.
        sides: Box<(Node, Node)>,
        /// Whether `/` escapes wildcards in the pattern.
        escaped: bool,
        /// NOT LIKE.
        negated: bool,
        /// ILIKE.
        insensitive: bool,
    },
    /// CASE.
    Case {
        /// What is compared with each WHEN; without it, each WHEN is a predicate.
        operand: Option<Box<Node>>,
        /// WHEN and THEN.
        whens: Vec<(Node, Node)>,
        /// ELSE; otherwise NULL.
        otherwise: Option<Box<Node>>,
    },
    /// `CAST(node AS type)`.
    Cast {
        /// Operand.
        node: Box<Node>,
        /// Type.
        ty: ColumnType,
    },
    /// `node COLLATE name`.
    Collate {
        /// Operand.
        node: Box<Node>,
        /// Name of the collation.
        name: Cow<'static, str>,
    },
    /// `(a, b)`: a row value.
    Tuple(Vec<Node>),
    /// An expression with a name: `node AS name` where it is selected, the name where rows are sorted, the expression elsewhere.
    Label {
        /// Expression.
        node: Box<Node>,
        /// Name.
        name: Cow<'static, str>,
    },
    /// A function or operator that databases spell differently.
    Builtin {
        /// Which.
        op: Builtin,
        /// Operands.
        args: Vec<Node>,
    },
    /// A function call.
    Function(Box<Call>),
    /// `call OVER (..)`.
    Over {
        /// The function.
        call: Box<Node>,
        /// The rows it sees.
        window: Box<Window>,
    },
    /// An operator of the user's.
    Custom(Box<CustomOp>),
    /// A part of a JSON document.
    Json {
        /// The document.
        node: Box<Node>,
        /// Where in it.
        path: JsonPath,
        /// What it is read as.
        read: JsonAs,
    },
    /// Another expression for each dialect, by its name.
    ByDialect {
        /// What it is in some dialects.
        variants: Vec<(&'static str, Node)>,
        /// What it is in all others, if they have it.
        otherwise: Option<Box<Node>>,
        /// What the others lack.
        feature: &'static str,
    },
    /// The `*` of `count(*)`.
    Star,
    /// The current time of the transaction or statement.
    Now,
    /// `EXISTS (SELECT …)`.
    Exists(Box<QueryCore>),
    /// A subquery that gives one value.
    Subquery(Box<QueryCore>),
    /// In an upsert, the column of the row that was to be inserted.
    Excluded(ColumnRef),
    /// The next number of a sequence.
    NextValue(Box<Sequence>),
    /// Raw SQL with binds.
    Text(Box<TextClause>),
    /// An expression that could not be made: compiling it is this error.
    Invalid(Box<StatementError>),
}

/// A binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BinaryOp {
    /// `=`
    Eq,
    /// `<>`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/` that keeps the fraction
    Div,
    /// `/` of integers, towards zero
    IntegerDiv,
    /// `%` of integers
    Rem,
    /// String concatenation
    Concat,
}

impl BinaryOp {
    /// The comparison that holds exactly when this one does not, NULL aside.
    pub(crate) fn opposite(self) -> Option<BinaryOp> {
        Some(match self {
            BinaryOp::Eq => BinaryOp::Ne,
            BinaryOp::Ne => BinaryOp::Eq,
            BinaryOp::Lt => BinaryOp::Ge,
            BinaryOp::Ge => BinaryOp::Lt,
            BinaryOp::Gt => BinaryOp::Le,
            BinaryOp::Le => BinaryOp::Gt,
            _ => return None,
        })
    }
}

impl Node {
    /// `self op other`. Equality with NULL becomes a null test.
    #[must_use]
    #[inline]
    pub fn binary(self, op: BinaryOp, other: Node) -> Node {
        match (op, &other) {
            (BinaryOp::Eq, Node::Value(Value::Null(_))) => Node::IsNull { node: Box::new(self), negated: false },
            (BinaryOp::Ne, Node::Value(Value::Null(_))) => Node::IsNull { node: Box::new(self), negated: true },
            _ => Node::Binary { op, sides: Box::new((self, other)) },
        }
    }

    /// A builtin of these operands.
    pub fn builtin(op: Builtin, args: impl IntoIterator<Item = Node>) -> Node {
        Node::Builtin { op, args: args.into_iter().collect() }
    }

    /// An expression that makes no sense, for this reason.
    pub fn invalid(error: StatementError) -> Node {
        Node::Invalid(Box::new(error))
    }

    /// The type of what is made of columns that are known only at run time; otherwise `known`, which the expression has in Rust.
    pub(crate) fn type_or(&self, known: ColumnType) -> ColumnType {
        if known == Value::TYPE { self.type_at_run_time().unwrap_or(known) } else { known }
    }

    fn type_at_run_time(&self) -> Option<ColumnType> {
        match self {
            Node::ColumnRef(column) if !column.table.is_described() => Some(column.definition()?.ty),
            Node::Binary { sides, .. } => sides.0.type_at_run_time(),
            Node::Negate(node) | Node::Label { node, .. } => node.type_at_run_time(),
            Node::Function(call) => match &call.function {
                Function::Aggregate(Aggregate::Sum(of)) => Some(*of),
                _ => None,
            },
            _ => None,
        }
    }

    /// The expression without its label.
    pub fn unlabelled(&self) -> &Node {
        match self {
            Node::Label { node, .. } => node.unlabelled(),
            node => node,
        }
    }
}
