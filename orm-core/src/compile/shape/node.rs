//! Expressions.

use super::Shape;
use crate::compile::bind::{padded, padded_len};
use crate::compile::node::row_limit;
use crate::expr::{Call, ColumnRef, CustomOp, Function, JsonAs, JsonPath, JsonStep, Node, TableRef, Window};

/// How many first bytes other nodes have.
const TAGS: usize = 0x40;
/// Of them, the one of a model, which is selected where nodes are.
pub(super) const MODEL: u8 = 0x3f;

impl<'s> Shape<'s> {
    pub(super) fn call(&mut self, call: &'s Call) {
        let Call { function, args, distinct, order_by, filter, within_group } = call;
        match function {
            Function::Named(name) => {
                self.tag(0);
                self.str(name);
            }
            Function::Aggregate(aggregate) => {
                self.tag(1);
                self.hashed(aggregate);
            }
        }
        self.all(args, Self::node);
        self.flag(*distinct);
        self.all(order_by, Self::order);
        self.some(filter.as_ref(), Self::node);
        self.all(within_group, Self::order);
    }

    #[inline]
    pub(super) fn node(&mut self, node: &'s Node) {
        // Most columns are of the same model as the one before them: those are one byte.
        match node {
            Node::ColumnRef(ColumnRef { table: TableRef::Static(table), index })
                if *index < 0xff - TAGS && self.is_last(table) =>
            {
                self.size(TAGS + index);
            }
            // No deeper.
            Node::ColumnRef(_) | Node::Value(_) => self.any_node(node),
            node => self.nested(|this| this.any_node(node)),
        }
    }

    fn any_node(&mut self, node: &'s Node) {
        match node {
            Node::ColumnRef(ColumnRef { table, index }) => {
                self.tag(0);
                self.table(table);
                self.size(*index);
            }
            Node::Value(value) => {
                self.tag(1);
                self.value(value);
            }
            Node::Binary { op, sides } => {
                self.tag(2);
                self.tag(*op as u8);
                self.node(&sides.0);
                self.node(&sides.1);
            }
            Node::And(nodes) => {
                self.tag(3);
                self.all(nodes, Self::node);
            }
            Node::Or(nodes) => {
                self.tag(4);
                self.all(nodes, Self::node);
            }
            Node::Not(node) => {
                self.tag(5);
                self.node(node);
            }
            Node::Negate(node) => {
                self.tag(6);
                self.node(node);
            }
            Node::IsNull { node, negated } => {
                self.tag(7);
                self.flag(*negated);
                self.node(node);
            }
            Node::InList { node, values, negated } => {
                self.tag(8);
                self.flag(*negated);
                self.node(node);
                self.values(values);
            }
            Node::TupleInList { nodes, rows, negated } => {
                self.tag(9);
                self.flag(*negated);
                self.all(nodes, Self::node);
                // As they are written, so that lists of similar length share their text.
                let limit = row_limit(self.max_params, nodes);
                self.size(padded_len(rows.len(), limit));
                for row in padded(rows, limit) {
                    self.all(row, Self::value);
                }
            }
            Node::InSelect { node, select, negated } => {
                self.tag(10);
                self.flag(*negated);
                self.node(node);
                self.statement(select.statement());
            }
            Node::Quantified { left, op, all, select } => {
                self.tag(11);
                self.tag(*op as u8);
                self.flag(*all);
                self.node(left);
                self.statement(select.statement());
            }
            Node::Between { node, low, high, negated } => {
                self.tag(12);
                self.flag(*negated);
                self.node(node);
                self.node(low);
                self.node(high);
            }
            Node::Like { sides, escaped, negated, insensitive } => {
                self.tag(13);
                self.tag(u8::from(*escaped) | u8::from(*negated) << 1 | u8::from(*insensitive) << 2);
                self.node(&sides.0);
                self.node(&sides.1);
            }
            Node::Case { operand, whens, otherwise } => {
                self.tag(14);
                self.some(operand.as_deref(), Self::node);
                self.all(whens, |this, (when, then)| {
                    this.node(when);
                    this.node(then);
                });
                self.some(otherwise.as_deref(), Self::node);
            }
            Node::Cast { node, ty } => {
                self.tag(15);
                self.ty(*ty);
                self.node(node);
            }
            Node::Collate { node, name } => {
                self.tag(16);
                self.str(name);
                self.node(node);
            }
            Node::Tuple(nodes) => {
                self.tag(17);
                self.all(nodes, Self::node);
            }
            Node::Label { node, name } => {
                self.tag(18);
                self.str(name);
                self.node(node);
            }
            Node::Builtin { op, args } => {
                self.tag(19);
                self.hashed(op);
                self.all(args, Self::node);
            }
            Node::Function(call) => {
                self.tag(20);
                self.call(call);
            }
            Node::Over { call, window } => {
                let Window { partition_by, order_by, frame } = &**window;
                self.tag(21);
                self.node(call);
                self.all(partition_by, Self::node);
                self.all(order_by, Self::order);
                self.hashed(frame);
            }
            Node::Custom(custom) => {
                let CustomOp { op, left, right } = &**custom;
                self.tag(22);
                self.str(op);
                self.node(left);
                self.node(right);
            }
            Node::Json { node, path, read } => {
                self.tag(23);
                self.node(node);
                self.json(path, *read);
            }
            Node::ByDialect { variants, otherwise, feature } => {
                self.tag(31);
                self.all(variants, |this, (dialect, node)| {
                    this.str(dialect);
                    this.node(node);
                });
                self.some(otherwise.as_deref(), Self::node);
                self.str(feature);
            }
            Node::Star => self.tag(24),
            Node::Now => self.tag(25),
            Node::Exists(select) => {
                self.tag(26);
                self.statement(select.statement());
            }
            Node::Subquery(select) => {
                self.tag(27);
                self.statement(select.statement());
            }
            Node::Excluded(ColumnRef { table, index }) => {
                self.tag(28);
                self.table(table);
                self.size(*index);
            }
            Node::Text(text) => {
                self.tag(29);
                self.text(text);
            }
            Node::Invalid(_) => self.complete = false,
            Node::NextValue(sequence) => {
                self.tag(30);
                self.debug(&**sequence);
            }
        }
    }

    /// The path is bound, but as a part of the statement.
    fn json(&mut self, path: &JsonPath, read: JsonAs) {
        match read {
            JsonAs::Json => self.tag(0),
            JsonAs::Text => self.tag(1),
            JsonAs::Cast(ty) => {
                self.tag(2);
                self.ty(ty);
            }
        }
        self.size(path.0.len());
        for step in &path.0 {
            match step {
                JsonStep::Key(key) => {
                    self.tag(0);
                    self.str(key);
                }
                JsonStep::Index(index) => {
                    self.tag(1);
                    self.size(*index as usize);
                }
            }
        }
    }
}
