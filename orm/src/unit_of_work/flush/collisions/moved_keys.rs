//! Foreign keys that follow a key which changes in the same flush: when their rows are written, the database has the new values in them.

use std::collections::HashMap;
use std::sync::Arc;

use orm_core::Value;

use crate::instance::AnyInstance;
use crate::unit_of_work::flush::collect::Work;
use crate::unit_of_work::flush::order::Group;
use crate::unit_of_work::flush::post_update::at_base;
use crate::unit_of_work::flush::referential::ends;

/// The foreign keys of a group of tables that follow, by table.
#[derive(Default)]
pub(super) struct MovedKeys {
    of: HashMap<usize, Vec<MovedKey>>,
}

/// A foreign key, and from which values to which.
struct MovedKey {
    columns: Vec<usize>,
    moves: HashMap<Vec<Value>, Vec<Value>>,
    /// Whether what it references is of the same group.
    within: bool,
}

impl MovedKeys {
    pub(super) fn new(work: &Work, group: &Group) -> Self {
        let mut of: HashMap<usize, Vec<MovedKey>> = HashMap::new();
        for table in &group.tables {
            for key in &table.foreign_keys {
                let mut moves = HashMap::new();
                let (mut columns, mut within) = (Vec::new(), false);
                for parent in work.updates.iter().filter(|row| key.references(row.table())) {
                    let (own, referenced) = ends(table, key, parent.table());
                    let new = referenced.iter().map(|&column| work.future(parent, column)).collect::<Option<Vec<_>>>();
                    let old = at_base(parent, &referenced);
                    if let Some(new) = new.filter(|new| *new != old) {
                        moves.insert(old, new);
                        (columns, within) = (own, group.has(parent.table()));
                    }
                }
                if !moves.is_empty() {
                    let address = std::ptr::from_ref::<orm_core::schema::Table>(table).addr();
                    of.entry(address).or_default().push(MovedKey { columns, moves, within });
                }
            }
        }
        MovedKeys { of }
    }

    /// Changes the values of some columns of a row as they change while they follow.
    pub(super) fn follow(&self, row: &Arc<dyn AnyInstance>, columns: &[usize], values: &mut [Value]) {
        for key in self.keys_of(row) {
            let Some(new) = key.moves.get(&at_base(row, &key.columns)) else { continue };
            for (column, value) in columns.iter().zip(values.iter_mut()) {
                if let Some(new) = key.columns.iter().position(|own| own == column).and_then(|at| new.get(at)) {
                    *value = new.clone();
                }
            }
        }
    }

    /// Whether a foreign key of a row follows a row of the same group.
    pub(super) fn is_within(&self, row: &Arc<dyn AnyInstance>) -> bool {
        self.keys_of(row).iter().any(|key| key.within && key.moves.contains_key(&at_base(row, &key.columns)))
    }

    fn keys_of(&self, row: &Arc<dyn AnyInstance>) -> &[MovedKey] {
        self.of.get(&super::table_of(row)).map_or(&[], Vec::as_slice)
    }
}
