//! The naive model: all rows in one list, told apart by their position, and what each operation means for them.

use std::collections::BTreeSet;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Owner,
    Note,
    Part,
    Card,
    Node,
    Trade,
    Club,
    Membership,
    Tag,
}

impl Kind {
    pub const ALL: [Kind; 9] = [
        Kind::Owner,
        Kind::Note,
        Kind::Part,
        Kind::Card,
        Kind::Node,
        Kind::Trade,
        Kind::Club,
        Kind::Membership,
        Kind::Tag,
    ];
}

/// A relationship from children to a parent. `Tags` is another matter: see [`World::tags`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rel {
    Notes,
    Parts,
    Card,
    Children,
    Sent,
    Received,
    OfOwner,
    OfClub,
}

/// What a relationship is like.
pub struct Nature {
    pub child: Kind,
    /// Which of the child's references it is.
    pub slot: usize,
    pub parent: Kind,
    pub nullable: bool,
    /// Deleting the parent deletes the children.
    pub cascades: bool,
    /// A child that loses its parent is deleted.
    pub orphans: bool,
    /// There is one child at most.
    pub one: bool,
}

impl Rel {
    pub const ALL: [Rel; 8] =
        [Rel::Notes, Rel::Parts, Rel::Card, Rel::Children, Rel::Sent, Rel::Received, Rel::OfOwner, Rel::OfClub];

    pub fn nature(self) -> Nature {
        let of = |child, slot, parent| Nature {
            child,
            slot,
            parent,
            nullable: true,
            cascades: false,
            orphans: false,
            one: false,
        };
        let owned =
            |child, slot, parent| Nature { nullable: false, cascades: true, orphans: true, ..of(child, slot, parent) };
        match self {
            Rel::Notes => of(Kind::Note, 0, Kind::Owner),
            Rel::Parts => owned(Kind::Part, 0, Kind::Owner),
            Rel::Card => Nature { nullable: true, one: true, ..owned(Kind::Card, 0, Kind::Owner) },
            Rel::Children => Nature { cascades: true, ..of(Kind::Node, 0, Kind::Node) },
            Rel::Sent => Nature { orphans: false, ..owned(Kind::Trade, 0, Kind::Owner) },
            Rel::Received => of(Kind::Trade, 1, Kind::Owner),
            Rel::OfOwner => owned(Kind::Membership, 0, Kind::Owner),
            Rel::OfClub => owned(Kind::Membership, 1, Kind::Club),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub kind: Kind,
    pub value: i64,
    pub refs: [Option<usize>; 2],
    pub alive: bool,
    /// Whether it is in the database, or was before it was deleted.
    pub flushed: bool,
    /// By reference: lost a parent that it cannot live without.
    orphaned: [bool; 2],
    /// The references that the database has.
    pub stored: [Option<usize>; 2],
}

#[derive(Clone, Debug, Default)]
pub struct World {
    pub rows: Vec<Row>,
    /// Owners and their tags.
    pub tags: BTreeSet<(usize, usize)>,
}

impl World {
    pub fn add(&mut self, kind: Kind, refs: [Option<usize>; 2]) -> usize {
        let (orphaned, stored) = ([false; 2], [None; 2]);
        self.rows.push(Row { kind, value: 0, refs, alive: true, flushed: false, orphaned, stored });
        self.rows.len() - 1
    }

    pub fn alive(&self, kind: Kind) -> Vec<usize> {
        (0..self.rows.len()).filter(|&row| self.rows[row].alive && self.rows[row].kind == kind).collect()
    }

    /// Whether there is, or was, any row of a kind.
    pub fn has(&self, kind: Kind) -> bool {
        self.rows.iter().any(|row| row.kind == kind)
    }

    pub fn children(&self, rel: Rel, parent: usize) -> Vec<usize> {
        let Nature { child, slot, .. } = rel.nature();
        self.alive(child).into_iter().filter(|&row| self.rows[row].refs[slot] == Some(parent)).collect()
    }

    /// Whether a node is another one, or under it.
    pub fn is_under(&self, node: usize, root: usize) -> bool {
        let mut at = Some(node);
        while let Some(node) = at {
            if node == root {
                return true;
            }
            at = self.rows[node].refs[0];
        }
        false
    }

    /// Whether a membership of these two would be the only one, also for the database as it is.
    pub fn is_free(&self, refs: [Option<usize>; 2], except: Option<usize>) -> bool {
        let others =
            self.rows.iter().enumerate().filter(|(at, row)| row.kind == Kind::Membership && Some(*at) != except);
        let taken = |row: &Row| (row.alive && row.refs == refs) || row.stored == refs;
        !others.map(|(_, row)| row).any(taken)
    }

    pub fn relate(&mut self, rel: Rel, child: usize, parent: usize) {
        let Nature { slot, one, .. } = rel.nature();
        if one {
            for other in self.children(rel, parent) {
                if other != child {
                    self.unrelate(rel, other);
                }
            }
        }
        let row = &mut self.rows[child];
        row.refs[slot] = Some(parent);
        row.orphaned[slot] = false;
    }

    pub fn unrelate(&mut self, rel: Rel, child: usize) {
        let Nature { slot, orphans, .. } = rel.nature();
        let row = &mut self.rows[child];
        row.refs[slot] = None;
        row.orphaned[slot] = orphans;
    }

    pub fn delete(&mut self, row: usize) {
        if !std::mem::replace(&mut self.rows[row].alive, false) {
            return;
        }
        self.tags.retain(|&(owner, tag)| owner != row && tag != row);
        let kind = self.rows[row].kind;
        for rel in Rel::ALL.into_iter().filter(|rel| rel.nature().parent == kind) {
            for child in self.children(rel, row) {
                if rel.nature().cascades {
                    self.delete(child);
                } else {
                    self.rows[child].refs[rel.nature().slot] = None;
                }
            }
        }
    }

    /// Orphans are decided from the net state at the flush.
    pub fn flush(&mut self) {
        for row in 0..self.rows.len() {
            if self.rows[row].orphaned.contains(&true) {
                self.delete(row);
            }
        }
        for row in &mut self.rows {
            row.flushed = row.alive;
            row.stored = if row.alive { row.refs } else { [None; 2] };
        }
    }
}
