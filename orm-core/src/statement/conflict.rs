//! Upserts: what an INSERT does with a row that is there already.

use std::borrow::Cow;

use crate::expr::{Column, ColumnRef, Expr, IntoExpr, Node, TableRef};
use crate::model::Mapped;
use crate::types::SqlType;

/// What an INSERT does with a row whose key is there already, without Rust types.
#[derive(Clone, Debug, Default)]
pub struct OnConflictCore {
    /// The columns of the key, by index; any key when empty.
    pub target: Vec<usize>,
    /// Which rows the key is unique among, if it is a partial index.
    pub target_filter: Vec<Node>,
    /// The name of the constraint, instead of the columns.
    pub constraint: Option<Cow<'static, str>>,
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

        #[diagnostic::do_not_recommend]
        impl<M, $($name: ConflictTarget<M>),+> UpsertKey<M> for ($($name,)+) {
            fn key_of(self, core: &mut OnConflictCore) {
                self.columns(&mut core.target);
            }
        }
    };
}

crate::each_tuple!(tuple);

/// The key by which an upsert finds a row: a column of the model or a tuple of them, [`unique_where`] or [`constraint`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a key of `{M}`",
    label = "not a column of the model, a tuple of them, `unique_where(..)` or `constraint(..)`"
)]
pub trait UpsertKey<M> {
    /// Writes down which it is.
    #[doc(hidden)]
    fn key_of(self, core: &mut OnConflictCore);
}

#[diagnostic::do_not_recommend]
impl<M, T> UpsertKey<M> for Column<M, T> {
    fn key_of(self, core: &mut OnConflictCore) {
        self.columns(&mut core.target);
    }
}

/// The key of a partial index: [`unique_where`] makes it.
#[derive(Clone, Debug)]
pub struct UniqueWhere<C> {
    columns: C,
    filter: Node,
}

/// The key of a partial unique index, by its columns and its condition, which has to be that of the index.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// use orm::core::statement::unique_where;
///
/// let key = unique_where(User::email, User::is_active.eq(true));
/// let statement = insert(User).values([User::builder().name("Alice")]).on_conflict_update(key, |row| row.set(User::name, "Alice"));
/// assert!(sql(statement).contains(r#"ON CONFLICT ("email") WHERE "is_active" = TRUE DO UPDATE SET"#));
/// ```
///
/// MySQL and MariaDB have no partial indexes.
pub fn unique_where<C>(columns: C, condition: impl IntoExpr<bool>) -> UniqueWhere<C> {
    UniqueWhere { columns, filter: condition.into_expr().into_node() }
}

#[diagnostic::do_not_recommend]
impl<M, C: ConflictTarget<M>> UpsertKey<M> for UniqueWhere<C> {
    fn key_of(self, core: &mut OnConflictCore) {
        self.columns.columns(&mut core.target);
        core.target_filter.push(self.filter);
    }
}

/// A constraint by its name: [`constraint`] makes it.
#[derive(Clone, Debug)]
pub struct ConstraintNamed(Cow<'static, str>);

/// The key of a unique constraint, by its name: `ON CONFLICT ON CONSTRAINT name`. PostgreSQL only.
pub fn constraint(name: impl Into<Cow<'static, str>>) -> ConstraintNamed {
    ConstraintNamed(name.into())
}

#[diagnostic::do_not_recommend]
impl<M> UpsertKey<M> for ConstraintNamed {
    fn key_of(self, core: &mut OnConflictCore) {
        core.constraint = Some(self.0);
    }
}

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
    pub(crate) fn new(core: OnConflictCore) -> Self {
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
