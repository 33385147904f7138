//! Statements on tables that are known only at run time: `users.select()`, `users.c("name")`, `users.insert()`.

use std::sync::Arc;

use super::conflict::{OnConflictCore, excluded_of};
use super::{Delete, Insert, Select, SelectItem, Selectable, Update, column_named, select};
use crate::error::{DecodeError, StatementError};
use crate::expr::{Alias, Expr, IntoExpr, Node, TableRef};
use crate::row::{Row, RowReader};
use crate::schema::Table;
use crate::value::Value;

/// Stands for the model in statements on a table that has none.
#[derive(Clone, Copy, Debug)]
pub enum Untyped {}

/// All columns of a table: selected, they give a [`Row`].
#[derive(Clone, Debug)]
pub struct AllColumns(TableRef);

#[diagnostic::do_not_recommend]
impl Selectable for AllColumns {
    type Row = Row;
    type Columns = AllColumns;

    fn items(&self, out: &mut Vec<SelectItem>) {
        out.push(SelectItem::table(self.0.clone()));
    }

    fn columns(&self, source: &TableRef, at: &mut usize) -> AllColumns {
        *at += self.0.columns.len();
        AllColumns(source.clone())
    }

    fn decode(&self, row: &dyn RowReader, at: &mut usize) -> Result<Row, DecodeError> {
        let range = *at..*at + self.0.columns.len();
        *at = range.end;
        let values = range.map(|index| row.value(index)).collect::<Result<Vec<_>, _>>()?;
        Ok(Row::new(self.0.columns.iter().map(|column| column.name.to_string()), values))
    }
}

/// A table that statements can be made of: the ones of [`TableRef`], with everything that a model has.
///
/// ```
/// # use orm::prelude::*;
/// use orm::core::dialect::Dialect;
/// use orm::core::expr::TableRef;
/// use orm::core::schema::{ColumnDef, Table};
/// use orm::core::statement::Statement;
///
/// let users = TableRef::from(
///     Table::new("users")
///         .column(ColumnDef::new::<i64>("id").primary_key())
///         .column(ColumnDef::new::<String>("name")),
/// );
/// let adults = select((users.c("id"), users.c("name"))).filter(users.c("name").ne("Bob") & users.c("id").gt(1));
/// assert_eq!(
///     adults.to_sql(&Dialect::SQLITE)?,
///     r#"SELECT "users"."id", "users"."name" FROM "users" WHERE "users"."name" <> 'Bob' AND "users"."id" > 1"#,
/// );
/// let rename = users.update().set_by_name("name", "Robert").filter(users.c("id").eq(1));
/// assert_eq!(rename.to_sql(&Dialect::SQLITE)?, r#"UPDATE "users" SET "name" = 'Robert' WHERE "users"."id" = 1"#);
/// let added = users.insert().row([("id", 3.into()), ("name", "Carol".into())]);
/// assert!(added.compile(&Dialect::SQLITE)?[0].sql.starts_with(r#"INSERT INTO "users" ("id", "name") VALUES"#));
/// assert!(users.c("nam").eq(1).node().to_owned().binds() == 1);
/// # Ok::<(), orm::Error>(())
/// ```
impl TableRef {
    /// The column of this name, of whatever type. One that does not exist is an error when the statement is compiled.
    pub fn c(&self, name: &str) -> Expr<Value> {
        column_named(self, name)
    }

    /// Selects all columns.
    pub fn select(&self) -> Select<AllColumns> {
        select(self.all())
    }

    /// All columns, to be selected.
    pub fn all(&self) -> AllColumns {
        AllColumns(self.clone())
    }

    /// An INSERT of rows that are given by name.
    pub fn insert(&self) -> Insert<Untyped> {
        Insert::new(self.clone())
    }

    /// An UPDATE.
    pub fn update(&self) -> Update<Untyped> {
        Update::new(self.clone())
    }

    /// A DELETE.
    pub fn delete(&self) -> Delete<Untyped> {
        Delete::new(self.clone())
    }

    /// The table under another name, which the compiler finds.
    #[must_use]
    pub fn aliased(&self) -> TableRef {
        TableRef::Alias(Arc::new(Alias::table_alias(self.clone(), None)))
    }

    /// About `percent` of the table's rows, taken at random. PostgreSQL only.
    #[must_use]
    pub fn sample(&self, percent: f64) -> TableRef {
        let of = crate::expr::AliasOf::Sample(self.clone(), percent);
        TableRef::Alias(Arc::new(Alias::new(None, of, Table::default())))
    }

    /// The join of this on a condition.
    pub fn on(&self, condition: impl IntoExpr<bool>) -> super::On {
        super::On::new(self.clone(), condition.into_expr().into_node())
    }

    fn index_of(&self, name: &str) -> Result<usize, StatementError> {
        self.column_index(name).ok_or_else(|| StatementError::no_column(self, name))
    }
}

impl<R> Insert<Untyped, R> {
    /// Adds a row: values by column name. Client defaults fill columns that are left out.
    #[must_use]
    pub fn row<'n>(mut self, values: impl IntoIterator<Item = (&'n str, Value)>) -> Self {
        let table = self.table().clone();
        let mut cells: Vec<(usize, Node)> = Vec::new();
        for (name, value) in values {
            match table.index_of(name) {
                Ok(index) => {
                    cells.retain(|(set, _)| *set != index);
                    cells.push((index, Node::Value(value)));
                }
                Err(error) => self.fail(error),
            }
        }
        for (index, column) in table.columns.iter().enumerate() {
            if let Some(initial) = column.initial()
                && !cells.iter().any(|(set, _)| *set == index)
            {
                cells.push((index, initial));
            }
        }
        cells.sort_by_key(|(index, _)| *index);
        let (columns, nodes) = cells.into_iter().unzip();
        self.push_row(columns, nodes);
        self
    }

    /// Leaves rows alone whose key is there already.
    #[must_use]
    pub fn or_ignore(mut self) -> Self {
        self.set_on_conflict(OnConflictCore::default());
        self
    }

    /// Sets `columns` of rows that are there already, by the key `target`, to what was to be inserted.
    #[must_use]
    pub fn or_update<'n>(
        mut self,
        target: impl IntoIterator<Item = &'n str>,
        columns: impl IntoIterator<Item = &'n str>,
    ) -> Self {
        let table = self.table().clone();
        let mut core = OnConflictCore::default();
        let mut failed = None;
        let mut index = |name: &str| table.index_of(name).map_err(|error| failed = Some(error)).ok();
        core.target.extend(target.into_iter().filter_map(&mut index));
        core.set.extend(
            columns.into_iter().filter_map(|name| index(name).map(|index| (index, excluded_of(table.clone(), index)))),
        );
        if let Some(error) = failed {
            self.fail(error);
        }
        self.set_on_conflict(core);
        self
    }
}

impl<R> Update<Untyped, R> {
    /// Sets a column to a value or an expression.
    #[must_use]
    pub fn set_by_name(mut self, name: &str, value: impl IntoExpr<Value>) -> Self {
        let node = value.into_expr().into_node();
        match self.table().index_of(name) {
            Ok(index) => self.assign(index, node),
            // Compiling the node is the error.
            Err(error) => self.assign(0, Node::invalid(error)),
        }
        self
    }
}
