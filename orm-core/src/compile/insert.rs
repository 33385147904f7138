//! INSERT of one row or many, or of what a query gives.

use super::compound::is_unit;
use super::{Compiler, Within};
use crate::dialect::{InsertMany, Upsert};
use crate::error::Result;
use crate::expr::{Node, TableRef};
use crate::statement::{InsertCore, InsertSource, SelectItem, StatementRef};
use crate::value::Value;

impl Compiler<'_> {
    /// Writes an INSERT.
    pub(crate) fn insert(&mut self, insert: &InsertCore) -> Result<()> {
        let (qualify, within) = (self.qualify, std::mem::replace(&mut self.within, Within::Other));
        let scopes = std::mem::take(&mut self.scopes);
        self.push("INSERT INTO ");
        self.table_name(&insert.table);
        if !insert.columns.is_empty() {
            self.push(" (");
            self.column_names(&insert.table, &insert.columns)?;
            self.push(")");
        }
        match &insert.source {
            InsertSource::Query(query) => {
                self.push(" ");
                let start = self.sql.len();
                // A CTE that writes stands at the top of the statement only; elsewhere, WITH belongs to the query.
                if self.dialect.capabilities.cte_changes {
                    self.body(query.statement())?;
                } else {
                    self.with_ctes(|this| this.body(query.statement()))?;
                }
                // Its own table would be there twice.
                let derived = self.dialect.capabilities.upsert_sees_query
                    && insert.on_conflict.is_some()
                    && self.reads(query.statement(), &insert.table);
                if derived {
                    let columns =
                        if insert.columns.is_empty() { insert.table.columns.len() } else { insert.columns.len() };
                    self.derive(start, columns);
                }
                let ambiguous = self.dialect.capabilities.upsert_select_needs_where
                    && insert.on_conflict.is_some()
                    && (derived || ends_in_from(query.statement(), self.dialect.capabilities.parenthesized_members));
                if ambiguous {
                    self.push(" WHERE 1 = 1");
                }
            }
            InsertSource::Rows(rows) if insert.columns.is_empty() => self.default_rows(rows.len()),
            InsertSource::Rows(rows) => {
                let unnest = self.dialect.capabilities.insert_many == InsertMany::Unnest && !self.literals;
                if unnest && rows.len() > 1 && rows.iter().flatten().all(|node| matches!(node, Node::Value(_))) {
                    self.rows_from_arrays(insert, rows)?;
                } else {
                    self.rows(rows)?;
                }
            }
        }
        self.scopes.push(vec![insert.table.clone()]);
        if let Some(conflict) = &insert.on_conflict {
            self.on_conflict(&insert.table, conflict)?;
        }
        let alone = insert.on_conflict.as_ref().is_some_and(|conflict| conflict.set.is_empty());
        if alone && !insert.returning.is_empty() && self.dialect.capabilities.upsert == Upsert::OnDuplicateKey {
            // They are set to themselves, and would be returned, too.
            return Err(self.unsupported("RETURNING of an INSERT that leaves rows alone"));
        }
        self.returning(&insert.returning, self.dialect.capabilities.insert_returning, "INSERT .. RETURNING")?;
        self.scopes = scopes;
        (self.qualify, self.within) = (qualify, within);
        Ok(())
    }

    /// Whether a query has the table itself in its FROM.
    fn reads(&self, query: StatementRef<'_>, table: &TableRef) -> bool {
        let StatementRef::Select(select) = query else { return false };
        self.roots(select).contains(table) || select.joins.iter().any(|join| join.table == *table)
    }

    /// Makes a table of the query that begins at `start`. Its columns have names of their own: two of them may be the same.
    fn derive(&mut self, start: usize, columns: usize) {
        let names: Vec<String> = (0..columns).map(|i| format!("c{i}")).collect();
        self.sql.insert_str(start, &format!("WITH derived ({}) AS (", names.join(", ")));
        self.push(") SELECT * FROM derived");
    }

    fn rows(&mut self, rows: &[Vec<Node>]) -> Result<()> {
        self.push(" VALUES ");
        self.list(rows, |this, row| {
            this.push("(");
            this.list(row, |this, node| this.node(node))?;
            this.push(")");
            Ok(())
        })
    }

    /// Rows without any column: everything is left to the database. See [`Dialect::rows_per_insert`](crate::dialect::Dialect::rows_per_insert).
    fn default_rows(&mut self, rows: usize) {
        if self.dialect.capabilities.default_values {
            self.push(" DEFAULT VALUES");
        } else {
            self.push(" () VALUES ");
            self.push(&vec!["()"; rows.max(1)].join(", "));
        }
    }

    /// One array per column. ORDINALITY keeps the rows in order, so that keys are handed out in order.
    fn rows_from_arrays(&mut self, insert: &InsertCore, rows: &[Vec<Node>]) -> Result<()> {
        let names: Vec<String> = (0..insert.columns.len()).map(|i| format!("c{i}")).collect();
        self.push(" SELECT ");
        self.list(names.iter().zip(&insert.columns), |this, (name, &column)| {
            this.push(name);
            this.unnested(insert.table.columns[column].ty);
            Ok(())
        })?;
        self.push(" FROM unnest(");
        self.list(insert.columns.iter().enumerate(), |this, (position, &column)| {
            let ty = insert.table.columns[column].ty;
            let values = rows.iter().map(|row| match row.get(position) {
                Some(Node::Value(value)) => value.clone(),
                _ => Value::Null(ty),
            });
            let values = values.collect();
            this.array_to_unnest(ty, values);
            Ok(())
        })?;
        self.push(") WITH ORDINALITY AS v (");
        self.push(&names.join(", "));
        self.push(", n) ORDER BY n");
        Ok(())
    }

    /// Writes RETURNING, if anything is returned.
    pub(super) fn returning(&mut self, items: &[SelectItem], supported: bool, feature: &str) -> Result<()> {
        self.returning_among(items, &[], supported, feature)
    }

    /// Writes RETURNING of a statement that uses `others` too, whose columns can have the same names.
    pub(super) fn returning_among(
        &mut self,
        items: &[SelectItem],
        others: &[TableRef],
        supported: bool,
        feature: &str,
    ) -> Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        self.require(supported, feature)?;
        let own = self.dialect.capabilities.returning_others || !items.iter().any(|item| mentions(item, others));
        self.require(own, &format!("{feature} of another table's columns"))?;
        self.push(" RETURNING ");
        let qualify = std::mem::replace(&mut self.qualify, !others.is_empty());
        self.items(items, None)?;
        self.qualify = qualify;
        Ok(())
    }

    /// Writes the name of the table that a statement changes, and makes it the first of those whose columns it may use.
    pub(super) fn target(&mut self, table: &TableRef) {
        self.scopes.push(vec![table.clone()]);
        self.uses(table);
        self.table_name(table);
    }
}

