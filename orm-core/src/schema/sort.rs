//! Tables ordered by their foreign keys.

use std::ops::Deref;

use petgraph::algo::tarjan_scc;

use petgraph::graph::DiGraph;

use super::Table;

/// Groups tables (references to tables) so that every group comes after the groups it references. A group of several tables is a cycle.
pub fn strongly_connected<T: Deref<Target = Table> + Clone>(tables: &[T]) -> Vec<Vec<T>> {
    let mut graph = DiGraph::<usize, ()>::with_capacity(tables.len(), tables.len());
    let nodes: Vec<_> = (0..tables.len()).map(|index| graph.add_node(index)).collect();
    for (from, table) in tables.iter().enumerate() {
        for key in &table.foreign_keys {
            if let Some(to) = tables.iter().position(|table| key.references(table)) {
                graph.add_edge(nodes[from], nodes[to], ());
            }
        }
    }
    // Tarjan's algorithm emits a component once all that it points to is emitted: dependencies first.
    let groups = tarjan_scc(&graph).into_iter().map(|group| {
        let mut group: Vec<usize> = group.into_iter().map(|node| graph[node]).collect();
        group.sort_unstable();
        group.into_iter().map(|index| tables[index].clone()).collect()
    });
    groups.collect()
}

/// Tables in an order in which each comes after those it references; the tables of a cycle stand together.
pub fn dependencies_first<T: Deref<Target = Table> + Clone>(tables: &[T]) -> Vec<T> {
    strongly_connected(tables).into_iter().flatten().collect()
}
