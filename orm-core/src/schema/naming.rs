//! [`NamingConvention`]: every constraint has a name that follows from what it constrains, so that errors and migrations can refer to it.

use super::{CheckConstraint, ForeignKey, Index, Table, UniqueConstraint};

/// Longest identifier that every supported database accepts (PostgreSQL: 63 bytes).
const MAX_IDENTIFIER: usize = 63;

/// What the name of a constraint can be made of.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct NameParts<'t> {
    /// The table.
    pub table: &'t str,
    /// The columns: those constrained or indexed, or that a CHECK mentions.
    pub columns: Vec<&'t str>,
    /// Of a foreign key, the table that it references.
    pub target: &'t str,
    /// Of a foreign key, the columns that it references.
    pub target_columns: Vec<&'t str>,
}

impl NameParts<'_> {
    /// `prefix_table_column_column`
    fn after(&self, prefix: &str) -> String {
        let columns = self.columns.iter().map(|column| format!("_{column}")).collect::<String>();
        format!("{prefix}_{}{columns}", self.table)
    }
}

type Rule = fn(&NameParts<'_>) -> String;

/// Names of constraints and indexes that were not named: `pk_users`, `uq_users_email`, `ix_users_name`, `ck_users_age`,
/// `fk_posts_user_id_users`.
///
/// A name longer than 63 bytes is cut and ends in a hash of the whole. A second CHECK on the same columns gets a number.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// use orm::core::schema::NamingConvention;
/// let like_postgres = NamingConvention::DEFAULT
///     .primary_key(|of| format!("{}_pkey", of.table))
///     .unique(|of| format!("{}_{}_key", of.table, of.columns.join("_")));
/// let sql = metadata![User].naming(like_postgres).to_sql(&orm::core::dialect::Dialect::POSTGRES)?;
/// assert!(sql.contains(r#"CONSTRAINT "users_pkey" PRIMARY KEY ("id")"#));
/// # Ok::<(), orm::Error>(())
/// ```
///
/// SQLite reports columns rather than names, and MySQL calls every primary key `PRIMARY`; there, the name in an
/// [error](crate::error::DatabaseError::constraint) is that of the default convention.
#[derive(Clone, Copy, Debug)]
pub struct NamingConvention {
    primary_key: Rule,
    unique: Rule,
    index: Rule,
    check: Rule,
    foreign_key: Rule,
}

impl Default for NamingConvention {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl NamingConvention {
    /// What applies unless something else is asked for.
    pub const DEFAULT: NamingConvention = NamingConvention {
        primary_key: |of| format!("pk_{}", of.table),
        unique: |of| of.after("uq"),
        index: |of| of.after("ix"),
        check: |of| of.after("ck"),
        foreign_key: |of| format!("{}_{}", of.after("fk"), of.target),
    };

    /// Sets how primary keys are named.
    #[must_use]
    pub const fn primary_key(mut self, rule: Rule) -> Self {
        self.primary_key = rule;
        self
    }

    /// Sets how UNIQUE constraints are named.
    #[must_use]
    pub const fn unique(mut self, rule: Rule) -> Self {
        self.unique = rule;
        self
    }

    /// Sets how indexes are named.
    #[must_use]
    pub const fn index(mut self, rule: Rule) -> Self {
        self.index = rule;
        self
    }

    /// Sets how CHECK constraints are named.
    #[must_use]
    pub const fn check(mut self, rule: Rule) -> Self {
        self.check = rule;
        self
    }

    /// Sets how foreign keys are named.
    #[must_use]
    pub const fn foreign_key(mut self, rule: Rule) -> Self {
        self.foreign_key = rule;
        self
    }

    /// Name of the primary key of a table.
    pub fn primary_key_of(&self, table: &Table) -> String {
        let columns = table.primary_key_names();
        fit((self.primary_key)(&NameParts { table: &table.name, columns, ..NameParts::default() }))
    }

    /// Name of a UNIQUE constraint.
    pub fn unique_of(&self, table: &Table, unique: &UniqueConstraint) -> String {
        let columns = unique.columns.iter().map(|name| &**name).collect();
        or(&unique.name, self.unique, &NameParts { table: &table.name, columns, ..NameParts::default() })
    }

    /// Name of an index.
    pub fn index_of(&self, table: &Table, index: &Index) -> String {
        let columns = index.columns.iter().map(|name| &**name).collect();
        or(&index.name, self.index, &NameParts { table: &table.name, columns, ..NameParts::default() })
    }

    /// Name of a foreign key.
    pub fn foreign_key_of(&self, table: &Table, key: &ForeignKey) -> String {
        let parts = NameParts {
            table: &table.name,
            columns: key.columns.iter().map(|name| &**name).collect(),
            target: &key.target,
            target_columns: key.target_columns.iter().map(|name| &**name).collect(),
        };
        or(&key.name, self.foreign_key, &parts)
    }

    /// Names of the CHECK constraints of a table, in their order.
    pub fn checks_of(&self, table: &Table) -> Vec<String> {
        let plain: Vec<String> = table.all_checks().iter().map(|check| self.check_of(&table.name, check)).collect();
        let numbered = plain.iter().enumerate().map(|(index, name)| {
            match plain[..index].iter().filter(|earlier| *earlier == name).count() {
                0 => name.clone(),
                earlier => fit(format!("{name}_{}", earlier + 1)),
            }
        });
        numbered.collect()
    }

    fn check_of(&self, table: &str, check: &CheckConstraint) -> String {
        let columns = if check.name.is_some() { Vec::new() } else { check.columns() };
        let columns = columns.iter().map(String::as_str).collect();
        or(&check.name, self.check, &NameParts { table, columns, ..NameParts::default() })
    }
}

fn or(name: &Option<super::Name>, rule: Rule, parts: &NameParts<'_>) -> String {
    match name {
        Some(name) => name.to_string(),
        None => fit(rule(parts)),
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
