//! Rows that reference each other, in levels: each level references earlier ones only.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use orm_core::schema::Table;
use orm_core::{Error, Result, Value};

use super::collect::Work;
use crate::instance::{AnyInstance, address};

/// Splits rows of one group of tables into levels, parents first. Without references within the group there is one level.
/// Rows may be linked as objects, or by the value of a foreign key.
pub(super) fn parents_first(
    rows: Vec<Arc<dyn AnyInstance>>,
    group: &[&'static Table],
    work: &Work,
) -> Result<Vec<Vec<Arc<dyn AnyInstance>>>> {
    let references_itself =
        group.iter().any(|table| table.foreign_keys.iter().any(|key| group.iter().any(|other| key.references(other))));
    if !references_itself || rows.len() < 2 {
        return Ok(if rows.is_empty() { Vec::new() } else { vec![rows] });
    }
    let parents = parents(&rows, group, work);
    let mut level: Vec<Option<usize>> = vec![None; rows.len()];
    let mut levels: Vec<Vec<Arc<dyn AnyInstance>>> = Vec::new();
    let mut left: Vec<usize> = (0..rows.len()).collect();
    while !left.is_empty() {
        let ready = |row: &usize| parents[*row].iter().all(|&parent| level[parent].is_some());
        let (now, later): (Vec<usize>, Vec<usize>) = left.iter().partition(|row| ready(row));
        if now.is_empty() {
            let mut models: Vec<&str> = later.iter().map(|&row| &*rows[row].table().model).collect();
            models.dedup();
            return Err(Error::CircularDependency(models.join(", ")));
        }
        for &row in &now {
            level[row] = Some(levels.len());
        }
        levels.push(now.iter().map(|&row| rows[row].clone()).collect());
        left = later;
    }
    Ok(levels)
}

/// For each row, the rows that it references.
fn parents(rows: &[Arc<dyn AnyInstance>], group: &[&'static Table], work: &Work) -> Vec<Vec<usize>> {
    let by_address: HashMap<usize, usize> = rows.iter().enumerate().map(|(i, row)| (address(row), i)).collect();
    let mut by_key: HashMap<(&str, Names<'_>, Vec<Value>), usize> = HashMap::new();
    let keys = group.iter().flat_map(|table| &table.foreign_keys);
    let keys: Vec<_> = keys.filter(|key| group.iter().any(|table| key.references(table))).collect();
    for key in &keys {
        for (i, row) in rows.iter().enumerate().filter(|(_, row)| key.references(row.table())) {
            by_key.insert((&*key.target, &key.target_columns, values(row, &key.target_columns)), i);
        }
    }
    let parents_of = |(i, row): (usize, &Arc<dyn AnyInstance>)| {
        let synced = work.syncs_of(row);
        let as_objects = synced.iter().filter_map(|sync| by_address.get(&address(sync.parent.as_ref()?)).copied());
        let own_keys = row.table().foreign_keys.iter().filter(|key| {
            // A relationship decides over the value that is still there.
            !synced.iter().any(|sync| sync.columns.iter().any(|&c| key.columns.contains(&row.table().columns[c].name)))
        });
        let by_value = own_keys
            .filter_map(|key| by_key.get(&(&*key.target, &key.target_columns[..], values(row, &key.columns))).copied());
        as_objects.chain(by_value).filter(|&parent| parent != i).collect()
    };
    rows.iter().enumerate().map(parents_of).collect()
}

/// Names of columns.
type Names<'n> = &'n [Cow<'static, str>];

fn values(row: &Arc<dyn AnyInstance>, columns: Names<'_>) -> Vec<Value> {
    columns.iter().filter_map(|name| row.value(row.table().column_index(name)?)).collect()
}
