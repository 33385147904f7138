//! The FROM clause: which tables a SELECT needs, and whether a column's table is among them.

use std::borrow::Cow;

use super::{Compiler, Within};
use crate::error::{Result, StatementError};
use crate::expr::{AliasOf, ColumnRef, Node, TableRef};
use crate::relationship::foreign_key_between;
use crate::schema::Table;
use crate::statement::{Correlation, HintPlace, Join, JoinKind, JoinOn, SelectCore, SelectItem};

impl Compiler<'_> {
    /// Writes FROM and the joins; the scope in which they are is open. Of a first join on nothing but tables of the statement around it,
    /// the condition is given back: it is for WHERE.
    pub(super) fn from<'s>(&mut self, roots: &[TableRef], select: &'s SelectCore) -> Result<Option<Cow<'s, Node>>> {
        let mut link = None;
        let joins = &select.joins;
        // A comma binds less tightly than JOIN, whose condition could not see what stands before the comma.
        let pair = if joins.is_empty() { ", " } else { " CROSS JOIN " };
        for (i, table) in roots.iter().enumerate() {
            self.push(if i == 0 { " FROM " } else { pair });
            self.hinted_source(select, table, &roots[..i])?;
        }
        let mut before = roots.to_vec();
        for (i, join) in joins.iter().enumerate() {
            if before.contains(&join.table) {
                let message =
                    format!("`{}` is in the statement twice: joining it again needs an alias", join.table.model);
                return Err(StatementError::Join(message).into());
            }
            let first = before.is_empty();
            self.push(match join.kind {
                JoinKind::Inner | JoinKind::Cross if first => " FROM ",
                _ if first => return Err(nothing_to_join(&join.table)),
                JoinKind::Inner => " JOIN ",
                JoinKind::LeftOuter => " LEFT OUTER JOIN ",
                JoinKind::FullOuter if self.dialect.capabilities.full_outer_join => " FULL OUTER JOIN ",
                JoinKind::FullOuter => return Err(self.unsupported("FULL OUTER JOIN")),
                JoinKind::Cross => " CROSS JOIN ",
            });
            let along = match &join.on {
                JoinOn::Along { owner, name } => Some(join.along(owner, name)?),
                _ => None,
            };
            match along.as_ref().and_then(|along| along.between.as_ref()) {
                // In parentheses, so that an outer join keeps its left side once, whatever is in between.
                Some((between, to_target)) => {
                    self.in_scope(between.clone());
                    self.push("(");
                    self.source(between, &before)?;
                    self.push(" JOIN ");
                    self.hinted_source(select, &join.table, &before)?;
                    self.push(" ON ");
                    self.node(to_target)?;
                    self.push(")");
                }
                None => self.hinted_source(select, &join.table, &before)?,
            }
            let condition = match &join.on {
                JoinOn::Condition(condition) => Some(Cow::Borrowed(condition)),
                JoinOn::Along { .. } => along.map(|along| Cow::Owned(along.on)),
                JoinOn::ForeignKey => Some(Cow::Owned(inferred_condition(&join.table, &before)?)),
                JoinOn::Everything => None,
            };
            if let Some(condition) = condition {
                uses_only_earlier(&condition, &join.table, &joins[i + 1..])?;
                if first {
                    link = Some(condition);
                } else {
                    self.push(" ON ");
                    self.node(&condition)?;
                }
            }
            before.push(join.table.clone());
        }
        Ok(link)
    }

    /// Writes what a FROM has, and the hints about it.
    fn hinted_source(&mut self, select: &SelectCore, table: &TableRef, before: &[TableRef]) -> Result<()> {
        self.source(table, before)?;
        for hint in self.hints(select, |place| matches!(place, HintPlace::Table(about) if about == table)) {
            self.push(" ");
            self.push(hint);
        }
        Ok(())
    }

    /// Adds a table that only a join needs to the open scope.
    fn in_scope(&mut self, table: TableRef) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.push(table);
        }
    }

    /// Writes a column, if the statement has its table.
    pub(super) fn column(&mut self, column: &ColumnRef) -> Result<()> {
        let Some(scope) = self.scopes.iter().rposition(|scope| scope.contains(&column.table)) else {
            return Err(self.unknown_from(column));
        };
        self.outermost = self.outermost.min(scope);
        if self.qualify {
            self.qualifier(&column.table);
            self.push(".");
        }
        match column.definition() {
            Some(definition) => {
                self.identifier(&definition.name);
                Ok(())
            }
            None => {
                Err(StatementError::Empty(format!("`{}` has no column {}", column.table.model, column.index)).into())
            }
        }
    }

    fn unknown_from(&self, column: &ColumnRef) -> crate::error::Error {
        let available: &[TableRef] = self.scopes.last().map_or(&[], Vec::as_slice);
        let missing = &column.table;
        let name = match missing {
            TableRef::Alias(alias) => format!("{alias:?}"),
            table => table.name.to_string(),
        };
        let unknown = |hint| StatementError::UnknownFrom { column: format!("{column:?}"), table: name, hint };
        if self.within == Within::Change {
            return unknown(subquery_hint(available, missing)).into();
        }
        if let TableRef::Alias(alias) = missing {
            let what = if let AliasOf::Table(_) = alias.of { "alias" } else { "subquery" };
            return unknown(format!("join the {what} with `.join({what}.on(..))`, or add it with `.select_from(..)`"))
                .into();
        }
        let along = available.iter().find_map(|table| {
            let relationship = table.relationships.iter().find(|r| (r.target)().name == missing.name)?;
            Some(format!("add `.join({}::{})`", table.model, relationship.name))
        });
        let by_key = || {
            let linked = available.iter().any(|table| {
                foreign_key_between(table, missing, None).is_ok() || foreign_key_between(missing, table, None).is_ok()
            });
            linked.then(|| format!("add `.join({})`", missing.model))
        };
        let hint = along
            .or_else(by_key)
            .unwrap_or_else(|| format!("add `.join({0}.on(..))` or `.select_from({0})`", missing.model));
        unknown(hint).into()
    }

    /// The tables of FROM: those of the selected items, those asked for, and the left side of the first relationship joined,
    /// unless a join provides them or they are the enclosing statement's.
    pub(super) fn roots(&self, select: &SelectCore) -> Vec<TableRef> {
        let mut roots: Vec<TableRef> = Vec::new();
        let joined = |table: &TableRef| select.joins.iter().any(|join| join.table == *table);
        let mut add = |table: &TableRef| {
            if !joined(table) && !roots.contains(table) {
                roots.push(table.clone());
            }
        };
        for item in &select.items {
            match item {
                SelectItem::Model { table, .. } | SelectItem::Node(Node::ColumnRef(ColumnRef { table, .. })) => {
                    add(table)
                }
                SelectItem::Node(node) => node.walk(&mut |node| {
                    if let Node::ColumnRef(column) = node {
                        add(&column.table);
                    }
                }),
            }
        }
        select.from.iter().for_each(&mut add);
        select.joins.iter().filter_map(|join| join.left.as_ref()).for_each(&mut add);
        // A self-referential join provides its own table; FROM must have it all the same.
        if roots.is_empty()
            && let Some(join) = select.joins.first()
        {
            roots.extend(join.left.clone());
        }
        self.correlate(select, &mut roots);
        roots
    }

    /// Takes out the tables that come from the enclosing statement.
    fn correlate(&self, select: &SelectCore, roots: &mut Vec<TableRef>) {
        if self.scopes.is_empty() {
            return;
        }
        match &select.correlation {
            Correlation::Auto => {
                let inner = |table: &TableRef| select.from.contains(table) || !self.is_outer(table);
                let own: Vec<TableRef> = roots.iter().filter(|table| inner(table)).cloned().collect();
                let stays = |table: &TableRef| inner(table) || is_joined(table, &own, &select.joins);
                // What is left to select from; otherwise it is a query of its own.
                if roots.iter().any(stays) {
                    roots.retain(stays);
                }
            }
            Correlation::To(tables) => roots.retain(|table| !tables.contains(table)),
            Correlation::Except(tables) => roots.retain(|table| tables.contains(table) || !self.is_outer(table)),
        }
    }

    fn is_outer(&self, table: &TableRef) -> bool {
        self.scopes.iter().any(|scope| scope.contains(table))
    }
}

