//! The unique keys of a table, as far as the planner can tell in advance what they refuse.

use orm_core::dialect::Dialect;
use orm_core::expr::Node;
use orm_core::schema::{Index, Table};

/// Columns in which no two rows may agree, not even for a moment.
pub(super) struct UniqueKey {
    /// None of an index over expressions.
    pub(super) columns: Vec<usize>,
    /// A column that may be NULL for a while: a key with a NULL in it collides with nothing.
    pub(super) nullable: Option<usize>,
    /// Whether two NULLs are the same (`NULLS NOT DISTINCT`).
    pub(super) nulls_are_equal: bool,
    /// Whether it is about every row, and its columns themselves: two rows that agree on them collide.
    pub(super) plain: bool,
    /// The columns that decide with what a row collides; `None` where any may.
    pub(super) decisive: Option<Vec<usize>>,
}

impl UniqueKey {
    fn plain(table: &Table, columns: Vec<usize>, nulls_are_equal: bool) -> Self {
        let nullable = columns.iter().copied().find(|&column| table.columns[column].nullable && !nulls_are_equal);
        UniqueKey { decisive: Some(columns.clone()), columns, nullable, nulls_are_equal, plain: true }
    }

    fn index(table: &Table, index: &Index) -> Option<Self> {
        let columns = index.columns.iter().map(|name| table.column_index(name)).collect::<Option<Vec<usize>>>()?;
        let key = Self::plain(table, columns, index.nulls_not_distinct);
        if index.filter.is_none() && index.on.is_none() {
            return Some(key);
        }
        let elements = index.on.iter().flat_map(|on| on.make()).map(|element| element.node);
        let nodes = elements.chain(index.filter.iter().map(|filter| filter.make()));
        let read = nodes.map(|node| columns_of(&node)).collect::<Option<Vec<_>>>().map(|read| read.concat());
        let decisive = read.map(|read| [key.columns.clone(), read].concat());
        Some(UniqueKey { nullable: None, plain: false, decisive, ..key })
    }
}

/// The columns that an expression reads; `None` where that is not known.
fn columns_of(node: &Node) -> Option<Vec<usize>> {
    let mut columns = Some(Vec::new());
    node.walk_deep(&mut |node| match node {
        Node::ColumnRef(column) => columns.iter_mut().for_each(|columns| columns.push(column.index)),
        Node::Text(_) => columns = None,
        _ => {}
    });
    columns.filter(|columns| !columns.is_empty())
}

/// The unique keys of a table: its primary key, unique constraints and unique indexes. Not those that are checked later (deferrable ones).
pub(super) fn unique_keys(table: &Table, dialect: &Dialect) -> Vec<UniqueKey> {
    let deferrable = dialect.capabilities.ddl.deferrable_unique;
    let constraints = table.uniques.iter().filter(|unique| !deferrable || unique.deferrable.is_none());
    let constraints = constraints.filter_map(|unique| {
        let columns = unique.columns.iter().map(|name| table.column_index(name)).collect::<Option<Vec<usize>>>()?;
        Some(UniqueKey::plain(table, columns, unique.nulls_not_distinct))
    });
    let is_there = |index: &&Index| {
        index.unique && (index.only_on.is_empty() || index.only_on.iter().any(|on| on == dialect.name))
    };
    let indexes = table.indexes.iter().filter(is_there).filter_map(|index| UniqueKey::index(table, index));
    let primary = UniqueKey::plain(table, table.primary_key().to_vec(), false);
    std::iter::once(UniqueKey { nullable: None, ..primary }).chain(constraints).chain(indexes).collect()
}
