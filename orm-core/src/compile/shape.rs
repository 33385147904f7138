//! [`Shape`]: all of a statement that its SQL depends on, as bytes, and the values that it does not depend on.
//!
//! Two statements of equal shape have the same SQL for a dialect. Every field of every part of a statement is either written
//! to the key or collected as a value; patterns name all fields, so that one that is added cannot be forgotten.

use super::bind::padded_len;
use crate::expr::{
    Alias, AliasOf, Call, ColumnRef, Cte, CustomOp, Function, JsonAs, JsonPath, JsonStep, Node, OrderBy, TableRef,
    Window,
};
use crate::schema::ColumnType;
use crate::statement::{
    CompoundCore, Correlation, DeleteCore, InsertCore, InsertSource, Join, JoinOn, Lock, OnConflictCore, SelectCore,
    SelectItem, StatementRef, TextClause, TextPart, UpdateCore, selected_column,
};
use crate::value::Value;

/// A value of a statement, in place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Extracted<'s> {
    Value(&'s Value),
    Number(&'s u64),
    List(&'s [Value]),
}

/// The shape of a statement.
#[derive(Debug)]
pub struct Shape<'s> {
    pub(super) key: Vec<u8>,
    pub(super) values: Vec<Extracted<'s>>,
    /// Aliases met so far: their order stands for them.
    aliases: Vec<u64>,
    /// Longest list that the dialect pads.
    max_params: usize,
    /// Whether the statement can be told from others by its key.
    pub(super) complete: bool,
}

impl<'s> Shape<'s> {
    /// The shape of a statement, for a dialect of so many parameters.
    pub fn of(statement: StatementRef<'s>, max_params: usize, buffer: Vec<u8>) -> Self {
        let mut shape = Shape { key: buffer, values: Vec::new(), aliases: Vec::new(), max_params, complete: true };
        shape.key.clear();
        shape.values.reserve(8);
        shape.statement(statement);
        shape
    }

    fn tag(&mut self, tag: u8) {
        self.key.push(tag);
    }

    fn flag(&mut self, flag: bool) {
        self.key.push(u8::from(flag));
    }

    /// A small number, mostly.
    fn size(&mut self, size: usize) {
        if let Ok(small) = u8::try_from(size)
            && small < 0xff
        {
            self.key.push(small);
        } else {
            self.key.push(0xff);
            self.key.extend_from_slice(&size.to_le_bytes());
        }
    }

    fn str(&mut self, text: &str) {
        self.size(text.len());
        self.key.extend_from_slice(text.as_bytes());
    }

    fn debug(&mut self, value: &impl std::fmt::Debug) {
        self.str(&format!("{value:?}"));
    }

    fn all<T>(&mut self, items: &'s [T], mut each: impl FnMut(&mut Self, &'s T)) {
        self.size(items.len());
        items.iter().for_each(|item| each(self, item));
    }

    fn some<T: ?Sized>(&mut self, item: Option<&'s T>, each: impl FnOnce(&mut Self, &'s T)) {
        self.flag(item.is_some());
        if let Some(item) = item {
            each(self, item);
        }
    }

    fn statement(&mut self, statement: StatementRef<'s>) {
        match statement {
            StatementRef::Select(select) => self.select(select),
            StatementRef::Compound(compound) => self.compound(compound),
            StatementRef::Insert(insert) => self.insert(insert),
            StatementRef::Update(update) => self.update(update),
            StatementRef::Delete(delete) => self.delete(delete),
            StatementRef::Text(text) => self.text(text),
        }
    }

    fn select(&mut self, select: &'s SelectCore) {
        let SelectCore {
            items,
            from,
            joins,
            filter,
            group_by,
            having,
            order_by,
            limit,
            offset,
            with_ties,
            distinct,
            distinct_on,
            lock,
            correlation,
        } = select;
        self.tag(1);
        self.all(items, Self::item);
        self.all(from, Self::table);
        self.all(joins, Self::join);
        self.all(filter, Self::node);
        self.all(group_by, |this, key| this.key_of(items, key));
        self.all(having, Self::node);
        self.all(order_by, |this, key| {
            this.order(key);
            this.position(items, &key.node);
        });
        self.limit(limit.as_ref());
        self.some(offset.as_ref(), Self::number);
        self.tag(u8::from(*with_ties) | u8::from(*distinct) << 1);
        self.all(distinct_on, |this, key| this.key_of(items, key));
        self.some(lock.as_ref(), |this, Lock { strength, of, wait }| {
            this.tag(*strength as u8);
            this.all(of, Self::table);
            this.tag(*wait as u8);
        });
        match correlation {
            Correlation::Auto => self.tag(0),
            Correlation::To(tables) => {
                self.tag(1);
                self.all(tables, Self::table);
            }
            Correlation::Except(tables) => {
                self.tag(2);
                self.all(tables, Self::table);
            }
        }
    }

    fn compound(&mut self, compound: &'s CompoundCore) {
        let CompoundCore { first, rest, order_by, limit, offset } = compound;
        self.tag(2);
        self.statement(first.statement());
        self.all(rest, |this, (op, member)| {
            this.tag(*op as u8);
            this.statement(member.statement());
        });
        self.all(order_by, |this, key| {
            this.order(key);
            this.position(compound.selected(), &key.node);
        });
        self.limit(limit.as_ref());
        self.some(offset.as_ref(), Self::number);
    }

    fn key_of(&mut self, items: &'s [SelectItem], key: &'s Node) {
        self.node(key);
        self.position(items, key);
    }

    /// A key that is selected too may be named by its position. Whether it is depends on its values.
    fn position(&mut self, items: &[SelectItem], key: &Node) {
        if matches!(key, Node::Label { .. }) || key.has_binds() {
            self.size(selected_column(items, key).map_or(0, |position| position + 1));
        }
    }

    fn insert(&mut self, insert: &'s InsertCore) {
        let InsertCore { table, columns, source, on_conflict, returning } = insert;
        self.tag(3);
        self.table(table);
        self.all(columns, |this, index| this.size(*index));
        match source {
            InsertSource::Rows(rows) => {
                self.tag(0);
                self.all(rows, |this, row| this.all(row, Self::node));
            }
            InsertSource::Query(query) => {
                self.tag(1);
                self.statement(query.statement());
            }
        }
        self.some(on_conflict.as_ref(), |this, OnConflictCore { target, set, filter }| {
            this.all(target, |this, index| this.size(*index));
            this.all(set, Self::assignment);
            this.all(filter, Self::node);
        });
        self.all(returning, Self::item);
    }

    fn update(&mut self, update: &'s UpdateCore) {
        let UpdateCore { table, from, set, filter, returning } = update;
        self.tag(4);
        self.table(table);
        // What `onupdate` gives may differ from one time to the next.
        self.complete &= table.columns.iter().all(|column| column.onupdate.is_none());
        self.all(from, Self::table);
        self.all(set, Self::assignment);
        self.all(filter, Self::node);
        self.all(returning, Self::item);
    }

    fn delete(&mut self, delete: &'s DeleteCore) {
        let DeleteCore { table, using, filter, returning } = delete;
        self.tag(5);
        self.table(table);
        self.all(using, Self::table);
        self.all(filter, Self::node);
        self.all(returning, Self::item);
    }

    fn text(&mut self, text: &'s TextClause) {
        self.tag(6);
        for parts in [text.parts(), text.parts_with_escapes()] {
            self.all(parts, |this, part| match part {
                TextPart::Sql(sql) => {
                    this.tag(0);
                    this.str(sql);
                }
                TextPart::Bind(name) => {
                    this.tag(1);
                    this.str(name);
                }
            });
        }
        self.all(&text.binds, |this, (name, value)| {
            this.str(name);
            this.value(value);
        });
    }

    fn item(&mut self, item: &'s SelectItem) {
        match item {
            SelectItem::Model { table, offset, columns } => {
                self.tag(0);
                self.table(table);
                self.size(*offset);
                self.size(*columns);
            }
            SelectItem::Node(node) => {
                self.tag(1);
                self.node(node);
            }
        }
    }

    fn join(&mut self, join: &'s Join) {
        let Join { table, left, on, kind } = join;
        self.table(table);
        self.some(left.as_ref(), Self::table);
        match on {
            JoinOn::Condition(Ok(condition)) => {
                self.tag(0);
                self.node(condition);
            }
            JoinOn::Condition(Err(_)) => self.complete = false,
            JoinOn::ForeignKey => self.tag(1),
            JoinOn::Everything => self.tag(2),
        }
        self.tag(*kind as u8);
    }

    fn assignment(&mut self, (index, node): &'s (usize, Node)) {
        self.size(*index);
        self.node(node);
    }

    fn order(&mut self, order: &'s OrderBy) {
        let OrderBy { node, descending, nulls } = order;
        self.node(node);
        self.tag(u8::from(*descending) | nulls.map_or(0, |nulls| 2 + 2 * nulls as u8));
    }

    /// Small limits are written as they are.
    fn limit(&mut self, limit: Option<&'s u64>) {
        match limit {
            None => self.tag(0xff),
            Some(small @ 0..=2) => self.tag(u8::try_from(*small).unwrap_or(0)),
            Some(limit) => {
                self.tag(3);
                self.number(limit);
            }
        }
    }

    fn number(&mut self, number: &'s u64) {
        self.values.push(Extracted::Number(number));
    }

    /// The kind of a value, and its type where that is written to the SQL.
    fn kind(&mut self, value: &Value) {
        self.tag(value.kind());
        match value {
            Value::Typed(ty, _) | Value::Array(ty, _) => self.ty(*ty),
            Value::Null(ty @ (ColumnType::Enum(_) | ColumnType::Custom(_) | ColumnType::Array(_))) => self.ty(*ty),
            _ => {}
        }
    }

    fn value(&mut self, value: &'s Value) {
        self.kind(value);
        self.values.push(Extracted::Value(value));
    }

    fn values(&mut self, values: &'s [Value]) {
        // Lists share their text by their padded length. The type of an array is that of its first value.
        self.size(padded_len(values.len(), self.max_params));
        if let Some(first) = values.iter().find(|value| value.column_type().is_some()) {
            self.kind(first);
        }
        if !values.is_empty() {
            self.values.push(Extracted::List(values));
        }
    }

    fn ty(&mut self, ty: ColumnType) {
        self.debug(&ty);
    }

    fn table(&mut self, table: &'s TableRef) {
        match table {
            TableRef::Static(table) => {
                self.tag(0);
                self.key.extend_from_slice(&std::ptr::from_ref(*table).addr().to_le_bytes());
            }
            // Another table may take its place in memory: it is what it is called.
            TableRef::Shared(table) => {
                self.tag(1);
                self.debug(&**table);
            }
            TableRef::Alias(alias) => {
                self.tag(2);
                self.alias(alias);
            }
        }
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

    fn call(&mut self, call: &'s Call) {
        let Call { function, args, distinct, order_by, filter, within_group } = call;
        match function {
            Function::Named(name) => {
                self.tag(0);
                self.str(name);
            }
            Function::Aggregate(aggregate) => {
                self.tag(1);
                self.debug(aggregate);
            }
        }
        self.all(args, Self::node);
        self.flag(*distinct);
        self.all(order_by, Self::order);
        self.some(filter.as_ref(), Self::node);
        self.all(within_group, Self::order);
    }

    fn node(&mut self, node: &'s Node) {
        match node {
            Node::ColumnRef(ColumnRef { table, index }) => {
                self.tag(0);
                self.table(table);
                self.size(*index);
            }
            Node::Value(value) => {
                self.tag(1);
                self.value(value);
            }
            Node::Binary { op, left, right } => {
                self.tag(2);
                self.tag(*op as u8);
                self.node(left);
                self.node(right);
            }
            Node::And(nodes) => {
                self.tag(3);
                self.all(nodes, Self::node);
            }
            Node::Or(nodes) => {
                self.tag(4);
                self.all(nodes, Self::node);
            }
            Node::Not(node) => {
                self.tag(5);
                self.node(node);
            }
            Node::Negate(node) => {
                self.tag(6);
                self.node(node);
            }
            Node::IsNull { node, negated } => {
                self.tag(7);
                self.flag(*negated);
                self.node(node);
            }
            Node::InList { node, values, negated } => {
                self.tag(8);
                self.flag(*negated);
                self.node(node);
                self.values(values);
            }
            Node::TupleInList { nodes, rows, negated } => {
                self.tag(9);
                self.flag(*negated);
                self.all(nodes, Self::node);
                self.all(rows, |this, row| this.all(row, Self::value));
            }
            Node::InSelect { node, select, negated } => {
                self.tag(10);
                self.flag(*negated);
                self.node(node);
                self.statement(select.statement());
            }
            Node::Quantified { left, op, all, select } => {
                self.tag(11);
                self.tag(*op as u8);
                self.flag(*all);
                self.node(left);
                self.statement(select.statement());
            }
            Node::Between { node, low, high, negated } => {
                self.tag(12);
                self.flag(*negated);
                self.node(node);
                self.node(low);
                self.node(high);
            }
            Node::Like { node, pattern, escaped, negated, insensitive } => {
                self.tag(13);
                self.tag(u8::from(*escaped) | u8::from(*negated) << 1 | u8::from(*insensitive) << 2);
                self.node(node);
                self.node(pattern);
            }
            Node::Case { operand, whens, otherwise } => {
                self.tag(14);
                self.some(operand.as_deref(), Self::node);
                self.all(whens, |this, (when, then)| {
                    this.node(when);
                    this.node(then);
                });
                self.some(otherwise.as_deref(), Self::node);
            }
            Node::Cast { node, ty } => {
                self.tag(15);
                self.ty(*ty);
                self.node(node);
            }
            Node::Collate { node, name } => {
                self.tag(16);
                self.str(name);
                self.node(node);
            }
            Node::Tuple(nodes) => {
                self.tag(17);
                self.all(nodes, Self::node);
            }
            Node::Label { node, name } => {
                self.tag(18);
                self.str(name);
                self.node(node);
            }
            Node::Builtin { op, args } => {
                self.tag(19);
                self.debug(op);
                self.all(args, Self::node);
            }
            Node::Function(call) => {
                self.tag(20);
                self.call(call);
            }
            Node::Over { call, window } => {
                let Window { partition_by, order_by, frame } = &**window;
                self.tag(21);
                self.node(call);
                self.all(partition_by, Self::node);
                self.all(order_by, Self::order);
                self.debug(frame);
            }
            Node::Custom(custom) => {
                let CustomOp { op, left, right } = &**custom;
                self.tag(22);
                self.str(op);
                self.node(left);
                self.node(right);
            }
            Node::Json { node, path, read } => {
                self.tag(23);
                self.node(node);
                self.json(path, *read);
            }
            Node::ByDialect { variants, otherwise, feature } => {
                self.tag(30);
                self.all(variants, |this, (dialect, node)| {
                    this.str(dialect);
                    this.node(node);
                });
                self.some(otherwise.as_deref(), Self::node);
                self.str(feature);
            }
            Node::Star => self.tag(24),
            Node::Now => self.tag(25),
            Node::Exists(select) => {
                self.tag(26);
                self.statement(select.statement());
            }
            Node::Subquery(select) => {
                self.tag(27);
                self.statement(select.statement());
            }
            Node::Excluded(index) => {
                self.tag(28);
                self.size(*index);
            }
            Node::Text(text) => {
                self.tag(29);
                self.text(text);
            }
            Node::Invalid(_) => self.complete = false,
            Node::NextValue(sequence) => {
                self.tag(30);
                self.debug(&**sequence);
            }
        }
    }

    /// The path is bound, but as a part of the statement.
    fn json(&mut self, path: &JsonPath, read: JsonAs) {
        match read {
            JsonAs::Json => self.tag(0),
            JsonAs::Text => self.tag(1),
            JsonAs::Cast(ty) => {
                self.tag(2);
                self.ty(ty);
            }
        }
        self.size(path.0.len());
        for step in &path.0 {
            match step {
                JsonStep::Key(key) => {
                    self.tag(0);
                    self.str(key);
                }
                JsonStep::Index(index) => {
                    self.tag(1);
                    self.size(*index as usize);
                }
            }
        }
    }
}

