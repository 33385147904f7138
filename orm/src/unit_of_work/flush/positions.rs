//! Places in collections: `#[relationship(position = Card::place)]`.
//!
//! Before a flush looks at what changed, the members of each collection in which anything came, went or moved are numbered from 0. Of a
//! collection that is not loaded, what came in gets the places after the last one that the database has.

use std::collections::HashMap;
use std::sync::Arc;

use orm_core::expr::{ColumnRef, Expr, Node, TableRef, func};
use orm_core::relationship::RelationshipDef;
use orm_core::schema::Table;
use orm_core::statement::{SelectCore, SelectItem, StatementRef};
use orm_core::{Result, Value};

use super::association::among;
use super::read_back::read_key;
use super::{columns_of, set_value};
use crate::instance::{AnyInstance, Instances, lock, mark_dirty};
use crate::unit_of_work::Session;
use crate::unit_of_work::delete::by_model;

impl Session {
    /// Numbers the members of collections that changed.
    pub(super) async fn number_members(&mut self) -> Result<()> {
        let pending: Instances = {
            let queues = self.shared.queues();
            let keeps_places =
                |owner: &&Arc<dyn AnyInstance>| owner.table().relationships.iter().any(|def| def.position.is_some());
            queues.new.iter().chain(&queues.dirty).filter(keeps_places).cloned().collect()
        };
        for owners in by_model(pending) {
            let table = owners[0].table();
            for (index, definition) in table.relationships.iter().enumerate() {
                let Some(column) = definition.position else { continue };
                let changed = owners.iter().filter_map(|owner| Some((owner, owner.container(index)?)));
                let mut unknown = Vec::new();
                for (owner, cell) in changed.filter(|(_, cell)| cell.is_reordered()) {
                    cell.numbered();
                    if cell.loaded_epoch().is_some() {
                        number(cell.targets(), column, 0)?;
                    } else {
                        // In the order in which they came, which is that of the places they get.
                        unknown.push((owner.clone(), cell.history().added));
                    }
                }
                self.append(definition, column, unknown).await?;
            }
        }
        Ok(())
    }

    /// Numbers what came into collections that are not loaded.
    async fn append(
        &mut self,
        definition: &'static RelationshipDef,
        column: usize,
        mut unknown: Vec<(Arc<dyn AnyInstance>, Instances)>,
    ) -> Result<()> {
        unknown.retain(|(_, added)| !added.is_empty());
        let Some((owner, member)) = unknown.first().map(|(owner, added)| (owner.clone(), added[0].clone())) else {
            return Ok(());
        };
        let on = definition.join_columns(owner.table())?;
        let keys = |owner: &Arc<dyn AnyInstance>| -> Vec<Value> {
            let base = lock(owner.state()).base;
            let row = owner.version(base);
            on.local.iter().filter_map(|&index| row.column(index)).map(|value| value.to_value()).collect()
        };
        let rows: Vec<Vec<Value>> = unknown.iter().map(|(owner, _)| keys(owner)).collect();
        let mut last: HashMap<Vec<Value>, i64> = HashMap::new();
        for rows in rows.chunks(self.link.engine_of(member.table()).dialect().keys_per_list(on.remote.len())) {
            let select = last_places((definition.target)(), &on.remote, column, rows);
            let compiled = self.link.engine_of(member.table()).compile_one(StatementRef::Select(&select))?;
            // Keys are read as the owner's are, so that they are equal.
            let (mut as_owner, mut as_member) = (owner.draft(), member.draft());
            self.link
                .fetch(compiled, Some(member.table()), &mut |row| {
                    let key = read_key(&mut *as_owner, &on.local, row)?;
                    if let Some(field) = as_member.column_mut(column) {
                        field.read(row, on.local.len())?;
                        last.extend(field.to_value().as_i64().map(|place| (key, place)));
                    }
                    Ok(())
                })
                .await?;
        }
        for ((_, added), key) in unknown.into_iter().zip(rows) {
            number(added, column, last.get(&key).map_or(0, |last| last.saturating_add(1)))?;
        }
        Ok(())
    }
}

/// `SELECT owner, max(place) FROM members WHERE owner IN (..) GROUP BY owner`.
fn last_places(members: &'static Table, owner: &[usize], column: usize, rows: &[Vec<Value>]) -> SelectCore {
    let place = Node::ColumnRef(ColumnRef { table: TableRef::Static(members), index: column });
    let last = func::max(Expr::<i64>::from_node(place.clone())).into_node();
    let known = Node::IsNull { node: Box::new(place), negated: true };
    SelectCore {
        items: columns_of(members, owner).chain([last]).map(SelectItem::Node).collect(),
        filter: vec![among(members, owner, rows.to_vec()), known],
        group_by: columns_of(members, owner).collect(),
        ..SelectCore::default()
    }
}

/// Gives instances the places from `first` on; those that have theirs already are left alone.
fn number(members: Instances, column: usize, first: i64) -> Result<()> {
    for (member, place) in members.iter().filter(|member| !lock(member.state()).deleting).zip(first..) {
        let has_it = member.latest().column(column).and_then(|value| value.to_value().as_i64()) == Some(place);
        // The builder's default is not what was meant by leaving it out.
        lock(member.state()).unset.remove(column);
        if has_it {
            continue;
        }
        let mut draft = member.draft();
        if let Some(field) = draft.column_mut(column) {
            set_value(field, Value::I64(place))?;
            member.publish(draft);
            mark_dirty(member);
        }
    }
    Ok(())
}
