//! Unique keys that would collide on the way although they do not in the end: a value that one row gives up and another takes.
//!
//! The order of a flush is UPDATEs, INSERTs, DELETEs. Where a row is to take a value before it is given up
//! - a DELETE goes first, with the rows that reference it ([`early_deletes`]);
//! - UPDATEs go one after the other, in chains ([`chains`]);
//! - and where no order will do, as when two rows swap, the value is set to NULL first ([`vacate`](super::vacate)).
//!
//! Values are compared only if something is deleted or a unique column changes. Foreign keys that follow a changed key have their new
//! values by then ([`moved_keys`]).
//!
//! That is where Rust and the database agree about what is equal. They need not: an index may be about expressions or about some rows
//! only, a collation may take texts for equal that Rust does not. Nothing here evaluates SQL; rows that *may* collide ([`uncertain`])
//! are written in an order that is right either way. DELETEs go first, if no foreign key forbids. UPDATEs are tried, each in a
//! savepoint, and one that the database refuses waits for the others ([`in_turn`](super::in_turn)): the database's own answer is the
//! only one that is true for all these forms, and it costs nothing where there is no such contest.

mod chains;
mod early_deletes;
mod moved_keys;
mod uncertain;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use orm_core::schema::Table;
use orm_core::{Error, Result, Value};

use self::early_deletes::Doomed;
use self::moved_keys::MovedKeys;
use super::collect::Work;
use super::order::Group;
use super::post_update::at_base;
use super::unique_keys::{UniqueKey, unique_keys};
use super::update::show_key;
use super::vacate::Vacated;
use crate::engine::Links;
use crate::instance::{AnyInstance, Instances, address, lock, rough};
use crate::unit_of_work::Session;

/// What goes before everything else.
#[derive(Default)]
pub(super) struct First {
    vacated: Vec<Vacated>,
    /// Rows that let go of rows in `deletes`.
    updates: Instances,
    deletes: Vec<Instances>,
    /// Rows, by address, whose UPDATE may have to wait for that of another: only the database can tell.
    contested: HashSet<usize>,
}

impl First {
    /// Whether only the database can tell when a row can be updated.
    pub(super) fn is_contested(&self, row: &Arc<dyn AnyInstance>) -> bool {
        self.contested.contains(&address(row))
    }
}

/// When a row is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Update,
    Insert,
    /// An insert that takes over the row of a deleted instance.
    Switch,
    Late,
    Delete,
}

/// The rows of a group and the unique keys of its tables.
struct Contest<'w> {
    work: &'w Work,
    rows: Vec<(Arc<dyn AnyInstance>, Phase)>,
    keys: HashMap<usize, Vec<UniqueKey>>,
    moved: MovedKeys,
}

/// A row must be written before another one, because of a unique key (by position among its table's).
struct Edge {
    from: usize,
    to: usize,
    key: usize,
}

impl Work {
    /// Finds what would collide, takes out of the groups what must go first, and splits their updates into levels.
    pub(super) fn collisions(&self, groups: &mut [Group], links: &Links) -> Result<First> {
        let mut first = First::default();
        let mut doomed = Vec::new();
        for group in &mut *groups {
            let Some(contest) = Contest::new(self, group, links) else { continue };
            let (mut early, mut late) = (Vec::new(), Vec::new());
            for edge in contest.edges() {
                match (contest.rows[edge.from].1, contest.rows[edge.to].1) {
                    (Phase::Delete, _) => doomed.push(contest.doomed(&edge)),
                    (Phase::Update, Phase::Update) => early.push(edge),
                    (Phase::Late, Phase::Late) => late.push(edge),
                    (Phase::Late, _) | (Phase::Switch, Phase::Update | Phase::Insert | Phase::Switch) => {
                        first.vacated.push(contest.vacate(&edge)?);
                    }
                    _ => {} // in order as it is
                }
            }
            contest.chain(early, Phase::Update, &mut group.updates, &mut first.vacated)?;
            contest.chain(late, Phase::Late, &mut group.late, &mut first.vacated)?;
            let uncertain = contest.uncertain();
            doomed.extend(uncertain.deletes);
            first.contested.extend(uncertain.updates);
        }
        if !doomed.is_empty() {
            self.delete_early(doomed, groups, &mut first, links)?;
        }
        Ok(first)
    }
}