/// Whether a join has this table on its left, none of the query's `own`: a join is one thing to select from, whatever is around it.
fn is_joined(table: &TableRef, own: &[TableRef], joins: &[Join]) -> bool {
    joins.iter().enumerate().any(|(at, join)| {
        let before = || own.iter().chain(joins[..at].iter().map(|join| &join.table));
        match &join.on {
            JoinOn::Along { .. } => join.left.as_ref() == Some(table),
            JoinOn::Condition(condition) => {
                mentions(condition, table) && !before().any(|other| mentions(condition, other))
            }
            JoinOn::ForeignKey => is_linked(table, &join.table) && !before().any(|other| is_linked(other, &join.table)),
            JoinOn::Everything => false,
        }
    })
}

fn mentions(condition: &Node, table: &TableRef) -> bool {
    let mut found = false;
    condition.walk(&mut |node| found |= matches!(node, Node::ColumnRef(column) if column.table == *table));
    found
}

/// Whether foreign keys lead from one of two tables to the other.
fn is_linked(one: &TableRef, other: &TableRef) -> bool {
    let leads = |from, to| foreign_key_between(from, to, None).map_or_else(|several| !several.is_empty(), |_| true);
    leads(one, other) || leads(other, one)
}

/// The error for an outer join without a left side.
fn nothing_to_join(table: &TableRef) -> crate::error::Error {
    let message = format!("there is nothing to join `{}` to: add `.select_from(..)`", table.model);
    StatementError::Join(message).into()
}