impl SelectCore {
    /// Whether a CTE that it uses writes.
    pub(crate) fn writes(&self) -> bool {
        let writes = |table: &TableRef| table.alias().is_some_and(alias_writes);
        let item = |item: &SelectItem| match item {
            SelectItem::Model { table, .. } => writes(table),
            SelectItem::Node(node) => node_writes(node),
        };
        self.items.iter().any(item)
            || self.from.iter().any(writes)
            || self.joins.iter().any(|join| writes(&join.table))
            || self.filter.iter().any(node_writes)
    }
}

fn alias_writes(alias: &Alias) -> bool {
    match &alias.of {
        AliasOf::Table(table) => table.alias().is_some_and(alias_writes),
        AliasOf::Subquery { query, .. } => statement_writes(query.statement()),
        AliasOf::Cte(cte) => {
            statement_writes(cte.query.statement())
                || cte.recursive.as_ref().is_some_and(|(step, _)| statement_writes(step.statement()))
        }
        _ => false,
    }
}

fn statement_writes(statement: StatementRef<'_>) -> bool {
    match statement {
        StatementRef::Select(select) => select.writes(),
        StatementRef::Compound(compound) => {
            let mut members = std::iter::once(&compound.first).chain(compound.rest.iter().map(|(_, member)| member));
            members.any(|member| statement_writes(member.statement()))
        }
        _ => true,
    }
}

fn node_writes(node: &Node) -> bool {
    let mut writes = false;
    node.walk(&mut |node| {
        writes |= match node {
            Node::ColumnRef(column) => column.table.alias().is_some_and(alias_writes),
            Node::InSelect { select, .. }
            | Node::Quantified { select, .. }
            | Node::Exists(select)
            | Node::Subquery(select) => statement_writes(select.statement()),
            _ => false,
        };
    });
    writes
}
