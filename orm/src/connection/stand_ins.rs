//! SQLAlchemy's names for what is called otherwise here: they work, and the compiler's warning says our word.

use orm_core::statement::Query;

use super::Execution;
use crate::fetch::{Fetch, FetchOne};

#[doc(hidden)]
impl<'c, S: Query + 'c> Execution<'c, S> {
    #[deprecated(note = "write `conn.scalars(statement)` for `conn.execute(statement).scalars()`")]
    pub fn scalars(self) -> Self {
        self
    }

    #[deprecated(note = "write `.one()`")]
    pub fn scalar_one(self) -> FetchOne<'c, S::Row> {
        self.one()
    }

    #[deprecated(note = "write `.all()`")]
    pub fn fetchall(self) -> Fetch<'c, Vec<S::Row>> {
        self.all()
    }

    #[deprecated(note = "write `.first()`")]
    pub fn fetchone(self) -> Fetch<'c, Option<S::Row>> {
        self.first()
    }
}
