//! INSERTs of a flush: one statement per run of rows of the same shape, with what the database fills read back in order.

use std::sync::Arc;

use orm_core::expr::{ColumnRef, Node, TableRef};
use orm_core::model::ColumnSet;
use orm_core::schema::{Table, Version};
use orm_core::statement::{DeleteCore, InsertCore, InsertSource, SelectItem, StatementRef};
use orm_core::{Columns, Error, Result, Value};

use super::collect::Work;
use super::read_back::{by_key, other_key, read_key};
use super::update::refuse_key_expressions;
use super::validate::validate;
use super::versions::next_version;
use super::{columns_of, fit, set_value};
use crate::instance::{AnyInstance, Lifecycle, has_changes, lock, mark_dirty, still_unset};
use crate::unit_of_work::Session;

/// A row ready to be inserted.
pub(super) struct Prepared {
    pub(super) instance: Arc<dyn AnyInstance>,
    /// The version that the draft was made from.
    pub(super) origin: usize,
    /// What the user set to expressions.
    pub(super) expressions: Vec<(usize, Node)>,
    pub(super) draft: Box<dyn Columns>,
    /// Columns that are sent.
    pub(super) columns: Vec<usize>,
    pub(super) nodes: Vec<Node>,
    /// Columns that the database fills.
    filled: Vec<usize>,
}

impl Session {
    /// Inserts rows of one table.
    pub(super) async fn insert(
        &mut self,
        table: &'static Table,
        rows: &[Arc<dyn AnyInstance>],
        work: &Work,
    ) -> Result<()> {
        self.before_inserts(rows, work)?;
        let (switched, others): (Vec<_>, Vec<_>) = rows.iter().partition(|row| work.switched(row).is_some());
        self.switch_rows(&switched, work).await?;
        let mut prepared = others.into_iter().map(|row| prepare(row, work)).collect::<Result<Vec<_>>>()?;
        let mut rest = &mut prepared[..];
        while let Some(first) = rest.first() {
            // No more than one statement takes: each row is looked at once, not once per statement.
            let most = self.link.engine_of(table).dialect().capabilities.max_rows;
            let is_alike = |row: &&Prepared| row.columns == first.columns && row.filled == first.filled;
            let alike = rest.iter().take(most).take_while(is_alike).count();
            let rows = alike.min(self.rows_per_statement(table, &rest[..alike]));
            let (batch, others) = std::mem::take(&mut rest).split_at_mut(rows);
            self.insert_batch(table, batch).await?;
            rest = others;
        }
        self.after_inserts(rows)
    }

    /// How many of these rows, all of one shape, one statement takes.
    fn rows_per_statement(&self, table: &Table, rows: &[Prepared]) -> usize {
        let Some(row) = rows.first() else { return 1 };
        let generated = row.filled.iter().any(|&index| table.columns[index].primary_key);
        // Generated keys that do not ascend cannot be told apart: one row at a time.
        let tellable = !generated || table.autoincrement().is_some_and(|index| row.filled.contains(&index));
        if !tellable {
            return 1;
        }
        self.link.engine_of(table).dialect().rows_per_insert(&mut rows.iter().map(|row| &row.nodes[..]))
    }

    async fn insert_batch(&mut self, table: &'static Table, batch: &mut [Prepared]) -> Result<()> {
        let autoincrement = table.autoincrement().filter(|index| batch.iter().any(|row| row.filled.contains(index)));
        let filled = !batch.iter().all(|row| row.filled.is_empty());
        let returning = self.link.engine_of(table).dialect().capabilities.insert_returning;
        if filled && returning {
            self.insert_returning(table, batch, autoincrement).await?;
            self.see_triggers(table, batch).await?;
        } else {
            self.insert_and_select(table, batch, autoincrement).await?;
        }
        for row in batch {
            self.inserted(row);
        }
        Ok(())
    }

    /// Reads back what the database filled from the INSERT itself.
    async fn insert_returning(
        &mut self,
        table: &'static Table,
        batch: &mut [Prepared],
        autoincrement: Option<usize>,
    ) -> Result<()> {
        // Rows with known keys are told apart by them, others by their order.
        let generated = batch[0].filled.iter().any(|&index| table.columns[index].primary_key);
        let keys = if generated { &[] } else { table.primary_key() };
        let columns: Vec<usize> = keys.iter().chain(&batch[0].filled).copied().collect();
        let compiled = statement(table, batch, &columns).compile(self.link.engine_of(table).dialect())?;
        let mut next = 0;
        let mut ascending = true;
        let mut last: Option<i64> = None;
        let by_key = by_key(batch.iter().map(|row| &*row.draft), keys);
        let mut scratch = batch[0].instance.draft();
        self.link
            .fetch(compiled, Some(table), &mut |row| {
                let position = if keys.is_empty() {
                    next
                } else {
                    let key = read_key(&mut *scratch, keys, row)?;
                    *by_key.get(&key).ok_or_else(|| other_key(table, &key))?
                };
                next += 1;
                let Some(target) = batch.get_mut(position) else { return Ok(()) };
                for (at, &index) in columns.iter().enumerate().skip(keys.len()) {
                    if let Some(field) = target.draft.column_mut(index) {
                        field
                            .read_column(row, at, table.columns[index].ty)
                            .map_err(|error| error.in_table(table, 0))?;
                        if Some(index) == autoincrement {
                            let key = field.to_value().as_i64();
                            ascending &= last < key;
                            last = key;
                        }
                    }
                }
                Ok(())
            })
            .await?;
        if next != batch.len() {
            return Err(Error::InvalidState(format!(
                "{} rows of `{}` were inserted, {next} came back",
                batch.len(),
                table.model
            )));
        }
        if !ascending && batch.len() > 1 {
            // The database does not promise the order of RETURNING; ascending keys prove it. These do not ascend.
            self.insert_one_by_one(table, batch, autoincrement).await?;
        }
        Ok(())
    }

