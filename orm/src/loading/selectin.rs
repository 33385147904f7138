//! The "select in" strategy: one SELECT loads a relationship for many parents.

use std::collections::HashSet;
use std::sync::Arc;

use orm_core::expr::{ColumnRef, Node, OrderBy, TableRef};
use orm_core::model::IdentityKey;
use orm_core::relationship::{Association, JoinColumns, RelationshipDef};
use orm_core::row::RowReader;
use orm_core::statement::{IntoJoin, On, SelectCore, SelectItem, equate};
use orm_core::{Result, Value};

use super::Loader;
use super::matching::{Found, Key, settle};
use crate::instance::{AnyInstance, Instances, Mapper, address, lock};

/// Loads the relationship at `index` of the parents' model for all parents that lack it, and returns the instances it leads to.
pub(super) async fn selectin(loader: &mut dyn Loader, index: usize, parents: Instances) -> Result<Instances> {
    let Some(first) = &parents.first().cloned() else { return Ok(Vec::new()) };
    let table = first.table();
    let Some((definition, mapper)) = relationship(first, index) else { return Ok(Vec::new()) };
    let via = definition.association(table)?;
    let on = match &via {
        Some(via) => JoinColumns { local: via.local.clone(), remote: Vec::new() },
        None => definition.join_columns(table)?,
    };
    let epoch = loader.epoch();

    let mut seen = HashSet::new();
    let parents: Vec<_> = parents.into_iter().filter(|parent| seen.insert(address(parent))).collect();
    let mut lacking: Vec<(Arc<dyn AnyInstance>, Vec<Value>)> = Vec::new();
    for parent in &parents {
        let loaded = parent.container(index).and_then(|container| container.loaded_epoch());
        let loaded = loaded.is_some_and(|epoch| loader.is_current(epoch));
        // A new instance's collections are complete without asking.
        let is_new = lock(parent.state()).is_new();
        if !loaded && !is_new {
            // A key that has been edited is not in the database before the next flush; a reference that has been leads elsewhere at once.
            let key = if definition.has_foreign_key() { values(parent, &on.local) } else { stored(parent, &on.local) };
            lacking.push((parent.clone(), key));
        }
    }

    let mut found: Found<Arc<dyn AnyInstance>> = Found::default();
    let mut keys: Vec<Vec<Value>> = Vec::new();
    let mut asked = HashSet::with_hasher(foldhash::fast::RandomState::default());
    for (_, key) in &lacking {
        if key.iter().any(Value::is_null) || !asked.insert(key.clone()) {
            continue;
        }
        match known(loader, mapper, definition, &on, key) {
            Some(target) => drop(found.insert(key.clone(), vec![target])),
            None => keys.push(key.clone()),
        }
    }
    let chunk = loader.most_keys(mapper.table());
    let asks = Asks { mapper, definition, via: via.as_ref(), on: &on, first };
    for keys in keys.chunks(chunk) {
        let rows = asks.rows(loader, keys).await?;
        for key in settle(keys, rows, definition.has_foreign_key(), &mut found) {
            let rows = asks.rows(loader, std::slice::from_ref(&key)).await?;
            found.insert(key, rows.into_iter().map(|(_, target)| target).collect());
        }
    }

    for (parent, key) in &lacking {
        let stays = |target: &&Arc<dyn AnyInstance>| {
            definition.has_foreign_key() || via.is_some() || {
                // It may have been set since to lead elsewhere.
                let reference = values(target, &on.remote);
                reference == stored(target, &on.remote) || reference == values(parent, &on.local)
            }
        };
        let targets = found.get(key).into_iter().flatten().filter(stays).cloned().collect();
        if let Some(container) = parent.container(index) {
            container.fill(targets, epoch);
        }
    }
    let mut seen = HashSet::new();
    let targets = parents.iter().filter_map(|parent| parent.container(index)).flat_map(|container| container.targets());
    Ok(targets.filter(|target| seen.insert(address(target))).collect())
}

/// What the foreign keys of some owners reference, whatever their containers were set to since.
pub(crate) async fn referenced(loader: &mut dyn Loader, index: usize, owners: Instances) -> Result<Instances> {
    let Some(first) = owners.first() else { return Ok(Vec::new()) };
    let Some((definition, mapper)) = relationship(first, index) else { return Ok(Vec::new()) };
    if !definition.has_foreign_key() {
        return Ok(Vec::new());
    }
    let on = definition.join_columns(first.table())?;
    let mut found = Instances::new();
    let mut keys: Vec<Vec<Value>> = Vec::new();
    let mut asked = HashSet::with_hasher(foldhash::fast::RandomState::default());
    for key in owners.iter().map(|owner| stored(owner, &on.local)) {
        if key.iter().any(Value::is_null) || !asked.insert(key.clone()) {
            continue;
        }
        match known(loader, mapper, definition, &on, &key) {
            Some(target) => found.push(target),
            None => keys.push(key),
        }
    }
    let chunk = loader.most_keys(mapper.table());
    for keys in keys.chunks(chunk) {
        found.extend(query(loader, mapper, definition, &on, keys, Vec::new()).await?);
    }
    Ok(found)
}

/// A relationship of an instance's model, and the model that it leads to.
fn relationship(instance: &Arc<dyn AnyInstance>, index: usize) -> Option<(&'static RelationshipDef, &'static Mapper)> {
    Some((instance.table().relationships.get(index)?, instance.relation(index)?.target()))
}

