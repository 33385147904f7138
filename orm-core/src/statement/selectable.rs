//! [`Selectable`]: what can be selected or returned, and the Rust type of the row that follows from it.

use crate::error::DecodeError;
use crate::expr::{Column, ColumnRef, Expr, Node, TableRef, type_of};
use crate::model::{Aliased, Entity, Mapped, Optional};
use crate::row::RowReader;
use crate::schema::ColumnType;
use crate::types::SqlType;

/// One selected item before it is compiled.
#[derive(Clone, Debug, PartialEq)]
pub enum SelectItem {
    /// The columns of a model, in order.
    Model {
        /// What provides them.
        table: TableRef,
        /// Index of the first.
        offset: usize,
        /// How many there are.
        columns: usize,
    },
    /// One expression.
    Node(Node),
}

/// What `select` and `returning` accept: a model, a column, an expression, a tuple of them, or a `Vec` of what is of one type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected",
    label = "select a model (`User`), a column (`User::name`), an expression, or a tuple of up to twelve of them"
)]
pub trait Selectable: Clone + Send + Sync + 'static {
    /// What a row decodes into.
    type Row: Send;
    /// What stands for the items once they are columns of a subquery.
    type Columns: Selectable<Row = Self::Row>;
    /// How many items it adds.
    const ITEMS: usize = 1;

    /// Adds the selected items.
    fn items(&self, out: &mut Vec<SelectItem>);

    /// The items as columns of `source`, which selects them, from the one at `at` on; moves `at` past them.
    fn columns(&self, source: &TableRef, at: &mut usize) -> Self::Columns;

    /// Decodes from the columns at `at`, and moves `at` past them.
    ///
    /// # Errors
    /// When a column cannot be decoded.
    fn decode(&self, row: &dyn RowReader, at: &mut usize) -> Result<Self::Row, DecodeError>;
}

/// Everything [`Selectable`]: what functions ask for instead, so that the compiler's message about anything else is short.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected",
    label = "select a model (`User`), a column (`User::name`), an expression, or a tuple of up to twelve of them"
)]
pub trait Selected: Selectable {}

#[diagnostic::do_not_recommend]
impl<Q: Selectable> Selected for Q {}

#[diagnostic::do_not_recommend]
impl<M: Mapped> Selectable for Entity<M> {
    type Row = M;
    type Columns = Aliased<M>;

    fn items(&self, out: &mut Vec<SelectItem>) {
        out.push(SelectItem::table(TableRef::Static(M::table())));
    }

    fn columns(&self, source: &TableRef, at: &mut usize) -> Aliased<M> {
        let offset = *at;
        *at += M::table().columns.len();
        Aliased::at(source.clone(), offset)
    }

    fn decode(&self, row: &dyn RowReader, at: &mut usize) -> Result<M, DecodeError> {
        decode_model(row, at)
    }
}

/// Decodes a model from the columns at `at`, and moves `at` past them.
pub(crate) fn decode_model<M: Mapped>(row: &dyn RowReader, at: &mut usize) -> Result<M, DecodeError> {
    let start = *at;
    *at += M::table().columns.len();
    M::decode(row, start).map_err(|error| error.in_table(M::table(), start))
}

impl SelectItem {
    /// All columns of a table.
    pub fn table(table: TableRef) -> Self {
        let columns = table.columns.len();
        SelectItem::Model { table, offset: 0, columns }
    }
}

#[diagnostic::do_not_recommend]
impl<M: Mapped> Selectable for Optional<Entity<M>> {
    type Row = Option<M>;
    type Columns = Optional<Aliased<M>>;

    fn items(&self, out: &mut Vec<SelectItem>) {
        self.inner().items(out);
    }

    fn columns(&self, source: &TableRef, at: &mut usize) -> Self::Columns {
        Optional(self.inner().columns(source, at))
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
    type Columns = Expr<T>;

    fn items(&self, out: &mut Vec<SelectItem>) {
        out.push(SelectItem::Node(self.node()));
    }

    fn columns(&self, source: &TableRef, at: &mut usize) -> Expr<T> {
        column_at(source, at)
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
    type Columns = Expr<T>;

    fn items(&self, out: &mut Vec<SelectItem>) {
        out.push(SelectItem::Node(self.node().clone()));
    }

    fn columns(&self, source: &TableRef, at: &mut usize) -> Expr<T> {
        column_at(source, at)
    }

    fn decode(&self, row: &dyn RowReader, at: &mut usize) -> Result<T, DecodeError> {
        let value: T = next(row, at)?;
        // SQLite drops zeros at the end.
        Ok(if let ColumnType::Numeric(_) = T::TYPE.base() { value.in_column(type_of(self.node())) } else { value })
    }
}

/// The column of `source` at `at`, which moves past it.
pub(crate) fn column_at<T>(source: &TableRef, at: &mut usize) -> Expr<T> {
    let index = *at;
    *at += 1;
    Expr::from_node(Node::ColumnRef(ColumnRef { table: source.clone(), index }))
}

fn next<T: SqlType>(row: &dyn RowReader, at: &mut usize) -> Result<T, DecodeError> {
    let value = T::read(row, *at)?;
    *at += 1;
    Ok(value)
}

/// As many as are chosen at run time, of one type.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// let wanted = ["title", "views"].map(|name| TableRef::from(Post).c(name)).to_vec();
/// assert_eq!(sql(select(wanted)), r#"SELECT "posts"."title", "posts"."views" FROM "posts""#); // rows are Vec<Value>
/// ```
#[diagnostic::do_not_recommend]
impl<C: Selectable> Selectable for Vec<C> {
    type Row = Vec<C::Row>;
    type Columns = Vec<C::Columns>;

    fn items(&self, out: &mut Vec<SelectItem>) {
        self.iter().for_each(|item| item.items(out));
    }

    fn columns(&self, source: &TableRef, at: &mut usize) -> Self::Columns {
        self.iter().map(|item| item.columns(source, at)).collect()
    }

    fn decode(&self, row: &dyn RowReader, at: &mut usize) -> Result<Self::Row, DecodeError> {
        self.iter().map(|item| item.decode(row, at)).collect()
    }
}

macro_rules! tuple {
    ($($name:ident $index:tt),+) => {
        #[diagnostic::do_not_recommend]
        impl<$($name: Selectable),+> Selectable for ($($name,)+) {
            type Row = ($($name::Row,)+);
            type Columns = ($($name::Columns,)+);
            const ITEMS: usize = 0 $(+ $name::ITEMS)+;

            fn items(&self, out: &mut Vec<SelectItem>) {
                $(self.$index.items(out);)+
            }

            fn columns(&self, source: &TableRef, at: &mut usize) -> Self::Columns {
                ($(self.$index.columns(source, at),)+)
            }

            fn decode(&self, row: &dyn RowReader, at: &mut usize) -> Result<Self::Row, DecodeError> {
                Ok(($(self.$index.decode(row, at)?,)+))
            }
        }
    };
}

crate::each_tuple!(tuple);
