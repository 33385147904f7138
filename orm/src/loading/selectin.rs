//! The "select in" strategy: one SELECT loads a relationship for many parents.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use orm_core::expr::{ColumnRef, Node, OrderBy, TableRef};
use orm_core::model::Key;
use orm_core::relationship::{Association, JoinColumns, RelationshipDef};
use orm_core::row::Row;
use orm_core::statement::{On, SelectItem, equate, select};
use orm_core::{Entity, Expr, Result, Value};

use crate::instance::{AnyInstance, Instance, address, lock};
use crate::model::Model;
use crate::session::{Session, Tracked};

/// Loads the relationship at `index` of the parents' model for all parents that lack it, and returns the instances it leads to.
pub(crate) async fn selectin<T: Model>(
    session: &mut Session,
    index: usize,
    parents: Vec<Arc<dyn AnyInstance>>,
) -> Result<Vec<Arc<dyn AnyInstance>>> {
    let Some(first) = &parents.first().cloned() else { return Ok(Vec::new()) };
    let table = first.table();
    let Some(definition) = table.relationships.get(index) else { return Ok(Vec::new()) };
    let via = definition.association(table)?;
    let on = match &via {
        Some(via) => JoinColumns { local: via.local.clone(), remote: Vec::new() },
        None => definition.join_columns(table)?,
    };
    let epoch = session.epoch();

    let mut seen = HashSet::new();
    let parents: Vec<_> = parents.into_iter().filter(|parent| seen.insert(address(parent))).collect();
    let mut lacking: Vec<(Arc<dyn AnyInstance>, Vec<Value>)> = Vec::new();
    for parent in &parents {
        let loaded = parent.container(index).and_then(|container| container.loaded_epoch());
        let loaded = loaded.is_some_and(|epoch| session.is_current(epoch));
        // A new instance's collections are complete without asking.
        let is_new = lock(parent.state()).is_new();
        if !loaded && !is_new {
            // A key that has been edited is not in the database before the next flush; a reference that has been leads elsewhere at once.
            let key = if definition.has_foreign_key() { values(parent, &on.local) } else { stored(parent, &on.local) };
            lacking.push((parent.clone(), key));
        }
    }

    let mut found: HashMap<Vec<Value>, Vec<Instance<T>>, foldhash::fast::RandomState> = HashMap::default();
    let mut keys: Vec<Vec<Value>> = Vec::new();
    let mut asked = HashSet::with_hasher(foldhash::fast::RandomState::default());
    for (_, key) in &lacking {
        if key.iter().any(Value::is_null) || !asked.insert(key.clone()) {
            continue;
        }
        match session.known::<T>(definition, &on, key) {
            Some(target) => drop(found.insert(key.clone(), vec![target])),
            None => keys.push(key.clone()),
        }
    }
    let chunk = session.engine_of(Entity::<T>::NEW).dialect().capabilities.max_keys;
    for keys in keys.chunks(chunk) {
        if let Some(via) = &via {
            for (key, target) in between::<T>(session, definition, via, first, keys).await? {
                found.entry(key).or_default().push(target);
            }
            continue;
        }
        let filter = definition.target_filter(table)?;
        for target in query::<T>(session, definition, &on, keys, filter).await? {
            found.entry(stored(&target.erase(), &on.remote)).or_default().push(target);
        }
    }

    for (parent, key) in &lacking {
        let stays = |target: &Arc<dyn AnyInstance>| {
            definition.has_foreign_key() || via.is_some() || {
                let reference = values(target, &on.remote);
                reference == *key || reference == values(parent, &on.local)
            }
        };
        let targets = found.get(key).into_iter().flatten().map(Instance::erase).filter(stays).collect();
        if let Some(container) = parent.container(index) {
            container.fill(targets, epoch);
        }
    }
    let mut seen = HashSet::new();
    let targets = parents.iter().filter_map(|parent| parent.container(index)).flat_map(|container| container.targets());
    Ok(targets.filter(|target| seen.insert(address(target))).collect())
}

