//! Columns set by name: what a form or the body of a PATCH names at run time.

use std::sync::Arc;

use orm_core::error::StatementError;
use orm_core::schema::{ColumnType, Table};
use orm_core::{Columns, Error, Result, Value};

use super::{AnyInstance, Instance, Model, edit, set_value};

impl<M: Model> Instance<M> {
    /// Sets a column that is known by name at run time: that of its field. The value is read as one of the database's would be: a text can
    /// be a date, a number a decimal.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get_one(User, 1).await?;
    /// Instance::set_by_name(&alice, "email", "alice@example.org")?;
    /// assert_eq!(alice.email.as_deref(), Some("alice@example.org"));
    /// assert!(Instance::set_by_name(&alice, "e-mail", "x").is_err());
    /// assert!(Instance::set_by_name(&alice, "is_active", "perhaps").is_err());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When the model has no such column, or the value is none of its type.
    pub fn set_by_name(this: &Self, field: &str, value: impl Into<Value>) -> Result<()> {
        assign(&this.erase(), vec![(field.to_owned(), value.into())])
    }

    /// Sets several columns by name, all of them or, if one cannot be set, none: a change set, such as the body of a PATCH.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let body = serde_json::json!({ "name": "Alice Smith", "email": null, "is_active": false });
    /// let alice = session.get_one(User, 1).await?;
    /// alice.assign(body.as_object().cloned().unwrap_or_default())?;
    /// assert_eq!((alice.name.as_str(), &alice.email, alice.is_active), ("Alice Smith", &None, false));
    ///
    /// assert!(alice.assign([("name", Value::from("Bob")), ("age", Value::from(5))]).is_err());
    /// assert_eq!(alice.name, "Alice Smith");
    /// # use orm::core::Value;
    /// # Ok(()) }
    /// ```
    ///
    /// Whoever sends the names chooses the columns: let through only those that they may change.
    ///
    /// # Errors
    /// As [`set_by_name`](Self::set_by_name).
    pub fn assign<K: Into<String>, V: Into<Value>>(&self, changes: impl IntoIterator<Item = (K, V)>) -> Result<()> {
        let changes = changes.into_iter().map(|(field, value)| (field.into(), value.into()));
        assign(&self.erase(), changes.collect())
    }
}

/// The same without types: all are read before any is set.
fn assign(instance: &Arc<dyn AnyInstance>, changes: Vec<(String, Value)>) -> Result<()> {
    let table = instance.table();
    let mut draft = instance.draft();
    let mut columns = Vec::with_capacity(changes.len());
    for (field, value) in changes {
        let index = column_of(table, &field)?;
        read(table, index, &mut *draft, value)?;
        columns.push(index);
    }
    for index in columns {
        if let Some(value) = draft.column(index) {
            edit::set_column(instance, index, value);
        }
    }
    Ok(())
}

/// The column of a field, which is not one that the database alone fills.
fn column_of(table: &Table, field: &str) -> Result<usize> {
    let found = table.columns.iter().position(|column| column.field == field);
    let column = found.and_then(|index| table.columns.get(index));
    match found.filter(|_| column.is_some_and(|column| column.computed.is_none())) {
        Some(index) => Ok(index),
        None if column.is_some() => {
            Err(Error::InvalidState(format!("`{}::{field}` is computed by the database", table.model)))
        }
        None => Err(StatementError::NoColumn {
            table: table.model.to_string(),
            column: field.to_owned(),
            hint: String::new(),
        }
        .into()),
    }
}

fn read(table: &Table, index: usize, draft: &mut dyn Columns, value: Value) -> Result<()> {
    let (Some(column), Some(field)) = (table.columns.get(index), draft.column_mut(index)) else { return Ok(()) };
    let value = if column.ty.base() == ColumnType::Json { value } else { plain(value) };
    set_value(field, value).map_err(|error| {
        let why = error.to_string();
        StatementError::Value(format!("`{}::{}`: {why}", table.model, column.field)).into()
    })
}

/// A scalar of JSON as the value that it stands for.
fn plain(value: Value) -> Value {
    match value {
        #[cfg(feature = "json")]
        Value::Json(json) => match json {
            serde_json::Value::Null => Value::Null(ColumnType::Json),
            serde_json::Value::Bool(value) => Value::Bool(value),
            serde_json::Value::String(value) => Value::Text(value),
            serde_json::Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
                (Some(value), ..) => Value::I64(value),
                (_, Some(value), _) => Value::U64(value),
                (.., value) => Value::F64(value.unwrap_or(f64::NAN)),
            },
            other => Value::Json(other),
        },
        value => value,
    }
}
