//! UPDATEs of a flush: rows in which the same columns changed are updated by one statement.

use std::collections::HashMap;
use std::sync::Arc;

use orm_core::compile::on_update;
use orm_core::expr::{Node, TableRef};
use orm_core::relationship::JoinColumns;
use orm_core::schema::Table;
use orm_core::statement::UpdateMany;
use orm_core::{Columns, Error, Result, Value};

use super::collect::Work;
use super::set_value;
use crate::instance::{AnyInstance, changed_columns, lock};
use crate::session::Session;

/// A row ready to be updated.
struct Changed {
    instance: Arc<dyn AnyInstance>,
    base: usize,
    key: Vec<Value>,
}

/// Rows of one table in which the same columns changed.
struct Batch {
    table: &'static Table,
    columns: Vec<usize>,
    expressions: Vec<(usize, Node)>,
    rows: Vec<Changed>,
}

impl Session {
    /// Updates rows, of any tables.
    pub(super) async fn update(&mut self, rows: &[Arc<dyn AnyInstance>], work: &Work) -> Result<()> {
        let mut batches: Vec<Batch> = Vec::new();
        for instance in rows {
            self.prepare_update(instance, work, &mut batches)?;
        }
        for mut batch in batches {
            batch.rows.sort_by(|a, b| compare(&a.key, &b.key));
            let per_statement =
                self.link.engine().dialect().rows_per_update(batch.table.primary_key().len() + batch.columns.len());
            for chunk in batch.rows.chunks(per_statement) {
                self.update_batch(&batch, chunk).await?;
            }
        }
        Ok(())
    }

    fn prepare_update(&mut self, instance: &Arc<dyn AnyInstance>, work: &Work, batches: &mut Vec<Batch>) -> Result<()> {
        let table = instance.table();
        let base = lock(instance.state()).base;
        let syncs = work.syncs_of(instance);
        if !syncs.is_empty() {
            let mut draft = instance.draft();
            for sync in syncs {
                sync.apply(&**instance, &mut *draft)?;
            }
            self.journal.record(instance, base);
            instance.publish(draft);
        }
        if instance.containers().any(|container| !container.history().is_empty()) {
            // A rollback makes its relationships load anew.
            self.journal.record(instance, base);
        }
        let (computed, mut columns): (Vec<usize>, Vec<usize>) =
            changed_columns(&**instance, base).iter().partition(|&index| table.columns[index].computed.is_some());
        let mut draft: Option<Box<dyn Columns>> = None;
        for index in computed {
            // Only the database writes it.
            let draft = draft.get_or_insert_with(|| instance.draft());
            if let (Some(field), Some(value)) = (draft.column_mut(index), instance.version(base).column(index)) {
                set_value(field, value.to_value())?;
            }
        }
        if columns.is_empty() {
            if let Some(draft) = draft {
                self.journal.record(instance, base);
                instance.publish(draft);
            }
            return Ok(());
        }
        let mut expressions = Vec::new();
        for (index, node) in on_update(table, |index| columns.contains(&index)).collect::<Vec<_>>() {
            match node {
                Node::Value(value) => {
                    if let Some(field) = draft.get_or_insert_with(|| instance.draft()).column_mut(index) {
                        set_value(field, value)?;
                        columns.push(index);
                    }
                }
                expression => expressions.push((index, expression)),
            }
        }
        self.journal.record(instance, base);
        if let Some(draft) = draft {
            instance.publish(draft);
        }
        columns.sort_unstable();
        let row = Changed { instance: instance.clone(), base, key: instance.key_at(base) };
        let alike = |batch: &&mut Batch| std::ptr::eq(batch.table, table) && batch.columns == columns;
        match batches.iter_mut().find(alike) {
            Some(batch) => batch.rows.push(row),
            None => batches.push(Batch { table, columns, expressions, rows: vec![row] }),
        }
        Ok(())
    }

