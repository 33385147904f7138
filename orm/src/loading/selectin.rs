//! The "select in" strategy: one SELECT loads a relationship for many parents.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use orm_core::expr::{ColumnRef, Node, OrderBy, TableRef};
use orm_core::model::Key;
use orm_core::relationship::{JoinColumns, RelationshipDef};
use orm_core::row::Row;
use orm_core::statement::select;
use orm_core::{Entity, Expr, Result, Value};

use crate::instance::{AnyInstance, Instance, address, lock};
use crate::model::Model;
use crate::session::Session;

/// Loads the relationship at `index` of the parents' model for all parents that lack it, and returns the instances it leads to.
pub(crate) async fn selectin<T: Model>(
    session: &mut Session,
    index: usize,
    parents: Vec<Arc<dyn AnyInstance>>,
) -> Result<Vec<Arc<dyn AnyInstance>>> {
    let Some(first) = parents.first() else { return Ok(Vec::new()) };
    let table = first.table();
    let Some(definition) = table.relationships.get(index) else { return Ok(Vec::new()) };
    let on = definition.join_columns(table)?;
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
            lacking.push((parent.clone(), values(parent, &on.local)));
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
    let chunk = session.engine().dialect().capabilities.max_keys;
    for keys in keys.chunks(chunk) {
        for target in query::<T>(session, definition, &on, keys).await? {
            found.entry(values(&target.erase(), &on.remote)).or_default().push(target);
        }
    }

    for (parent, key) in &lacking {
        let targets = found.get(key).map(|targets| targets.iter().map(Instance::erase).collect()).unwrap_or_default();
        if let Some(container) = parent.container(index) {
            container.fill(targets, epoch);
        }
    }
    let mut seen = HashSet::new();
    let targets = parents.iter().filter_map(|parent| parent.container(index)).flat_map(|container| container.targets());
    Ok(targets.filter(|target| seen.insert(address(target))).collect())
}

/// Selects the targets of some keys.
async fn query<T: Model>(
    session: &mut Session,
    definition: &RelationshipDef,
    on: &JoinColumns,
    keys: &[Vec<Value>],
) -> Result<Vec<Instance<T>>> {
    let table = TableRef::Static(T::table());
    let column = |&index: &usize| Node::ColumnRef(ColumnRef { table: table.clone(), index });
    let condition = match &on.remote[..] {
        [only] => {
            let values = keys.iter().filter_map(|key| key.first().cloned()).collect();
            Node::InList { node: Box::new(column(only)), values, negated: false }
        }
        several => {
            Node::TupleInList { nodes: several.iter().map(column).collect(), rows: keys.to_vec(), negated: false }
        }
    };
    let mut select = select(Entity::<T>::NEW).filter(Expr::<bool>::from_node(condition));
    if !definition.has_foreign_key() {
        let order = match definition.order_by {
            Some(order) => order(),
            None => table.primary_key().iter().map(|index| OrderBy::asc(column(index))).collect(),
        };
        select = select.order_by(order);
    }
    session.execute(select).no_autoflush().all().await
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

fn values(instance: &Arc<dyn AnyInstance>, columns: &[usize]) -> Vec<Value> {
    columns.iter().filter_map(|&column| instance.value(column)).collect()
}
