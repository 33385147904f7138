//! [`Plan`]: which instance of the session stands for which given one.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::Arc;

use orm_core::model::ColumnSet;
use orm_core::relationship::RelationshipDef;
use orm_core::{Error, Result, Value};

use crate::instance::{
    AnyInstance, Cell, ELSEWHERE, Instances, Lifecycle, address, changed_columns, has_changes, lock, mark_dirty,
    still_unset,
};
use crate::loading;
use crate::unit_of_work::Session;
use crate::unit_of_work::by_keys;
use crate::unit_of_work::delete::by_model;
use crate::unit_of_work::flush::show_key;

/// A given instance and the session's.
struct Pair {
    given: Arc<dyn AnyInstance>,
    merged: Arc<dyn AnyInstance>,
    origin: Origin,
}

/// A given instance and its key, if it has one.
type Keyed = (Arc<dyn AnyInstance>, Option<Vec<Value>>);

/// Where the session's instance comes from.
enum Origin {
    /// It was there.
    Known,
    /// It is a copy of the given one.
    Made,
}

/// The merge under way. Nothing in the session changes before all that it needs is read: a merge that is cancelled leaves no halves.
pub(super) struct Plan {
    /// Whether the database is asked.
    load: bool,
    /// The session's instances, by the address of the given ones.
    merged: HashMap<usize, Arc<dyn AnyInstance>, foldhash::fast::RandomState>,
    /// Copies by key: what is given twice is made once.
    made: HashMap<(TypeId, Vec<Value>), Arc<dyn AnyInstance>, foldhash::fast::RandomState>,
    /// Given instances and the session's, where they differ.
    pairs: Vec<Pair>,
    /// Where the present level begins among the pairs.
    level: usize,
}

impl Plan {
    pub(super) fn new(load: bool) -> Self {
        Plan { load, merged: HashMap::default(), made: HashMap::default(), pairs: Vec::new(), level: 0 }
    }

    /// What stands for a given instance.
    pub(super) fn merged(&self, given: &Arc<dyn AnyInstance>) -> Option<Arc<dyn AnyInstance>> {
        self.merged.get(&address(given)).cloned()
    }

    /// Finds or makes what stands for the instances of a level.
    pub(super) async fn take_level(&mut self, session: &mut Session, level: Instances) -> Result<()> {
        self.level = self.pairs.len();
        for group in by_model(level) {
            let mut keyed: Vec<Keyed> = Vec::new();
            for given in group {
                if self.merged.contains_key(&address(&given)) {
                    continue;
                }
                if session.shared.owns(&given) {
                    self.merged.insert(address(&given), given);
                    continue;
                }
                if !self.load {
                    check_clean(&given)?;
                }
                let key = key_of(&given);
                // An instance that is reached twice is copied once.
                self.merged.insert(address(&given), given.clone());
                keyed.push((given, key));
            }
            if self.load {
                read(session, &keyed).await?;
            }
            for (given, key) in keyed {
                let (merged, origin) = self.counterpart(session, &given, key)?;
                if matches!(origin, Origin::Known) {
                    check_version(&given, &merged)?;
                }
                self.merged.insert(address(&given), merged.clone());
                self.pairs.push(Pair { given, merged, origin });
            }
        }
        Ok(())
    }

    /// The session's instance of a row, or a new one.
    fn counterpart(
        &mut self,
        session: &mut Session,
        given: &Arc<dyn AnyInstance>,
        key: Option<Vec<Value>>,
    ) -> Result<(Arc<dyn AnyInstance>, Origin)> {
        let Some(key) = key else { return Ok((given.twin()?, Origin::Made)) };
        if let Some(known) = session.identity.namesake(given) {
            return Ok((known, Origin::Known));
        }
        let key = (given.model_type(), key);
        if let Some(made) = self.made.get(&key) {
            return Ok((made.clone(), Origin::Known));
        }
        let made = given.twin()?;
        self.made.insert(key, made.clone());
        Ok((made, Origin::Made))
    }

