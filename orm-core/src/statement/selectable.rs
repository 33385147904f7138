//! [`Selectable`]: what can be selected or returned, and the Rust type of the row that follows from it.

use crate::error::DecodeError;
use crate::expr::{Column, Expr, Node, TableRef};
use crate::model::{Entity, Mapped, Optional};
use crate::row::RowReader;
use crate::types::SqlType;

/// One selected item before it is compiled.
#[derive(Clone, Debug)]
pub enum SelectItem {
    /// All columns of a table, in order.
    Model(TableRef),
    /// One expression.
    Node(Node),
}

/// What `select` and `returning` accept: a model, a column, an expression, or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected",
    label = "not a model, column or expression",
    note = "select a model (`User`), a column (`User::name`), an expression, or a tuple of up to twelve of them"
)]
pub trait Selectable: Clone + Send + Sync + 'static {
    /// What a row decodes into.
    type Row: Send;

    /// Adds the selected items.
    fn items(&self, out: &mut Vec<SelectItem>);

    /// Decodes from the columns at `at`, and moves `at` past them.
    ///
    /// # Errors
    /// When a column cannot be decoded.
    fn decode(&self, row: &dyn RowReader, at: &mut usize) -> Result<Self::Row, DecodeError>;
}

#[diagnostic::do_not_recommend]
impl<M: Mapped> Selectable for Entity<M> {
    type Row = M;

    fn items(&self, out: &mut Vec<SelectItem>) {
        out.push(SelectItem::Model(TableRef::Static(M::table())));
    }

    fn decode(&self, row: &dyn RowReader, at: &mut usize) -> Result<M, DecodeError> {
        let start = *at;
        *at += M::table().columns.len();
        M::decode(row, start).map_err(|error| error.in_table(M::table(), start))
    }
}

#[diagnostic::do_not_recommend]
impl<M: Mapped> Selectable for Optional<Entity<M>> {
    type Row = Option<M>;

    fn items(&self, out: &mut Vec<SelectItem>) {
        self.inner().items(out);
    }

    fn decode(&self, row: &dyn RowReader, at: &mut usize) -> Result<Option<M>, DecodeError> {
        if is_missing::<M>(row, *at)? {
            *at += M::table().columns.len();
            return Ok(None);
        }
        self.inner().decode(row, at).map(Some)
    }
}

/// Whether the row that an outer join would have put at `at` is missing: its primary key is NULL.
///
/// # Errors
/// When the row is too short.
#[doc(hidden)]
pub fn is_missing<M: Mapped>(row: &dyn RowReader, at: usize) -> Result<bool, DecodeError> {
    M::table().primary_key().first().map_or(Ok(false), |&index| row.is_null(at + index))
}

#[diagnostic::do_not_recommend]
impl<M: Mapped, T: SqlType> Selectable for Column<M, T> {
    type Row = T;

    fn items(&self, out: &mut Vec<SelectItem>) {
        out.push(SelectItem::Node(self.node()));
    }

    fn decode(&self, row: &dyn RowReader, at: &mut usize) -> Result<T, DecodeError> {
        let value: T = next(row, at)?;
        Ok(match M::table().columns.get(self.index()) {
            Some(column) => value.in_column(column.ty),
            None => value,
        })
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType> Selectable for Expr<T> {
    type Row = T;

    fn items(&self, out: &mut Vec<SelectItem>) {
        out.push(SelectItem::Node(self.node().clone()));
    }

    fn decode(&self, row: &dyn RowReader, at: &mut usize) -> Result<T, DecodeError> {
        next(row, at)
    }
}

fn next<T: SqlType>(row: &dyn RowReader, at: &mut usize) -> Result<T, DecodeError> {
    let value = T::read(row, *at)?;
    *at += 1;
    Ok(value)
}

macro_rules! tuple {
    ($($name:ident $index:tt),+) => {
        impl<$($name: Selectable),+> Selectable for ($($name,)+) {
            type Row = ($($name::Row,)+);

            fn items(&self, out: &mut Vec<SelectItem>) {
                $(self.$index.items(out);)+
            }

            fn decode(&self, row: &dyn RowReader, at: &mut usize) -> Result<Self::Row, DecodeError> {
                Ok(($(self.$index.decode(row, at)?,)+))
            }
        }
    };
}

crate::each_tuple!(tuple);
