//! Names of aliases within one statement.

use std::borrow::Cow;

use super::Compiler;
use crate::error::{Result, StatementError};
use crate::expr::{Alias, TableRef};

/// Longest part of an alias's name that comes from its table: names have limits, from 63 bytes on.
const LONGEST_BASE: usize = 50;

/// The aliases met so far, with their names, and the tables.
#[derive(Debug, Default)]
pub(super) struct Names {
    aliases: Vec<(u64, String)>,
    tables: Vec<Cow<'static, str>>,
}

impl Names {
    /// The alias's name: its own, or one that is made for it.
    fn of(&mut self, alias: &Alias) -> Cow<'_, str> {
        if let Some(at) = self.aliases.iter().position(|(id, _)| *id == alias.id()) {
            return Cow::Borrowed(&self.aliases[at].1);
        }
        let name = match &alias.name {
            Some(name) => name.to_string(),
            None => self.unused(alias.base_name()),
        };
        self.aliases.push((alias.id(), name.clone()));
        Cow::Owned(name)
    }

    fn unused(&self, base: &str) -> String {
        let base = &base[..base.floor_char_boundary(LONGEST_BASE)];
        let is_used = |name: &str| {
            self.aliases.iter().any(|(_, known)| known.eq_ignore_ascii_case(name))
                || self.tables.iter().any(|table| table.eq_ignore_ascii_case(name))
        };
        let mut number = 1;
        loop {
            let name = format!("{base}_{number}");
            if !is_used(&name) {
                return name;
            }
            number += 1;
        }
    }

    /// The alias that has the name of a table: what is meant by the name would depend on where it stands.
    fn shared(&self) -> Option<&str> {
        let names = self.aliases.iter().map(|(_, name)| name.as_str());
        names.into_iter().find(|name| self.tables.iter().any(|table| table == name))
    }
}

impl Compiler<'_> {
    /// Notes a table that the statement uses under its own name.
    pub(super) fn uses(&mut self, table: &TableRef) {
        if matches!(table, TableRef::Alias(_)) {
            return;
        }
        if !self.names.tables.contains(&table.name) {
            self.names.tables.push(table.name.clone());
        }
    }

    /// Refuses aliases with the name of a table.
    pub(super) fn check_names(&self) -> Result<()> {
        self.names.shared().map_or(Ok(()), |name| {
            let message = format!(
                "`{name}` is a table and an alias in one statement; give the alias another name, with `aliased_as(..)`, `.cte(..)` \
                 or `.subquery_as(..)`"
            );
            Err(StatementError::Name(message).into())
        })
    }

    /// Writes what columns of the table are qualified with.
    pub(super) fn qualifier(&mut self, table: &TableRef) {
        match table {
            TableRef::Alias(alias) => self.alias_name(alias),
            table => self.table_name(table),
        }
    }

    /// Writes the name of an alias.
    pub(super) fn alias_name(&mut self, alias: &Alias) {
        let name = self.names.of(alias).into_owned();
        self.identifier(&name);
    }
}