/// What to write in an UPDATE or DELETE, which joins nothing.
fn subquery_hint(available: &[TableRef], missing: &TableRef) -> String {
    let named = |table: &TableRef, columns: &[Cow<'static, str>]| {
        let index = columns.first().and_then(|name| table.column_index(name));
        index.map(|index| format!("{:?}", ColumnRef { table: table.clone(), index }))
    };
    let pair = available.iter().find_map(|table| {
        let down = foreign_key_between(table, missing, None).ok();
        let down = down.and_then(|key| Some((named(table, &key.columns)?, named(missing, &key.target_columns)?)));
        down.or_else(|| {
            let key = foreign_key_between(missing, table, None).ok()?;
            Some((named(table, &key.target_columns)?, named(missing, &key.columns)?))
        })
    });
    match pair {
        Some((own, other)) => format!("use a subquery: `.filter({own}.in_select(select({other}).filter(..)))`"),
        None => "use a subquery: `.filter(column.in_select(select(..)))`".to_owned(),
    }
}

/// A join condition sees the tables before it and its own.
fn uses_only_earlier(condition: &Node, table: &TableRef, later: &[Join]) -> Result<()> {
    let mut early = None;
    condition.walk(&mut |node| {
        if let Node::ColumnRef(column) = node
            && later.iter().any(|join| join.table == column.table)
        {
            early = Some(column.table.model.clone());
        }
    });
    match early {
        Some(model) => {
            let message =
                format!("`{}` is joined on columns of `{model}`, which is joined later: swap them", table.model);
            Err(StatementError::Join(message).into())
        }
        None => Ok(()),
    }
}

/// The condition of a join without one: the only foreign key between the table and those before it.
fn inferred_condition(table: &TableRef, before: &[TableRef]) -> Result<Node> {
    let mut found = Vec::new();
    let mut candidates = Vec::new();
    for other in before {
        for (child, parent) in [(table, other), (other, table)] {
            match foreign_key_between(child, parent, None) {
                Ok(key) => found.push((child.clone(), parent.clone(), key.clone())),
                Err(columns) => candidates.extend(columns.iter().map(|column| format!("{}::{column}", child.model))),
            }
        }
    }
    if let [(child, parent, key)] = &found[..] {
        let indices = |of: &Table, names: &[Cow<'static, str>]| {
            names.iter().filter_map(|name| of.column_index(name)).collect::<Vec<_>>()
        };
        return Ok(crate::statement::equate(
            child,
            &indices(child, &key.columns),
            parent,
            &indices(parent, &key.target_columns),
        ));
    }
    candidates.extend(
        found
            .iter()
            .flat_map(|(child, _, key)| key.columns.iter().map(move |column| format!("{}::{column}", child.model))),
    );
    let model = &table.model;
    let message = if candidates.is_empty() {
        format!("no foreign key links `{model}` to what the statement selects from; join `{model}.on(..)`")
    } else {
        format!(
            "several foreign keys link `{model}` ({}); join a relationship or `{model}.on(..)`",
            candidates.join(", ")
        )
    };
    Err(StatementError::Join(message).into())
}
