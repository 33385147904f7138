//! What references the rows of a table: the foreign keys that have to follow when a key changes.

use orm_core::Result;
use orm_core::relationship::RelationshipDef;
use orm_core::schema::{Deferrable, ForeignKey, ReferentialAction, Table};

use crate::session::Session;
use crate::session::identity::is_same;

/// A foreign key that leads to a table, from children or from a table in between.
pub(super) struct Dependent {
    /// The table that has it.
    pub(super) table: &'static Table,
    pub(super) columns: Vec<usize>,
    /// The columns that it references.
    pub(super) referenced: Vec<usize>,
    /// Whether the database follows, if a relationship says so.
    passive: Option<bool>,
}

impl Dependent {
    /// Whether the database follows by itself.
    pub(super) fn is_cascading(&self) -> bool {
        self.passive
            .unwrap_or_else(|| self.foreign_key().is_some_and(|key| key.on_update == Some(ReferentialAction::Cascade)))
    }

    /// Whether it is checked at the end of the transaction, or not at all.
    pub(super) fn is_deferred(&self) -> bool {
        self.foreign_key().is_none_or(|key| key.deferrable == Some(Deferrable::Deferred))
    }

    fn foreign_key(&self) -> Option<&'static ForeignKey> {
        self.table.foreign_keys.iter().find(|key| {
            key.columns.len() == self.columns.len()
                && self.columns.iter().all(|&column| key.columns.contains(&self.table.columns[column].name))
        })
    }
}

impl Session {
    /// The foreign keys that lead to any of these columns of a table, as far as relationships tell: its own, and those of instances that
    /// the session has.
    pub(super) fn dependents(&self, table: &'static Table, columns: &[usize]) -> Result<Vec<Dependent>> {
        let mut all: Vec<Dependent> = Vec::new();
        for definition in table.relationships.iter().filter(|d| !d.has_foreign_key() && !d.viewonly) {
            let passive = definition.passive_updates;
            add(
                &mut all,
                match definition.association(table)? {
                    Some(via) => Dependent { table: via.table, columns: via.near, referenced: via.local, passive },
                    None => {
                        let on = definition.join_columns(table)?;
                        Dependent { table: (definition.target)(), columns: on.remote, referenced: on.local, passive }
                    }
                },
            );
        }
        for (other, definition) in self.leading_to(table) {
            let passive = definition.passive_updates;
            if let Some(via) = definition.association(other)? {
                add(&mut all, Dependent { table: via.table, columns: via.far, referenced: via.remote, passive });
            }
        }
        all.retain(|dependent| dependent.referenced.iter().any(|column| columns.contains(column)));
        Ok(all)
    }

    /// The relationships that lead to a table, of models that the session has instances of; in a certain order.
    fn leading_to(&self, table: &'static Table) -> Vec<(&'static Table, &'static RelationshipDef)> {
        let mut others = self.identity.tables();
        others.sort_by(|a, b| (&a.schema, &a.name).cmp(&(&b.schema, &b.name)));
        let leads = |definition: &&RelationshipDef| !definition.viewonly && is_same((definition.target)(), table);
        let leading =
            |other: &'static Table| other.relationships.iter().filter(leads).map(move |definition| (other, definition));
        others.into_iter().flat_map(leading).collect()
    }
}

/// Adds a foreign key, unless it is known already.
fn add(all: &mut Vec<Dependent>, new: Dependent) {
    let same = |known: &&mut Dependent| {
        std::ptr::eq(known.table, new.table)
            && known.columns.len() == new.columns.len()
            && known.columns.iter().all(|column| new.columns.contains(column))
    };
    match all.iter_mut().find(same) {
        Some(known) => known.passive = known.passive.or(new.passive),
        None => all.push(new),
    }
}
