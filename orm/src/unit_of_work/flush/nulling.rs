//! Which columns become NULL where a foreign key leads nowhere any more. One NULL is enough for that, and a composite key may share
//! columns with the primary key, which stay what they are.

use orm_core::schema::{ForeignKey, Table};

/// Those that can be: what `ON DELETE SET NULL` sets.
pub(crate) fn nullable(table: &Table, columns: &[usize]) -> Vec<usize> {
    let can_be = |column: &&usize| table.columns[**column].nullable && !table.columns[**column].primary_key;
    columns.iter().filter(can_be).copied().collect()
}

/// Those that the session sets: where there is a choice, none by which another foreign key leads somewhere. There are none if the key
/// cannot lead nowhere.
pub(crate) fn nulled(table: &Table, columns: &[usize]) -> Vec<usize> {
    let others: Vec<&ForeignKey> = table.foreign_keys.iter().filter(|key| !is_over(key, table, columns)).collect();
    let nullable = nullable(table, columns);
    let is_shared = |column: &usize| others.iter().any(|key| key.columns.contains(&table.columns[*column].name));
    let own: Vec<usize> = nullable.iter().filter(|column| !is_shared(column)).copied().collect();
    if own.is_empty() { nullable } else { own }
}

/// Whether a foreign key of a table is the one over these columns.
pub(crate) fn is_over(key: &ForeignKey, table: &Table, columns: &[usize]) -> bool {
    key.columns.len() == columns.len()
        && columns.iter().all(|&column| key.columns.contains(&table.columns[column].name))
}
