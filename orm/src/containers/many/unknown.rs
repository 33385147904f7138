//! What can be told of a collection that is not loaded.

use std::sync::Arc;

use orm_core::{Columns, Value};

use super::Owner;
use crate::instance::{AnyInstance, lock};

/// Whether an instance says itself that it is not a member of a collection that is not loaded: its foreign key leads elsewhere, or it has
/// no row that a table in between could link.
pub(super) fn is_none_of(owner: Option<&Owner>, target: &Arc<dyn AnyInstance>) -> bool {
    let Some((definition, instance)) = owner.and_then(|owner| Some((owner.definition(), owner.instance()?))) else {
        return false;
    };
    if definition.secondary.is_some() {
        return lock(target.state()).is_new();
    }
    let Ok(on) = definition.join_columns(instance.table()) else { return false };
    let values = |row: &dyn Columns, columns: &[usize]| -> Vec<Value> {
        columns.iter().filter_map(|&index| row.column(index)).map(|value| value.to_value()).collect()
    };
    let base = lock(target.state()).base;
    let keys = [target.latest(), target.version(base)].map(|row| values(row, &on.remote));
    let base = lock(instance.state()).base;
    let owners = [instance.latest(), instance.version(base)].map(|row| values(row, &on.local));
    !keys.iter().any(|key| owners.contains(key))
}
