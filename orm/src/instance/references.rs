//! References against foreign keys: does a `BelongsTo` still lead where its columns say?

use std::sync::{Arc, Weak};

use orm_core::Value;

use super::{AnyInstance, Cell, Lifecycle, lock};

/// After the columns of an instance changed under it: references that they contradict are forgotten, on both sides; the others
/// stay loaded. `Cell::history` of all of them is empty afterwards.
pub(crate) fn reconcile(instance: &Arc<dyn AnyInstance>, epoch: u64) {
    let table = instance.table();
    for (definition, cell) in table.relationships.iter().zip(instance.containers()) {
        if !definition.has_foreign_key() {
            continue;
        }
        let targets = cell.targets();
        let agrees = definition.join_columns(table).is_ok_and(|on| {
            let key: Vec<Option<Value>> = on.local.iter().map(|&column| instance.value(column)).collect();
            match targets.first() {
                Some(target) => key == on.remote.iter().map(|&column| target.value(column)).collect::<Vec<_>>(),
                // Nothing, and known to be nothing.
                None => cell.is_given() && key.iter().flatten().any(Value::is_null),
            }
        });
        if agrees {
            cell.flushed(epoch);
            continue;
        }
        for target in &targets {
            if let Some(inverse) = inverse_cell(target, definition.back_populates) {
                inverse.evict_for_good(instance);
            }
        }
        cell.forget();
    }
}

/// An instance that waits to be inserted will not be after all: it leaves its session and the collections that it is in.
pub(crate) fn give_up_pending(instance: &Arc<dyn AnyInstance>) {
    {
        let mut state = lock(instance.state());
        if state.lifecycle != Lifecycle::Pending {
            return;
        }
        state.lifecycle = Lifecycle::Transient;
        state.belong_to(Weak::new());
    }
    for (definition, cell) in instance.table().relationships.iter().zip(instance.containers()) {
        for owner in cell.targets().iter().filter(|_| definition.has_foreign_key()) {
            if let Some(inverse) = inverse_cell(owner, definition.back_populates) {
                inverse.evict(instance);
            }
        }
    }
}

/// The container on the other side of a relationship.
pub(crate) fn inverse_cell<'i>(related: &'i Arc<dyn AnyInstance>, name: Option<&str>) -> Option<&'i dyn Cell> {
    let name = name?;
    let index = related.table().relationships.iter().position(|relationship| relationship.name == name)?;
    related.container(index)
}
