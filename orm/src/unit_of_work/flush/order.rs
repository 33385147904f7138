//! The order of a flush: groups of tables by their foreign keys, and within a group the rows in levels, each of which references earlier
//! ones only.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use orm_core::schema::{Deferrable, Table, strongly_connected};
use orm_core::{Result, Value};

use super::collect::Work;
use super::post_update::PostUpdated;
use super::vacate::Vacated;
use super::{circle, is_over, post_update};
use crate::engine::Links;
use crate::instance::{AnyInstance, Instances, address, lock};

/// What happens to the rows of some tables that reference each other in a circle; mostly of one table. Lists of lists are levels:
/// one after the other.
#[derive(Default)]
pub(super) struct Group {
    pub(super) tables: Vec<&'static Table>,
    pub(super) updates: Vec<Instances>,
    pub(super) inserts: Vec<Instances>,
    /// Updates that wait for the inserts.
    pub(super) late: Vec<Instances>,
    /// Foreign keys of rows to delete that are set to NULL before any of them goes (`post_update`).
    pub(super) unlinked: Vec<Vacated>,
    pub(super) deletes: Vec<Instances>,
}

impl Group {
    pub(super) fn has(&self, table: &Table) -> bool {
        self.tables.iter().any(|other| std::ptr::eq(*other, table))
    }

    /// Whether a row comes to reference a new row of this group.
    fn waits_for_insert(&self, row: &Arc<dyn AnyInstance>, work: &Work) -> bool {
        let parents = work.syncs_of(row).iter().filter_map(|sync| sync.parent.as_ref());
        parents.into_iter().any(|parent| lock(parent.state()).is_new() && self.has(parent.table()))
    }
}

impl Work {
    /// Finds the order of everything. Parents come before children; what would collide with a unique key first.
    pub(super) fn in_order(mut self, links: &Links) -> Result<Work> {
        let mut groups = self.grouped();
        self.first = self.collisions(&mut groups, links)?;
        for group in &mut groups {
            let inserts = group.inserts.drain(..).flatten().collect();
            group.inserts = parents_first(inserts, &group.tables, &[], &self, links)?;
            let deletes: Instances = group.deletes.drain(..).flatten().collect();
            group.unlinked = post_update::unlinked(&deletes, &group.tables)?;
            group.deletes = children_first(deletes, &group.tables, &self, links)?;
        }
        self.groups = groups;
        Ok(self)
    }

    /// All rows by group, on one level each.
    fn grouped(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        let mut index: HashMap<usize, usize> = HashMap::new();
        for tables in strongly_connected(&self.tables) {
            index.extend(tables.iter().map(|table| (std::ptr::from_ref::<Table>(table).addr(), groups.len())));
            groups.push(Group { tables, ..Group::default() });
        }
        let group_of = |row: &Arc<dyn AnyInstance>| index.get(&std::ptr::from_ref(row.table()).addr()).copied();
        for row in &self.updates {
            let Some(group) = group_of(row).and_then(|at| groups.get_mut(at)) else { continue };
            let late = group.waits_for_insert(row, self);
            push(if late { &mut group.late } else { &mut group.updates }, row);
        }
        for row in &self.inserts {
            let Some(group) = group_of(row).and_then(|at| groups.get_mut(at)) else { continue };
            push(&mut group.inserts, row);
            if self.syncs_of(row).iter().any(|sync| sync.postponed) {
                push(&mut group.late, row);
            }
        }
        for row in &self.deletes {
            let Some(group) = group_of(row).and_then(|at| groups.get_mut(at)) else { continue };
            push(&mut group.deletes, row);
        }
        groups
    }
}

fn push(levels: &mut Vec<Instances>, row: &Arc<dyn AnyInstance>) {
    if levels.is_empty() {
        levels.push(Vec::new());
    }
    levels[0].push(row.clone());
}

