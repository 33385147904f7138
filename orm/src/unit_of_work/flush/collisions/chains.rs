//! UPDATEs in chains: a row takes what the one before it gives up. A circle of them is opened by a NULL.

use std::collections::{HashMap, HashSet};

use orm_core::Result;

use super::{Contest, Edge, Phase};
use crate::instance::{Instances, address};
use crate::unit_of_work::flush::order::levels;
use crate::unit_of_work::flush::vacate::Vacated;

impl Contest<'_> {
    /// Splits the rows of a phase into levels that respect the edges.
    pub(super) fn chain(
        &self,
        mut edges: Vec<Edge>,
        phase: Phase,
        rows: &mut Vec<Instances>,
        vacated: &mut Vec<Vacated>,
    ) -> Result<()> {
        if edges.is_empty() {
            return Ok(());
        }
        let levels = loop {
            let mut before = vec![Vec::new(); self.rows.len()];
            edges.iter().for_each(|edge| before[edge.to].push(edge.from));
            let (levels, left) = levels(&before);
            if left.is_empty() {
                break levels;
            }
            let opened = open_circles(&edges, &left);
            for &(from, key) in &opened {
                vacated.push(self.vacate(&Edge { from, to: from, key })?);
            }
            edges.retain(|edge| !opened.contains(&(edge.from, edge.key)));
        };
        let mut level_of: HashMap<usize, usize> = HashMap::new();
        for (level, positions) in levels.iter().enumerate() {
            let of_phase = positions.iter().map(|&position| &self.rows[position]).filter(|(_, other)| *other == phase);
            level_of.extend(of_phase.map(|(row, _)| (address(row), level)));
        }
        let mut ordered: Vec<Instances> = vec![Vec::new(); levels.len()];
        for row in rows.drain(..).flatten() {
            let level = level_of.get(&address(&row)).copied().unwrap_or_default();
            ordered[level].push(row);
        }
        *rows = ordered;
        Ok(())
    }
}

/// One row and key of each circle among `left`, whose value is to be NULL for a while.
fn open_circles(edges: &[Edge], left: &[usize]) -> HashSet<(usize, usize)> {
    let in_circles: HashSet<usize> = left.iter().copied().collect();
    let before: HashMap<usize, &Edge> =
        edges.iter().filter(|edge| in_circles.contains(&edge.from)).map(|edge| (edge.to, edge)).collect();
    let mut seen: HashMap<usize, usize> = HashMap::new();
    let mut opened = HashSet::new();
    for (walk, &start) in left.iter().enumerate() {
        let mut at = start;
        while seen.insert(at, walk).is_none() {
            let Some(edge) = before.get(&at) else { break };
            if seen.get(&edge.from) == Some(&walk) {
                opened.insert((edge.from, edge.key));
                break;
            }
            at = edge.from;
        }
    }
    opened
}

#[cfg(test)]
mod tests {
    use super::{Edge, open_circles};

    #[test]
    fn every_circle_is_opened_once() {
        let edge = |(from, to)| Edge { from, to, key: 0 };
        // 0 and 1 swap, 2 to 4 rotate, 5 waits for 4.
        let edges: Vec<Edge> = [(0, 1), (1, 0), (2, 3), (3, 4), (4, 2), (4, 5)].map(edge).into();
        let opened = open_circles(&edges, &[0, 1, 2, 3, 4, 5]);
        assert_eq!(opened.len(), 2, "{opened:?}");
        assert!(opened.iter().any(|(row, _)| *row < 2) && opened.iter().any(|(row, _)| (2..5).contains(row)));
    }
}
