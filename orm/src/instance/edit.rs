//! [`Edit`]: the guard through which columns are changed.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::any::mark_dirty;
use super::{AnyInstance, Instance, lock};
use crate::model::Model;

/// A private draft of an instance's columns; dropping it publishes them as the next version.
///
/// Two guards at a time do not overwrite each other's columns: each publishes only what it changed.
pub struct Edit<'i, M: Model> {
    instance: &'i Instance<M>,
    /// The version that the draft is a copy of.
    origin: usize,
    draft: M,
}

impl<'i, M: Model> Edit<'i, M> {
    pub(super) fn new(instance: &'i Instance<M>) -> Self {
        let origin = instance.inner().versions.current();
        let version = instance.inner().versions.get(origin);
        Edit { instance, origin, draft: version.share() }
    }

    /// Gives up the changes.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get(User, 1).await?.expect("a row");
    /// let mut edit = alice.edit();
    /// edit.name.clear();
    /// edit.discard();
    /// assert_eq!(alice.name, "Alice");
    /// # Ok(()) }
    /// ```
    pub fn discard(mut self) {
        self.draft = self.instance.inner().versions.get(self.origin).share();
    }
}

impl<M: Model> Deref for Edit<'_, M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.draft
    }
}

impl<M: Model> DerefMut for Edit<'_, M> {
    fn deref_mut(&mut self) -> &mut M {
        &mut self.draft
    }
}

impl<M: Model> Drop for Edit<'_, M> {
    fn drop(&mut self) {
        let inner = self.instance.inner();
        {
            // Held throughout: the version that the changes are applied to must be the newest.
            let mut writer = lock(&inner.state);
            let origin = inner.versions.get(self.origin);
            // The containers are those of the instance, whatever the draft made of its own.
            let mut next = inner.versions.latest().share();
            let mut changed = false;
            for index in 0..M::table().columns.len() {
                if let (Some(old), Some(new)) = (origin.column(index), self.draft.column(index))
                    && !old.same(new)
                    && let Some(field) = next.column_mut(index)
                {
                    changed |= field.assign(new);
                    writer.assign(index, None);
                }
            }
            if !changed {
                return;
            }
            inner.versions.push(next);
        }
        mark_dirty(&(Arc::clone(inner) as Arc<dyn AnyInstance>));
    }
}

impl<M: Model + fmt::Debug> fmt::Debug for Edit<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.draft.fmt(f)
    }
}
