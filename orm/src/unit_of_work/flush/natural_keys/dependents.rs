//! What references the rows of a table: the foreign keys that have to follow when a key changes.

use orm_core::Result;
use orm_core::relationship::RelationshipDef;
use orm_core::schema::{Deferrable, ForeignKey, ReferentialAction, Table};

use crate::unit_of_work::Session;
use crate::unit_of_work::flush::referential::ends;
use crate::unit_of_work::identity::is_same;

/// A foreign key that leads to a table, from children or from a table in between.
pub(crate) struct Dependent {
    /// The table that has it.
    pub(crate) table: &'static Table,
    pub(crate) columns: Vec<usize>,
    /// The columns that it references.
    pub(crate) referenced: Vec<usize>,
    /// Whether the table is one in between, of a many-to-many relationship.
    pub(crate) is_between: bool,
    /// Whether the database follows, if a relationship says so.
    passive: Option<bool>,
}

impl Dependent {
    /// Whether the database follows by itself.
    pub(crate) fn is_cascading(&self) -> bool {
        self.passive
            .unwrap_or_else(|| self.foreign_key().is_some_and(|key| key.on_update == Some(ReferentialAction::Cascade)))
    }

    /// Whether it is checked at the end of the transaction, or not at all.
    pub(super) fn is_deferred(&self) -> bool {
        self.foreign_key().is_none_or(|key| key.deferrable == Some(Deferrable::Deferred))
    }

    /// The foreign key, if it is declared.
    pub(crate) fn foreign_key(&self) -> Option<&'static ForeignKey> {
        self.table.foreign_keys.iter().find(|key| {
            key.columns.len() == self.columns.len()
                && self.columns.iter().all(|&column| key.columns.contains(&self.table.columns[column].name))
        })
    }
}

impl Session {
    /// The foreign keys that lead to any of these columns of a table, as far as is known: by its own relationships, and by the models
    /// that the session has instances of.
    pub(crate) fn dependents(&self, table: &'static Table, columns: &[usize]) -> Result<Vec<Dependent>> {
        let mut all: Vec<Dependent> = Vec::new();
        for definition in table.relationships.iter().filter(|d| !d.has_foreign_key() && !d.viewonly) {
            let passive = definition.passive_updates;
            add(
                &mut all,
                match definition.association(table)? {
                    Some(via) => {
                        let (columns, referenced) = (via.near, via.local);
                        Dependent { table: via.table, columns, referenced, is_between: true, passive }
                    }
                    None => {
                        let (on, child) = (definition.join_columns(table)?, (definition.target)());
                        let (columns, referenced) = (on.remote, on.local);
                        Dependent { table: child, columns, referenced, is_between: false, passive }
                    }
                },
            );
        }
        for other in self.known_tables() {
            let leads = |definition: &&RelationshipDef| !definition.viewonly && is_same((definition.target)(), table);
            for definition in other.relationships.iter().filter(leads) {
                let passive = definition.passive_updates;
                if let Some(via) = definition.association(other)? {
                    let (columns, referenced) = (via.far, via.remote);
                    add(&mut all, Dependent { table: via.table, columns, referenced, is_between: true, passive });
                } else if definition.has_foreign_key() {
                    let on = definition.join_columns(other)?;
                    let (columns, referenced) = (on.local, on.remote);
                    add(&mut all, Dependent { table: other, columns, referenced, is_between: false, passive });
                }
            }
            for key in other.foreign_keys.iter().filter(|key| key.references(table)) {
                let (columns, referenced) = ends(other, key, table);
                add(&mut all, Dependent { table: other, columns, referenced, is_between: false, passive: None });
            }
        }
        all.retain(|dependent| dependent.referenced.iter().any(|column| columns.contains(column)));
        Ok(all)
    }

    /// The tables of which the session has instances, in an order that does not change.
    fn known_tables(&self) -> Vec<&'static Table> {
        let mut tables = self.identity.tables();
        tables.sort_by(|a, b| (&a.schema, &a.name).cmp(&(&b.schema, &b.name)));
        tables
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
        Some(known) => {
            known.passive = known.passive.or(new.passive);
            known.is_between |= new.is_between;
        }
        None => all.push(new),
    }
}
