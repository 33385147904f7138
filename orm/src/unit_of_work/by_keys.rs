//! Instances by their primary keys, many at a time.

use orm_core::expr::{BinaryOp, ColumnRef, Node, TableRef};
use orm_core::schema::Table;
use orm_core::statement::SelectCore;
use orm_core::{Result, Value};

use super::Session;
use crate::instance::{Instances, Mapper};

/// Selects rows by their keys; those that are not there are left out. Pending changes are not flushed before.
pub(crate) async fn by_keys(
    session: &mut Session,
    mapper: &'static Mapper,
    keys: Vec<Vec<Value>>,
) -> Result<Instances> {
    let table = mapper.table();
    let per_statement = session.link.engine_of(table).dialect().keys_per_list(table.primary_key().len());
    let mut found = Instances::with_capacity(keys.len());
    for keys in keys.chunks(per_statement) {
        let query = SelectCore { filter: vec![key_in(table, keys)], ..SelectCore::of_table(table) };
        session
            .track_rows(&query, &mut |row, tracker| {
                found.push(tracker.instance(mapper, row, 0)?);
                Ok(())
            })
            .await?;
    }
    Ok(found)
}

/// The condition that a row of a table has one of these primary keys.
pub(crate) fn key_in(table: &'static Table, keys: &[Vec<Value>]) -> Node {
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
