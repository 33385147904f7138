//! The FROM clause: which tables a SELECT needs, and whether a column's table is among them.

use std::borrow::Cow;

use super::Compiler;
use crate::error::{Result, StatementError};
use crate::expr::{ColumnRef, Node, TableRef};
use crate::relationship::foreign_key_between;
use crate::schema::Table;
use crate::statement::{Join, JoinOn, SelectCore, SelectItem};

impl Compiler<'_> {
    /// Writes FROM and the joins, and opens the scope in which the rest of the SELECT finds its columns.
    pub(super) fn from(&mut self, roots: &[TableRef], joins: &[Join]) -> Result<()> {
        // A comma binds less tightly than JOIN, whose condition could not see what stands before the comma.
        let pair = if joins.is_empty() { ", " } else { " CROSS JOIN " };
        for (i, table) in roots.iter().enumerate() {
            self.push(if i == 0 { " FROM " } else { pair });
            self.table_name(table);
        }
        for (i, join) in joins.iter().enumerate() {
            let before = || roots.iter().chain(joins[..i].iter().map(|join| &join.table));
            if before().any(|table| *table == join.table) {
                let message =
                    format!("`{}` is in the statement twice: joining it again needs an alias", join.table.model);
                return Err(StatementError::Join(message).into());
            }
            self.push(if join.outer { " LEFT OUTER JOIN " } else { " JOIN " });
            self.table_name(&join.table);
            self.push(" ON ");
            let condition = match &join.on {
                JoinOn::Condition(condition) => condition.clone()?,
                JoinOn::ForeignKey => inferred(&join.table, roots, joins)?,
            };
            uses_only_earlier(&condition, &join.table, &joins[i + 1..])?;
            self.node(&condition)?;
        }
        Ok(())
    }

    /// Writes a column, if the statement has its table.
    pub(super) fn column(&mut self, column: &ColumnRef) -> Result<()> {
        if !self.scopes.iter().any(|scope| scope.contains(&column.table)) {
            return Err(self.unknown_from(column));
        }
        if self.qualify {
            self.table_name(&column.table);
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
        if !self.joinable {
            let hint = subquery_hint(available, missing);
            return StatementError::UnknownFrom {
                column: format!("{column:?}"),
                table: missing.name.to_string(),
                hint,
            }
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
        StatementError::UnknownFrom { column: format!("{column:?}"), table: missing.name.to_string(), hint }.into()
    }
}

/// The tables of FROM: those of the selected items, those asked for, and the left side of the first relationship joined, unless a join provides them.
pub(super) fn roots(select: &SelectCore) -> Vec<TableRef> {
    let mut roots: Vec<TableRef> = Vec::new();
    let joined = |table: &TableRef| select.joins.iter().any(|join| join.table == *table);
    let mut add = |table: &TableRef| {
        if !joined(table) && !roots.contains(table) {
            roots.push(table.clone());
        }
    };
    for item in &select.items {
        match item {
            SelectItem::Model(table) => add(table),
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
    roots
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
fn inferred(table: &TableRef, roots: &[TableRef], joins: &[Join]) -> Result<Node> {
    let before = roots.iter().chain(joins.iter().map(|join| &join.table).take_while(|joined| *joined != table));
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
