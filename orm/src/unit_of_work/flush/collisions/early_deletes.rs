//! DELETEs that go before everything else, because another row takes a unique value of theirs; with them goes what references them.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use orm_core::{Result, Value};

use super::{First, unorderable};
use crate::engine::Links;
use crate::instance::{AnyInstance, Instances, address, lock};
use crate::unit_of_work::flush::collect::Work;
use crate::unit_of_work::flush::order::{Group, children_first};
use crate::unit_of_work::flush::vacate::Vacated;

/// A row that is deleted, and the key whose value another one takes.
pub(super) struct Doomed {
    pub(super) row: Arc<dyn AnyInstance>,
    pub(super) columns: Vec<usize>,
    pub(super) nullable: Option<usize>,
    /// Whether it would collide for sure. Otherwise it goes first if it can.
    pub(super) certain: bool,
}

/// What happens to a row that references another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Deleted,
    /// It is updated, and could be first.
    Updated,
    /// It is updated, but waits for something new.
    Waits,
}

/// Names of columns.
type Names = &'static [Cow<'static, str>];

/// Rows by what they reference, as the database has it.
#[derive(Default)]
struct Children {
    /// By table, which columns of it are referenced.
    columns: HashMap<&'static str, Vec<Names>>,
    /// By table, columns and values.
    rows: HashMap<Reference, Vec<Child>>,
}

type Reference = (&'static str, Names, Vec<Value>);
type Child = (Arc<dyn AnyInstance>, Fate);

impl Children {
    fn add(&mut self, row: &Arc<dyn AnyInstance>, fate: Fate) {
        for key in &row.table().foreign_keys {
            let (target, columns): (&str, Names) = (&key.target, &key.target_columns);
            let known = self.columns.entry(target).or_default();
            if !known.contains(&columns) {
                known.push(columns);
            }
            let values = stored(row, &key.columns);
            self.rows.entry((target, columns, values)).or_default().push((row.clone(), fate));
        }
    }

    fn of(&self, parent: &Arc<dyn AnyInstance>) -> impl Iterator<Item = &Child> {
        let target: &str = &parent.table().name;
        let columns = self.columns.get(target).into_iter().flatten();
        columns.filter_map(move |columns| self.rows.get(&(target, *columns, stored(parent, columns)))).flatten()
    }
}

impl Work {
    /// Moves deletes to the front. One that cannot be, because a row that references it waits for something new, gives up its
    /// value by being NULL.
    pub(super) fn delete_early(
        &self,
        doomed: Vec<Doomed>,
        groups: &mut [Group],
        first: &mut First,
        links: &Links,
    ) -> Result<()> {
        let children = self.children();
        let mut deletes: HashMap<usize, Arc<dyn AnyInstance>> = HashMap::new();
        let mut updates: HashSet<usize> = HashSet::new();
        for Doomed { row, columns, nullable, certain } in doomed {
            match closure(&row, &children, &deletes) {
                Some((rows, released)) => {
                    deletes.extend(rows.into_iter().map(|row| (address(&row), row)));
                    for row in released {
                        if updates.insert(address(&row)) {
                            first.updates.push(row);
                        }
                    }
                }
                None if !certain => {}
                None => {
                    let column = nullable.ok_or_else(|| unorderable(&row, &columns))?;
                    first.vacated.push(Vacated { row, column });
                }
            }
        }
        for group in groups.iter_mut().rev() {
            for level in group.updates.iter_mut().chain(&mut group.late) {
                level.retain(|row| !updates.contains(&address(row)));
            }
            let mut early: Instances = Vec::new();
            for level in &mut group.deletes {
                early.extend(level.extract_if(.., |row| deletes.contains_key(&address(row))));
            }
            first.deletes.extend(children_first(early, &group.tables, self, links)?);
        }
        Ok(())
    }

    /// What references what, as the database has it.
    fn children(&self) -> Children {
        let mut children = Children::default();
        let waits = |row: &Arc<dyn AnyInstance>| {
            let parents = self.syncs_of(row).iter().filter_map(|sync| sync.parent.as_ref());
            parents.into_iter().any(|parent| lock(parent.state()).is_new())
        };
        let deleted = self.deletes.iter().map(|row| (row, Fate::Deleted));
        let updated = self.updates.iter().map(|row| (row, if waits(row) { Fate::Waits } else { Fate::Updated }));
        for (row, fate) in deleted.chain(updated) {
            children.add(row, fate);
        }
        children
    }
}

/// All rows that go with a deleted one, and those that let go of them first; `None` if one of those must wait.
fn closure(
    row: &Arc<dyn AnyInstance>,
    children: &Children,
    done: &HashMap<usize, Arc<dyn AnyInstance>>,
) -> Option<(Instances, Instances)> {
    let mut seen = HashSet::from([address(row)]);
    let (mut rows, mut released): (Instances, Instances) = (vec![row.clone()], Vec::new());
    let mut at = 0;
    while let Some(parent) = rows.get(at).cloned() {
        at += 1;
        for (child, fate) in children.of(&parent) {
            if done.contains_key(&address(child)) || !seen.insert(address(child)) {
                continue;
            }
            match fate {
                Fate::Deleted => rows.push(child.clone()),
                Fate::Updated => released.push(child.clone()),
                Fate::Waits => return None,
            }
        }
    }
    Some((rows, released))
}

/// What the database has in some columns.
fn stored(row: &Arc<dyn AnyInstance>, names: Names) -> Vec<Value> {
    let version = row.version(lock(row.state()).base);
    names.iter().filter_map(|name| Some(version.column(row.table().column_index(name)?)?.to_value())).collect()
}
