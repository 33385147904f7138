//! What goes with the deletion of a row also goes where a new instance takes the row over: links, members that are never loaded, and
//! children on which the database would act.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use orm_core::expr::{Node, TableRef};
use orm_core::relationship::PassiveDeletes;
use orm_core::schema::{ReferentialAction, Table};
use orm_core::statement::{DeleteCore, StatementRef, UpdateCore};
use orm_core::{Result, Value};

use crate::instance::{AnyInstance, Instances, address, changed_columns, lock};
use crate::unit_of_work::Session;
use crate::unit_of_work::flush::association::{among, not_among};
use crate::unit_of_work::flush::collect::Work;
use crate::unit_of_work::flush::natural_keys::Dependent;
use crate::unit_of_work::flush::post_update::at_base;
use crate::unit_of_work::flush::{acts, nullable, nulled};

impl Session {
    /// Before the rows of some instances of one table are taken over: does to what references them what their deletion would.
    pub(super) async fn release_former(&mut self, formers: &Instances, work: &Work) -> Result<()> {
        let Some(table) = formers.first().map(|former| former.table()) else { return Ok(()) };
        let columns: Vec<usize> = (0..table.columns.len()).collect();
        for dependent in self.dependents(table, &columns)? {
            let Some(action) = fate(table, &dependent)? else { continue };
            let keys: HashSet<Vec<Value>> = formers.iter().map(|row| at_base(row, &dependent.referenced)).collect();
            let kept = kept(&dependent, &keys, work);
            self.release_dependent(&dependent, action, keys, &kept).await?;
        }
        Ok(())
    }

    async fn release_dependent(
        &mut self,
        dependent: &Dependent,
        action: ReferentialAction,
        keys: HashSet<Vec<Value>>,
        kept: &[&Arc<dyn AnyInstance>],
    ) -> Result<()> {
        let Dependent { table: child, columns, .. } = dependent;
        let child: &'static Table = child;
        let acting = dependent.foreign_key().is_some_and(acts);
        let released = if acting { nullable(child, columns) } else { nulled(child, columns) };
        let all: Vec<Vec<Value>> = keys.iter().cloned().collect();
        let mut kept_of: HashMap<Vec<Value>, Vec<Vec<Value>>> = HashMap::new();
        for row in kept {
            kept_of.entry(at_base(row, columns)).or_default().push(at_base(row, child.primary_key()));
        }
        for some in all.chunks(self.link.engine_of(child).dialect().keys_per_list(columns.len())) {
            let mut filter = vec![among(child, columns, some.to_vec())];
            let others: Vec<Vec<Value>> = some.iter().filter_map(|key| kept_of.get(key)).flatten().cloned().collect();
            if !others.is_empty() {
                filter.push(not_among(child, child.primary_key(), others));
            }
            let compiled = if action == ReferentialAction::Cascade {
                let delete = DeleteCore { filter, ..DeleteCore::new(TableRef::Static(child)) };
                self.link.engine_of(child).compile_one(StatementRef::Delete(&delete))?
            } else {
                let value = |&index: &usize| {
                    let column = &child.columns[index];
                    let default = column.server_default.as_ref().filter(|_| action == ReferentialAction::SetDefault);
                    (index, default.map_or(Node::Value(Value::Null(column.ty)), |default| default.make()))
                };
                let written = if action == ReferentialAction::SetNull { &released } else { columns };
                let set = written.iter().map(value).collect();
                let update = UpdateCore { set, filter, ..UpdateCore::new(TableRef::Static(child)) };
                self.link.engine_of(child).compile_one(StatementRef::Update(&update))?
            };
            self.link.execute(compiled, Some(child)).await?;
        }
        let kept: HashSet<usize> = kept.iter().map(|row| address(row)).collect();
        let gone = self.follow_columns(child, (columns, &released), &keys, action, &kept)?;
        if gone.is_empty() { Ok(()) } else { self.database_acted(child, &gone) }
    }
}

/// What the deletion of a row of `table` does to rows that reference it.
fn fate(table: &'static Table, dependent: &Dependent) -> Result<Option<ReferentialAction>> {
    if dependent.is_between {
        return Ok(Some(ReferentialAction::Cascade));
    }
    if let Some(key) = dependent.foreign_key().filter(|key| acts(key)) {
        return Ok(key.on_delete);
    }
    let never_loaded = table.relationships.iter().filter(|definition| {
        definition.write_only && definition.secondary.is_none() && definition.passive_deletes == PassiveDeletes::No
    });
    for definition in never_loaded {
        let leads_there = std::ptr::eq((definition.target)(), dependent.table)
            && definition.join_columns(table)?.remote == dependent.columns;
        if !leads_there {
            continue;
        }
        if definition.cascade.delete {
            return Ok(Some(ReferentialAction::Cascade));
        }
        let released = nulled(dependent.table, &dependent.columns);
        // Otherwise there are none: it was checked.
        return Ok((!released.is_empty()).then_some(ReferentialAction::SetNull));
    }
    Ok(None)
}

/// Rows that this flush is about to lead elsewhere, or to delete itself.
fn kept<'w>(dependent: &Dependent, keys: &HashSet<Vec<Value>>, work: &'w Work) -> Vec<&'w Arc<dyn AnyInstance>> {
    let moves = |row: &Arc<dyn AnyInstance>| {
        let concerned = |column: &usize| dependent.columns.contains(column);
        work.syncs_of(row).iter().any(|sync| sync.columns.iter().any(concerned))
            || changed_columns(&**row, lock(row.state()).base).iter().any(|column| concerned(&column))
    };
    let moved = work.updates.iter().filter(|row| moves(row));
    let rows = moved.chain(&work.deletes).chain(work.switches.values());
    rows.filter(|row| std::ptr::eq(row.table(), dependent.table) && keys.contains(&at_base(row, &dependent.columns)))
        .collect()
}
