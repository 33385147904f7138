//! The type of what an expression gives.

use super::{Aggregate, BinaryOp, Builtin, Call, Function, Node};
use crate::schema::ColumnType;
use crate::statement::{QueryCore, SelectItem};
use crate::value::Value;

/// How deep it is looked for.
const DEPTH: usize = 16;

/// What is not known.
const UNKNOWN: ColumnType = ColumnType::Text(None);

/// The type of the values that an expression gives, as far as the tree tells.
pub(crate) fn type_of(node: &Node) -> ColumnType {
    below(node, DEPTH)
}

fn below(node: &Node, depth: usize) -> ColumnType {
    let Some(depth) = depth.checked_sub(1) else { return UNKNOWN };
    match node {
        Node::ColumnRef(column) => column.definition().map_or(UNKNOWN, |definition| definition.ty),
        Node::Value(value) => Value::column_type(value).unwrap_or(UNKNOWN),
        Node::Label { node, .. } | Node::Negate(node) => below(node, depth),
        Node::Cast { ty, .. } => *ty,
        Node::Over { call, .. } => below(call, depth),
        Node::Function(call) => of_call(call, depth),
        Node::Builtin { op: Builtin::Greatest | Builtin::Least, args } => widest(args, depth),
        Node::Binary { op: BinaryOp::Add | BinaryOp::Sub, sides } => widest([&sides.0, &sides.1], depth),
        Node::Case { whens, otherwise, .. } => {
            widest(whens.iter().map(|(_, then)| then).chain(otherwise.as_deref()), depth)
        }
        Node::Subquery(query) => of_query(query, depth),
        _ => UNKNOWN,
    }
}

/// Of a function that gives one of its arguments, or their sum.
fn of_call(call: &Call, depth: usize) -> ColumnType {
    match &call.function {
        Function::Named(name) => match &**name {
            "min" | "max" | "lag" | "lead" | "first_value" | "last_value" | "nth_value" | "nullif" => {
                widest(call.args.first(), depth)
            }
            "coalesce" => widest(&call.args, depth),
            _ => UNKNOWN,
        },
        Function::Aggregate(Aggregate::Sum(_)) => widest(call.args.first(), depth),
        Function::Aggregate(_) => UNKNOWN,
    }
}

fn of_query(query: &QueryCore, depth: usize) -> ColumnType {
    let QueryCore::Select(select) = query else { return UNKNOWN };
    match select.items.first() {
        Some(SelectItem::Node(node)) => below(node, depth),
        _ => UNKNOWN,
    }
}

/// The type of the first, with the most digits after the point that any of them has.
fn widest<'n>(nodes: impl IntoIterator<Item = &'n Node>, depth: usize) -> ColumnType {
    let mut types = nodes.into_iter().map(|node| below(node, depth));
    let first = types.next().unwrap_or(UNKNOWN);
    types.fold(first, |widest, ty| match (widest, ty) {
        (ColumnType::Numeric(Some((_, one))), ColumnType::Numeric(Some((_, other)))) if other > one => ty,
        (ColumnType::Numeric(Some(_)), _) => widest,
        (_, ColumnType::Numeric(Some(_))) => ty,
        _ => widest,
    })
}