impl<'w> Contest<'w> {
    /// `None` if nothing can collide.
    fn new(work: &'w Work, group: &Group, links: &Links) -> Option<Self> {
        let phases = [(&group.updates, Phase::Update), (&group.inserts, Phase::Insert), (&group.late, Phase::Late)];
        let deletes = group.deletes.iter().any(|rows| !rows.is_empty());
        let updates = group.updates.iter().chain(&group.late).any(|rows| !rows.is_empty());
        let inserts = group.inserts.iter().any(|rows| !rows.is_empty());
        if !updates && !(inserts && (deletes || !work.switches.is_empty())) {
            return None;
        }
        let mut contest = Contest { work, rows: Vec::new(), keys: HashMap::new(), moved: MovedKeys::default() };
        for table in &group.tables {
            contest.keys.insert(
                std::ptr::from_ref::<Table>(table).addr(),
                unique_keys(table, links.engine_of(table).dialect()),
            );
        }
        for (levels, phase) in phases {
            for row in levels.iter().flatten() {
                let is_new = phase == Phase::Late && lock(row.state()).is_new();
                let phase = if work.switched(row).is_some() { Phase::Switch } else { phase };
                // A new row that is updated as well is written when it is inserted. One that keeps its keys contests none.
                if !is_new && (matches!(phase, Phase::Insert | Phase::Switch) || contest.changes(row)) {
                    contest.rows.push((row.clone(), phase));
                }
            }
        }
        if contest.rows.is_empty() || !deletes && contest.rows.iter().all(|(_, phase)| *phase == Phase::Insert) {
            return None;
        }
        contest.rows.extend(group.deletes.iter().flatten().map(|row| (row.clone(), Phase::Delete)));
        contest.moved = MovedKeys::new(work, group);
        Some(contest)
    }

    fn keys_of(&self, row: &Arc<dyn AnyInstance>) -> &[UniqueKey] {
        self.keys.get(&table_of(row)).map_or(&[], Vec::as_slice)
    }

    /// Whether a unique key of a row changes.
    fn changes(&self, row: &Arc<dyn AnyInstance>) -> bool {
        self.keys_of(row).iter().any(|key| self.changes_key(row, key))
    }

    /// Whether anything changes that decides with what a row collides.
    fn changes_key(&self, row: &Arc<dyn AnyInstance>, key: &UniqueKey) -> bool {
        let Some(decisive) = &key.decisive else { return true };
        let (base, expressions) = {
            let state = lock(row.state());
            (state.base, state.expressions.iter().map(|(column, _)| *column).collect::<Vec<_>>())
        };
        let (old, new, synced) = (row.version(base), row.latest(), self.work.syncs_of(row));
        decisive.iter().any(|&column| {
            expressions.contains(&column)
                || row.table().columns[column].computed.is_some()
                || synced.iter().any(|sync| sync.columns.contains(&column))
                || matches!((old.column(column), new.column(column)), (Some(old), Some(new)) if !old.same(new))
        })
    }

    /// Who has to be written before whom.
    fn edges(&self) -> Vec<Edge> {
        let mut freed: HashMap<(usize, usize, Vec<Value>), usize> = HashMap::new();
        for (position, (row, phase)) in self.rows.iter().enumerate() {
            for (number, key) in self.keys_of(row).iter().enumerate().filter(|(_, key)| key.plain) {
                for values in self.frees(row, *phase, key) {
                    freed.insert((table_of(row), number, values), position);
                }
            }
        }
        let mut edges = Vec::new();
        if freed.is_empty() {
            return edges;
        }
        for (position, (row, phase)) in self.rows.iter().enumerate().filter(|(_, (_, phase))| *phase != Phase::Delete) {
            for (number, key) in self.keys_of(row).iter().enumerate().filter(|(_, key)| key.plain) {
                let Some(values) = self.takes(row, *phase, key) else { continue };
                let from = freed.get(&(table_of(row), number, values)).copied();
                edges.extend(from.filter(|&from| from != position).map(|from| Edge {
                    from,
                    to: position,
                    key: number,
                }));
            }
        }
        edges
    }

    /// The values of a key that a row gives up. There are two where the row that it references changes its key in the same group of
    /// tables: which of the two is written first is not known yet.
    fn frees(&self, row: &Arc<dyn AnyInstance>, phase: Phase, key: &UniqueKey) -> Vec<Vec<Value>> {
        let of = match phase {
            Phase::Insert => None,
            Phase::Switch => self.work.switched(row),
            Phase::Update | Phase::Late | Phase::Delete => Some(row),
        };
        let Some(of) = of else { return Vec::new() };
        let (old, before) = (self.before(of, &key.columns), at_base(of, &key.columns));
        let kept = phase != Phase::Delete && self.future(row, key).as_ref() == Some(&old);
        let both = [(before != old && self.moved.is_within(of)).then_some(before), Some(old)];
        both.into_iter().flatten().filter(|_| !kept).filter_map(|values| contested(values, key)).collect()
    }

