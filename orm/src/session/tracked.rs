//! From rows to instances: [`Tracked`] is what a session makes of each selected item.

use orm_core::error::DecodeError;
use orm_core::model::{Aliased, Optional};
use orm_core::row::{Row, RowReader};
use orm_core::statement::{AllColumns, FromClause, Selectable, is_missing};
use orm_core::{Column, Entity, Expr, Mapped, SqlType};

use crate::instance::{Instance, Model, mapper};
use crate::unit_of_work::Tracker;

/// What a session makes of a selected item: an [`Instance`] of a model, the value of anything else.
pub trait Tracked: Selectable {
    /// What one row gives.
    type Item: Send;

    /// Reads from the columns at `at`, and moves `at` past them.
    ///
    /// # Errors
    /// When a column cannot be decoded.
    fn track(&self, row: &dyn RowReader, at: &mut usize, tracker: &mut Tracker<'_>) -> Result<Self::Item, DecodeError>;
}

impl Tracker<'_> {
    /// The instance of the row that starts at `at`.
    fn typed<M: Model>(&mut self, row: &dyn RowReader, at: usize) -> Result<Instance<M>, DecodeError> {
        match self.instance(mapper::<M>(), row, at)?.downcast() {
            Some(instance) => Ok(instance),
            None => unreachable!("the map of a model has instances of it"),
        }
    }
}

impl<M: Model> Tracked for Entity<M> {
    type Item = Instance<M>;

    fn track(
        &self,
        row: &dyn RowReader,
        at: &mut usize,
        tracker: &mut Tracker<'_>,
    ) -> Result<Instance<M>, DecodeError> {
        let start = *at;
        *at += M::table().columns.len();
        tracker.typed(row, start)
    }
}

impl<M: Model> Tracked for Optional<Entity<M>> {
    type Item = Option<Instance<M>>;

    fn track(&self, row: &dyn RowReader, at: &mut usize, tracker: &mut Tracker<'_>) -> Result<Self::Item, DecodeError> {
        let start = *at;
        *at += M::table().columns.len();
        if is_missing::<M>(row, start)? { Ok(None) } else { tracker.typed(row, start).map(Some) }
    }
}

impl<M: Model> Tracked for Aliased<M> {
    type Item = Instance<M>;

    fn track(&self, row: &dyn RowReader, at: &mut usize, tracker: &mut Tracker<'_>) -> Result<Self::Item, DecodeError> {
        Entity::<M>::NEW.track(row, at, tracker)
    }
}

impl<M: Model> Tracked for Optional<Aliased<M>> {
    type Item = Option<Instance<M>>;

    fn track(&self, row: &dyn RowReader, at: &mut usize, tracker: &mut Tracker<'_>) -> Result<Self::Item, DecodeError> {
        Entity::<M>::NEW.optional().track(row, at, tracker)
    }
}

/// A subquery gives what it was made of.
impl<C: Tracked> Tracked for FromClause<C> {
    type Item = C::Item;

    fn track(&self, row: &dyn RowReader, at: &mut usize, tracker: &mut Tracker<'_>) -> Result<Self::Item, DecodeError> {
        self.columns().track(row, at, tracker)
    }
}

/// All columns of a table without a model.
impl Tracked for AllColumns {
    type Item = Row;

    fn track(&self, row: &dyn RowReader, at: &mut usize, _tracker: &mut Tracker<'_>) -> Result<Row, DecodeError> {
        self.decode(row, at)
    }
}

impl<M: Mapped, T: SqlType> Tracked for Column<M, T> {
    type Item = T;

    fn track(&self, row: &dyn RowReader, at: &mut usize, _tracker: &mut Tracker<'_>) -> Result<T, DecodeError> {
        self.decode(row, at)
    }
}

impl<T: SqlType> Tracked for Expr<T> {
    type Item = T;

    fn track(&self, row: &dyn RowReader, at: &mut usize, _tracker: &mut Tracker<'_>) -> Result<T, DecodeError> {
        self.decode(row, at)
    }
}

impl<C: Tracked> Tracked for Vec<C> {
    type Item = Vec<C::Item>;

    fn track(&self, row: &dyn RowReader, at: &mut usize, tracker: &mut Tracker<'_>) -> Result<Self::Item, DecodeError> {
        self.iter().map(|item| item.track(row, at, tracker)).collect()
    }
}

macro_rules! tuple {
    ($($name:ident $index:tt),+) => {
        impl<$($name: Tracked),+> Tracked for ($($name,)+) {
            type Item = ($($name::Item,)+);

            fn track(&self, row: &dyn RowReader, at: &mut usize, tracker: &mut Tracker<'_>) -> Result<Self::Item, DecodeError> {
                Ok(($(self.$index.track(row, at, tracker)?,)+))
            }
        }
    };
}

orm_core::each_tuple!(tuple);