/// What is asked for some keys.
struct Asks<'a> {
    mapper: &'static Mapper,
    definition: &'static RelationshipDef,
    via: Option<&'a Association>,
    on: &'a JoinColumns,
    /// Any of the owners.
    first: &'a Arc<dyn AnyInstance>,
}

impl Asks<'_> {
    /// The targets, each with the key that it has itself, or that its link has.
    async fn rows(&self, loader: &mut dyn Loader, keys: &[Key]) -> Result<Vec<(Key, Arc<dyn AnyInstance>)>> {
        let Asks { mapper, definition, via, on, first } = *self;
        if let Some(via) = via {
            return between(loader, mapper, definition, via, first, keys).await;
        }
        let filter = definition.target_filter(first.table())?;
        let found = query(loader, mapper, definition, on, keys, filter).await?;
        Ok(found.into_iter().map(|target| (stored(&target, &on.remote), target)).collect())
    }
}

/// Selects the targets of some keys.
async fn query(
    loader: &mut dyn Loader,
    mapper: &'static Mapper,
    definition: &RelationshipDef,
    on: &JoinColumns,
    keys: &[Vec<Value>],
    filter: Vec<Node>,
) -> Result<Instances> {
    let table = TableRef::Static(mapper.table());
    let mut query = SelectCore::of_table(mapper.table());
    query.filter.push(among(&table, &on.remote, keys));
    query.filter.extend(filter);
    if !definition.has_foreign_key() {
        query.order_by = order_of(definition, &table);
    }
    let mut found = Instances::new();
    let mut each = |instance, _: &dyn RowReader| {
        found.push(instance);
        Ok(())
    };
    loader.select(mapper, &query, &mut each).await?;
    Ok(found)
}

/// Selects the targets of some keys through a table in between, each with the key that led to it. `parent` is any of the owners.
async fn between(
    loader: &mut dyn Loader,
    mapper: &'static Mapper,
    definition: &RelationshipDef,
    via: &Association,
    parent: &Arc<dyn AnyInstance>,
    keys: &[Vec<Value>],
) -> Result<Vec<(Vec<Value>, Arc<dyn AnyInstance>)>> {
    let (table, target) = (TableRef::Static(via.table), TableRef::Static(mapper.table()));
    let linked = equate(&target, &via.remote, &table, &via.far);
    let mut query = SelectCore::of_table(mapper.table());
    query.from.push(table.clone());
    query.joins.push(On::new(target.clone(), linked).into_join());
    query.filter.push(among(&table, &via.near, keys));
    query.order_by = order_of(definition, &target);
    query.items.extend(via.near.iter().map(|index| SelectItem::Node(column(&table, *index))));
    let at = mapper.table().columns.len();
    // Keys are read as the owner's fields are, so that they are equal.
    let mut owner = parent.draft();
    let mut found = Vec::new();
    let mut each = |target, row: &dyn RowReader| {
        let mut key = Vec::with_capacity(via.local.len());
        for (offset, &index) in via.local.iter().enumerate() {
            if let Some(field) = owner.column_mut(index) {
                field.read(row, at + offset)?;
                key.push(field.to_value());
            }
        }
        found.push((key, target));
        Ok(())
    };
    loader.select(mapper, &query, &mut each).await?;
    Ok(found)
}

/// That the columns of a row are among some keys.
fn among(table: &TableRef, columns: &[usize], keys: &[Vec<Value>]) -> Node {
    match columns {
        [only] => {
            let values = keys.iter().filter_map(|key| key.first().cloned()).collect();
            Node::InList { node: Box::new(column(table, *only)), values, negated: false }
        }
        several => {
            let nodes = several.iter().map(|&index| column(table, index)).collect();
            Node::TupleInList { nodes, rows: keys.to_vec(), negated: false }
        }
    }
}

/// The order in which a collection is loaded: as declared, by the places of the members, or by primary key.
fn order_of(definition: &RelationshipDef, target: &TableRef) -> Vec<OrderBy> {
    let columns = definition.position.iter().chain(target.primary_key());
    match definition.order_by {
        Some(order) => order(),
        None => columns.map(|&index| OrderBy::asc(column(target, index))).collect(),
    }
}

fn column(table: &TableRef, index: usize) -> Node {
    Node::ColumnRef(ColumnRef { table: table.clone(), index })
}

/// The target of a many-to-one reference, if the session has it and it is current.
fn known(
    loader: &mut dyn Loader,
    mapper: &'static Mapper,
    definition: &RelationshipDef,
    on: &JoinColumns,
    key: &[Value],
) -> Option<Arc<dyn AnyInstance>> {
    let by_primary_key = definition.has_foreign_key() && on.remote == mapper.table().primary_key();
    if !by_primary_key {
        return None;
    }
    let instance = loader.known(mapper, &IdentityKey::of(key.to_vec()))?;
    let epoch = lock(instance.state()).epoch;
    loader.is_current(epoch).then_some(instance)
}

/// Columns of an instance as they are.
fn values(instance: &Arc<dyn AnyInstance>, columns: &[usize]) -> Vec<Value> {
    columns.iter().filter_map(|&column| instance.value(column)).collect()
}

/// Columns of an instance as the database has them.
fn stored(instance: &Arc<dyn AnyInstance>, columns: &[usize]) -> Vec<Value> {
    let base = lock(instance.state()).base;
    let row = instance.version(base);
    columns.iter().filter_map(|&column| row.column(column)).map(|value| value.to_value()).collect()
}