    /// The values of a key that a row comes to have.
    fn takes(&self, row: &Arc<dyn AnyInstance>, phase: Phase, key: &UniqueKey) -> Option<Vec<Value>> {
        let new = contested(self.future(row, key)?, key)?;
        let old = match phase {
            Phase::Insert | Phase::Delete => None,
            Phase::Switch => Some(self.before(self.work.switched(row)?, &key.columns)),
            Phase::Update | Phase::Late => Some(self.before(row, &key.columns)),
        };
        let old = old.and_then(|old| contested(old, key));
        (old.as_ref() != Some(&new)).then_some(new)
    }

    /// What the database has in some columns of a row when its turn comes.
    fn before(&self, row: &Arc<dyn AnyInstance>, columns: &[usize]) -> Vec<Value> {
        let mut values = at_base(row, columns);
        self.moved.follow(row, columns, &mut values);
        values
    }

    fn future(&self, row: &Arc<dyn AnyInstance>, key: &UniqueKey) -> Option<Vec<Value>> {
        key.columns.iter().map(|&column| self.future_of(row, column)).collect()
    }

    fn future_of(&self, row: &Arc<dyn AnyInstance>, column: usize) -> Option<Value> {
        let value = self.work.future(row, column)?;
        let set = || self.work.syncs_of(row).iter().any(|sync| sync.columns.contains(&column));
        if lock(row.state()).is_new() || set() || at_base(row, &[column]) != [value.clone()] {
            return Some(value);
        }
        // What nobody sets follows.
        self.before(row, &[column]).pop()
    }

    /// The row and key that an edge starts from.
    fn doomed(&self, edge: &Edge) -> Doomed {
        let row = self.rows[edge.from].0.clone();
        let nullable = self.keys_of(&row)[edge.key].nullable;
        let columns = self.keys_of(&row)[edge.key].columns.clone();
        Doomed { row, nullable, columns, certain: true }
    }

    /// Sets a column of the key that an edge starts from to NULL: one that can be, and that the row's own UPDATE will write.
    fn vacate(&self, edge: &Edge) -> Result<Vacated> {
        let from = &self.rows[edge.from].0;
        // A row switch writes every column.
        let switched = self.work.switched(from);
        let row = switched.unwrap_or(from);
        let key = &self.keys_of(row)[edge.key];
        let is_written = |column: usize| {
            let future = self.future_of(row, column);
            switched.is_some() || future.is_some_and(|future| self.before(row, &[column]) != [future])
        };
        let nullable = |&column: &usize| row.table().columns[column].nullable && is_written(column);
        match key.columns.iter().copied().find(nullable).filter(|_| key.nullable.is_some()) {
            Some(column) => Ok(Vacated { row: row.clone(), column }),
            None => Err(unorderable(row, &key.columns)),
        }
    }
}

impl Session {
    /// Writes what has to go before everything else.
    pub(super) async fn clear_the_way(&mut self, work: &Work, released: &mut Vec<&'static Table>) -> Result<()> {
        self.vacate(&work.first.vacated).await?;
        self.update_levels(std::slice::from_ref(&work.first.updates), work).await?;
        let early = work.first.deletes.iter().flatten().chain(work.switches.values());
        self.part_first(&early.map(address).collect(), work).await?;
        for rows in &work.first.deletes {
            self.delete_level(rows, work, released).await?;
        }
        Ok(())
    }
}

fn table_of(row: &Arc<dyn AnyInstance>) -> usize {
    std::ptr::from_ref(row.table()).addr()
}

/// The values of a key, if they can collide with others: mostly, NULLs collide with nothing.
fn contested(values: Vec<Value>, key: &UniqueKey) -> Option<Vec<Value>> {
    if !values.iter().any(Value::is_null) {
        return Some(values);
    }
    // All NULLs are alike, whatever their types.
    let alike = |value: Value| if value.is_null() { rough(&value).unwrap_or(value) } else { value };
    key.nulls_are_equal.then(|| values.into_iter().map(alike).collect())
}

/// The error where no order will do.
fn unorderable(row: &Arc<dyn AnyInstance>, columns: &[usize]) -> Error {
    let table = row.table();
    let fields: Vec<String> =
        columns.iter().map(|&column| format!("`{}::{}`", table.model, table.columns[column].field)).collect();
    let key = row.key_at(lock(row.state()).base);
    Error::InvalidState(format!(
        "another row is to take the {} of `{}` {} before it can give it up, and a unique column that is not nullable cannot be \
         NULL in between: give one of the rows a value of its own and flush first, or declare the key deferrable where the database can",
        fields.join(", "),
        table.model,
        show_key(&key),
    ))
}
