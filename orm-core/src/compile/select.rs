//! SELECT.

use super::junction::junction_precedence;
use super::{Compiler, Within};
use crate::error::Result;
use crate::expr::{ColumnRef, Node, Nulls, OrderBy, TableRef};
use crate::schema::Table;
use crate::statement::{
    HintPlace, Lock, LockStrength, LockWait, QueryCore, SelectCore, SelectItem, StatementRef, selected_column,
};

/// How tightly what is tested for NULL must bind.
const IS_NULL: u8 = 5;

impl Compiler<'_> {
    /// Writes a SELECT.
    pub(crate) fn select(&mut self, select: &SelectCore) -> Result<()> {
        self.select_as(select, None)
    }

    /// Writes a SELECT whose columns have the names of `named`'s.
    pub(super) fn select_as(&mut self, select: &SelectCore, named: Option<&Table>) -> Result<()> {
        self.nested(|this| this.select_within(select, |this| this.items(&select.items, named)))
    }

    fn select_within(&mut self, select: &SelectCore, items: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let roots = self.roots(select);
        self.lint(select, &roots);
        // Before an alias is given a name.
        roots.iter().chain(select.joins.iter().map(|join| &join.table)).for_each(|table| self.uses(table));
        self.scopes.push(roots.iter().chain(select.joins.iter().map(|join| &join.table)).cloned().collect());
        let outer = (self.qualify, self.within);
        (self.qualify, self.within) = (true, Within::Select);
        self.push("SELECT ");
        for hint in self.hints(select, |place| matches!(place, HintPlace::Prefix)) {
            self.push(hint);
            self.push(" ");
        }
        self.push(if select.distinct { "DISTINCT " } else { "" });
        let keys = self.keys_used_again(select);
        let outer_keys = std::mem::replace(&mut self.grouped, keys);
        let mut distinct_on = Vec::new();
        if !select.distinct_on.is_empty() {
            self.require(self.dialect.capabilities.distinct_on, "DISTINCT ON")?;
            self.push("DISTINCT ON (");
            self.list(&select.distinct_on, |this, node| {
                let start = this.sql.len();
                this.group_key(select, node)?;
                distinct_on.push(this.sql.get(start..).unwrap_or_default().to_owned());
                Ok(())
            })?;
            self.push(") ");
        }
        items(self)?;
        self.ungrouped(|this| match this.from(&roots, select)? {
            Some(link) => {
                this.push(" WHERE ");
                let precedence = if select.filter.is_empty() { 0 } else { junction_precedence(true) };
                this.operand(&link, precedence)?;
                for condition in &select.filter {
                    this.push(" AND ");
                    this.operand(condition, precedence)?;
                }
                Ok(())
            }
            None => this.conditions(" WHERE ", &select.filter),
        })?;
        if !select.group_by.is_empty() {
            self.push(" GROUP BY ");
            self.list(&select.group_by, |this, node| this.group_key(select, node))?;
        }
        self.conditions(" HAVING ", &select.having)?;
        self.sort(
            &select.order_by,
            |this, key| match first_of(select, key).and_then(|at| distinct_on.get(at)) {
                // Sorted by first, it is to be the same text: two placeholders are never the same expression.
                Some(written) => {
                    this.push(written);
                    Ok(())
                }
                None => this.sort_key(select, key),
            },
            |this, key| this.null_key(select, key),
        )?;
        self.grouped = outer_keys;
        self.limit(select.limit.as_ref(), select.offset.as_ref(), select.with_ties)?;
        if let Some(lock) = &select.lock {
            self.lock(lock)?;
        }
        for hint in self.hints(select, |place| matches!(place, HintPlace::Suffix)) {
            self.push(" ");
            self.push(hint);
        }
        (self.qualify, self.within) = outer;
        self.scopes.pop();
        Ok(())
    }

    /// The hints for this dialect in these places.
    pub(super) fn hints(&self, select: &SelectCore, here: impl Fn(&HintPlace) -> bool) -> Vec<&'static str> {
        let own = select.hints.iter().filter(|hint| hint.dialect == self.dialect.name && here(&hint.place));
        own.map(|hint| hint.sql).collect()
    }

    /// Writes a query within another statement, whose columns it may use.
    pub(super) fn subquery(&mut self, query: &QueryCore) -> Result<()> {
        self.subquery_in(query, false)
    }

    /// As [`subquery`](Self::subquery), for what IN, ANY and ALL look into.
    pub(super) fn subquery_of_in(&mut self, query: &QueryCore) -> Result<()> {
        self.subquery_in(query, true)
    }

    fn subquery_in(&mut self, query: &QueryCore, list: bool) -> Result<()> {
        let limited = list
            && match query {
                QueryCore::Select(select) => select.limit.is_some() || select.offset.is_some(),
                QueryCore::Compound(compound) => compound.limit.is_some() || compound.offset.is_some(),
                _ => false,
            };
        let write = |this: &mut Self| this.dml_ctes(|this| this.body(query.statement()));
        if !self.dialect.capabilities.derived_subqueries || !(limited || self.changes(query.statement())) {
            return write(self);
        }
        let start = self.sql.len();
        if !self.correlated(write)? {
            self.sql.insert_str(start, "SELECT * FROM (");
            self.push(") AS derived");
            return Ok(());
        }
        // A derived table would not see what is around it.
        self.require(!limited, "LIMIT in a correlated subquery of IN")?;
        self.changed_table(query.statement())
    }

    /// Writes, and tells whether that used a column of the statement around it.
    fn correlated(&mut self, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<bool> {
        let (depth, outer) = (self.scopes.len(), std::mem::replace(&mut self.outermost, usize::MAX));
        let result = write(self);
        let correlated = self.outermost < depth;
        self.outermost = self.outermost.min(outer);
        result.map(|()| correlated)
    }

    /// Refuses a subquery of the table that is changed, where the database does.
    fn changed_table(&self, query: StatementRef<'_>) -> Result<()> {
        let free = self.dialect.capabilities.subqueries_of_changed || !self.changes(query);
        self.require(free, "a correlated subquery of the table that is changed")
    }

    /// Where an UPDATE or DELETE takes no CTEs, they stand in its subqueries.
    fn dml_ctes(&mut self, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        if self.within == Within::Change && !self.dialect.capabilities.cte_before_changes {
            return self.with_ctes(write);
        }
        write(self)
    }

    /// Writes what EXISTS asks about.
    pub(super) fn exists(&mut self, query: &QueryCore) -> Result<()> {
        let Some(select) = query.as_select() else { return self.subquery(query) };
        let one = select.group_by.is_empty() && select.having.is_empty() && !select.distinct && select.limit.is_none();
        // Of an aggregate there is a row even if there is none to aggregate.
        let aggregate = |item: &SelectItem| match item {
            SelectItem::Model { .. } => false,
            SelectItem::Node(node) => !matches!(node, Node::ColumnRef(_) | Node::Value(_)),
        };
        if !one || select.items.iter().any(aggregate) {
            return self.subquery(query);
        }
        if self.dialect.capabilities.derived_subqueries {
            self.changed_table(query.statement())?;
        }
        self.dml_ctes(|this| {
            this.select_within(select, |this| {
                this.push("1");
                Ok(())
            })
        })
    }

    /// Whether the statement around a subquery, however deep it is, changes one of its tables.
    fn changes(&self, query: StatementRef<'_>) -> bool {
        let Some(target) = &self.changed else { return false };
        match query {
            StatementRef::Select(select) => {
                let mut tables = self.roots(select);
                tables.extend(select.joins.iter().map(|join| join.table.clone()));
                tables.iter().any(|table| table.renamed() == target)
            }
            StatementRef::Compound(compound) => {
                let mut members =
                    std::iter::once(&compound.first).chain(compound.rest.iter().map(|(_, member)| member));
                members.any(|member| self.changes(member.statement()))
            }
            _ => false,
        }
    }

    /// Writes a selected expression, of what may be a member of a UNION.
    fn item(&mut self, node: &Node) -> Result<()> {
        match node {
            Node::Value(value) => {
                self.value_of_union(value);
                Ok(())
            }
            node if self.is_key_itself(node) => self.group_key_itself(node),
            node => self.node(node),
        }
    }

    /// Writes selected or returned items, separated by commas; named like the columns of `named`, if it is given.
    pub(super) fn items(&mut self, items: &[SelectItem], named: Option<&Table>) -> Result<()> {
        let mut at = 0;
        self.list(items, |this, item| match item {
            SelectItem::Model { table, offset, columns } => this.list(*offset..offset + columns, |this, index| {
                let column = ColumnRef { table: table.clone(), index };
                this.column(&column)?;
                let own = column.definition().map(|column| &*column.name);
                this.as_column(own, named, at);
                at += 1;
                Ok(())
            }),
            SelectItem::Node(node) => {
                let own = match node {
                    Node::Label { node, name } => {
                        this.item(node)?;
                        if named.is_none() {
                            this.push(" AS ");
                            this.identifier(name);
                        }
                        None
                    }
                    node => {
                        this.item(node)?;
                        if let Node::ColumnRef(column) = node {
                            column.definition().map(|column| &*column.name)
                        } else {
                            None
                        }
                    }
                };
                this.as_column(own, named, at);
                at += 1;
                Ok(())
            }
        })
    }

    fn as_column(&mut self, own: Option<&str>, named: Option<&Table>, at: usize) {
        if let Some(column) = named.and_then(|table| table.columns.get(at))
            && own != Some(&column.name)
        {
            self.push(" AS ");
            self.identifier(&column.name);
        }
    }

    /// Writes conditions joined by AND after `keyword`, or nothing if there are none.
    pub(super) fn conditions(&mut self, keyword: &str, conditions: &[Node]) -> Result<()> {
        if conditions.is_empty() {
            return Ok(());
        }
        self.push(keyword);
        self.all_of(conditions)
    }

    /// Writes a key of GROUP BY. What is selected too is named by its position: two placeholders are never the same expression.
    fn group_key(&mut self, select: &SelectCore, key: &Node) -> Result<()> {
        if self.position(select, key) { Ok(()) } else { self.group_key_itself(key.unlabelled()) }
    }

    /// Writes the position of a key that is selected.
    fn position(&mut self, select: &SelectCore, key: &Node) -> bool {
        if (matches!(key, Node::Label { .. }) || key.has_binds())
            && let Some(position) = selected_column(&select.items, key)
        {
            self.push(&(position + 1).to_string());
            return true;
        }
        false
    }

    fn sort_key(&mut self, select: &SelectCore, key: &Node) -> Result<()> {
        match key {
            // Something else that is selected has that name.
            Node::Label { name, .. } if selects_column(select, name) && self.position(select, key) => Ok(()),
            Node::Label { name, .. } if selects_label(select, name) => {
                self.identifier(name);
                Ok(())
            }
            // Of what is grouped, only keys and aggregates can be sorted by.
            key if (select.distinct || !select.group_by.is_empty())
                && key.has_binds()
                && self.position(select, key) =>
            {
                Ok(())
            }
            key => self.node(key.unlabelled()),
        }
    }

    /// Writes what is tested for NULL where a key is to be sorted by. A position would be a number there, and the label of an
    /// aggregate is not known in expressions.
    fn null_key(&mut self, select: &SelectCore, key: &Node) -> Result<()> {
        let renamed = matches!(key, Node::Label { .. }) || key.has_binds();
        match key {
            Node::Label { name, .. }
                if select.distinct && select.group_by.is_empty() && selects_label(select, name) =>
            {
                self.identifier(name);
                Ok(())
            }
            // Of a group it is one value. MySQL knows the expression again if it has no placeholders, and only as a whole.
            key if renamed && is_group_key(select, key) => {
                self.push("min(");
                self.ungrouped(|this| this.node(key.unlabelled()))?;
                self.push(")");
                Ok(())
            }
            key => self.operand(key.unlabelled(), IS_NULL),
        }
    }

    /// Writes ORDER BY of expressions.
    pub(super) fn order_by(&mut self, keys: &[OrderBy]) -> Result<()> {
        self.sort(keys, |this, key| this.node(key.unlabelled()), |this, key| this.operand(key.unlabelled(), IS_NULL))
    }

    /// Writes ORDER BY, with each key written by `write`, and by `null` where it is tested for NULL.
    pub(super) fn sort(
        &mut self,
        keys: &[OrderBy],
        write: impl Fn(&mut Self, &Node) -> Result<()>,
        null: impl Fn(&mut Self, &Node) -> Result<()>,
    ) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        self.push(" ORDER BY ");
        self.list(keys, |this, key| {
            let keyword = this.dialect.capabilities.nulls_order;
            if this.has_null_key(key) {
                null(this, &key.node)?;
                this.push(if key.nulls == Some(Nulls::First) { " IS NULL DESC, " } else { " IS NULL, " });
            }
            write(this, &key.node)?;
            if key.descending {
                this.push(" DESC");
            }
            match key.nulls {
                Some(Nulls::First) if keyword => this.push(" NULLS FIRST"),
                Some(Nulls::Last) if keyword => this.push(" NULLS LAST"),
                _ => {}
            }
            Ok(())
        })
    }

    /// Whether the place of NULL takes a key of its own. NULL is smaller than everything: only the other place does.
    pub(super) fn has_null_key(&self, key: &OrderBy) -> bool {
        let first_by_itself = !key.descending;
        !self.dialect.capabilities.nulls_order
            && key.nulls.is_some_and(|nulls| (nulls == Nulls::First) != first_by_itself)
    }

    pub(super) fn limit(&mut self, limit: Option<&u64>, offset: Option<&u64>, with_ties: bool) -> Result<()> {
        if with_ties {
            self.require(self.dialect.capabilities.with_ties, "LIMIT .. WITH TIES")?;
            if let Some(offset) = offset {
                self.push(" OFFSET ");
                self.number(offset);
                self.push(" ROWS");
            }
            self.push(" FETCH FIRST ");
            self.number(limit.unwrap_or(&u64::MAX));
            self.push(" ROWS WITH TIES");
            return Ok(());
        }
        match (limit, offset, self.dialect.capabilities.no_limit) {
            // A constant of our own (`first`, `one`), which SQLite prepares only once.
            (Some(limit @ 0..=2), _, _) => self.push(&format!(" LIMIT {limit}")),
            (Some(limit), _, _) => {
                self.push(" LIMIT ");
                self.number(limit);
            }
            (None, Some(_), Some(no_limit)) => self.push(&format!(" LIMIT {no_limit}")),
            _ => {}
        }
        if let Some(offset) = offset {
            self.push(" OFFSET ");
            self.number(offset);
        }
        Ok(())
    }

    fn lock(&mut self, lock: &Lock) -> Result<()> {
        let capabilities = &self.dialect.capabilities;
        if !capabilities.row_locks {
            self.locks = true;
            return Ok(());
        }
        self.push(match lock.strength {
            LockStrength::Update => " FOR UPDATE",
            LockStrength::Share => capabilities.share_lock,
            LockStrength::NoKeyUpdate if capabilities.key_locks => " FOR NO KEY UPDATE",
            LockStrength::KeyShare if capabilities.key_locks => " FOR KEY SHARE",
            LockStrength::NoKeyUpdate => return Err(self.unsupported("FOR NO KEY UPDATE")),
            LockStrength::KeyShare => return Err(self.unsupported("FOR KEY SHARE")),
        });
        if !lock.of.is_empty() {
            self.require(capabilities.lock_of, "a lock OF some of the tables")?;
            self.push(" OF ");
            self.list(&lock.of, |this, table: &TableRef| {
                this.qualifier(table);
                Ok(())
            })?;
        }
        self.push(match lock.wait {
            LockWait::Wait => "",
            LockWait::NoWait => " NOWAIT",
            LockWait::SkipLocked => " SKIP LOCKED",
        });
        Ok(())
    }
}

