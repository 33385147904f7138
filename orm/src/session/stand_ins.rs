//! SQLAlchemy's names for what is called otherwise here: they work, and the compiler's warning says our word.

use super::{ScalarsStatement, SessionExecution, TrackedQuery};
use crate::fetch::{Fetch, FetchOne};

#[doc(hidden)]
impl<'s, S: ScalarsStatement + 's> SessionExecution<'s, S> {
    #[deprecated(note = "write `session.scalars(statement)` for `session.execute(statement).scalars()`")]
    pub fn scalars(self) -> Self {
        self
    }

    #[deprecated(note = "write `session.scalars(statement).one()`")]
    pub fn scalar_one(self) -> FetchOne<'s, S::Item> {
        self.one()
    }

    #[deprecated(note = "write `session.scalars(statement).one_or_none()`")]
    pub fn scalar_one_or_none(self) -> Fetch<'s, Option<S::Item>> {
        self.one_or_none()
    }

    #[deprecated(note = "leave it out: collections are loaded by queries of their own, so no row comes twice")]
    pub fn unique(self) -> Self {
        self
    }
}

#[doc(hidden)]
impl<'s, S: TrackedQuery + 's> SessionExecution<'s, S> {
    #[deprecated(note = "write `.all()`")]
    pub fn fetchall(self) -> Fetch<'s, Vec<S::Item>> {
        self.all()
    }

    #[deprecated(note = "write `.first()`")]
    pub fn fetchone(self) -> Fetch<'s, Option<S::Item>> {
        self.first()
    }
}
