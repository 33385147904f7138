//! Keys that change: the foreign keys of children, and of the links of many-to-many relationships, follow ([`dependents`]).
//!
//! - The database does it (`on_update = "cascade"`): the UPDATE of the parent is all there is to write.
//! - The foreign key is checked at the end of the transaction: the children follow the parent in a second UPDATE.
//! - It can be NULL: the children let go, the parent's key changes, the children take the new one.
//! - Otherwise no order will do, which is an error if there are children.
//!
//! Instances of children that the session has follow in memory, whoever does it in the database.

mod dependents;

use std::collections::HashMap;
use std::sync::Arc;

use orm_core::expr::{Node, TableRef};
use orm_core::row::Row;
use orm_core::schema::Table;
use orm_core::statement::{SelectCore, SelectItem, StatementRef, UpdateCore, UpdateMany};
use orm_core::{Error, Result, Value};

pub(crate) use self::dependents::Dependent;
use super::association::among;
use super::post_update::at_base;
use super::read_back::read_key;
use super::update::Changed;
use super::{columns_of, set_value};
use crate::instance::{AnyInstance, Instances, lock};
use crate::unit_of_work::Session;
use crate::unit_of_work::identity::is_same;

/// From old values of a key to new ones.
pub(crate) type Moves = HashMap<Vec<Value>, Vec<Value>>;

/// Children whose foreign keys are to follow.
pub(super) struct Followers {
    table: &'static Table,
    /// The foreign key.
    columns: Vec<usize>,
    moves: Moves,
    by: By,
}

/// Who sees to it in the database.
enum By {
    Database,
    /// An UPDATE of whatever has the old value.
    Value,
    /// An UPDATE of these rows: primary key, and the new value.
    Rows(Vec<Vec<Value>>),
}

impl Session {
    /// Before the keys of some rows change: finds the children that will have to follow, and makes them let go if they must.
    pub(super) async fn before_keys_change(
        &mut self,
        table: &'static Table,
        columns: &[usize],
        rows: &[Changed],
    ) -> Result<Vec<Followers>> {
        let mut followers = Vec::new();
        for dependent in self.dependents(table, columns)? {
            let moves = rows.iter().map(|row| {
                let version = row.instance.version(row.written);
                let new = dependent.referenced.iter().filter_map(|&column| version.column(column));
                let new = new.map(|value| value.to_value()).collect();
                (at_base(&row.instance, &dependent.referenced), new)
            });
            let moves: Moves = moves.filter(|(old, new)| old != new).collect();
            if moves.is_empty() {
                continue;
            }
            let within = is_same(dependent.table, table);
            // Where rows are checked one by one, a cascade within a table is refused.
            let checks_at_end = self.link.engine_of(table).dialect().capabilities.ddl.deferrable;
            let by = if dependent.is_cascading() && (checks_at_end || !within) {
                By::Database
            } else if checks_at_end && dependent.is_deferred() {
                By::Value
            } else {
                let mut found = self.let_go(&dependent, &rows[0].instance, &moves).await?;
                if within {
                    rename(&mut found, rows)?;
                }
                By::Rows(found)
            };
            followers.push(Followers { table: dependent.table, columns: dependent.columns, moves, by });
        }
        Ok(followers)
    }

    /// After the keys have changed: the children follow.
    pub(super) async fn after_keys_changed(&mut self, followers: Vec<Followers>) -> Result<()> {
        for Followers { table, columns, moves, by } in followers {
            let (key, rows) = match by {
                By::Database => (Vec::new(), Vec::new()),
                By::Value => {
                    let rows = moves.iter().map(|(old, new)| [&old[..], &new[..]].concat());
                    (columns.clone(), rows.collect())
                }
                By::Rows(rows) => (table.primary_key().to_vec(), rows),
            };
            let chunk = self.link.engine_of(table).dialect().rows_per_update(key.len() + columns.len());
            for rows in rows.chunks(chunk) {
                let update = UpdateMany {
                    table: TableRef::Static(table),
                    key: key.clone(),
                    set: columns.clone(),
                    set_expr: Vec::new(),
                    rows: rows.to_vec(),
                    returning: Vec::new(),
                };
                let compiled = update.compile(self.link.engine_of(table).dialect())?;
                self.link.execute(compiled, Some(table)).await?;
            }
            for (table, moved) in self.follow_in_memory(table, columns, moves)? {
                if table.has_server_version() {
                    self.read_versions(table, &moved).await?;
                }
            }
        }
        Ok(())
    }

