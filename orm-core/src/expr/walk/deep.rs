//! Walking expressions together with the queries in them.

use crate::expr::{AliasOf, Node, OrderBy, TableRef};
use crate::statement::{CompoundCore, JoinOn, SelectCore, SelectItem, StatementRef};

type Visit<'v, 'n> = &'v mut dyn FnMut(&'n Node);

impl Node {
    /// Calls `visit` for this node and every node below it, those of subqueries included. (Raw SQL has no nodes, and statements that write
    /// see nothing of what is around them.)
    #[doc(hidden)]
    pub fn walk_deep<'n>(&'n self, visit: Visit<'_, 'n>) {
        self.walk(&mut |node| {
            visit(node);
            match node {
                Node::Subquery(query)
                | Node::Exists(query)
                | Node::InSelect { select: query, .. }
                | Node::Quantified { select: query, .. } => walk_statement(query.statement(), visit),
                _ => {}
            }
        });
    }
}

fn walk_statement<'n>(statement: StatementRef<'n>, visit: Visit<'_, 'n>) {
    match statement {
        StatementRef::Select(select) => walk_select(select, visit),
        StatementRef::Compound(CompoundCore { first, rest, order_by, .. }) => {
            walk_statement(first.statement(), visit);
            rest.iter().for_each(|(_, query)| walk_statement(query.statement(), visit));
            walk_keys(order_by, visit);
        }
        _ => {}
    }
}

fn walk_select<'n>(select: &'n SelectCore, visit: Visit<'_, 'n>) {
    for item in &select.items {
        match item {
            SelectItem::Model { table, .. } => walk_table(table, visit),
            SelectItem::Node(node) => node.walk_deep(visit),
        }
    }
    select.from.iter().for_each(|table| walk_table(table, visit));
    for join in &select.joins {
        walk_table(&join.table, visit);
        if let JoinOn::Condition(condition) = &join.on {
            condition.walk_deep(visit);
        }
    }
    let SelectCore { filter, group_by, having, distinct_on, order_by, .. } = select;
    for node in [filter, group_by, having, distinct_on].into_iter().flatten() {
        node.walk_deep(visit);
    }
    walk_keys(order_by, visit);
}

fn walk_keys<'n>(keys: &'n [OrderBy], visit: Visit<'_, 'n>) {
    keys.iter().for_each(|key| key.node.walk_deep(visit));
}

fn walk_table<'n>(table: &'n TableRef, visit: Visit<'_, 'n>) {
    match table.alias().map(|alias| &alias.of) {
        Some(AliasOf::Subquery { query, .. }) => walk_statement(query.statement(), visit),
        Some(AliasOf::Values(rows)) => rows.iter().flatten().for_each(|node| node.walk_deep(visit)),
        Some(AliasOf::Function(call)) => call.children(&mut |node| node.walk_deep(visit)),
        _ => {}
    }
}
