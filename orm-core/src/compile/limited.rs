//! The rows that an UPDATE or DELETE changes: those that match its conditions, and of them the first.

use super::{Compiler, Within};
use crate::error::Result;
use crate::expr::{Node, OrderBy, TableRef};

impl Compiler<'_> {
    /// Writes WHERE, ORDER BY and LIMIT. `others` says that the statement uses other tables too: then there is no order.
    pub(super) fn changed_rows(
        &mut self,
        table: &TableRef,
        filter: &[Node],
        order_by: &[OrderBy],
        limit: Option<&u64>,
        others: bool,
    ) -> Result<()> {
        if order_by.is_empty() && limit.is_none() {
            return self.conditions(" WHERE ", filter);
        }
        self.require(!others, "LIMIT of an UPDATE or DELETE that uses other tables")?;
        if self.dialect.capabilities.limited_changes {
            self.conditions(" WHERE ", filter)?;
            return self.first_rows(order_by, limit);
        }
        self.require(limit.is_some(), "ORDER BY of an UPDATE or DELETE without LIMIT")?;
        let key = table.primary_key();
        self.require(!key.is_empty(), "LIMIT of an UPDATE or DELETE of a table without a primary key")?;
        self.push(if key.len() > 1 { " WHERE (" } else { " WHERE " });
        self.column_names(table, key)?;
        self.push(if key.len() > 1 { ") IN (SELECT " } else { " IN (SELECT " });
        self.column_names(table, key)?;
        self.push(" FROM ");
        let within = std::mem::replace(&mut self.within, Within::Select);
        self.target(table);
        self.conditions(" WHERE ", filter)?;
        self.first_rows(order_by, limit)?;
        self.scopes.pop();
        self.within = within;
        self.push(")");
        if !filter.is_empty() {
            // Once more, for rows that another transaction has changed in between.
            self.push(" AND (");
            self.all_of(filter)?;
            self.push(")");
        }
        Ok(())
    }

    fn first_rows(&mut self, order_by: &[OrderBy], limit: Option<&u64>) -> Result<()> {
        self.order_by(order_by)?;
        self.limit(limit, None, false)
    }
}