/// Whether an item is selected under this label.
fn selects_label(select: &SelectCore, name: &str) -> bool {
    let labelled = |item: &SelectItem| matches!(item, SelectItem::Node(Node::Label { name: own, .. }) if own == name);
    select.items.iter().any(labelled)
}

/// Whether a column of this name is selected.
fn selects_column(select: &SelectCore, name: &str) -> bool {
    select.items.iter().any(|item| match item {
        SelectItem::Model { table, offset, columns } => {
            table.columns.iter().skip(*offset).take(*columns).any(|column| column.name == *name)
        }
        SelectItem::Node(Node::ColumnRef(column)) => column.definition().is_some_and(|column| column.name == *name),
        SelectItem::Node(_) => false,
    })
}

/// Whether a selected key is one that rows are grouped by.
fn is_group_key(select: &SelectCore, key: &Node) -> bool {
    let position = |key: &Node| selected_column(&select.items, key);
    position(key).is_some_and(|selected| select.group_by.iter().any(|group| position(group) == Some(selected)))
}

/// Where a key is among those of DISTINCT ON.
pub(super) fn first_of(select: &SelectCore, key: &Node) -> Option<usize> {
    let key = key.unlabelled();
    if !key.has_binds() {
        return None;
    }
    select.distinct_on.iter().position(|on| on.unlabelled() == key)
}
