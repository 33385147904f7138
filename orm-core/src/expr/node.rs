//! [`Node`], the expression tree, and [`Expr`], a node with its SQL type.

use std::fmt;
use std::marker::PhantomData;

use super::ColumnRef;
use crate::schema::Sequence;
use crate::statement::{SelectCore, TextClause, TextPart};
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
#[derive(Clone, Debug)]
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
        /// Left operand.
        left: Box<Node>,
        /// Right operand.
        right: Box<Node>,
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
    /// `(a, b) IN ((1, 2), (3, 4))`.
    TupleInList {
        /// Operands.
        nodes: Vec<Node>,
        /// One row of values per tuple.
        rows: Vec<Vec<Value>>,
    },
    /// `node [NOT] IN (SELECT …)`.
    InSelect {
        /// Operand.
        node: Box<Node>,
        /// The subquery.
        select: Box<SelectCore>,
        /// NOT IN.
        negated: bool,
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
        /// Operand.
        node: Box<Node>,
        /// Pattern.
        pattern: Box<Node>,
        /// Whether `/` escapes wildcards in the pattern.
        escaped: bool,
        /// NOT LIKE.
        negated: bool,
    },
    /// A function call.
    Function(FunctionCall),
    /// The `*` of `count(*)`.
    Star,
    /// The current time of the transaction or statement.
    Now,
    /// `EXISTS (SELECT …)`.
    Exists(Box<SelectCore>),
    /// A subquery that gives one value.
    Subquery(Box<SelectCore>),
    /// The next number of a sequence.
    NextValue(Box<Sequence>),
    /// Raw SQL with binds.
    Text(TextClause),
}

/// A call of a SQL function.
#[derive(Clone, Debug)]
pub struct FunctionCall {
    /// Name; rendered as it is.
    pub name: &'static str,
    /// Arguments.
    pub args: Vec<Node>,
    /// DISTINCT before the arguments.
    pub distinct: bool,
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

impl Node {
    /// `self op other`. Equality with NULL becomes a null test.
    #[must_use]
    pub fn binary(self, op: BinaryOp, other: Node) -> Node {
        match (op, &other) {
            (BinaryOp::Eq, Node::Value(Value::Null(_))) => Node::IsNull { node: Box::new(self), negated: false },
            (BinaryOp::Ne, Node::Value(Value::Null(_))) => Node::IsNull { node: Box::new(self), negated: true },
            _ => Node::Binary { op, left: Box::new(self), right: Box::new(other) },
        }
    }

    /// How many values the expression binds, those of subqueries aside.
    pub fn binds(&self) -> usize {
        let mut binds = 0;
        self.walk(&mut |node| {
            binds += match node {
                Node::Value(_) => 1,
                Node::InList { values, .. } => values.len(),
                Node::TupleInList { rows, .. } => rows.iter().map(Vec::len).sum(),
                Node::Text(clause) => clause.parts.iter().filter(|part| matches!(part, TextPart::Bind(_))).count(),
                _ => 0,
            }
        });
        binds
    }

    /// Calls `visit` for this node and every node below it, subqueries aside.
    pub fn walk<'n>(&'n self, visit: &mut dyn FnMut(&'n Node)) {
        visit(self);
        match self {
            Node::Binary { left, right, .. } => {
                left.walk(visit);
                right.walk(visit);
            }
            Node::And(nodes) | Node::Or(nodes) | Node::TupleInList { nodes, .. } => {
                nodes.iter().for_each(|node| node.walk(visit));
            }
            Node::Not(node)
            | Node::Negate(node)
            | Node::IsNull { node, .. }
            | Node::InList { node, .. }
            | Node::InSelect { node, .. } => node.walk(visit),
            Node::Between { node, low, high, .. } => {
                node.walk(visit);
                low.walk(visit);
                high.walk(visit);
            }
            Node::Like { node, pattern, .. } => {
                node.walk(visit);
                pattern.walk(visit);
            }
            Node::Function(call) => call.args.iter().for_each(|node| node.walk(visit)),
            Node::ColumnRef(_)
            | Node::Value(_)
            | Node::Star
            | Node::Now
            | Node::NextValue(_)
            | Node::Exists(_)
            | Node::Subquery(_)
            | Node::Text(_) => {}
        }
    }
}
