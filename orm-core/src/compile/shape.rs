//! [`Shape`]: all of a statement that its SQL depends on, as bytes, and the values that it does not depend on.
//!
//! Two statements of equal shape have the same SQL for a dialect. Every field of every part of a statement is either written
//! to the key or collected as a value; patterns name all fields, so that one that is added cannot be forgotten.

mod key;
mod node;
mod source;
mod values;

use std::sync::Arc;

pub(super) use values::{Extracted, Values};

use super::bind::padded_len;
use super::depth::{MAX_DEPTH, with_stack};
use super::grouped::used_again;
use super::select::first_of;
use crate::expr::{Node, OrderBy};
use crate::schema::{ColumnType, Table};
use crate::statement::{
    CompoundCore, Correlation, DeleteCore, Hint, HintPlace, InsertCore, InsertSource, Join, JoinOn, Lock,
    OnConflictCore, SelectCore, SelectItem, StatementRef, TextClause, UpdateCore, selected_column,
};
use crate::value::Value;

/// The shape of a statement.
#[derive(Debug)]
pub(super) struct Shape<'s> {
    pub(super) key: Vec<u8>,
    pub(super) values: Values<'s>,
    /// Aliases met so far: their order stands for them.
    aliases: Vec<u64>,
    /// Tables made at run time, likewise.
    tables: Vec<&'s Arc<Table>>,
    /// The model's table that was written last.
    last: Option<&'s Table>,
    /// Longest list that the dialect pads.
    max_params: usize,
    /// Whether the statement can be told from others by its key.
    pub(super) complete: bool,
    /// How deep the present expression is within others.
    depth: usize,
}

impl<'s> Shape<'s> {
    /// Nothing yet, for a dialect of so many parameters; the key is written to `buffer`.
    #[inline]
    pub(super) fn new(max_params: usize, mut buffer: Vec<u8>) -> Self {
        buffer.clear();
        Shape {
            key: buffer,
            values: Values::default(),
            aliases: Vec::new(),
            tables: Vec::new(),
            last: None,
            max_params,
            complete: true,
            depth: 0,
        }
    }

    /// Writes a statement.
    pub(super) fn statement(&mut self, statement: StatementRef<'s>) {
        match statement {
            StatementRef::Select(select) => self.nested(|this| this.select(select)),
            StatementRef::Compound(compound) => self.compound(compound),
            StatementRef::Insert(insert) => self.insert(insert),
            StatementRef::Update(update) => self.update(update),
            StatementRef::Delete(delete) => self.delete(delete),
            StatementRef::Text(text) => self.text(text),
        }
    }

