//! Upserts, in each database's form.

use super::Compiler;
use crate::dialect::Upsert;
use crate::error::{Result, StatementError};
use crate::expr::{ColumnRef, Node, TableRef};
use crate::statement::OnConflictCore;

impl Compiler<'_> {
    /// Writes what happens to rows that are there already.
    pub(super) fn on_conflict(&mut self, table: &TableRef, conflict: &OnConflictCore) -> Result<()> {
        match self.dialect.capabilities.upsert {
            Upsert::OnConflict => self.on_conflict_do(table, conflict),
            Upsert::OnDuplicateKey => self.on_duplicate_key(table, conflict),
        }
    }

    fn on_conflict_do(&mut self, table: &TableRef, conflict: &OnConflictCore) -> Result<()> {
        self.push(" ON CONFLICT");
        if !conflict.target.is_empty() {
            self.push(" (");
            self.column_names(table, &conflict.target)?;
            self.push(")");
            self.index_filter(&conflict.target_filter)?;
        } else if let Some(name) = &conflict.constraint {
            self.require(self.dialect.capabilities.upsert_by_constraint, "an upsert by the name of a constraint")?;
            self.push(" ON CONSTRAINT ");
            self.identifier(name);
        }
        if conflict.set.is_empty() {
            self.push(" DO NOTHING");
            return Ok(());
        }
        if conflict.target.is_empty() && conflict.constraint.is_none() {
            let message = "an upsert that updates names the key: `.on_conflict_update(User::email, ..)`";
            return Err(StatementError::Empty(message.to_owned()).into());
        }
        self.push(" DO UPDATE SET ");
        self.upsert_assignments(table, conflict)?;
        self.conditions(" WHERE ", &conflict.filter)
    }

    /// Writes the condition of a partial index, which the database recognises by its constants.
    fn index_filter(&mut self, filter: &[Node]) -> Result<()> {
        if filter.is_empty() {
            return Ok(());
        }
        self.written_for_these_values();
        let outer = (self.literals, self.qualify);
        (self.literals, self.qualify) = (true, false);
        let result = self.conditions(" WHERE ", filter);
        (self.literals, self.qualify) = outer;
        result
    }

    fn on_duplicate_key(&mut self, table: &TableRef, conflict: &OnConflictCore) -> Result<()> {
        self.require(conflict.target_filter.is_empty(), "an upsert on a partial index")?;
        self.require(conflict.constraint.is_none(), "an upsert by the name of a constraint")?;
        if !conflict.filter.is_empty() {
            return Err(self.unsupported("a condition in an upsert"));
        }
        self.push(" ON DUPLICATE KEY UPDATE ");
        if conflict.set.is_empty() {
            // Sets a column to itself: unlike INSERT IGNORE, this hides no other error.
            let index = table.primary_key().first().copied().unwrap_or_default();
            self.own_column(table, index);
            self.push(" = ");
            // What is inserted can come from a query with a column of this name.
            self.qualifier(table);
            self.push(".");
            self.own_column(table, index);
            return Ok(());
        }
        self.upsert_assignments(table, conflict)
    }

    fn upsert_assignments(&mut self, table: &TableRef, conflict: &OnConflictCore) -> Result<()> {
        let order = self.assignment_order(table, &conflict.set.iter().collect::<Vec<_>>())?;
        self.list(order, |this, at| {
            let (index, node) = &conflict.set[at];
            this.own_column(table, *index);
            this.push(" = ");
            this.node(node)
        })
    }

    /// Writes the column of the row that was to be inserted.
    pub(super) fn excluded(&mut self, column: &ColumnRef) -> Result<()> {
        let ColumnRef { table: of, index } = column;
        let Some(table) = self.scopes.last().and_then(|scope| scope.first()).cloned() else {
            return Err(StatementError::Empty("`excluded` is for upserts".to_owned()).into());
        };
        if *of != table {
            let message = format!("`excluded({column:?})` is not a column of `{}`, which is inserted", table.model);
            return Err(StatementError::Empty(message).into());
        }
        match self.dialect.capabilities.upsert {
            Upsert::OnConflict => {
                self.push("excluded.");
                self.own_column(&table, *index);
            }
            Upsert::OnDuplicateKey => {
                self.push("VALUES(");
                self.own_column(&table, *index);
                self.push(")");
            }
        }
        Ok(())
    }
}
