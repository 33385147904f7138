//! [`NamingConvention`]: every constraint has a name that follows from what it constrains, so that errors and migrations can refer to it.

use super::{ForeignKey, Index, Table, UniqueConstraint};

/// Longest identifier that every supported database accepts (PostgreSQL: 63 bytes).
const MAX_IDENTIFIER: usize = 63;

/// Names of constraints and indexes that were not named: `pk_users`, `uq_users_email`, `ix_users_name`, `fk_posts_user_id_users`.
///
/// A name longer than 63 bytes is cut and ends in a hash of the whole.
#[derive(Clone, Copy, Debug, Default)]
pub struct NamingConvention;

impl NamingConvention {
    /// Name of the primary key constraint.
    pub fn primary_key(self, table: &Table) -> String {
        fit(format!("pk_{}", table.name))
    }

    /// Name of a UNIQUE constraint.
    pub fn unique(self, table: &Table, unique: &UniqueConstraint) -> String {
        match &unique.name {
            Some(name) => name.to_string(),
            None => fit(format!("uq_{}_{}", table.name, unique.columns.join("_"))),
        }
    }

    /// Name of an index.
    pub fn index(self, table: &Table, index: &Index) -> String {
        match &index.name {
            Some(name) => name.to_string(),
            None => fit(format!("ix_{}_{}", table.name, index.columns.join("_"))),
        }
    }

    /// Name of a foreign key.
    pub fn foreign_key(self, table: &Table, key: &ForeignKey) -> String {
        match &key.name {
            Some(name) => name.to_string(),
            None => fit(format!("fk_{}_{}_{}", table.name, key.columns.join("_"), key.target)),
        }
    }
}

fn fit(name: String) -> String {
    if name.len() <= MAX_IDENTIFIER {
        return name;
    }
    // FNV-1a: the name must be the same in every build and on every machine.
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let mut end = MAX_IDENTIFIER - 9;
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}_{hash:08x}", &name[..end])
}