    /// Goes one level deeper, if that is not too deep: it will be refused then.
    #[inline]
    fn nested(&mut self, visit: impl FnOnce(&mut Self)) {
        if self.depth >= MAX_DEPTH {
            self.complete = false;
            return;
        }
        self.depth += 1;
        with_stack(self.depth, || visit(self));
        self.depth -= 1;
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
            hints,
            correlation,
        } = select;
        self.tag(1);
        self.all(items, Self::item);
        self.all(from, Self::table);
        self.all(joins, Self::join);
        self.all(filter, Self::node);
        // Most have none of these.
        let flags = [
            !group_by.is_empty(),
            !having.is_empty(),
            !distinct_on.is_empty(),
            offset.is_some(),
            lock.is_some(),
            *with_ties,
            *distinct,
            !hints.is_empty(),
        ];
        self.tag(flags.iter().rev().fold(0, |bits, &flag| bits << 1 | u8::from(flag)));
        // Then the text depends on which values are equal.
        self.complete &= group_by.is_empty() || used_again(select).next().is_none();
        for keys in [group_by, distinct_on] {
            if !keys.is_empty() {
                self.all(keys, |this, key| this.key_of(items, key));
            }
        }
        if !having.is_empty() {
            self.all(having, Self::node);
        }
        self.all(order_by, |this, key| {
            this.order(key);
            this.position(items, &key.node);
            if !distinct_on.is_empty() {
                this.size(first_of(select, &key.node).map_or(0, |position| position + 1));
            }
        });
        self.limit(limit.as_ref());
        if let Some(offset) = offset {
            self.number(offset);
        }
        if let Some(Lock { strength, of, wait }) = lock {
            self.tag(*strength as u8);
            self.all(of, Self::table);
            self.tag(*wait as u8);
        }
        if !hints.is_empty() {
            self.all(hints, |this, Hint { dialect, place, sql }| {
                this.str(dialect);
                match place {
                    HintPlace::Prefix => this.tag(0),
                    HintPlace::Suffix => this.tag(1),
                    HintPlace::Table(table) => {
                        this.tag(2);
                        this.table(table);
                    }
                }
                this.str(sql);
            });
        }
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
        self.some(on_conflict.as_ref(), |this, OnConflictCore { target, target_filter, constraint, set, filter }| {
            this.all(target_filter, Self::node);
            this.some(constraint.as_deref(), Self::str);
            this.all(target, |this, index| this.size(*index));
            this.all(set, Self::assignment);
            this.all(filter, Self::node);
        });
        self.all(returning, Self::item);
    }

    fn update(&mut self, update: &'s UpdateCore) {
        let UpdateCore { table, from, set, filter, order_by, limit, returning } = update;
        self.tag(4);
        self.table(table);
        // What `onupdate` gives may differ from one time to the next.
        self.complete &= table.columns.iter().all(|column| column.onupdate.is_none());
        self.all(from, Self::table);
        self.all(set, Self::assignment);
        self.all(filter, Self::node);
        self.all(order_by, Self::order);
        self.limit(limit.as_ref());
        self.all(returning, Self::item);
    }

    fn delete(&mut self, delete: &'s DeleteCore) {
        let DeleteCore { table, using, filter, order_by, limit, returning } = delete;
        self.tag(5);
        self.table(table);
        self.all(using, Self::table);
        self.all(filter, Self::node);
        self.all(order_by, Self::order);
        self.limit(limit.as_ref());
        self.all(returning, Self::item);
    }

    fn text(&mut self, text: &'s TextClause) {
        self.tag(6);
        self.str(text.sql());
        self.all(&text.binds, |this, (name, value)| {
            this.str(name);
            this.value(value);
        });
    }

    #[inline]
    fn item(&mut self, item: &'s SelectItem) {
        match item {
            SelectItem::Model { table, offset, columns } => {
                self.tag(node::MODEL);
                self.table(table);
                self.size(*offset);
                self.size(*columns);
            }
            SelectItem::Node(node) => self.node(node),
        }
    }

    fn join(&mut self, join: &'s Join) {
        let Join { table, left, on, kind } = join;
        self.table(table);
        self.some(left.as_ref(), Self::table);
        match on {
            JoinOn::Condition(condition) => {
                self.tag(0);
                self.node(condition);
            }
            JoinOn::ForeignKey => self.tag(1),
            JoinOn::Everything => self.tag(2),
            JoinOn::Along { owner, name } => {
                self.tag(3);
                self.static_table(owner);
                self.str(name);
            }
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

    #[inline]
    fn number(&mut self, number: &'s u64) {
        self.values.push(Extracted::Number(number));
    }

    /// The kind of a value, and its type where that is written to the SQL.
    #[inline]
    fn kind(&mut self, value: &Value) {
        self.tag(value.kind());
        match value {
            Value::Typed(ty, _) | Value::Array(ty, _) => self.ty(*ty),
            Value::Null(
                ty @ (ColumnType::Enum(_) | ColumnType::Custom(_) | ColumnType::Array(_) | ColumnType::Json),
            ) => self.ty(*ty),
            _ => {}
        }
    }

    #[inline]
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
        self.hashed(&ty);
    }
}