    /// What the relationships of the level lead to. Collections that are going to be replaced are loaded first.
    pub(super) async fn next_level(&mut self, session: &mut Session) -> Result<Instances> {
        let mut next = Instances::new();
        let mut to_load: Vec<(&'static str, Instances)> = Vec::new();
        for Pair { given, merged, .. } in &self.pairs[self.level..] {
            let table = given.table();
            for (definition, cell) in table.relationships.iter().zip(given.containers()) {
                if !is_merged(definition, cell) {
                    continue;
                }
                next.extend(cell.targets());
                if self.load && !definition.has_foreign_key() && !definition.write_only {
                    let same = |(name, owners): &&mut (&'static str, Instances)| {
                        *name == definition.name && owners.first().is_some_and(|o| std::ptr::eq(o.table(), table))
                    };
                    match to_load.iter_mut().find(same) {
                        Some((_, owners)) => owners.push(merged.clone()),
                        None => to_load.push((definition.name, vec![merged.clone()])),
                    }
                }
            }
        }
        for (name, owners) in to_load {
            loading::load(session, name, owners).await?;
        }
        Ok(next)
    }

    /// Copies what was given: columns, then relationships, which lead to the session's instances as the given ones lead to each other.
    pub(super) fn apply(&self, session: &mut Session) {
        for Pair { given, merged, origin } in &self.pairs {
            match (origin, self.load) {
                (Origin::Known, true) => copy_columns(given, merged),
                (Origin::Known, false) => take_columns(given, merged),
                (Origin::Made, true) => session.shared.attach(merged),
                (Origin::Made, false) => {
                    {
                        let mut state = lock(merged.state());
                        state.lifecycle = Lifecycle::Persistent;
                        state.epoch = ELSEWHERE;
                        state.belong_to(Arc::downgrade(&session.shared));
                    }
                    session.identity.register(merged);
                }
            }
        }
        for Pair { given, merged, .. } in &self.pairs {
            let cells = given.containers().zip(merged.containers());
            for (definition, (from, to)) in given.table().relationships.iter().zip(cells) {
                if !is_merged(definition, from) {
                    continue;
                }
                let targets = from.targets().iter().filter_map(|target| self.merged(target)).collect();
                if self.load {
                    to.replace(targets);
                } else {
                    to.fill(targets, session.shared.epoch());
                }
            }
        }
    }
}

/// Whether what a relationship of a given instance leads to is merged.
fn is_merged(definition: &RelationshipDef, cell: &dyn Cell) -> bool {
    definition.cascade.merge && !definition.viewonly && cell.is_given()
}

/// Selects the rows of given instances that the session does not have, or has not read lately.
async fn read(session: &mut Session, keyed: &[Keyed]) -> Result<()> {
    let Some((first, _)) = keyed.first() else { return Ok(()) };
    let mut keys = Vec::new();
    for (given, key) in keyed {
        let Some(key) = key else { continue };
        let known = session.identity.namesake(given).is_some_and(|known| {
            let state = lock(known.state());
            state.queued || state.deleting || session.shared.is_current(state.epoch)
        });
        if !known {
            keys.push(key.clone());
        }
    }
    if !keys.is_empty() {
        by_keys(session, first.mapper(), keys).await?;
    }
    Ok(())
}

/// The key of a given instance, if it has one.
fn key_of(given: &Arc<dyn AnyInstance>) -> Option<Vec<Value>> {
    let unset = {
        let state = lock(given.state());
        if state.is_new() { state.unset.clone() } else { ColumnSet::EMPTY }
    };
    let unset = still_unset(&unset, given.version(0), given.latest());
    let has_key = !given.table().primary_key().iter().any(|&index| unset.contains(index));
    has_key.then(|| given.key_at(given.current()))
}

/// Without loading, what is given must be what the database has.
fn check_clean(given: &Arc<dyn AnyInstance>) -> Result<()> {
    let is_new = lock(given.state()).is_new();
    let changed = has_changes(&**given) || given.containers().any(|cell| !cell.history().is_empty());
    if !is_new && !changed {
        return Ok(());
    }
    let what = if is_new { "is new" } else { "has changes" };
    let model = &given.table().model;
    Err(Error::InvalidState(format!(
        "this `{model}` {what}: without loading, merge takes only what is in the database"
    )))
}

/// What is given must be of the version of the row that the session's instance has: copying an older one would undo what somebody else
/// wrote, and the flush could not notice.
fn check_version(given: &Arc<dyn AnyInstance>, known: &Arc<dyn AnyInstance>) -> Result<()> {
    let table = given.table();
    let Some(index) = table.version().filter(|&index| !left_alone(given).contains(index)) else { return Ok(()) };
    match (given.latest().column(index), known.latest().column(index)) {
        (Some(theirs), Some(ours)) if !theirs.same(ours) => {
            let key = show_key(&given.key_at(given.current()));
            Err(Error::StaleData { model: &table.model, key, expected: 1, matched: 0 })
        }
        _ => Ok(()),
    }
}

/// The columns that a builder was not given.
fn left_alone(given: &Arc<dyn AnyInstance>) -> ColumnSet {
    let state = lock(given.state());
    if state.is_new() { still_unset(&state.omitted, given.version(0), given.latest()) } else { ColumnSet::EMPTY }
}

/// Copies the columns that were given, as changes.
fn copy_columns(given: &Arc<dyn AnyInstance>, merged: &Arc<dyn AnyInstance>) {
    let table = given.table();
    let latest = given.latest();
    let left_alone = left_alone(given);
    let mut draft = merged.draft();
    let mut changed = false;
    for (index, column) in table.columns.iter().enumerate() {
        if column.primary_key || column.computed.is_some() || left_alone.contains(index) {
            continue;
        }
        if let (Some(field), Some(value)) = (draft.column_mut(index), latest.column(index))
            && !field.same(value)
        {
            changed |= field.assign(value);
        }
    }
    if changed {
        merged.publish(draft);
        mark_dirty(merged);
    }
}

/// Takes the columns over as what the database has, unless that would overwrite changes.
fn take_columns(given: &Arc<dyn AnyInstance>, known: &Arc<dyn AnyInstance>) {
    let base = lock(known.state()).base;
    if !changed_columns(&**known, base).is_empty() {
        return;
    }
    let latest = given.latest();
    let mut draft = known.draft();
    for index in 0..given.table().columns.len() {
        if let (Some(field), Some(value)) = (draft.column_mut(index), latest.column(index)) {
            field.assign(value);
        }
    }
    known.publish(draft);
    lock(known.state()).base = known.current();
}
