//! UPDATEs of a flush: rows in which the same columns changed are updated by one statement.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;
use orm_core::compile::on_update;
use orm_core::expr::{Node, TableRef};
use orm_core::relationship::{JoinColumns, RelationshipDef};
use orm_core::schema::{ColumnDef, Table};
use orm_core::statement::UpdateMany;
use orm_core::{Columns, Error, Result, Value};

use super::collect::Work;
use super::post_update::at_base;
use super::read_back::ReadBack;
use super::validate::validate;
use super::versions::{count_update, found_by, place_of, stale};
use super::{fit, set_value};
use crate::instance::{AnyInstance, Cell, Instances, Lifecycle, changed_between, has_changes, lock, mark_dirty};
use crate::unit_of_work::Session;
use crate::unit_of_work::events::Before;

/// A row ready to be updated.
pub(super) struct Changed {
    pub(super) instance: Arc<dyn AnyInstance>,
    /// The version that the database has.
    pub(super) base: usize,
    /// The version that it is to have.
    pub(super) written: usize,
    /// Primary key and version there.
    pub(super) place: Vec<Value>,
    /// Of a new instance that takes over a row: the one that had it.
    pub(super) former: Option<Former>,
}

/// An instance whose row a new one takes over.
pub(super) struct Former {
    pub(super) instance: Arc<dyn AnyInstance>,
    /// What the user set columns of the new one to.
    pub(super) expressions: Vec<(usize, Node)>,
}

impl Changed {
    pub(super) fn key(&self) -> &[Value] {
        &self.place[..self.instance.table().primary_key().len().min(self.place.len())]
    }

    /// About how many bytes the values of some columns take.
    fn bytes(&self, columns: &[usize]) -> usize {
        let version = self.instance.version(self.written);
        columns.iter().filter_map(|&index| Some(version.column(index)?.to_value().bytes())).sum()
    }
}

/// Rows of one table in which the same columns changed.
pub(super) struct Batch {
    table: &'static Table,
    columns: Vec<usize>,
    expressions: Vec<(usize, Node)>,
    pub(super) rows: Vec<Changed>,
}

/// Batches, found by what is alike in their rows: table, columns, and expressions as they are printed.
#[derive(Default)]
pub(super) struct Batches {
    batches: Vec<Batch>,
    index: HashMap<(usize, Vec<usize>, String), usize, RandomState>,
}

impl Batches {
    /// Adds a row, of which `columns` are set to its own values and others to `own` expressions of the user, or to `shared` ones that
    /// are the same for all rows.
    pub(super) fn add(
        &mut self,
        row: Changed,
        columns: Vec<usize>,
        own: Vec<(usize, Node)>,
        shared: Vec<(usize, Node)>,
    ) {
        let table = row.instance.table();
        let printed = if own.is_empty() { String::new() } else { format!("{own:?}") };
        let batch = *self.index.entry((std::ptr::from_ref(table).addr(), columns, printed)).or_insert_with_key(|key| {
            let expressions = own.into_iter().chain(shared).collect();
            self.batches.push(Batch { table, columns: key.1.clone(), expressions, rows: Vec::new() });
            self.batches.len() - 1
        });
        self.batches[batch].rows.push(row);
    }
}

impl Session {
    /// Updates rows, of any tables.
    pub(super) async fn update(&mut self, rows: &[Arc<dyn AnyInstance>], work: &Work) -> Result<()> {
        let (told, batches) = self.prepare_updates(rows, work)?;
        self.update_batches(batches).await?;
        self.after_updates(&told)
    }

    /// Tells listeners of rows to be updated, and finds out what there is to write.
    pub(super) fn prepare_updates(&mut self, rows: &[Arc<dyn AnyInstance>], work: &Work) -> Result<(Before, Batches)> {
        // Some may have gone on the way, with a row that was taken over.
        let is_there = |row: &&Arc<dyn AnyInstance>| lock(row.state()).lifecycle == Lifecycle::Persistent;
        let rows: Instances = rows.iter().filter(is_there).cloned().collect();
        let told = self.before_updates(&rows, work)?;
        let mut batches = Batches::default();
        for instance in &rows {
            self.prepare_update(instance, work, &mut batches)?;
        }
        Ok((told, batches))
    }

