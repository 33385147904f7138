//! Which instances a bulk statement is about.

use orm_core::Result;
use orm_core::compile::Compiled;
use orm_core::expr::{ColumnRef, Node, TableRef};
use orm_core::row::RowReader;
use orm_core::schema::Table;
use orm_core::statement::{SelectCore, SelectItem, StatementRef};

use super::Synchronize;
use super::evaluate::KnownRow;
use crate::instance::{Instances, lock};
use crate::unit_of_work::Session;
use crate::unit_of_work::identity::is_same;

/// What a statement is about.
#[derive(Clone, Copy)]
pub(crate) struct About<'s> {
    pub(crate) table: &'s TableRef,
    /// Other tables that it uses.
    pub(crate) others: &'s [TableRef],
    pub(crate) filter: &'s [Node],
    /// Whether there is a limit: which of the rows that satisfy the conditions, only the database knows.
    pub(crate) limited: bool,
}

/// The instances whose rows a statement changes.
pub(crate) enum Matched {
    /// These, and no others.
    Exactly(Instances),
    /// Those that it returns.
    Returned,
    /// It is not known which: perhaps all of the table's.
    Unknown,
}

impl Session {
    /// Finds the instances of `table` whose rows satisfy the conditions of a statement that is about to be executed.
    /// `can_return`: whether the statement may be made to return the keys, which is then left to it.
    pub(super) async fn matching(
        &mut self,
        About { table, others, filter, limited }: About<'_>,
        how: Synchronize,
        can_return: bool,
    ) -> Result<Matched> {
        let candidates = self.identity.of_table(table);
        let TableRef::Static(model) = table else { return Ok(Matched::Unknown) };
        if candidates.is_empty() {
            return Ok(Matched::Exactly(candidates));
        }
        if how == Synchronize::Stale || candidates.iter().any(|instance| !std::ptr::eq(instance.table(), *model)) {
            return Ok(Matched::Unknown);
        }
        if limited {
            return Ok(if can_return { Matched::Returned } else { Matched::Unknown });
        }
        let (mut matched, mut open) = (Instances::new(), Instances::new());
        for instance in candidates {
            let (base, current) = {
                let state = lock(instance.state());
                (state.base, self.shared.is_current(state.epoch))
            };
            let row = KnownRow { table: model, columns: instance.version(base), current };
            let asked = how == Synchronize::Fetch || !others.is_empty();
            match if asked { None } else { row.satisfies(filter) } {
                Some(true) => matched.push(instance),
                Some(false) => {}
                None => open.push(instance),
            }
        }
        if open.is_empty() {
            return Ok(Matched::Exactly(matched));
        }
        if can_return {
            return Ok(Matched::Returned);
        }
        self.select_matching(model, others, filter, open, &mut matched).await?;
        Ok(Matched::Exactly(matched))
    }

    /// Asks the database which of the instances satisfy the conditions.
    async fn select_matching(
        &mut self,
        table: &'static Table,
        others: &[TableRef],
        filter: &[Node],
        open: Instances,
        matched: &mut Instances,
    ) -> Result<()> {
        let reference = TableRef::Static(table);
        let column = |&index: &usize| Node::ColumnRef(ColumnRef { table: reference.clone(), index });
        let keys: Vec<_> = open.iter().map(|instance| instance.key_at(lock(instance.state()).base)).collect();
        let chunk = self.link.engine_of(table).dialect().keys_per_list(table.primary_key().len());
        for keys in keys.chunks(chunk) {
            let nodes: Vec<Node> = table.primary_key().iter().map(column).collect();
            let known = match &nodes[..] {
                [only] => Node::InList {
                    node: Box::new(only.clone()),
                    values: keys.iter().flatten().cloned().collect(),
                    negated: false,
                },
                _ => Node::TupleInList { nodes, rows: keys.to_vec(), negated: false },
            };
            let from = if others.is_empty() { Vec::new() } else { [std::slice::from_ref(&reference), others].concat() };
            let select = SelectCore {
                items: key_items(table),
                from,
                filter: filter.iter().cloned().chain([known]).collect(),
                ..SelectCore::default()
            };
            let compiled = self.link.engine_of(table).compile_one(StatementRef::Select(&select))?;
            matched.extend(self.fetch_known(compiled, &reference).await?.0);
        }
        Ok(())
    }

    /// Executes a statement on a table. Gives the instances whose keys it returns, and how many rows it changed or returned.
    pub(super) async fn fetch_known(&mut self, compiled: Compiled, table: &TableRef) -> Result<(Instances, u64)> {
        let (mut known, identity) = (Instances::new(), &self.identity);
        let read = &mut |row: &dyn RowReader| {
            known.extend(identity.by_key(table, row)?);
            Ok(())
        };
        let outcome = self.link.fetch(compiled, Some(table), read).await?;
        Ok((known, outcome.rows_affected.max(outcome.rows_returned)))
    }
}

/// The primary key, to be selected or returned.
pub(super) fn key_items(table: &'static Table) -> Vec<SelectItem> {
    let column =
        |&index: &usize| SelectItem::Node(Node::ColumnRef(ColumnRef { table: TableRef::Static(table), index }));
    table.primary_key().iter().map(column).collect()
}

/// Those of the instances that are rows of a table.
pub(super) fn of_table(mut instances: Instances, table: &Table) -> Instances {
    instances.retain(|instance| is_same(instance.table(), table));
    instances
}
