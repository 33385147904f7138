//! AND and OR of any number of conditions.

use super::Compiler;
use super::node::COMPARISON;
use crate::error::Result;
use crate::expr::Node;

/// Most conditions that are written side by side where each adds to the depth of the expression.
const FLAT: usize = 32;

impl Compiler<'_> {
    /// How tightly what [`junction`](Self::junction) writes binds.
    pub(super) fn junction_precedence(&self, nodes: &[Node], all: bool) -> u8 {
        let mut written = written(nodes, all);
        match (written.next(), written.next()) {
            (None, _) => COMPARISON,
            (Some(only), None) => self.precedence(only),
            _ => junction_precedence(all),
        }
    }

    /// Writes conditions of which all, or any, hold. A member that is always true (or false) is left out, or is the whole.
    pub(super) fn junction(&mut self, nodes: &[Node], all: bool) -> Result<()> {
        let mut members = Vec::new();
        if self.dialect.capabilities.junctions_are_deep {
            flatten(nodes, all, &mut members);
        } else {
            members.extend(written(nodes, all));
        }
        match members[..] {
            [] => {
                let decided = nodes.iter().any(|node| constant(node) == Some(!all));
                self.push(if all != decided { "1 = 1" } else { "1 = 0" });
                Ok(())
            }
            [only] => self.node(only),
            _ if self.dialect.capabilities.junctions_are_deep => self.halves(&members, all),
            _ => self.side_by_side(&members, all),
        }
    }

    /// Writes many conditions in halves, so that the expression is no deeper than it has to be.
    fn halves(&mut self, members: &[&Node], all: bool) -> Result<()> {
        if members.len() <= FLAT {
            return self.side_by_side(members, all);
        }
        let (left, right) = members.split_at(members.len() / 2);
        self.push("(");
        self.halves(left, all)?;
        self.push(if all { ") AND (" } else { ") OR (" });
        self.halves(right, all)?;
        self.push(")");
        Ok(())
    }

    fn side_by_side(&mut self, members: &[&Node], all: bool) -> Result<()> {
        for (i, node) in members.iter().enumerate() {
            if i > 0 {
                self.push(if all { " AND " } else { " OR " });
            }
            self.operand(node, junction_precedence(all))?;
        }
        Ok(())
    }

    /// Writes conditions, all of which hold.
    pub(super) fn all_of(&mut self, nodes: &[Node]) -> Result<()> {
        self.junction(nodes, true)
    }
}

pub(super) fn junction_precedence(all: bool) -> u8 {
    if all { 2 } else { 1 }
}

/// The members of a junction that are written: none if one of them decides. What adds nothing is left out.
fn written(nodes: &[Node], all: bool) -> impl Iterator<Item = &Node> {
    let decided = nodes.iter().any(|node| constant(node) == Some(!all));
    nodes.iter().filter(move |node| !decided && constant(node).is_none())
}

/// A condition that is always true or false, whatever the row: a junction of none.
fn constant(node: &Node) -> Option<bool> {
    match node {
        Node::And(nodes) if nodes.is_empty() => Some(true),
        Node::Or(nodes) if nodes.is_empty() => Some(false),
        _ => None,
    }
}

/// The members of a junction, and those of the junctions of the same kind among them.
fn flatten<'n>(nodes: &'n [Node], all: bool, members: &mut Vec<&'n Node>) {
    for node in written(nodes, all) {
        match node {
            Node::And(inner) if all && written(inner, all).nth(1).is_some() => flatten(inner, all, members),
            Node::Or(inner) if !all && written(inner, all).nth(1).is_some() => flatten(inner, all, members),
            node => members.push(node),
        }
    }
}
