//! [`Call`]: a call of a SQL function, and what can follow it.

use std::borrow::Cow;

use super::{Node, OrderBy};
use crate::schema::ColumnType;

/// A call of a SQL function.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Which function.
    pub function: Function,
    /// Arguments.
    pub args: Vec<Node>,
    /// DISTINCT before the arguments.
    pub distinct: bool,
    /// ORDER BY after the arguments.
    pub order_by: Vec<OrderBy>,
    /// FILTER (WHERE …).
    pub filter: Option<Node>,
    /// WITHIN GROUP (ORDER BY …).
    pub within_group: Vec<OrderBy>,
}

/// The function that is called.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// By this name, rendered as it is; it consists of letters, digits, `_` and `.`.
    Named(Cow<'static, str>),
    /// An aggregate that databases call differently.
    Aggregate(Aggregate),
}

/// Aggregates that databases call differently.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Aggregate {
    /// Texts joined, with this between them.
    StringAgg(Cow<'static, str>),
    /// An array of the values.
    ArrayAgg,
    /// A JSON array of the values.
    JsonAgg,
    /// A JSON object of keys and values.
    JsonObjectAgg,
    /// Whether all are true.
    BoolAnd,
    /// Whether any is true.
    BoolOr,
    /// The sum of values of this type.
    Sum(ColumnType),
    /// The average of values of this type.
    Avg(ColumnType),
}

impl Call {
    /// `name(args)`.
    pub fn named(name: impl Into<Cow<'static, str>>, args: Vec<Node>) -> Self {
        Self::of(Function::Named(name.into()), args)
    }

    /// A call without anything after its arguments.
    pub fn of(function: Function, args: Vec<Node>) -> Self {
        Call { function, args, distinct: false, order_by: Vec::new(), filter: None, within_group: Vec::new() }
    }

    /// Calls `visit` for everything that is calculated from.
    pub(crate) fn children<'n>(&'n self, visit: &mut dyn FnMut(&'n Node)) {
        self.args.iter().for_each(&mut *visit);
        self.order_by.iter().chain(&self.within_group).for_each(|key| visit(&key.node));
        self.filter.iter().for_each(visit);
    }
}

/// An operator that is not built in: `left op right`.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomOp {
    /// The operator: signs or words.
    pub op: Cow<'static, str>,
    /// Left operand.
    pub left: Node,
    /// Right operand.
    pub right: Node,
}

impl From<Call> for Node {
    fn from(call: Call) -> Node {
        Node::Function(Box::new(call))
    }
}

impl Node {
    /// The call that this is, if it is one, below a label or not.
    pub(crate) fn call_mut(&mut self) -> Option<&mut Call> {
        match self {
            Node::Function(call) => Some(call),
            Node::Label { node, .. } | Node::Cast { node, .. } => node.call_mut(),
            Node::Over { call, .. } => call.call_mut(),
            _ => None,
        }
    }
}
