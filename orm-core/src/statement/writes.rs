//! Whether a SELECT writes, by a CTE within it.

use super::{SelectCore, SelectItem, StatementRef};
use crate::expr::{Alias, AliasOf, Node, TableRef};

impl SelectCore {
    /// Whether a CTE that it uses writes.
    pub(crate) fn writes(&self) -> bool {
        let writes = |table: &TableRef| table.alias().is_some_and(alias_writes);
        let item = |item: &SelectItem| match item {
            SelectItem::Model { table, .. } => writes(table),
            SelectItem::Node(node) => node_writes(node),
        };
        self.items.iter().any(item)
            || self.from.iter().any(writes)
            || self.joins.iter().any(|join| writes(&join.table))
            || self.filter.iter().any(node_writes)
    }
}

fn alias_writes(alias: &Alias) -> bool {
    match &alias.of {
        AliasOf::Table(table) => table.alias().is_some_and(alias_writes),
        AliasOf::Subquery { query, .. } => statement_writes(query.statement()),
        AliasOf::Cte(cte) => {
            statement_writes(cte.query.statement())
                || cte.recursive.as_ref().is_some_and(|(step, _)| statement_writes(step.statement()))
        }
        _ => false,
    }
}

fn statement_writes(statement: StatementRef<'_>) -> bool {
    match statement {
        StatementRef::Select(select) => select.writes(),
        StatementRef::Compound(compound) => {
            let mut members = std::iter::once(&compound.first).chain(compound.rest.iter().map(|(_, member)| member));
            members.any(|member| statement_writes(member.statement()))
        }
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