    /// Finds the children of some keys and sets their foreign key to NULL. Gives their primary keys with the keys that they are to have.
    async fn let_go(
        &mut self,
        dependent: &Dependent,
        like: &Arc<dyn AnyInstance>,
        moves: &Moves,
    ) -> Result<Vec<Vec<Value>>> {
        let Dependent { table: child, columns, referenced, .. } = dependent;
        let child: &'static Table = child;
        let mut scratch = like.draft();
        let (mut keys, mut found) = (Vec::new(), Vec::new());
        let old: Vec<&Vec<Value>> = moves.keys().collect();
        for old in old.chunks(self.link.engine_of(child).dialect().keys_per_list(columns.len())) {
            let select = SelectCore {
                items: columns_of(child, columns)
                    .chain(columns_of(child, child.primary_key()))
                    .map(SelectItem::Node)
                    .collect(),
                filter: vec![among(child, columns, old.iter().map(|&old| old.clone()).collect())],
                ..SelectCore::default()
            };
            let compiled = self.link.engine_of(child).compile_one(StatementRef::Select(&select))?;
            let read = &mut |row: &dyn orm_core::row::RowReader| {
                let old = read_key(&mut *scratch, referenced, row)?;
                let key =
                    (columns.len()..row.len()).map(|at| row.value(at)).collect::<std::result::Result<Vec<_>, _>>()?;
                if let Some(new) = moves.get(&old) {
                    found.push([&key[..], &new[..]].concat());
                    keys.push(key);
                }
                Ok(())
            };
            self.link.fetch(compiled, Some(child), read).await?;
        }
        if keys.is_empty() {
            return Ok(found);
        }
        let Some(&nullable) = columns.iter().find(|&&column| child.columns[column].nullable) else {
            return Err(cannot_follow(like.table(), child, columns));
        };
        for keys in keys.chunks(self.link.engine_of(child).dialect().keys_per_list(child.primary_key().len() + 1)) {
            let update = UpdateCore {
                set: vec![(nullable, Node::Value(Value::Null(child.columns[nullable].ty)))],
                filter: vec![among(child, child.primary_key(), keys.to_vec())],
                ..UpdateCore::new(TableRef::Static(child))
            };
            let compiled = self.link.engine_of(child).compile_one(StatementRef::Update(&update))?;
            self.link.execute(compiled, Some(child)).await?;
        }
        Ok(found)
    }

    /// Changes the foreign keys of the children that the session has, and of what follows from those. Gives the changed instances.
    pub(crate) fn follow_in_memory(
        &mut self,
        table: &'static Table,
        columns: Vec<usize>,
        moves: Moves,
    ) -> Result<Vec<(&'static Table, Instances)>> {
        let mut moved = Vec::new();
        let mut open = vec![(table, columns, moves)];
        while let Some((table, columns, moves)) = open.pop() {
            // What references them follows in turn where the foreign key is part of a key.
            let dependents = self.dependents(table, &columns)?;
            let mut changed = Instances::new();
            let mut next: Vec<(Dependent, Moves)> = dependents.into_iter().map(|next| (next, Moves::new())).collect();
            for instance in self.identity.of_table(table) {
                let Some(new) = moves.get(&at_base(&instance, &columns)) else { continue };
                let old: Vec<_> = next.iter().map(|(next, _)| at_base(&instance, &next.referenced)).collect();
                self.move_foreign_key(&instance, &columns, new)?;
                for ((next, moves), old) in next.iter_mut().zip(old) {
                    moves.insert(old, at_base(&instance, &next.referenced));
                }
                changed.push(instance);
            }
            moved.push((table, changed));
            let next = next.into_iter().filter(|(_, moves)| !moves.is_empty());
            open.extend(next.map(|(next, moves)| (next.table, next.columns, moves)));
        }
        Ok(moved)
    }

    /// Changes a foreign key in what is known to be in the database; edits that are not flushed yet stay on top of it.
    fn move_foreign_key(&mut self, instance: &Arc<dyn AnyInstance>, columns: &[usize], new: &[Value]) -> Result<()> {
        let base = lock(instance.state()).base;
        self.journal.record(instance, base);
        let edited = (instance.current() != base).then(|| instance.draft());
        let old = at_base(instance, columns);
        self.identity.unregister(instance, base);
        let mut draft = instance.draft_of(base);
        for (&column, value) in columns.iter().zip(new) {
            draft.column_mut(column).map_or(Ok(()), |field| set_value(field, value.clone()))?;
        }
        instance.publish(draft);
        lock(instance.state()).base = instance.current();
        self.identity.register(instance);
        if let Some(mut edited) = edited {
            for ((&column, value), old) in columns.iter().zip(new).zip(&old) {
                let Some(field) = edited.column_mut(column) else { continue };
                if field.to_value() == *old {
                    set_value(field, value.clone())?;
                }
            }
            instance.publish(edited);
        }
        Ok(())
    }
}

/// Followers that are rows of the same table may change their own keys in the same UPDATE: by the new ones they are found after it.
fn rename(followers: &mut [Vec<Value>], rows: &[Changed]) -> Result<()> {
    let Some(Changed { instance, .. }) = rows.first() else { return Ok(()) };
    let mut scratch = instance.draft();
    let key = instance.table().primary_key();
    let renamed: Moves = rows.iter().map(|row| (row.key().to_vec(), row.instance.key_at(row.written))).collect();
    for follower in followers {
        let old = read_key(&mut *scratch, key, &Row::new([], follower.clone()))?;
        if let Some(new) = renamed.get(&old) {
            follower.splice(..key.len(), new.iter().cloned());
        }
    }
    Ok(())
}

/// The error for children, or links, that cannot be without their parent, not even for a moment.
fn cannot_follow(parent: &Table, child: &Table, columns: &[usize]) -> Error {
    let fields: Vec<String> =
        columns.iter().map(|&column| format!("`{}::{}`", child.model, child.columns[column].field)).collect();
    Error::InvalidState(format!(
        "the key of a `{}` that is referenced cannot change: {} cannot follow it. Declare `on_update = \"cascade\"` on the foreign key, \
         or, where the database can, `deferrable, initially = \"deferred\"`",
        parent.model,
        fields.join(", ")
    ))
}