    /// Selects what triggers may have changed, where RETURNING does not show it.
    async fn see_triggers(&mut self, table: &'static Table, batch: &mut [Prepared]) -> Result<()> {
        if self.link.engine_of(table).dialect().capabilities.returning_after_triggers {
            return Ok(());
        }
        let is_triggered = |index: &usize| table.columns[*index].is_triggered();
        let columns: Vec<usize> = batch[0].filled.iter().copied().filter(is_triggered).collect();
        if columns.is_empty() { Ok(()) } else { self.select_filled(table, batch, &columns).await }
    }

    async fn select_filled(&mut self, table: &'static Table, batch: &mut [Prepared], columns: &[usize]) -> Result<()> {
        let like = batch[0].instance.clone();
        let drafts = batch.iter_mut().map(|row| &mut *row.draft as &mut dyn Columns).collect();
        self.read_back(table, columns, &like, drafts).await
    }

    /// Takes a batch back whose keys cannot be told apart, and inserts its rows one at a time.
    async fn insert_one_by_one(
        &mut self,
        table: &'static Table,
        batch: &mut [Prepared],
        autoincrement: Option<usize>,
    ) -> Result<()> {
        let Some(index) = autoincrement else { return Ok(()) };
        let values = batch.iter().filter_map(|row| row.draft.column(index).map(|value| value.to_value())).collect();
        let node = Box::new(Node::ColumnRef(ColumnRef { table: TableRef::Static(table), index }));
        let filter = vec![Node::InList { node, values, negated: false }];
        let delete = DeleteCore { filter, ..DeleteCore::new(TableRef::Static(table)) };
        let compiled = self.link.engine_of(table).compile_one(StatementRef::Delete(&delete))?;
        self.link.execute(compiled, Some(table)).await?;
        for row in batch {
            Box::pin(self.insert_returning(table, std::slice::from_mut(row), autoincrement)).await?;
        }
        Ok(())
    }

    /// Without RETURNING: the first key follows from the statement, the others from it; the rest is selected.
    async fn insert_and_select(
        &mut self,
        table: &'static Table,
        batch: &mut [Prepared],
        autoincrement: Option<usize>,
    ) -> Result<()> {
        let compiled = statement(table, batch, &[]).compile(self.link.engine_of(table).dialect())?;
        let outcome = self.link.execute(compiled, Some(table)).await?;
        if let Some(index) = autoincrement {
            let first = outcome.last_insert_id.ok_or_else(|| {
                Error::InvalidState(format!("the database did not tell the key of a new `{}`", table.model))
            })?;
            let step = if batch.len() > 1 { self.key_step(table).await? } else { 1 };
            for (offset, row) in (0_i64..).zip(batch.iter_mut()) {
                if let Some(field) = row.draft.column_mut(index) {
                    set_value(field, Value::I64(first + offset * step))?;
                }
            }
        }
        let columns: Vec<usize> =
            batch[0].filled.iter().copied().filter(|&index| Some(index) != autoincrement).collect();
        if columns.is_empty() { Ok(()) } else { self.select_filled(table, batch, &columns).await }
    }

    /// By how much consecutive keys of one INSERT differ (`auto_increment_increment`; replicated clusters change it).
    async fn key_step(&mut self, table: &'static Table) -> Result<i64> {
        let compiled = orm_core::compile::Compiled::new("SELECT @@auto_increment_increment", Vec::new());
        let mut step = 1;
        self.link
            .fetch(compiled, Some(table), &mut |row| {
                step = row.i64(0)?.unwrap_or(1);
                Ok(())
            })
            .await?;
        Ok(step)
    }

    /// A row is in the database now.
    fn inserted(&mut self, row: &mut Prepared) {
        let instance = &row.instance;
        self.journal.record(instance, row.origin);
        let draft = std::mem::replace(&mut row.draft, Box::new(Nothing));
        let written = instance.publish_from(row.origin, draft);
        self.persisted(instance, written, &row.expressions);
    }