    /// Executes batches, each sorted by key.
    pub(super) async fn update_batches(&mut self, batches: Batches) -> Result<()> {
        for batch in batches.batches {
            for statement in self.statements(batch) {
                self.update_batch(&statement).await?;
            }
        }
        Ok(())
    }

    /// A batch in parts that one statement takes, sorted by key.
    fn statements(&self, mut batch: Batch) -> Vec<Batch> {
        batch.rows.sort_by(|a, b| compare(&a.place, &b.place));
        let (most, large) = (self.rows_per_update(&batch), batch.large_columns());
        let dialect = self.link.engine_of(batch.table).dialect();
        let mut statements = Vec::new();
        while !batch.rows.is_empty() {
            let fit = dialect.rows_of_bytes(batch.rows.iter().take(most).map(|row| row.bytes(&large)));
            let rest = batch.rows.split_off(fit.clamp(1, batch.rows.len()));
            let rows = std::mem::replace(&mut batch.rows, rest);
            statements.push(batch.with(rows));
        }
        statements
    }

    /// As [`statements`](Self::statements), of several batches.
    pub(super) fn all_statements(&self, batches: Batches) -> Vec<Batch> {
        batches.batches.into_iter().flat_map(|batch| self.statements(batch)).collect()
    }

    fn rows_per_update(&self, batch: &Batch) -> usize {
        let dialect = self.link.engine_of(batch.table).dialect();
        // An UPDATE that joins assigns in no particular order: what it reads it must not set.
        if dialect.capabilities.assigns_in_order && batch.reads_what_it_sets() {
            return 1;
        }
        let width = found_by(batch.table).count() + batch.columns.len();
        dialect.rows_per_update(width + usize::from(!batch.expressions.is_empty()))
    }

    fn prepare_update(&mut self, instance: &Arc<dyn AnyInstance>, work: &Work, batches: &mut Batches) -> Result<()> {
        let table = instance.table();
        let base = lock(instance.state()).base;
        self.follow_relationships(instance, base, work)?;
        // What is set from here on is for the next flush.
        let origin = instance.current();
        // Once more: it may have changed since the plan was made.
        validate(&**instance, Some(base))?;
        refuse_key_expressions(table, &lock(instance.state()).expressions)?;
        let mut expressions = std::mem::take(&mut lock(instance.state()).expressions);
        expressions.retain(|(index, _)| table.columns[*index].computed.is_none());
        let (computed, mut columns): (Vec<usize>, Vec<usize>) = changed_between(&**instance, base, origin)
            .iter()
            .partition(|&index| table.columns[index].computed.is_some());
        columns.retain(|index| !expressions.iter().any(|(set, _)| set == index));
        let mut draft: Option<Box<dyn Columns>> = None;
        for index in computed {
            // Only the database writes it.
            let draft = draft.get_or_insert_with(|| instance.draft_of(origin));
            if let (Some(field), Some(value)) = (draft.column_mut(index), instance.version(base).column(index)) {
                set_value(field, value.to_value())?;
            }
        }
        if columns.is_empty() && expressions.is_empty() {
            if let Some(draft) = draft {
                self.journal.record(instance, base);
                instance.publish_from(origin, draft);
            }
            return Ok(());
        }
        let mut shared = Vec::new();
        let is_set = |index| columns.contains(&index) || expressions.iter().any(|(set, _)| *set == index);
        for (index, node) in on_update(table, is_set).collect::<Vec<_>>() {
            match node {
                Node::Value(value) => {
                    if let Some(field) = draft.get_or_insert_with(|| instance.draft_of(origin)).column_mut(index) {
                        set_value(field, value)?;
                        columns.push(index);
                    }
                }
                expression => shared.push((index, expression)),
            }
        }
        if table.version().is_some_and(|index| !expressions.iter().any(|(set, _)| *set == index)) {
            let draft = draft.get_or_insert_with(|| instance.draft_of(origin));
            columns.extend(count_update(instance, base, &columns, &mut **draft)?);
        }
        for &index in &columns {
            let given = draft.as_deref().unwrap_or(instance.version(origin)).column(index);
            if given.is_some_and(|value| value.to_value().to_stored(table.columns[index].ty).is_some()) {
                fit(table, &mut **draft.get_or_insert_with(|| instance.draft_of(origin)), index)?;
            }
        }
        self.journal.record(instance, base);
        let written = draft.map_or(origin, |draft| instance.publish_from(origin, draft));
        columns.sort_unstable();
        let row = Changed { instance: instance.clone(), base, written, place: place_of(instance, base), former: None };
        batches.add(row, columns, expressions, shared);
        Ok(())
    }

