//! Compares the model with the instances in memory, and with the rows in the database.

use std::collections::{BTreeMap, BTreeSet};

use orm::prelude::*;
use orm_tests::TestResult;

use super::handles::{Handle, linked};
use super::models::*;
use super::world::{Kind, Nature, Rel, World};

fn same<T: PartialEq + std::fmt::Debug>(what: impl FnOnce() -> String, found: &T, expected: &T) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{}: found {found:?}, expected {expected:?}", what())) }
}

fn labels(rows: impl IntoIterator<Item = usize>) -> BTreeSet<i64> {
    rows.into_iter().filter_map(|row| i64::try_from(row).ok()).collect()
}

/// What is loaded is as the model says. Before a flush (`synced` is false) keys are not there yet, and what is deleted is
/// still shown.
pub fn check_memory(world: &World, handles: &[Option<Handle>], synced: bool) -> Result<(), String> {
    for (at, row) in world.rows.iter().enumerate() {
        let handle = handles.get(at).and_then(Option::as_ref);
        let Some(handle) = handle.filter(|_| row.alive) else {
            if row.alive {
                return Err(format!("there is no instance of {:?} {at}", row.kind));
            }
            continue;
        };
        let what = |of: &str| format!("{of} of {}{at} in memory", format!("{:?}", row.kind).to_lowercase());
        same(|| what("label"), &usize::try_from(handle.label()), &Ok(at))?;
        same(|| what("value"), &handle.value(), &row.value)?;
        if synced {
            same(|| what("lifecycle"), &handle.lifecycle(), &Lifecycle::Persistent)?;
        }
        for rel in Rel::ALL {
            let Nature { child, slot, parent, .. } = rel.nature();
            if child == row.kind {
                if synced {
                    let parent = row.refs[slot].and_then(|parent| handles[parent].as_ref());
                    let (found, expected) = rel.keys(handle, parent);
                    same(|| what(&format!("key of `{}`", rel.fields().0)), &found, &expected)?;
                }
                let expected = row.refs[slot].and_then(|parent| i64::try_from(parent).ok());
                let found = rel.parent_label(handle);
                // Before the flush, what leads to something deleted still does.
                if let Some(found) = found.filter(|found| synced || found.is_none_or(|at| is_alive(world, at))) {
                    same(|| what(&format!("`{}`", rel.fields().0)), &found, &expected)?;
                }
            }
            if parent == row.kind
                && let Some(found) = rel.child_labels(handle)
            {
                let count = found.len();
                let mut found: BTreeSet<i64> = found.into_iter().collect();
                same(|| what(&format!("different `{}`", rel.fields().1)), &found.len(), &count)?;
                found.retain(|&at| synced || is_alive(world, at));
                same(|| what(&format!("`{}`", rel.fields().1)), &found, &labels(world.children(rel, at)))?;
            }
        }
        if let Some(mut found) = linked(handle) {
            found.retain(|&at| synced || is_alive(world, at));
            let ends = world.tags.iter().filter_map(|&(owner, tag)| match row.kind {
                Kind::Owner => (owner == at).then_some(tag),
                _ => (tag == at).then_some(owner),
            });
            same(|| what("many-to-many"), &found, &labels(ends))?;
        }
    }
    Ok(())
}

fn is_alive(world: &World, label: i64) -> bool {
    usize::try_from(label).is_ok_and(|row| world.rows.get(row).is_some_and(|row| row.alive))
}

/// A row as the database has it: kind, label, value, and the labels of what it references.
type Stored = (Kind, i64, i64, [Option<i64>; 2]);

/// The database holds the world.
pub async fn check_database(world: &World, conn: &mut Connection) -> TestResult {
    let mut found: BTreeSet<Stored> = BTreeSet::new();
    // What no row was ever added to is not asked for.
    macro_rules! rows {
        ($model:ident) => {
            if world.has(Kind::$model) { conn.execute(select($model)).all().await? } else { Vec::new() }
        };
    }
    macro_rules! parents {
        ($($model:ident)*) => {
            ($({
                let rows: Vec<$model> = rows!($model);
                let labels: BTreeMap<i64, i64> = rows.iter().map(|row| (row.id, row.label)).collect();
                (rows, labels)
            },)*)
        };
    }
    let ((owners, of_owner), (nodes, of_node), (clubs, of_club), (tags, of_tag)) = parents!(Owner Node Club Tag);
    // A reference to nothing would be told by a label that no row has.
    let label = |labels: &BTreeMap<i64, i64>, id: Option<i64>| id.map(|id| labels.get(&id).copied().unwrap_or(-2));
    found.extend(owners.iter().map(|row| (Kind::Owner, row.label, row.value, [None; 2])));
    found.extend(clubs.iter().map(|row| (Kind::Club, row.label, row.value, [None; 2])));
    found.extend(tags.iter().map(|row| (Kind::Tag, row.label, row.value, [None; 2])));
    found.extend(nodes.iter().map(|row| (Kind::Node, row.label, row.value, [label(&of_node, row.parent_id), None])));
    for row in rows!(Note) {
        found.insert((Kind::Note, row.label, row.value, [label(&of_owner, row.owner_id), None]));
    }
    for row in rows!(Part) {
        found.insert((Kind::Part, row.label, row.value, [label(&of_owner, Some(row.owner_id)), None]));
    }
    for row in rows!(Card) {
        found.insert((Kind::Card, row.label, row.value, [label(&of_owner, row.owner_id), None]));
    }
    for row in rows!(Trade) {
        let refs = [label(&of_owner, Some(row.from_id)), label(&of_owner, row.to_id)];
        found.insert((Kind::Trade, row.label, row.value, refs));
    }
    for row in rows!(Membership) {
        let refs = [label(&of_owner, Some(row.owner_id)), label(&of_club, Some(row.club_id))];
        found.insert((Kind::Membership, row.label, row.value, refs));
    }
    let at = |row: usize| i64::try_from(row).unwrap_or(-1);
    let alive = world.rows.iter().enumerate().filter(|(_, row)| row.alive);
    let expected: BTreeSet<Stored> =
        alive.map(|(row, state)| (state.kind, at(row), state.value, state.refs.map(|parent| parent.map(at)))).collect();
    let difference: (Vec<_>, Vec<_>) = (found.difference(&expected).collect(), expected.difference(&found).collect());
    same(|| "rows in the database (too many; missing)".to_owned(), &difference, &(Vec::new(), Vec::new()))?;

    if !world.has(Kind::Tag) {
        return Ok(());
    }
    let pairs = conn.execute(select(OwnerTag)).all().await?;
    let found: BTreeSet<_> =
        pairs.iter().map(|row| (label(&of_owner, Some(row.owner_id)), label(&of_tag, Some(row.tag_id)))).collect();
    let expected: BTreeSet<_> = world.tags.iter().map(|&(owner, tag)| (Some(at(owner)), Some(at(tag)))).collect();
    same(|| "owners and tags in the database".to_owned(), &found, &expected)?;
    Ok(())
}