/// As [`parents_first`], the other way round.
pub(super) fn children_first(
    rows: Instances,
    group: &[&'static Table],
    work: &Work,
    links: &Links,
) -> Result<Vec<Instances>> {
    let mut levels = parents_first(rows, group, &post_update::keys(group)?, work, links)?;
    levels.reverse();
    Ok(levels)
}

/// Splits rows of one group of tables into levels, parents first. Without references within the group there is one level.
/// Rows may be linked as objects, or by the value of a foreign key; those of `unlinked` do not count. Nor do, where rows reference each other
/// in a circle, foreign keys that are checked at the end of the transaction.
fn parents_first(
    rows: Instances,
    group: &[&'static Table],
    unlinked: &[PostUpdated],
    work: &Work,
    links: &Links,
) -> Result<Vec<Instances>> {
    let references_itself =
        group.iter().any(|table| table.foreign_keys.iter().any(|key| group.iter().any(|other| key.references(other))));
    if !references_itself || rows.len() < 2 {
        return Ok(if rows.is_empty() { Vec::new() } else { vec![rows] });
    }
    let parents = parents(&rows, group, unlinked, work);
    let before = |counts: &dyn Fn(&Parent) -> bool| {
        let of_row =
            |parents: &Vec<Parent>| parents.iter().filter(|parent| counts(parent)).map(|parent| parent.row).collect();
        levels(&parents.iter().map(of_row).collect::<Vec<Vec<usize>>>())
    };
    let (mut levels, mut left) = before(&|_| true);
    let defers = |table: &Table| links.engine_of(table).dialect().capabilities.ddl.deferrable;
    if !left.is_empty() && group.iter().all(|table| defers(table)) {
        (levels, left) = before(&|parent| !parent.deferred);
    }
    if !left.is_empty() {
        return Err(circle::error(&left.iter().map(|&row| rows[row].clone()).collect::<Vec<_>>()));
    }
    Ok(levels.into_iter().map(|level| level.into_iter().map(|row| rows[row].clone()).collect()).collect())
}

/// Numbers in levels, given what each depends on; and those that are in a circle or depend on one.
pub(super) fn levels(parents: &[Vec<usize>]) -> (Vec<Vec<usize>>, Vec<usize>) {
    let mut missing: Vec<usize> = parents.iter().map(Vec::len).collect();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); parents.len()];
    for (child, parents) in parents.iter().enumerate() {
        parents.iter().for_each(|&parent| children[parent].push(child));
    }
    let mut levels: Vec<Vec<usize>> = Vec::new();
    let mut now: Vec<usize> = (0..parents.len()).filter(|&row| missing[row] == 0).collect();
    while !now.is_empty() {
        let mut next = Vec::new();
        for &child in now.iter().flat_map(|&row| &children[row]) {
            missing[child] -= 1;
            if missing[child] == 0 {
                next.push(child);
            }
        }
        next.sort_unstable();
        levels.push(std::mem::replace(&mut now, next));
    }
    (levels, (0..parents.len()).filter(|&row| missing[row] > 0).collect())
}

/// A row that another one references.
struct Parent {
    row: usize,
    /// Whether the foreign key is checked at the end of the transaction, and its value known before.
    deferred: bool,
}

/// For each row, the rows that it references.
fn parents(
    rows: &[Arc<dyn AnyInstance>],
    group: &[&'static Table],
    unlinked: &[PostUpdated],
    work: &Work,
) -> Vec<Vec<Parent>> {
    let by_address: HashMap<usize, usize> = rows.iter().enumerate().map(|(i, row)| (address(row), i)).collect();
    let mut by_key: HashMap<(&str, Names<'_>, Vec<Value>), usize> = HashMap::new();
    let keys = group.iter().flat_map(|table| &table.foreign_keys);
    let keys: Vec<_> = keys.filter(|key| group.iter().any(|table| key.references(table))).collect();
    for key in &keys {
        for (i, row) in rows.iter().enumerate().filter(|(_, row)| key.references(row.table())) {
            by_key.insert((&*key.target, &key.target_columns, values(row, &key.target_columns, work)), i);
        }
    }
    let parents_of = |(i, row): (usize, &Arc<dyn AnyInstance>)| {
        // What is there already is deleted as the database has it.
        let synced = if lock(row.state()).is_new() { work.syncs_of(row) } else { &[] };
        let waiting = synced.iter().filter(|sync| !sync.postponed);
        let as_objects = waiting.filter_map(|sync| {
            let &parent = by_address.get(&address(sync.parent.as_ref()?))?;
            Some(Parent { row: parent, deferred: sync.can_be_ahead(row.table(), work) })
        });
        let own_keys = row.table().foreign_keys.iter().filter(|key| {
            // A relationship decides over the value that is still there.
            !unlinked.iter().any(|post| post.is(row.table(), key))
                && !synced.iter().any(|sync| is_over(key, row.table(), &sync.key))
        });
        let by_value = own_keys.filter_map(|key| {
            let &parent = by_key.get(&(&*key.target, &key.target_columns[..], values(row, &key.columns, work)))?;
            Some(Parent { row: parent, deferred: key.deferrable == Some(Deferrable::Deferred) })
        });
        as_objects.chain(by_value).filter(|parent| parent.row != i).collect()
    };
    rows.iter().enumerate().map(parents_of).collect()
}

/// Names of columns.
type Names<'n> = &'n [Cow<'static, str>];

/// Values of a new row, or of one that is there, as it is there.
fn values(row: &Arc<dyn AnyInstance>, columns: Names<'_>, work: &Work) -> Vec<Value> {
    let (is_new, base) = {
        let state = lock(row.state());
        (state.is_new(), state.base)
    };
    let version = if is_new { row.latest() } else { row.version(base) };
    let value = |name: &Cow<'static, str>| {
        let index = row.table().column_index(name)?;
        let future = if is_new { work.future(row, index) } else { None };
        future.or_else(|| Some(version.column(index)?.to_value()))
    };
    columns.iter().filter_map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::levels;

    #[test]
    fn levels_follow_from_what_each_depends_on() {
        let (ordered, left) = levels(&[vec![2], vec![0, 2], vec![], vec![]]);
        assert_eq!((ordered, left), (vec![vec![2, 3], vec![0], vec![1]], vec![]));
        let (ordered, left) = levels(&[vec![1], vec![0], vec![], vec![0]]);
        assert_eq!((ordered, left), (vec![vec![2]], vec![0, 1, 3]));
    }
}
