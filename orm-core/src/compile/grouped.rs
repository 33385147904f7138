//! Expressions with values that rows are grouped by, where a SELECT uses them again: in HAVING and ORDER BY, or within what it selects.
//!
//! `n / ? = n / ?` need not be true to a database that has yet to see the values, so it would not know the expression again.

use super::Compiler;
use crate::dialect::GroupedAgain;
use crate::error::Result;
use crate::expr::{Call, Function, Node};
use crate::statement::{SelectCore, SelectItem, selected_column};

/// What rows are grouped by and used again.
#[derive(Debug)]
pub(super) struct GroupKey {
    node: Node,
    /// What was written for it.
    text: Option<String>,
}

/// Functions of one row, which are not aggregates.
const OF_ONE: [&str; 5] = ["coalesce", "lower", "nullif", "replace", "upper"];

impl Compiler<'_> {
    /// The keys of a SELECT that it uses again.
    pub(super) fn keys_used_again(&self, select: &SelectCore) -> Vec<GroupKey> {
        if self.dialect.capabilities.grouped_again == GroupedAgain::AsItIs {
            return Vec::new();
        }
        used_again(select).map(|node| GroupKey { node: node.clone(), text: None }).collect()
    }

    /// Writes an expression of a SELECT that is grouped.
    pub(super) fn node_of_group(&mut self, node: &Node) -> Result<()> {
        let Some(at) = self.grouped.iter().position(|key| key.node == *node) else { return self.any_node(node) };
        if self.dialect.capabilities.grouped_again == GroupedAgain::Min {
            self.push("min(");
            self.ungrouped(|this| this.any_node(node))?;
            self.push(")");
            return Ok(());
        }
        if let Some(text) = self.grouped.get(at).and_then(|key| key.text.as_deref()) {
            self.sql.push_str(text);
            return Ok(());
        }
        let start = self.sql.len();
        self.any_node(node)?;
        let text = self.sql.get(start..).map(str::to_owned);
        if let Some(key) = self.grouped.get_mut(at) {
            key.text = text;
        }
        Ok(())
    }

    /// Writes a key itself: in GROUP BY, or as what is selected and named there by its position.
    pub(super) fn group_key_itself(&mut self, node: &Node) -> Result<()> {
        if self.dialect.capabilities.grouped_again == GroupedAgain::Min {
            return self.ungrouped(|this| this.node(node));
        }
        self.node(node)
    }

    /// Writes a call. An aggregate is of the rows in a group, not of the value that they have in common.
    pub(super) fn call_of_group(&mut self, call: &Call) -> Result<()> {
        let of_one = matches!(&call.function, Function::Named(name) if OF_ONE.contains(&&**name));
        if of_one || self.dialect.capabilities.grouped_again != GroupedAgain::Min {
            return self.call(call);
        }
        self.ungrouped(|this| this.call(call))
    }

    /// Whether the expression is written as the value that a group has.
    pub(super) fn is_grouped_value(&self, node: &Node) -> bool {
        self.dialect.capabilities.grouped_again == GroupedAgain::Min && self.grouped.iter().any(|key| key.node == *node)
    }

    /// Whether a selected expression is a key, and the first of its kind.
    pub(super) fn is_key_itself(&mut self, node: &Node) -> bool {
        if self.dialect.capabilities.grouped_again != GroupedAgain::Min {
            return false;
        }
        match self.grouped.iter_mut().find(|key| key.node == *node) {
            Some(key) => key.text.replace(String::new()).is_none(),
            None => false,
        }
    }

    /// Writes what has nothing to do with groups.
    pub(super) fn ungrouped<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> T {
        let grouped = std::mem::take(&mut self.grouped);
        let result = write(self);
        self.grouped = grouped;
        result
    }
}

/// What a SELECT is grouped by with values, and uses again otherwise than by its position.
pub(super) fn used_again(select: &SelectCore) -> impl Iterator<Item = &Node> {
    let keys = select.group_by.iter().map(Node::unlabelled);
    keys.filter(|key| !matches!(key, Node::Value(_)) && key.has_binds() && is_used_again(select, key))
}

fn is_used_again(select: &SelectCore, key: &Node) -> bool {
    let selected = selected_column(&select.items, key).is_some();
    let mut uses = 0;
    let mut count = |node: &Node| node.walk(&mut |node| uses += usize::from(node == key));
    for item in &select.items {
        if let SelectItem::Node(node) = item {
            count(node);
        }
    }
    select.having.iter().for_each(&mut count);
    let by_position = |node: &Node| selected && node.unlabelled() == key;
    select.order_by.iter().filter(|order| !by_position(&order.node)).for_each(|order| count(&order.node));
    uses > usize::from(selected)
}