/// What the foreign keys of some owners reference, whatever their containers were set to since.
pub(crate) async fn referenced<T: Model>(
    session: &mut Session,
    index: usize,
    owners: Vec<Arc<dyn AnyInstance>>,
) -> Result<Vec<Arc<dyn AnyInstance>>> {
    let Some(table) = owners.first().map(|owner| owner.table()) else { return Ok(Vec::new()) };
    let Some(definition) = table.relationships.get(index) else { return Ok(Vec::new()) };
    let on = definition.join_columns(table)?;
    let mut found = Vec::new();
    let mut keys: Vec<Vec<Value>> = Vec::new();
    let mut asked = HashSet::with_hasher(foldhash::fast::RandomState::default());
    for key in owners.iter().map(|owner| stored(owner, &on.local)) {
        if key.iter().any(Value::is_null) || !asked.insert(key.clone()) {
            continue;
        }
        match session.known::<T>(definition, &on, &key) {
            Some(target) => found.push(target.erase()),
            None => keys.push(key),
        }
    }
    let chunk = session.engine_of(Entity::<T>::NEW).dialect().capabilities.max_keys;
    for keys in keys.chunks(chunk) {
        found.extend(query::<T>(session, definition, &on, keys, Vec::new()).await?.iter().map(Instance::erase));
    }
    Ok(found)
}

/// Selects the targets of some keys.
async fn query<T: Model>(
    session: &mut Session,
    definition: &RelationshipDef,
    on: &JoinColumns,
    keys: &[Vec<Value>],
    filter: Vec<Node>,
) -> Result<Vec<Instance<T>>> {
    let table = TableRef::Static(T::table());
    let condition = among(&table, &on.remote, keys);
    let mut select = select(Entity::<T>::NEW).filter(Expr::<bool>::from_node(condition));
    for condition in filter {
        select = select.filter(Expr::<bool>::from_node(condition));
    }
    if !definition.has_foreign_key() {
        select = select.order_by(order_of(definition, &table));
    }
    session.execute(select).no_autoflush().all().await
}

/// Selects the targets of some keys through a table in between, each with the key that led to it. `parent` is any of the owners.
async fn between<T: Model>(
    session: &mut Session,
    definition: &RelationshipDef,
    via: &Association,
    parent: &Arc<dyn AnyInstance>,
    keys: &[Vec<Value>],
) -> Result<Vec<(Vec<Value>, Instance<T>)>> {
    let (table, target) = (TableRef::Static(via.table), TableRef::Static(T::table()));
    let linked = equate(&target, &via.remote, &table, &via.far);
    let mut select = select(Entity::<T>::NEW)
        .select_from(table.clone())
        .join(On::new(target.clone(), linked))
        .filter(Expr::<bool>::from_node(among(&table, &via.near, keys)))
        .order_by(order_of(definition, &target));
    select.core_mut().items.extend(via.near.iter().map(|index| SelectItem::Node(column(&table, *index))));
    let at = T::table().columns.len();
    // Keys are read as the owner's fields are, so that they are equal.
    let mut owner = parent.draft();
    let mut found = Vec::new();
    session
        .track_rows(&select, &mut |row, tracker| {
            let target = Entity::<T>::NEW.track(row, &mut 0, tracker)?;
            let mut key = Vec::with_capacity(via.local.len());
            for (offset, &index) in via.local.iter().enumerate() {
                if let Some(field) = owner.column_mut(index) {
                    field.read(row, at + offset)?;
                    key.push(field.to_value());
                }
            }
            found.push((key, target));
            Ok(())
        })
        .await?;
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

impl Session {
    /// The target of a many-to-one reference, if the session has it and it is current.
    fn known<T: Model>(
        &mut self,
        definition: &RelationshipDef,
        on: &JoinColumns,
        key: &[Value],
    ) -> Option<Instance<T>> {
        let by_primary_key = definition.has_foreign_key() && on.remote == T::table().primary_key();
        if !by_primary_key {
            return None;
        }
        let indices: Vec<usize> = (0..key.len()).collect();
        let key = T::Key::read(&Row::new([], key.to_vec()), 0, &indices).ok()?;
        let instance = self.identity_of::<T>().get(&key)?.clone();
        let epoch = instance.state().epoch;
        self.is_current(epoch).then_some(instance)
    }
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
