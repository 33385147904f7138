//! [`UpdateRows`]: rows found by primary key, each set to values of its own.

use std::collections::HashMap;
use std::marker::PhantomData;

use super::{ConflictTarget, Effect, Statement, StatementRef, UpdateMany, Written};
use crate::compile::{Compiled, on_update};
use crate::dialect::Dialect;
use crate::error::{Result, StatementError};
use crate::expr::{Column, TableRef};
use crate::model::{Entity, IntoField, IntoKey, Key, Mapped};
use crate::schema::Table;
use crate::types::SqlType;
use crate::value::Value;

/// Updates rows by primary key to values that differ from row to row, in one statement: a column (or a tuple of them), then pairs of
/// a key and the new value (or a tuple of values).
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// let one = update_rows(User, User::name, [(1, "Alicia"), (2, "Robert")]);
/// assert!(sql(one).ends_with("-- 1, 'Alicia', 2, 'Robert'"));
///
/// let two = update_rows(User, (User::name, User::is_active), [(1, ("Alice", true)), (2, ("Bob", false))]);
/// assert!(sql(two).contains("FROM (VALUES (?, ?, ?), (?, ?, ?))"));
/// ```
///
/// Keys without a row are passed over: compare `rows_affected` with what you gave. Of several values for one key the last counts.
/// More rows than the database takes parameters for become several statements.
pub fn update_rows<M, C, K, V>(_entity: Entity<M>, columns: C, rows: impl IntoIterator<Item = (K, V)>) -> UpdateRows<M>
where
    M: Mapped,
    C: ConflictTarget<M>,
    K: IntoKey<M::Key>,
    V: SetTo<C>,
{
    let table = M::table();
    let mut set = Vec::new();
    columns.columns(&mut set);
    let mut places: HashMap<M::Key, usize> = HashMap::new();
    let mut values: Vec<Vec<Value>> = Vec::new();
    for (key, row) in rows {
        let key = key.into_key();
        let mut given = key.to_values();
        row.values(&mut given);
        match places.get(&key) {
            Some(&place) => values[place] = given,
            None => {
                places.insert(key, values.len());
                values.push(given);
            }
        }
    }
    let set_expr = on_update(table, |index| set.contains(&index)).collect();
    let core = UpdateMany {
        table: TableRef::Static(table),
        key: table.primary_key().to_vec(),
        set,
        set_expr,
        rows: values,
        returning: Vec::new(),
    };
    UpdateRows { core, model: PhantomData }
}

/// An UPDATE of rows by key: [`update_rows`] makes it.
#[derive(Clone, Debug)]
pub struct UpdateRows<M> {
    core: UpdateMany,
    model: PhantomData<fn() -> M>,
}

/// What the columns `C` can be set to: a value for one column, a tuple of values for a tuple of columns.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value for these columns",
    label = "does not fit the columns",
    note = "give one value for one column, a tuple of values for a tuple of columns"
)]
pub trait SetTo<C> {
    /// Adds the values, in the order of the columns.
    fn values(self, out: &mut Vec<Value>);
}

impl<M, T: SqlType, V: IntoField<T>> SetTo<Column<M, T>> for V {
    fn values(self, out: &mut Vec<Value>) {
        out.push(self.into_field().to_value());
    }
}

macro_rules! tuple {
    ($($column:ident $value:ident $index:tt),+) => {
        #[diagnostic::do_not_recommend]
        impl<M, $($column: SqlType, $value: IntoField<$column>),+> SetTo<($(Column<M, $column>,)+)> for ($($value,)+) {
            fn values(self, out: &mut Vec<Value>) {
                $(out.push(self.$index.into_field().to_value());)+
            }
        }
    };
}

tuple!(A ValueA 0);
tuple!(A ValueA 0, B ValueB 1);
tuple!(A ValueA 0, B ValueB 1, C ValueC 2);
tuple!(A ValueA 0, B ValueB 1, C ValueC 2, D ValueD 3);
tuple!(A ValueA 0, B ValueB 1, C ValueC 2, D ValueD 3, E ValueE 4);
tuple!(A ValueA 0, B ValueB 1, C ValueC 2, D ValueD 3, E ValueE 4, F ValueF 5);
tuple!(A ValueA 0, B ValueB 1, C ValueC 2, D ValueD 3, E ValueE 4, F ValueF 5, G ValueG 6);
tuple!(A ValueA 0, B ValueB 1, C ValueC 2, D ValueD 3, E ValueE 4, F ValueF 5, G ValueG 6, H ValueH 7);

#[diagnostic::do_not_recommend]
impl<M> Statement for UpdateRows<M> {
    fn core(&self) -> Option<StatementRef<'_>> {
        None
    }

    fn compile(&self, dialect: &Dialect) -> Result<Vec<Compiled>> {
        let UpdateMany { table, key, set, rows, .. } = &self.core;
        if rows.is_empty() {
            return Err(StatementError::Empty(format!("update_rows({}) has no rows", table.model)).into());
        }
        let most = dialect.rows_per_update(key.len() + set.len());
        let mut compiled = Vec::new();
        let mut rest = &rows[..];
        while !rest.is_empty() {
            let sizes = rest.iter().take(most).map(|row| row.iter().map(Value::bytes).sum());
            let (chunk, others) = rest.split_at(dialect.rows_of_bytes(sizes));
            compiled.push(UpdateMany { rows: chunk.to_vec(), ..self.core.clone() }.compile(dialect)?);
            rest = others;
        }
        Ok(compiled)
    }

    fn effect(&self) -> Effect {
        Effect::Write
    }

    fn target(&self) -> Option<&Table> {
        Some(&self.core.table)
    }

    fn written(&self) -> Written<'_> {
        Written::UpdatedRows(&self.core)
    }
}
