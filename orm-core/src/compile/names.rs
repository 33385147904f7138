//! Names of aliases within one statement.

use std::borrow::Cow;

use super::Compiler;
use crate::expr::{Alias, TableRef};

/// The aliases met so far, with their names.
#[derive(Debug, Default)]
pub(super) struct Names {
    aliases: Vec<(u64, String)>,
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
        let mut number = 1;
        loop {
            let name = format!("{base}_{number}");
            if !self.aliases.iter().any(|(_, known)| *known == name) {
                return name;
            }
            number += 1;
        }
    }
}

impl Compiler<'_> {
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
