//! Whether a SELECT or a compound writes, by a CTE within it.

use super::written::is_select;
use super::{CompoundCore, JoinOn, QueryCore, SelectCore, SelectItem, StatementRef};
use crate::expr::{Alias, AliasOf, Node, TableRef};

impl SelectCore {
    /// Whether a CTE that it uses writes.
    pub(crate) fn writes(&self) -> bool {
        let writes = |table: &TableRef| table.alias().is_some_and(alias_writes);
        let item = |item: &SelectItem| match item {
            SelectItem::Model { table, .. } => writes(table),
            SelectItem::Node(node) => node_writes(node),
        };
        let nodes = [&self.filter, &self.group_by, &self.having, &self.distinct_on];
        self.items.iter().any(item)
            || self.from.iter().any(writes)
            || self.joins.iter().any(|join| writes(&join.table) || condition_writes(&join.on))
            || nodes.into_iter().flatten().any(node_writes)
            || self.order_by.iter().any(|key| node_writes(&key.node))
    }
}

impl CompoundCore {
    /// Whether a CTE that a member uses writes.
    pub(crate) fn writes(&self) -> bool {
        self.members().any(|member| statement_writes(member.statement()))
            || self.order_by.iter().any(|key| node_writes(&key.node))
    }

    /// Whether a member locks rows.
    pub(crate) fn locks(&self) -> bool {
        self.members().any(|member| match member.statement() {
            StatementRef::Select(select) => select.lock.is_some(),
            StatementRef::Compound(compound) => compound.locks(),
            _ => false,
        })
    }

    fn members(&self) -> impl Iterator<Item = &QueryCore> {
        std::iter::once(&self.first).chain(self.rest.iter().map(|(_, member)| member))
    }
}

fn condition_writes(on: &JoinOn) -> bool {
    matches!(on, JoinOn::Condition(condition) if node_writes(condition))
}

fn alias_writes(alias: &Alias) -> bool {
    match &alias.of {
        AliasOf::Table(table) => table.alias().is_some_and(alias_writes),
        AliasOf::Subquery { query, .. } => statement_writes(query.statement()),
        AliasOf::Cte(cte) => {
            statement_writes(cte.query.statement())
                || cte.recursive.as_ref().is_some_and(|(step, _)| statement_writes(step.statement()))
        }
        AliasOf::Values(rows) => rows.iter().flatten().any(node_writes),
        AliasOf::Function(call) => {
            let mut writes = false;
            call.children(&mut |node| writes |= node_writes(node));
            writes
        }
        AliasOf::Sample(..) | AliasOf::Recursion(_) => false,
    }
}

fn statement_writes(statement: StatementRef<'_>) -> bool {
    match statement {
        StatementRef::Select(select) => select.writes(),
        StatementRef::Compound(compound) => compound.writes(),
        StatementRef::Text(text) => !is_select(text),
        _ => true,
    }
}

fn node_writes(node: &Node) -> bool {
    let mut writes = false;
    node.walk(&mut |node| {
        writes |= match node {
            Node::ColumnRef(column) => column.table.alias().is_some_and(alias_writes),
            Node::InSelect { select, .. }
            | Node::Quantified { select, .. }
            | Node::Exists(select)
            | Node::Subquery(select) => statement_writes(select.statement()),
            _ => false,
        };
    });
    writes
}
