//! The unique keys of a table, as far as the planner can tell in advance what they refuse.

use orm_core::dialect::Dialect;
use orm_core::schema::Table;

/// Columns in which no two rows may agree, not even for a moment.
pub(super) struct UniqueKey {
    pub(super) columns: Vec<usize>,
    /// A column that may be NULL for a while: a key with a NULL in it collides with nothing.
    pub(super) nullable: Option<usize>,
}

/// The unique keys of a table: its primary key, unique constraints and unique indexes. Not those that are checked later (deferrable ones),
/// that hold for some rows only, or that are over expressions.
pub(super) fn unique_keys(table: &Table, dialect: &Dialect) -> Vec<UniqueKey> {
    let deferrable = dialect.capabilities.ddl.deferrable_unique;
    let constraints = table.uniques.iter().filter(|unique| !deferrable || unique.deferrable.is_none());
    let constraints = constraints.map(|unique| (&unique.columns, unique.nulls_not_distinct));
    let indexes = table.indexes.iter().filter(|index| index.unique && index.filter.is_none() && index.on.is_none());
    let indexes = indexes.map(|index| (&index.columns, index.nulls_not_distinct));
    let named = constraints.chain(indexes).filter_map(|(names, nulls_not_distinct)| {
        let columns = names.iter().map(|name| table.column_index(name)).collect::<Option<Vec<usize>>>()?;
        let nullable = columns.iter().copied().find(|&column| table.columns[column].nullable && !nulls_not_distinct);
        Some(UniqueKey { columns, nullable })
    });
    let primary = UniqueKey { columns: table.primary_key().to_vec(), nullable: None };
    std::iter::once(primary).chain(named).collect()
}
