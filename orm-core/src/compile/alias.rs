//! What stands in a FROM: tables, their aliases, subqueries, CTEs, lists of values and functions.

use super::{Compiler, Within};
use crate::dialect::ValuesForm;
use crate::error::Result;
use crate::expr::{Alias, AliasOf, Node, TableRef};
use crate::schema::{ColumnDef, ColumnType};

impl Compiler<'_> {
    /// Writes a member of a FROM. Of the enclosing statement's tables, it sees `before` if it is lateral.
    pub(super) fn source(&mut self, table: &TableRef, before: &[TableRef]) -> Result<()> {
        let TableRef::Alias(alias) = table else {
            self.uses(table);
            self.table_name(table);
            return Ok(());
        };
        // Where an UPDATE or DELETE takes no CTEs, they stand in derived tables.
        if self.within == Within::Change && !self.dialect.capabilities.cte_before_changes && is_cte(table) {
            self.push("(");
            self.with_ctes(|this| {
                this.push("SELECT * FROM ");
                this.source_name(table)
            })?;
            self.push(")");
            self.as_name(alias);
            return Ok(());
        }
        match &alias.of {
            AliasOf::Table(of) => {
                self.source_name(of)?;
                self.as_name(alias);
            }
            AliasOf::Sample(of, percent) => {
                self.require(self.dialect.capabilities.table_sample, "TABLESAMPLE")?;
                self.source_name(of)?;
                self.as_name(alias);
                if !(0.0..=100.0).contains(percent) {
                    return Err(self.unsupported(&format!("a sample of {percent} percent")));
                }
                self.push(&format!(" TABLESAMPLE BERNOULLI ({percent})"));
            }
            AliasOf::Subquery { query, lateral } => {
                if *lateral {
                    self.require(self.dialect.capabilities.lateral, "LATERAL")?;
                    self.push("LATERAL ");
                }
                self.push("(");
                let visible = if *lateral { before } else { &[] };
                self.isolated(visible, |this| this.named_query(query, alias.table()))?;
                self.push(")");
                self.as_name(alias);
            }
            AliasOf::Cte(cte) => self.cte(alias, cte)?,
            AliasOf::Recursion(_) => self.alias_name(alias),
            AliasOf::Values(rows) => self.values_source(alias, rows)?,
            AliasOf::Function(call) => {
                self.require(self.dialect.capabilities.table_functions, "functions in FROM")?;
                self.isolated(before, |this| this.call(call))?;
                self.as_name(alias);
                if self.dialect.capabilities.column_aliases {
                    self.push("(");
                    self.alias_columns(alias)?;
                    self.push(")");
                }
            }
        }
        Ok(())
    }

    /// Writes what an alias renames.
    fn source_name(&mut self, of: &TableRef) -> Result<()> {
        match of {
            TableRef::Alias(inner) => match &inner.of {
                AliasOf::Cte(cte) => self.cte(inner, cte),
                AliasOf::Recursion(_) => {
                    self.alias_name(inner);
                    Ok(())
                }
                // An alias of an alias is one of what that stands for.
                AliasOf::Table(table) => self.source_name(table),
                _ => Err(self.unsupported("another alias of a subquery, VALUES or function: make it a CTE")),
            },
            table => {
                self.table_name(table);
                Ok(())
            }
        }
    }

    fn as_name(&mut self, alias: &Alias) {
        self.push(" AS ");
        self.alias_name(alias);
    }

    fn alias_columns(&mut self, alias: &Alias) -> Result<()> {
        self.list(&alias.table().columns, |this, column| {
            this.identifier(&column.name);
            Ok(())
        })
    }

    /// Writes a query that sees no tables but `visible`.
    fn isolated(&mut self, visible: &[TableRef], write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let scopes = std::mem::take(&mut self.scopes);
        if !visible.is_empty() {
            self.scopes.push(visible.to_vec());
        }
        let outer = (self.qualify, self.within, self.outermost, self.changed.take());
        (self.qualify, self.within) = (true, Within::Other);
        let result = write(self);
        (self.qualify, self.within, self.outermost, self.changed) = outer;
        self.scopes = scopes;
        result
    }

    fn values_source(&mut self, alias: &Alias, rows: &[Vec<Node>]) -> Result<()> {
        if rows.is_empty() {
            return Err(self.unsupported("VALUES without rows"));
        }
        let columns = &alias.table().columns;
        let form = self.dialect.capabilities.values;
        match form {
            ValuesForm::Values => self.push("(VALUES "),
            ValuesForm::UnionAll => self.push("("),
            ValuesForm::SelectValues => {
                self.push("(SELECT ");
                self.list(columns.iter().enumerate(), |this, (i, column)| {
                    this.push(&format!("column{} AS ", i + 1));
                    this.identifier(&column.name);
                    Ok(())
                })?;
                self.push(" FROM (VALUES ");
            }
        }
        let typed = form == ValuesForm::UnionAll && self.long_types(&columns[..]);
        for (i, row) in rows.iter().enumerate() {
            match form {
                ValuesForm::UnionAll => self.push(if i == 0 && !typed { "SELECT " } else { " UNION ALL SELECT " }),
                _ => self.push(if i == 0 { "(" } else { ", (" }),
            }
            self.list(row.iter().zip(columns), |this, (node, column)| {
                match node {
                    Node::Value(value) if form == ValuesForm::UnionAll => this.value_of_union(value),
                    node => this.node(node)?,
                }
                if i == 0 && form == ValuesForm::UnionAll && !typed {
                    this.push(" AS ");
                    this.identifier(&column.name);
                }
                Ok(())
            })?;
            self.push(if form == ValuesForm::UnionAll { "" } else { ")" });
        }
        self.push(if form == ValuesForm::SelectValues { "))" } else { ")" });
        self.as_name(alias);
        if form == ValuesForm::Values {
            self.push("(");
            self.alias_columns(alias)?;
            self.push(")");
        }
        Ok(())
    }
}

impl Compiler<'_> {
    /// Writes a first member of a UNION that has no rows, and types in which no text is too long. Does nothing where that is not needed.
    fn long_types(&mut self, columns: &[ColumnDef]) -> bool {
        let long = |column: &ColumnDef| match column.ty.base() {
            ColumnType::Text(_) | ColumnType::Enum(_) => "CAST(NULL AS CHAR(1073741823))",
            ColumnType::Bytes(_) => "CAST(NULL AS BINARY(1073741823))",
            _ => "NULL",
        };
        if !self.dialect.capabilities.long_texts_are_cut || columns.iter().all(|column| long(column) == "NULL") {
            return false;
        }
        for (i, column) in columns.iter().enumerate() {
            self.push(if i == 0 { "SELECT " } else { ", " });
            self.push(long(column));
            self.push(" AS ");
            self.identifier(&column.name);
        }
        self.push(" FROM DUAL WHERE 1 = 0");
        true
    }
}

/// Whether it is a CTE, under whatever name.
fn is_cte(table: &TableRef) -> bool {
    matches!(table.renamed().alias().map(|alias| &alias.of), Some(AliasOf::Cte(_)))
}