/// Whether a query ends in its FROM, so that an ON after it would be taken for that of a join.
fn ends_in_from(query: StatementRef<'_>, parentheses: bool) -> bool {
    match query {
        StatementRef::Select(select) => {
            select.filter.is_empty()
                && select.group_by.is_empty()
                && select.having.is_empty()
                && select.order_by.is_empty()
                && (select.limit, select.offset) == (None, None)
                && select.lock.is_none()
        }
        StatementRef::Compound(compound) => {
            compound.order_by.is_empty()
                && (compound.limit, compound.offset) == (None, None)
                && compound.rest.last().is_some_and(|(_, last)| match is_unit(last.statement(), true) {
                    // `(SELECT ..)`, or `SELECT * FROM (SELECT ..)`.
                    true => !parentheses,
                    false => ends_in_from(last.statement(), parentheses),
                })
        }
        _ => false,
    }
}

/// Whether a selected item has columns of these tables.
fn mentions(item: &SelectItem, tables: &[TableRef]) -> bool {
    match item {
        SelectItem::Model { table, .. } => tables.contains(table),
        SelectItem::Node(node) => {
            let mut mentions = false;
            node.walk(&mut |node| {
                mentions |= matches!(node, crate::expr::Node::ColumnRef(column) if tables.contains(&column.table));
            });
            mentions
        }
    }
}