    async fn update_batch(&mut self, batch: &Batch, rows: &[Changed]) -> Result<()> {
        let table = batch.table;
        let values = |row: &Changed| {
            let set = batch.columns.iter().filter_map(|&index| row.instance.value(index));
            row.key.iter().cloned().chain(set).collect()
        };
        let update = UpdateMany {
            table: TableRef::Static(table),
            key: table.primary_key().to_vec(),
            set: batch.columns.clone(),
            set_expr: batch.expressions.clone(),
            rows: rows.iter().map(values).collect(),
        };
        let compiled = update.compile(self.link.engine().dialect())?;
        let matched = self.link.execute(compiled, Some(table)).await?.rows_affected;
        let expected = rows.len() as u64;
        if matched != expected {
            let keys: Vec<String> = rows.iter().map(|row| show_key(&row.key)).collect();
            return Err(Error::StaleData { model: &table.model, key: keys.join(", "), expected, matched });
        }
        if !batch.expressions.is_empty() || table.has_computed() {
            self.read_expressions(batch, rows).await?;
        }
        for row in rows {
            self.updated(row, table);
        }
        Ok(())
    }

    /// Reads back columns that were set to expressions, or that the database computes.
    async fn read_expressions(&mut self, batch: &Batch, rows: &[Changed]) -> Result<()> {
        let computed = batch.table.columns.iter().enumerate().filter(|(_, column)| column.computed.is_some());
        let expressions = batch.expressions.iter().map(|(index, _)| *index);
        let columns: Vec<usize> = expressions.chain(computed.map(|(index, _)| index)).collect();
        let positions: HashMap<Vec<Value>, usize> = rows
            .iter()
            .enumerate()
            .map(|(position, row)| (row.instance.key_at(row.instance.current()), position))
            .collect();
        let mut drafts: Vec<Box<dyn Columns>> = rows.iter().map(|row| row.instance.draft()).collect();
        let mut targets: Vec<&mut Box<dyn Columns>> = drafts.iter_mut().collect();
        self.read_back(batch.table, &columns, &positions, rows.first().map(|row| &row.instance), &mut targets).await?;
        for (row, draft) in rows.iter().zip(drafts) {
            row.instance.publish(draft);
        }
        Ok(())
    }

    /// A row's changes are in the database now.
    fn updated(&mut self, row: &Changed, table: &Table) {
        let instance = &row.instance;
        let current = instance.current();
        if instance.key_at(current) != row.key {
            instance.unregister(&mut self.identity, row.base);
            instance.clone().register(&mut self.identity);
        }
        // A reference whose foreign key was set by value leads elsewhere now.
        let changed = changed_columns(&**instance, row.base);
        for (index, definition) in table.relationships.iter().enumerate().filter(|(_, d)| d.has_foreign_key()) {
            let follows = definition.join_columns(table).is_ok_and(|on| on.local.iter().any(|&c| changed.contains(c)));
            if let Some(container) = instance.container(index)
                && follows
                && container.history().is_empty()
            {
                self.evict(instance, index);
                container.forget();
                let nowhere = |on: JoinColumns| on.local.iter().any(|&c| instance.value(c).is_none_or(|v| v.is_null()));
                if definition.join_columns(table).is_ok_and(nowhere) {
                    container.fill(Vec::new(), self.shared.epoch());
                }
            }
        }
        let mut state = lock(instance.state());
        state.base = current;
        state.epoch = self.shared.epoch();
    }
}

/// A key as errors show it.
pub(in crate::session) fn show_key(key: &[Value]) -> String {
    let parts: Vec<String> = key.iter().map(Value::to_string).collect();
    if let [only] = &parts[..] { only.clone() } else { format!("({})", parts.join(", ")) }
}

/// Keys in ascending order, where they have one; the rest stays in the order of the changes.
fn compare(a: &[Value], b: &[Value]) -> std::cmp::Ordering {
    let one = |(a, b): (&Value, &Value)| match (a, b) {
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (a, b) => a.as_i64().cmp(&b.as_i64()),
    };
    a.iter().zip(b).map(one).find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
}
