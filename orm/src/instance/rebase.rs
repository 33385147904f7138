//! Changing what is known to be in the database under an instance that may have changes of its own.

use std::sync::Arc;

use orm_core::Columns;

use super::{AnyInstance, changed_columns, copy, lock};

/// Changes the version that is in the database. Changes that are not flushed yet stay on top of it.
pub(crate) fn rebase(instance: &Arc<dyn AnyInstance>, change: &mut dyn FnMut(&mut dyn Columns)) {
    let base = lock(instance.state()).base;
    let pending = changed_columns(&**instance, base);
    let mut stored = instance.draft_of(base);
    change(&mut *stored);
    let on_top = (!pending.is_empty()).then(|| {
        let mut next = instance.draft();
        let others = (0..instance.table().columns.len()).filter(|&index| !pending.contains(index));
        copy(&*stored, &mut *next, others);
        next
    });
    instance.publish(stored);
    let stored = instance.current();
    if let Some(next) = on_top {
        instance.publish(next);
    }
    lock(instance.state()).base = stored;
}