    /// Copies keys into the foreign keys that follow from relationships.
    fn follow_relationships(&mut self, instance: &Arc<dyn AnyInstance>, base: usize, work: &Work) -> Result<()> {
        let syncs = work.syncs_of(instance);
        if !syncs.is_empty() {
            let origin = instance.current();
            let mut draft = instance.draft_of(origin);
            work.apply_syncs(instance, &mut *draft, syncs.iter())?;
            for sync in syncs {
                // A relationship decides over an expression as it does over a value.
                let mut state = lock(instance.state());
                sync.columns.iter().for_each(|&column| state.assign(column, None));
            }
            self.journal.record(instance, base);
            instance.publish_from(origin, draft);
        }
        if instance.containers().any(|container| !container.history().is_empty()) {
            // A rollback makes its relationships load anew.
            self.journal.record(instance, base);
        }
        Ok(())
    }

    pub(super) async fn update_batch(&mut self, batch: &Batch) -> Result<()> {
        let (table, rows) = (batch.table, &batch.rows[..]);
        let values = |row: &Changed| {
            let version = row.instance.version(row.written);
            let set = batch.columns.iter().filter_map(|&index| version.column(index)).map(|value| value.to_value());
            row.place.iter().cloned().chain(set).collect()
        };
        let filled = batch.filled();
        let capabilities = &self.link.engine_of(table).dialect().capabilities;
        let shown = capabilities.returning_after_triggers || !table.columns.iter().any(ColumnDef::is_triggered);
        let returning = !filled.is_empty() && capabilities.update_returning && shown;
        let returned = if returning { [table.primary_key(), &filled[..]].concat() } else { Vec::new() };
        let update = UpdateMany {
            table: TableRef::Static(table),
            key: found_by(table).collect(),
            set: batch.columns.clone(),
            set_expr: batch.expressions.clone(),
            rows: rows.iter().map(values).collect(),
            returning: returned,
        };
        let compiled = update.compile(self.link.engine_of(table).dialect())?;
        let followers = self.before_keys_change(table, &batch.columns, rows).await?;
        let mut drafts: Vec<Box<dyn Columns>> = match filled.is_empty() {
            true => Vec::new(),
            false => rows.iter().map(|row| row.instance.draft_of(row.written)).collect(),
        };
        let targets = drafts.iter_mut().map(|draft| &mut **draft as &mut dyn Columns).collect();
        let matched = if returning {
            let mut sink = ReadBack::new(table, &filled, targets, &rows[0].instance);
            self.link.fetch(compiled, Some(table), &mut |row| sink.row(row)).await?;
            sink.finish()?
        } else {
            self.link.execute(compiled, Some(table)).await?.rows_affected
        };
        if matched != rows.len() as u64 {
            let keys: Vec<Vec<Value>> = rows.iter().map(|row| row.key().to_vec()).collect();
            return Err(stale(table, &keys, matched));
        }
        if !filled.is_empty() && !returning {
            let targets = drafts.iter_mut().map(|draft| &mut **draft as &mut dyn Columns).collect();
            self.read_back(table, &filled, &rows[0].instance, targets).await?;
        }
        let mut written: Vec<usize> = rows.iter().map(|row| row.written).collect();
        for ((row, draft), written) in rows.iter().zip(drafts).zip(&mut written) {
            *written = row.instance.publish_from(row.written, draft);
        }
        for (row, written) in rows.iter().zip(written) {
            match &row.former {
                Some(former) => self.taken_over(&row.instance, written, former),
                None => self.updated(row, written, table),
            }
        }
        self.after_keys_changed(followers).await
    }

