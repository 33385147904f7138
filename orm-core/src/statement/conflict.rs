//! Upserts: what an INSERT does with a row that is there already.

use crate::expr::{Column, ColumnRef, Expr, IntoExpr, Node, TableRef};
use crate::model::Mapped;
use crate::types::SqlType;

/// What an INSERT does with a row whose key is there already, without Rust types.
#[derive(Clone, Debug, Default)]
pub struct OnConflictCore {
    /// The columns of the key, by index; any key when empty.
    pub target: Vec<usize>,
    /// What the row that is there is set to; nothing, when empty.
    pub set: Vec<(usize, Node)>,
    /// Updates the row only if this holds.
    pub filter: Vec<Node>,
}

/// What an upsert sets: the argument of [`Insert::on_conflict_update`](super::Insert::on_conflict_update)'s closure.
#[derive(Clone, Debug)]
pub struct OnConflict<M> {
    pub(crate) core: OnConflictCore,
    model: std::marker::PhantomData<fn() -> M>,
}

/// The columns of a unique key: a column of the model, or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a key of `{M}`",
    label = "not a column of the model, or a tuple of them"
)]
pub trait ConflictTarget<M> {
    /// Adds the indices of the columns.
    fn columns(self, out: &mut Vec<usize>);
}

#[diagnostic::do_not_recommend]
impl<M, T> ConflictTarget<M> for Column<M, T> {
    fn columns(self, out: &mut Vec<usize>) {
        out.push(self.index());
    }
}

macro_rules! tuple {
    ($($name:ident $index:tt),+) => {
        #[diagnostic::do_not_recommend]
        impl<M, $($name: ConflictTarget<M>),+> ConflictTarget<M> for ($($name,)+) {
            fn columns(self, out: &mut Vec<usize>) {
                $(self.$index.columns(out);)+
            }
        }
    };
}

crate::each_tuple!(tuple);

/// The columns into which a query is inserted: a column of the model, or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column of `{M}`",
    label = "not a column of `{M}`, or a tuple of them"
)]
pub trait ColumnsOf<M> {
    /// Adds the indices of the columns.
    fn columns_of(self, out: &mut Vec<usize>);
}

#[diagnostic::do_not_recommend]
impl<M, C: ConflictTarget<M>> ColumnsOf<M> for C {
    fn columns_of(self, out: &mut Vec<usize>) {
        self.columns(out);
    }
}

/// In an upsert, the value that was to be inserted into the column.
pub fn excluded<M: Mapped, T>(column: Column<M, T>) -> Expr<T> {
    Expr::from_node(excluded_of(TableRef::Static(M::table()), column.index()))
}

/// The value that was to be inserted into a column of `table`.
pub(crate) fn excluded_of(table: TableRef, index: usize) -> Node {
    Node::Excluded(ColumnRef { table, index })
}

impl<M: Mapped> OnConflict<M> {
    pub(crate) fn new(target: Vec<usize>) -> Self {
        let core = OnConflictCore { target, ..OnConflictCore::default() };
        OnConflict { core, model: std::marker::PhantomData }
    }

    /// Sets a column to a value or an expression; [`excluded`] is the value that was to be inserted.
    #[must_use]
    pub fn set<T: SqlType>(mut self, column: Column<M, T>, value: impl IntoExpr<T::Base>) -> Self {
        self.core.set.retain(|(index, _)| *index != column.index());
        self.core.set.push((column.index(), value.into_expr().into_node()));
        self
    }

    /// Sets these columns to the values that were to be inserted.
    #[must_use]
    pub fn set_excluded(mut self, columns: impl ConflictTarget<M>) -> Self {
        let mut indices = Vec::new();
        columns.columns(&mut indices);
        self.core.set.retain(|(index, _)| !indices.contains(index));
        self.core
            .set
            .extend(indices.into_iter().map(|index| (index, excluded_of(TableRef::Static(M::table()), index))));
        self
    }

    /// Updates the row only if the condition holds; otherwise it stays as it is. MySQL and MariaDB have none.
    #[must_use]
    pub fn filter(mut self, condition: impl IntoExpr<bool>) -> Self {
        self.core.filter.push(condition.into_expr().into_node());
        self
    }
}
