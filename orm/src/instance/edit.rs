//! [`Edit`]: the guard through which columns are changed.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use orm_core::Columns;
use orm_core::expr::Node;
use orm_core::model::ColumnValue;

use super::{AnyInstance, Instance, Model, State, lock, mark_dirty};

/// A private draft of an instance's columns; dropping it publishes them as the next version.
///
/// Two guards at a time do not overwrite each other's columns: each publishes only what it changed.
///
/// While one is open the session does not write: a flush, a commit or a query that would flush would leave its changes out, and is an error.
pub struct Edit<'i, M: Model> {
    instance: &'i Instance<M>,
    /// The version that the draft is a copy of.
    origin: usize,
    draft: M,
}

impl<'i, M: Model> Edit<'i, M> {
    pub(super) fn new(instance: &'i Instance<M>) -> Self {
        let origin = {
            let mut state = instance.state();
            state.count_edit(true);
            instance.0.head.versions.current()
        };
        Edit { instance, origin, draft: instance.0.version(origin).share() }
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
        self.draft = self.instance.0.version(self.origin).share();
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
        publish_changes(&self.instance.erase(), self.origin, &self.draft);
        // Once the session knows of the changes.
        self.instance.state().count_edit(false);
    }
}

/// Publishes the columns in which a draft differs from the version that it was made of.
fn publish_changes(instance: &Arc<dyn AnyInstance>, origin: usize, draft: &dyn Columns) {
    {
        // Held throughout: the version that the changes are applied to must be the newest.
        let mut writer = lock(instance.state());
        let origin = instance.version(origin);
        let mut next = None;
        for index in 0..instance.table().columns.len() {
            if let (Some(old), Some(new)) = (origin.column(index), draft.column(index))
                && !old.same(new)
            {
                // The containers are those of the instance, whatever the draft made of its own.
                let next = next.get_or_insert_with(|| instance.draft());
                if next.column_mut(index).is_some_and(|field| field.assign(new)) {
                    let written = written_anyway(instance, &writer, index, new);
                    writer.assign(index, written);
                }
            }
        }
        let Some(next) = next else { return };
        instance.head().versions.push(next);
    }
    mark_dirty(instance);
}

/// A value that is set where the row may have another than the instance shows: it is no change of the instance, but it is to be written.
fn written_anyway(
    instance: &Arc<dyn AnyInstance>,
    state: &State,
    index: usize,
    value: &dyn ColumnValue,
) -> Option<Node> {
    let table = instance.table();
    let column = table.columns.get(index).filter(|_| state.is_outdated())?;
    let is_shown = instance.version(state.base).column(index).is_some_and(|shown| shown.same(value));
    let is_plain = !column.primary_key && column.computed.is_none() && table.version() != Some(index);
    (is_shown && is_plain).then(|| Node::Value(value.to_value()))
}

/// Sets one column to a value.
pub(super) fn set_column(instance: &Arc<dyn AnyInstance>, index: usize, value: &dyn ColumnValue) {
    let changed = {
        let mut state = lock(instance.state());
        let written = written_anyway(instance, &state, index, value);
        let is_written = written.is_some();
        state.assign(index, written);
        // Set, even if to what a column holds that nobody has set.
        state.unset.remove(index);
        let mut next = instance.draft();
        let changed = next.column_mut(index).is_some_and(|field| !field.same(value) && field.assign(value));
        if changed {
            instance.head().versions.push(next);
        }
        changed || is_written
    };
    if changed {
        mark_dirty(instance);
    }
}

impl<M: Model + fmt::Debug> fmt::Debug for Edit<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.draft.fmt(f)
    }
}
