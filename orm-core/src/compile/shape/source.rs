//! Tables, and what stands in for them.

use std::sync::Arc;

use super::Shape;
use crate::expr::{Alias, AliasOf, Cte, TableRef};
use crate::schema::Table;

impl<'s> Shape<'s> {
    pub(super) fn table(&mut self, table: &'s TableRef) {
        match table {
            TableRef::Static(table) => {
                self.tag(0);
                self.static_table(table);
            }
            TableRef::Shared(table) => self.shared_table(table),
            TableRef::Alias(alias) => {
                self.tag(2);
                self.alias(alias);
            }
        }
    }

    /// The table of a model, which is always in the same place.
    pub(super) fn static_table(&mut self, table: &'s Table) {
        self.key.extend_from_slice(&std::ptr::from_ref(table).addr().to_le_bytes());
        self.last = Some(table);
    }

    /// Whether this table is the one that was written last.
    #[inline]
    pub(super) fn is_last(&self, table: &Table) -> bool {
        self.last.is_some_and(|last| std::ptr::eq(last, table))
    }

    /// Another table may take the place of this in memory once it is gone: the first time, it is all that it is.
    fn shared_table(&mut self, table: &'s Arc<Table>) {
        if let Some(position) = self.tables.iter().position(|known| Arc::ptr_eq(known, table)) {
            self.tag(3);
            return self.size(position);
        }
        self.tables.push(table);
        self.tag(1);
        self.debug(&**table);
    }

    fn alias(&mut self, alias: &'s Alias) {
        if let Some(position) = self.aliases.iter().position(|id| *id == alias.id()) {
            self.tag(0);
            return self.size(position);
        }
        self.aliases.push(alias.id());
        self.tag(1);
        self.some(alias.name.as_deref(), Self::str);
        match &alias.of {
            AliasOf::Table(table) => {
                self.tag(0);
                self.table(table);
            }
            AliasOf::Sample(table, percent) => {
                self.tag(1);
                self.table(table);
                self.key.extend_from_slice(&percent.to_le_bytes());
            }
            AliasOf::Subquery { query, lateral } => {
                self.tag(2);
                self.flag(*lateral);
                self.statement(query.statement());
            }
            AliasOf::Cte(cte) => {
                let Cte { query, recursive, materialized } = &**cte;
                self.tag(3);
                self.statement(query.statement());
                self.some(recursive.as_ref(), |this, (step, all)| {
                    this.flag(*all);
                    this.statement(step.statement());
                });
                self.tag(materialized.map_or(2, u8::from));
            }
            AliasOf::Recursion(_) => self.tag(4),
            AliasOf::Values(rows) => {
                self.tag(5);
                self.all(rows, |this, row| this.all(row, Self::node));
            }
            AliasOf::Function(call) => {
                self.tag(6);
                self.call(call);
            }
        }
        if !matches!(alias.of, AliasOf::Table(_) | AliasOf::Sample(..)) {
            self.all(&alias.table().columns, |this, column| this.str(&column.name));
        }
    }
}
