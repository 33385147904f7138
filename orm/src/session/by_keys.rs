//! Instances by their primary keys, many at a time.

use orm_core::expr::{BinaryOp, ColumnRef, Node, TableRef};
use orm_core::statement::select;
use orm_core::{Entity, Expr, Result, Value};

use super::Session;
use crate::instance::{Instance, Instances};
use crate::model::Model;

/// Selects rows by their keys; those that are not there are left out. Pending changes are not flushed before.
pub(crate) async fn by_keys<M: Model>(session: &mut Session, keys: Vec<Vec<Value>>) -> Result<Instances> {
    let columns = M::table().primary_key().len();
    let per_statement = session.engine_of(Entity::<M>::NEW).dialect().keys_per_list(columns);
    let mut found = Instances::with_capacity(keys.len());
    for keys in keys.chunks(per_statement) {
        let query = select(Entity::<M>::NEW).filter(Expr::<bool>::from_node(key_in::<M>(keys)));
        let rows = session.execute(query).no_autoflush().all().await?;
        found.extend(rows.iter().map(Instance::erase));
    }
    Ok(found)
}

/// The condition that a row of `M` has one of these primary keys.
pub(super) fn key_in<M: Model>(keys: &[Vec<Value>]) -> Node {
    let table = M::table();
    let column = |&index: &usize| Node::ColumnRef(ColumnRef { table: TableRef::Static(table), index });
    match (keys, table.primary_key()) {
        ([key], columns) => {
            let equal =
                |(index, value): (&usize, &Value)| column(index).binary(BinaryOp::Eq, Node::Value(value.clone()));
            Node::And(columns.iter().zip(key).map(equal).collect())
        }
        (keys, [only]) => {
            let values = keys.iter().filter_map(|key| key.first().cloned()).collect();
            Node::InList { node: Box::new(column(only)), values, negated: false }
        }
        (keys, several) => {
            Node::TupleInList { nodes: several.iter().map(column).collect(), rows: keys.to_vec(), negated: false }
        }
    }
}
