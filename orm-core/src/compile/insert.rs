//! INSERT of one row or many.

use super::Compiler;
use crate::dialect::InsertMany;
use crate::error::Result;
use crate::expr::{Node, TableRef};
use crate::statement::{InsertCore, SelectItem};
use crate::value::Value;

impl Compiler<'_> {
    /// Writes an INSERT.
    pub(crate) fn insert(&mut self, insert: &InsertCore) -> Result<()> {
        self.scopes.push(vec![insert.table.clone()]);
        self.push("INSERT INTO ");
        self.table_name(&insert.table);
        if insert.columns.is_empty() {
            self.default_rows(insert);
        } else {
            self.push(" (");
            self.column_names(&insert.table, &insert.columns)?;
            self.push(")");
            let unnest = self.dialect.capabilities.insert_many == InsertMany::Unnest;
            if unnest
                && insert.rows.len() > 1
                && insert.rows.iter().flatten().all(|node| matches!(node, Node::Value(_)))
            {
                self.rows_from_arrays(insert)?;
            } else {
                self.rows(insert)?;
            }
        }
        self.returning(&insert.returning, self.dialect.capabilities.insert_returning, "INSERT .. RETURNING")?;
        self.scopes.pop();
        Ok(())
    }

    fn rows(&mut self, insert: &InsertCore) -> Result<()> {
        self.push(" VALUES ");
        self.list(&insert.rows, |this, row| {
            this.push("(");
            this.list(row, |this, node| this.node(node))?;
            this.push(")");
            Ok(())
        })
    }

    /// Rows without any column: everything is left to the database. See [`Dialect::rows_per_insert`](crate::dialect::Dialect::rows_per_insert).
    fn default_rows(&mut self, insert: &InsertCore) {
        if self.dialect.capabilities.default_values {
            self.push(" DEFAULT VALUES");
        } else {
            self.push(" () VALUES ");
            self.push(&vec!["()"; insert.rows.len().max(1)].join(", "));
        }
    }

    /// One array per column. ORDINALITY keeps the rows in order, so that keys are handed out in order.
    fn rows_from_arrays(&mut self, insert: &InsertCore) -> Result<()> {
        let names: Vec<String> = (0..insert.columns.len()).map(|i| format!("c{i}")).collect();
        self.push(" SELECT ");
        self.list(names.iter().zip(&insert.columns), |this, (name, &column)| {
            this.push(name);
            this.unnested(insert.table.columns[column].ty);
            Ok(())
        })?;
        self.push(" FROM unnest(");
        self.list(insert.columns.iter().enumerate(), |this, (position, &column)| {
            let values = insert.rows.iter().map(|row| match row.get(position) {
                Some(Node::Value(value)) => value.clone(),
                _ => Value::Null(insert.table.columns[column].ty),
            });
            let values = values.collect();
            this.array_to_unnest(insert.table.columns[column].ty, values);
            Ok(())
        })?;
        self.push(") WITH ORDINALITY AS v (");
        self.push(&names.join(", "));
        self.push(", n) ORDER BY n");
        Ok(())
    }

    /// Writes RETURNING, if anything is returned.
    pub(super) fn returning(&mut self, items: &[SelectItem], supported: bool, feature: &str) -> Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        if !supported {
            return Err(self.unsupported(feature));
        }
        self.push(" RETURNING ");
        let qualify = std::mem::replace(&mut self.qualify, false);
        self.items(items)?;
        self.qualify = qualify;
        Ok(())
    }

    /// Writes the name of the table that a statement changes, and makes it the only one whose columns it may use.
    pub(super) fn target(&mut self, table: &TableRef) {
        self.scopes.push(vec![table.clone()]);
        self.table_name(table);
    }
}