    /// A row is in the database now as the version `written` says.
    fn updated(&mut self, row: &Changed, written: usize, table: &Table) {
        let instance = &row.instance;
        if instance.key_at(written) != row.key() {
            self.identity.unregister(instance, row.base);
            self.identity.register_at(instance, written);
        }
        // A reference whose foreign key was set by value leads elsewhere now.
        let changed = changed_between(&**instance, row.base, written);
        for (index, definition) in table.relationships.iter().enumerate().filter(|(_, d)| d.has_foreign_key()) {
            let follows = definition.join_columns(table).is_ok_and(|on| on.local.iter().any(|&c| changed.contains(c)));
            if let Some(container) = instance.container(index)
                && follows
                && container.history().is_empty()
                && !leads_there(instance, written, container, definition)
            {
                self.evict(instance, index);
                container.forget();
                let version = instance.version(written);
                let is_null = |column: &usize| version.column(*column).is_none_or(|value| value.to_value().is_null());
                let nowhere = |on: JoinColumns| on.local.iter().any(is_null);
                if definition.join_columns(table).is_ok_and(nowhere) {
                    container.fill(Vec::new(), self.shared.epoch());
                }
            }
        }
        {
            let mut state = lock(instance.state());
            state.base = written;
            state.epoch = self.shared.epoch();
        }
        // What was changed meanwhile is for the next flush.
        if has_changes(&**instance) {
            mark_dirty(instance);
        }
    }
}

/// Whether a reference leads to the row that the foreign key of a version names.
fn leads_there(row: &Arc<dyn AnyInstance>, version: usize, reference: &dyn Cell, definition: &RelationshipDef) -> bool {
    let (Some(target), Ok(on)) = (reference.targets().pop(), definition.join_columns(row.table())) else {
        return false;
    };
    let version = row.version(version);
    let key = on.local.iter().filter_map(|&column| version.column(column)).map(|value| value.to_value());
    key.eq(at_base(&target, &on.remote))
}

impl Batch {
    /// The same of other rows.
    fn with(&self, rows: Vec<Changed>) -> Batch {
        let Batch { table, columns, expressions, rows: _ } = self;
        Batch { table, columns: columns.clone(), expressions: expressions.clone(), rows }
    }

    /// Each row alone.
    pub(super) fn one_by_one(mut self) -> impl Iterator<Item = Batch> {
        let rows = std::mem::take(&mut self.rows);
        rows.into_iter().map(move |row| self.with(vec![row]))
    }

    /// Columns that only the database knows after the UPDATE: those set to expressions, and those it fills.
    fn filled(&self) -> Vec<usize> {
        let expressions = self.expressions.iter().map(|(index, _)| *index);
        let more = self.table.filled_by_updates().filter(|index| !self.expressions.iter().any(|(set, _)| set == index));
        expressions.chain(more).collect()
    }

    /// Columns whose values may be so large that fewer rows fit into a statement.
    fn large_columns(&self) -> Vec<usize> {
        self.columns.iter().filter(|&&index| !self.table.columns[index].ty.is_small()).copied().collect()
    }

    fn reads_what_it_sets(&self) -> bool {
        let mut reads = false;
        for (own, expression) in &self.expressions {
            expression.walk_deep(&mut |node| {
                let Node::ColumnRef(column) = node else { return };
                let set = self.columns.contains(&column.index)
                    || self.expressions.iter().any(|(index, _)| index != own && *index == column.index);
                reads |= set && column.table == TableRef::Static(self.table);
            });
        }
        reads
    }
}

/// A key that the database calculates would be a row that nobody can find again.
pub(super) fn refuse_key_expressions(table: &Table, expressions: &[(usize, Node)]) -> Result<()> {
    match expressions.iter().find(|(index, _)| table.primary_key().contains(index)) {
        None => Ok(()),
        Some((index, _)) => Err(Error::InvalidState(format!(
            "`{}::{}` is a primary key, which is set to a value, not to an expression",
            table.model, table.columns[*index].field
        ))),
    }
}

/// A key as errors show it.
pub(crate) fn show_key(key: &[Value]) -> String {
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
