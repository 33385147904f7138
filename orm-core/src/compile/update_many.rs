//! UPDATE of many rows to values that differ per row.

use std::borrow::Cow;

use super::Compiler;
use crate::dialect::UpdateMany as Form;
use crate::error::{Result, StatementError};
use crate::expr::{BinaryOp, ColumnRef, Node};
use crate::schema::{ColumnDef, ColumnType};
use crate::statement::{SelectItem, UpdateCore, UpdateMany};

impl Compiler<'_> {
    /// Writes an UPDATE of many rows; of one row, as a plain UPDATE.
    pub(crate) fn update_many(&mut self, update: &UpdateMany) -> Result<()> {
        if let [row] = &update.rows[..] {
            return self.update_row(update, row);
        }
        if update.rows.is_empty() {
            return Err(StatementError::Empty("an update of no rows".to_owned()).into());
        }
        match self.dialect.capabilities.update_many {
            Form::FromUnnest => {
                self.update_head(update)?;
                self.push(" FROM unnest(");
                let columns = update.key.iter().chain(&update.set);
                self.list(columns.enumerate(), |this, (position, &column)| {
                    let values = update.rows.iter().filter_map(|row| row.get(position).cloned()).collect();
                    this.array_to_unnest(update.table.columns[column].ty, values);
                    Ok(())
                })?;
                self.push(") AS v (");
                let names: Vec<String> = (0..update.width()).map(|i| format!("c{i}")).collect();
                self.push(&names.join(", "));
                self.push(")");
                self.match_rows(" WHERE ", update, "c", 0);
            }
            Form::FromValues => {
                self.update_head(update)?;
                self.push(" FROM (VALUES ");
                self.value_rows(update, "(", ")", ", ");
                self.push(") AS v");
                self.match_rows(" WHERE ", update, "column", 1);
            }
            Form::JoinUnion => {
                self.push("UPDATE ");
                self.target(&update.table);
                self.push(" JOIN (");
                self.value_rows(update, "SELECT ", "", " UNION ALL ");
                self.push(") AS v");
                self.match_rows(" ON ", update, "c", 0);
                self.push(" SET ");
                self.assignments(update, "c", 0, true)?;
            }
        }
        if !update.returning.is_empty() {
            self.require(self.dialect.capabilities.update_returning, "UPDATE .. RETURNING")?;
            self.push(" RETURNING ");
            self.items(&update.returned().collect::<Vec<_>>(), None)?;
        }
        self.scopes.pop();
        Ok(())
    }

    fn update_row(&mut self, update: &UpdateMany, row: &[crate::value::Value]) -> Result<()> {
        let (keys, values) = row.split_at(update.key.len().min(row.len()));
        let filter = update.key.iter().zip(keys).map(|(&index, value)| {
            Node::ColumnRef(ColumnRef { table: update.table.clone(), index })
                .binary(BinaryOp::Eq, Node::Value(value.clone()))
        });
        let set = update.set.iter().copied().zip(values.iter().cloned().map(Node::Value));
        let core = UpdateCore {
            filter: filter.collect(),
            set: set.chain(update.set_expr.iter().cloned()).collect(),
            returning: update.returned().collect(),
            ..UpdateCore::new(update.table.clone())
        };
        self.update(&core)
    }

    fn update_head(&mut self, update: &UpdateMany) -> Result<()> {
        self.push("UPDATE ");
        self.target(&update.table);
        self.push(" SET ");
        let (prefix, first) =
            if self.dialect.capabilities.update_many == Form::FromValues { ("column", 1) } else { ("c", 0) };
        self.assignments(update, prefix, first, false)
    }

    /// `a = v.c1, b = v.c2`; `v` names its columns `prefix` + number, counted from `first`.
    fn assignments(&mut self, update: &UpdateMany, prefix: &str, first: usize, qualified: bool) -> Result<()> {
        let keys = update.key.len();
        let table = &update.table;
        let target = |this: &mut Self, index: usize| {
            if qualified {
                this.table_name(table);
                this.push(".");
            }
            this.identifier(&table.columns[index].name);
            this.push(" = ");
        };
        self.list(update.set.iter().enumerate(), |this, (position, &index)| {
            target(this, index);
            this.push(&format!("v.{prefix}{}", first + keys + position));
            if this.dialect.capabilities.update_many == Form::FromUnnest {
                this.unnested(table.columns[index].ty);
            }
            Ok(())
        })?;
        for (position, (index, node)) in update.set_expr.iter().enumerate() {
            if position > 0 || !update.set.is_empty() {
                self.push(", ");
            }
            target(self, *index);
            self.node(node)?;
        }
        Ok(())
    }

    fn match_rows(&mut self, keyword: &str, update: &UpdateMany, prefix: &str, first: usize) {
        for (position, &index) in update.key.iter().enumerate() {
            self.push(if position == 0 { keyword } else { " AND " });
            self.table_name(&update.table);
            self.push(".");
            self.identifier(&update.table.columns[index].name);
            self.push(&format!(" = v.{prefix}{}", first + position));
        }
    }

    /// What the values of a column that may be NULL are cast to: of NULLs and others MySQL makes texts, or takes fractions of seconds.
    fn cast_of_nullable(&self, column: &ColumnDef) -> Option<Cow<'static, str>> {
        if !column.nullable || !self.dialect.capabilities.nulls_are_text {
            return None;
        }
        match column.ty.base() {
            // They are cast anyway, or have the type of the first member.
            ColumnType::Json | ColumnType::Array(_) | ColumnType::Text(_) | ColumnType::Bytes(_) => None,
            // Without limits: what is beyond them is for the column to refuse, not to be cut by a cast.
            ColumnType::Numeric(_) => (self.dialect.cast_type)(ColumnType::Numeric(None)),
            ty => (self.dialect.cast_type)(ty),
        }
    }

    /// The rows of values.
    fn value_rows(&mut self, update: &UpdateMany, open: &str, close: &str, separator: &str) {
        let union = self.dialect.capabilities.update_many == Form::JoinUnion;
        if union {
            self.types_of_columns(update);
        }
        let columns = update.key.iter().chain(&update.set).filter_map(|&index| update.table.columns.get(index));
        let casts: Vec<_> = columns.map(|column| if union { self.cast_of_nullable(column) } else { None }).collect();
        for (i, row) in update.rows.iter().enumerate() {
            self.push(if i == 0 && !union { "" } else { separator });
            self.push(open);
            for (position, value) in row.iter().enumerate() {
                if position > 0 {
                    self.push(", ");
                }
                match casts.get(position) {
                    Some(Some(name)) => {
                        self.push("CAST(");
                        self.value(value);
                        self.push(&format!(" AS {name})"));
                    }
                    _ => self.value(value),
                }
            }
            self.push(close);
        }
    }

    /// A first member of the UNION that has no rows, and the names and types of the columns. Bound values alone would be typed by their length:
    /// MySQL refuses texts of more than 65,535 bytes then, and MariaDB 10.11 crashes.
    fn types_of_columns(&mut self, update: &UpdateMany) {
        self.push("SELECT ");
        for (position, &index) in update.key.iter().chain(&update.set).enumerate() {
            self.push(if position == 0 { "" } else { ", " });
            self.identifier(&update.table.columns[index].name);
            self.push(&format!(" AS c{position}"));
        }
        self.push(" FROM ");
        self.table_name(&update.table);
        self.push(" WHERE 1 = 0");
    }
}

impl UpdateMany {
    /// Values per row.
    pub fn width(&self) -> usize {
        self.key.len() + self.set.len()
    }

    fn returned(&self) -> impl Iterator<Item = SelectItem> {
        let column = |&index: &usize| ColumnRef { table: self.table.clone(), index };
        self.returning.iter().map(column).map(|column| SelectItem::Node(Node::ColumnRef(column)))
    }
}