    /// A new instance has a row now, as its version `written` says; `expressions` are what its columns were set to.
    pub(super) fn persisted(&mut self, instance: &Arc<dyn AnyInstance>, written: usize, expressions: &[(usize, Node)]) {
        let epoch = self.shared.epoch();
        for container in instance.containers() {
            container.born(epoch);
        }
        {
            let mut state = lock(instance.state());
            state.lifecycle = Lifecycle::Persistent;
            state.base = written;
            state.unset = ColumnSet::EMPTY;
            state.expressions.retain(|expression| !expressions.contains(expression));
            state.epoch = epoch;
        }
        self.identity.register_at(instance, written);
        // What was changed meanwhile is for the next flush.
        if has_changes(&**instance) {
            mark_dirty(instance);
        }
    }
}

/// Stands where a draft was that has been published.
struct Nothing;

impl Columns for Nothing {
    fn column(&self, _index: usize) -> Option<&dyn orm_core::model::ColumnValue> {
        None
    }

    fn column_mut(&mut self, _index: usize) -> Option<&mut dyn orm_core::model::ColumnValue> {
        None
    }
}

/// Fills in foreign keys and client defaults, and decides what is sent and what is left to the database.
pub(super) fn prepare(instance: &Arc<dyn AnyInstance>, work: &Work) -> Result<Prepared> {
    let table = instance.table();
    let origin = instance.current();
    // Once more: it may have changed since the plan was made.
    validate(&**instance, None)?;
    let mut draft = instance.draft_of(origin);
    let (unset, mut expressions) = {
        let state = lock(instance.state());
        (state.unset.clone(), state.expressions.clone())
    };
    let set = expressions.clone();
    // A column that was unset and has been edited since is set.
    let mut unset = still_unset(&unset, instance.version(0), &*draft);
    let synced = || work.syncs_of(instance).iter().filter(|sync| !sync.postponed);
    work.apply_syncs(instance, &mut *draft, synced())?;
    for sync in synced() {
        sync.columns.iter().for_each(|&index| unset.remove(index));
        expressions.retain(|(index, _)| !sync.columns.contains(index));
    }
    refuse_key_expressions(table, &expressions)?;
    let (columns, nodes, filled) = (Vec::new(), Vec::new(), Vec::new());
    let mut prepared = Prepared { instance: instance.clone(), origin, expressions: set, draft, columns, nodes, filled };
    let autoincrement = table.autoincrement();
    for (index, column) in table.columns.iter().enumerate() {
        let expression = expressions.iter().find(|(set, _)| *set == index).map(|(_, node)| node.clone());
        if column.computed.is_some() {
            prepared.filled.push(index);
        } else if let Some(expression) = expression {
            prepared.send(index, expression, true);
        } else if !unset.contains(index) {
            fit(table, &mut *prepared.draft, index)?;
            let value = prepared.draft.column(index).map(|value| value.to_value());
            value.into_iter().for_each(|value| prepared.send(index, Node::Value(value), false));
        } else if let Some(version) = column.version.as_ref().filter(|version| !matches!(version, Version::Server)) {
            let value = next_version(table, version, None)?;
            if let Some(field) = prepared.draft.column_mut(index) {
                set_value(field, value)?;
                let value = field.to_value();
                prepared.send(index, Node::Value(value), false);
            }
        } else if let Some(default) = &column.default {
            // A value would be set already: this is an expression, whose result must be read back.
            prepared.send(index, default.make(), true);
        } else if autoincrement == Some(index) || column.is_server_filled() {
            prepared.filled.push(index);
        } else if !column.nullable {
            return Err(Error::InvalidState(missing(table, &column.name, &column.field)));
        }
    }
    Ok(prepared)
}

impl Prepared {
    /// Sends a column; its value is to be read back if that is an expression.
    fn send(&mut self, column: usize, node: Node, read_back: bool) {
        self.columns.push(column);
        self.nodes.push(node);
        self.filled.extend(read_back.then_some(column));
    }
}

/// The message for a column that nothing has set.
fn missing(table: &Table, name: &str, field: &str) -> String {
    let model = &table.model;
    let relationship = table.relationships.iter().find(|definition| {
        definition.has_foreign_key()
            && definition.join_columns(table).is_ok_and(|on| on.local.iter().any(|&c| table.columns[c].name == name))
    });
    match relationship {
        Some(definition) => format!("`{model}::{field}` is not set: set it, or `{model}::{}`", definition.name),
        None => format!("`{model}::{field}` is not set"),
    }
}

/// The INSERT of a batch.
fn statement(table: &'static Table, batch: &mut [Prepared], returning: &[usize]) -> InsertCore {
    InsertCore {
        table: TableRef::Static(table),
        columns: batch.first().map(|row| row.columns.clone()).unwrap_or_default(),
        source: InsertSource::Rows(batch.iter().map(|row| row.nodes.clone()).collect()),
        on_conflict: None,
        returning: columns_of(table, returning).map(SelectItem::Node).collect(),
    }
}
