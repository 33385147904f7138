//! Rows that may collide although nothing in memory says so: see [`collisions`](super).

use std::collections::{HashMap, HashSet};

use orm_core::Value;

use super::early_deletes::Doomed;
use super::{Contest, Phase, contested, table_of};
use crate::instance::{address, lock, rough};
use crate::unit_of_work::flush::unique_keys::UniqueKey;

/// What may have to go before something else.
#[derive(Default)]
pub(super) struct Uncertain {
    /// Deletes that go first.
    pub(super) deletes: Vec<Doomed>,
    /// Updates that are tried in turn, by address.
    pub(super) updates: HashSet<usize>,
}

/// What a row gives up or takes of a key.
struct Claim {
    position: usize,
    phase: Phase,
    /// `None` where it is not known.
    values: Option<Vec<Value>>,
    /// What all values have in common that may be equal to these; `None` where any may be.
    rough: Option<Vec<Value>>,
}

impl Claim {
    /// Whether this one, which is given up, may stand in the way of one that is taken, and nobody has planned for it.
    fn may_block(&self, taken: &Claim, key: &UniqueKey) -> bool {
        let in_order = match self.phase {
            Phase::Delete => false,
            phase => phase != taken.phase,
        };
        // Equal values of a plain key are known to collide.
        let planned = key.plain && self.values.is_some() && self.values == taken.values;
        self.position != taken.position && !in_order && !planned
    }
}

impl Contest<'_> {
    /// Finds them, key by key.
    pub(super) fn uncertain(&self) -> Uncertain {
        let mut found = Uncertain::default();
        let mut early = HashSet::new();
        for (&table, keys) in &self.keys {
            for (number, key) in keys.iter().enumerate() {
                let rows = self.rows.iter().enumerate().filter(|(_, (row, _))| table_of(row) == table);
                let (mut given_up, mut taken) = (Vec::new(), Vec::new());
                for (position, _) in rows {
                    given_up.extend(self.gives_up(position, key));
                    taken.extend(self.claims(position, key));
                }
                for position in blocking(&given_up, &taken, key) {
                    let (row, phase) = &self.rows[position];
                    if *phase != Phase::Delete {
                        found.updates.insert(address(row));
                    } else if early.insert(position) {
                        let columns = self.keys_of(row)[number].columns.clone();
                        found.deletes.push(Doomed { row: row.clone(), columns, nullable: None, certain: false });
                    }
                }
            }
        }
        found
    }

    fn gives_up(&self, position: usize, key: &UniqueKey) -> Option<Claim> {
        let (row, phase) = &self.rows[position];
        let gives_up = match phase {
            Phase::Delete => true,
            Phase::Update | Phase::Late => self.changes_key(row, key),
            Phase::Insert | Phase::Switch => false,
        };
        if gives_up { claim(position, *phase, Some(self.before(row, &key.columns)), key) } else { None }
    }

    fn claims(&self, position: usize, key: &UniqueKey) -> Option<Claim> {
        let (row, phase) = &self.rows[position];
        let takes = match phase {
            Phase::Delete => false,
            Phase::Update | Phase::Late => self.changes_key(row, key),
            Phase::Insert | Phase::Switch => true,
        };
        if !takes {
            return None;
        }
        let calculated = key.columns.iter().any(|&column| {
            row.table().columns[column].computed.is_some()
                || lock(row.state()).expressions.iter().any(|(set, _)| *set == column)
        });
        let values = if calculated { None } else { self.future(row, key) };
        // What the database makes up is new.
        if values.is_some() || calculated { claim(position, *phase, values, key) } else { None }
    }
}

/// What is claimed, unless a NULL says that nothing is.
fn claim(position: usize, phase: Phase, values: Option<Vec<Value>>, key: &UniqueKey) -> Option<Claim> {
    let values = match values {
        Some(values) => Some(contested(values, key)?),
        None => None,
    };
    // Of expressions, nothing is known.
    let known = values.as_ref().filter(|_| !key.columns.is_empty());
    let rough = known.and_then(|values| values.iter().map(rough).collect());
    Some(Claim { position, phase, values, rough })
}

/// The positions of what is given up and may block something, and of the updates that it may block.
fn blocking(given_up: &[Claim], taken: &[Claim], key: &UniqueKey) -> HashSet<usize> {
    let mut alike: HashMap<&[Value], Vec<&Claim>> = HashMap::new();
    let mut unknown: Vec<&Claim> = Vec::new();
    for claim in taken {
        match &claim.rough {
            Some(rough) => alike.entry(rough).or_default().push(claim),
            None => unknown.push(claim),
        }
    }
    let mut blocking = HashSet::new();
    let (mut any, mut any_unknown) = (false, false);
    for claim in given_up {
        let blocks = |taken: &&Claim| claim.may_block(taken, key);
        let in_turn = claim.phase != Phase::Delete;
        match &claim.rough {
            None if taken.iter().any(|taken| blocks(&taken)) => {
                any |= in_turn;
                blocking.insert(claim.position);
            }
            None => {}
            Some(rough) => {
                let like: Vec<&Claim> = alike.get(&rough[..]).into_iter().flatten().copied().filter(blocks).collect();
                let among_unknown = unknown.iter().any(blocks);
                if !like.is_empty() || among_unknown {
                    blocking.insert(claim.position);
                }
                if in_turn {
                    any_unknown |= among_unknown;
                    blocking.extend(like.iter().map(|taken| taken.position));
                }
            }
        }
    }
    // Each of many is compared with the first that it meets, not with all: then all of them are tried.
    let rest = taken.iter().filter(|taken| any || any_unknown && taken.rough.is_none());
    blocking.extend(rest.map(|taken| taken.position));
    blocking
}
