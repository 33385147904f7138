//! SELECT.

use super::{Compiler, from::roots};
use crate::error::Result;
use crate::expr::{ColumnRef, Node, OrderBy};
use crate::statement::{SelectCore, SelectItem};
use crate::value::Value;

impl Compiler<'_> {
    /// Writes a SELECT.
    pub(crate) fn select(&mut self, select: &SelectCore) -> Result<()> {
        let roots = roots(select);
        self.scopes.push(roots.iter().chain(select.joins.iter().map(|join| &join.table)).cloned().collect());
        let outer = (self.qualify, self.joinable);
        (self.qualify, self.joinable) = (true, true);
        self.push(if select.distinct { "SELECT DISTINCT " } else { "SELECT " });
        self.items(&select.items)?;
        self.from(&roots, &select.joins)?;
        self.conditions(" WHERE ", &select.filter)?;
        if !select.group_by.is_empty() {
            self.push(" GROUP BY ");
            self.list(&select.group_by, |this, node| this.node(node))?;
        }
        self.conditions(" HAVING ", &select.having)?;
        self.order_by(&select.order_by)?;
        self.limit(select.limit, select.offset);
        (self.qualify, self.joinable) = outer;
        self.scopes.pop();
        Ok(())
    }

    /// Writes a SELECT within another statement, whose columns it may use.
    pub(super) fn subquery(&mut self, select: &SelectCore) -> Result<()> {
        self.select(select)
    }

    /// Writes selected or returned items, separated by commas.
    pub(super) fn items(&mut self, items: &[SelectItem]) -> Result<()> {
        self.list(items, |this, item| match item {
            SelectItem::Model(table) => {
                this.list(0..table.columns.len(), |this, index| this.column(&ColumnRef { table: table.clone(), index }))
            }
            SelectItem::Node(node) => this.node(node),
        })
    }

    /// Writes conditions joined by AND after `keyword`, or nothing if there are none.
    pub(super) fn conditions(&mut self, keyword: &str, conditions: &[Node]) -> Result<()> {
        match conditions {
            [] => Ok(()),
            [only] => {
                self.push(keyword);
                self.node(only)
            }
            several => {
                self.push(keyword);
                self.node(&Node::And(several.to_vec()))
            }
        }
    }

    fn order_by(&mut self, keys: &[OrderBy]) -> Result<()> {
        if !keys.is_empty() {
            self.push(" ORDER BY ");
        }
        self.list(keys, |this, key| {
            this.node(&key.node)?;
            if key.descending {
                this.push(" DESC");
            }
            Ok(())
        })
    }

    fn limit(&mut self, limit: Option<u64>, offset: Option<u64>) {
        match (limit, offset, self.dialect.capabilities.no_limit) {
            // A constant of our own (`first`, `one`), which SQLite prepares only once.
            (Some(limit @ 0..=2), _, _) => self.push(&format!(" LIMIT {limit}")),
            (Some(limit), _, _) => {
                self.push(" LIMIT ");
                self.count(limit);
            }
            (None, Some(_), Some(no_limit)) => self.push(&format!(" LIMIT {no_limit}")),
            _ => {}
        }
        if let Some(offset) = offset {
            self.push(" OFFSET ");
            self.count(offset);
        }
    }

    fn count(&mut self, rows: u64) {
        // No table has more rows than an i64 counts.
        self.value(Value::I64(i64::try_from(rows).unwrap_or(i64::MAX)));
    }
}
