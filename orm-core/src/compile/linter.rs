//! Finds tables that nothing links: every row of one with every row of the other is rarely meant.

use super::Compiler;
use crate::expr::{Node, TableRef};
use crate::statement::{JoinKind, JoinOn, SelectCore};

/// Groups of linked tables.
struct Links<'s> {
    tables: Vec<&'s TableRef>,
    group: Vec<usize>,
}

impl<'s> Links<'s> {
    fn link(&mut self, a: usize, b: usize) {
        link(&mut self.group, a, b);
    }

    /// Links all tables that a condition mentions.
    fn mention(&mut self, condition: &Node) {
        // Each part of an AND links by itself.
        if let Node::And(parts) = condition {
            return parts.iter().for_each(|part| self.mention(part));
        }
        let mut first = None;
        let Links { tables, group } = self;
        condition.walk(&mut |node| {
            if let Node::ColumnRef(column) = node
                && let Some(at) = tables.iter().position(|table| **table == column.table)
            {
                link(group, *first.get_or_insert(at), at);
            }
        });
    }
}

fn link(groups: &mut [usize], a: usize, b: usize) {
    let (a, b) = (groups[a], groups[b]);
    if a != b {
        groups.iter_mut().filter(|group| **group == a).for_each(|group| *group = b);
    }
}

impl Compiler<'_> {
    /// Warns of tables of a FROM that no condition links.
    pub(super) fn lint(&mut self, select: &SelectCore, roots: &[TableRef]) {
        if roots.len() + select.joins.len() < 2 {
            return;
        }
        // Of a single root, every join has said what it is for, unless it compares nothing.
        let tables: Vec<&TableRef> = roots.iter().chain(select.joins.iter().map(|join| &join.table)).collect();
        let mut links = Links { group: (0..tables.len()).collect(), tables };
        for (at, join) in select.joins.iter().enumerate() {
            let at = roots.len() + at;
            match &join.on {
                // Said so, or found by its foreign key.
                _ if join.kind == JoinKind::Cross => links.link(at, 0),
                JoinOn::Everything | JoinOn::ForeignKey => links.link(at, 0),
                JoinOn::Relationship { .. } => {
                    if let Some(left) = links.tables.iter().position(|table| Some(*table) == join.left.as_ref()) {
                        links.link(at, left);
                    }
                }
                JoinOn::Condition(condition) => links.mention(condition),
            }
        }
        select.filter.iter().for_each(|condition| links.mention(condition));
        for at in 1..links.tables.len() {
            let lateral = links.tables[at].alias().is_some_and(crate::expr::Alias::is_lateral);
            // A row of its own, or one that depends on the others.
            if lateral {
                links.link(at, 0);
            }
        }
        let Some(other) = links.group.iter().position(|group| *group != links.group[0]) else { return };
        let (one, other) = (links.tables[0], links.tables[other]);
        self.warnings.push(format!(
            "`{one:?}` and `{other:?}` are not joined: the statement gives every row of one with every row of the other. \
             Join them, or say that it is meant with `.cross_join(..)`"
        ));
    }
}
