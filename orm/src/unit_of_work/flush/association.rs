//! Many-to-many relationships in a flush: rows of the table in between come and go as pairs.
//!
//! Both sides of a relationship may have recorded the same change; a pair is told by the two instances, so it counts once.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use orm_core::compile::Compiled;
use orm_core::expr::{ColumnRef, Node, TableRef};
use orm_core::relationship::{Association, RelationshipDef};
use orm_core::schema::{ForeignKey, ReferentialAction, Table};
use orm_core::statement::{DeleteCore, InsertCore, InsertSource, OnConflictCore, SelectCore, SelectItem, StatementRef};
use orm_core::{Error, Result, Value};

use super::collect::Work;
use crate::instance::{AnyInstance, History, Lifecycle, address, certainly_differ, lock};
use crate::unit_of_work::Session;

/// One end of a row in between: the instance, and where its key goes.
struct End {
    instance: Arc<dyn AnyInstance>,
    /// Columns of the instance.
    key: Vec<usize>,
    /// Columns of the table in between.
    columns: Vec<usize>,
}

impl End {
    /// The key in the version that the database has, or will have.
    fn values(&self, old: bool) -> Vec<Value> {
        let instance = &self.instance;
        let version = if old { lock(instance.state()).base } else { instance.current() };
        let columns = instance.version(version);
        self.key.iter().filter_map(|&index| columns.column(index)).map(|value| value.to_value()).collect()
    }
}

/// The value of a column of an instance, as far as it is known.
type ValueOf<'v> = dyn Fn(&Arc<dyn AnyInstance>, usize) -> Option<Value> + 'v;

/// Two instances that come together or part.
struct Pair {
    ends: [End; 2],
    /// Whether the collection was loaded, so that it is known what the database has.
    known: bool,
    definition: &'static RelationshipDef,
}

impl Pair {
    fn row(&self, old: bool) -> Vec<Value> {
        let [near, far] = &self.ends;
        let own = far.columns.iter().zip(far.values(old)).filter(|(column, _)| !near.columns.contains(column));
        near.values(old).into_iter().chain(own.map(|(_, value)| value)).collect()
    }

    /// Whether the ends agree on the columns that both foreign keys have; as far as `value` knows a column of an end.
    fn agree(&self, table: &Table, value: &ValueOf<'_>) -> Result<()> {
        let [near, far] = &self.ends;
        for (column, &of_far) in far.columns.iter().zip(&far.key) {
            let Some(&of_near) = near.columns.iter().position(|other| other == column).and_then(|at| near.key.get(at))
            else {
                continue;
            };
            if let (Some(a), Some(b)) = (value(&near.instance, of_near), value(&far.instance, of_far))
                && certainly_differ(&a, &b)
            {
                let RelationshipDef { owner, name, .. } = self.definition;
                let of = |end: &End| end.instance.table().model.clone();
                return Err(Error::InvalidState(format!(
                    "`{owner}::{name}` cannot link this `{}` and this `{}`: they share `{}::{}` in the table in between, and it would be {a} \
                     for one and {b} for the other",
                    of(near),
                    of(far),
                    table.model,
                    table.columns[*column].field,
                )));
            }
        }
        Ok(())
    }

    /// Whether both ends have rows.
    fn is_of_rows(&self) -> bool {
        self.ends.iter().all(|end| lock(end.instance.state()).lifecycle == Lifecycle::Persistent)
    }

    /// The columns of both foreign keys, each once.
    fn columns(&self) -> Vec<usize> {
        let [near, far] = &self.ends;
        let own = far.columns.iter().filter(|column| !near.columns.contains(column));
        near.columns.iter().chain(own).copied().collect()
    }
}

/// The rows of one table in between that come and go.
pub(super) struct Pairs {
    pub(super) table: &'static Table,
    added: Vec<Pair>,
    removed: Vec<Pair>,
    /// Pairs that are in either list, by table columns and addresses.
    seen: HashMap<(bool, Vec<usize>, [usize; 2]), usize>,
}

impl Pairs {
    fn note(&mut self, added: bool, pair: Pair) {
        let key = (added, pair.columns(), [address(&pair.ends[0].instance), address(&pair.ends[1].instance)]);
        let list = if added { &mut self.added } else { &mut self.removed };
        match self.seen.get(&key).and_then(|&position| list.get_mut(position)) {
            Some(same) => same.known |= pair.known,
            None => {
                self.seen.insert(key, list.len());
                list.push(pair);
            }
        }
    }
}

impl Work {
    /// Whether the ends of new links agree, as far as their keys are known.
    pub(super) fn links_agree(&self) -> Result<()> {
        self.pairs.iter().try_for_each(|pairs| {
            pairs.added.iter().try_for_each(|pair| pair.agree(pairs.table, &|row, column| self.future(row, column)))
        })
    }

    /// Reads the history of one many-to-many collection.
    pub(super) fn read_pairs(
        &mut self,
        owner: &Arc<dyn AnyInstance>,
        definition: &'static RelationshipDef,
        via: &Association,
        history: &History,
        known: bool,
    ) {
        let index = self.pairs.iter().position(|pairs| std::ptr::eq(pairs.table, via.table)).unwrap_or_else(|| {
            let (added, removed) = (Vec::new(), Vec::new());
            self.pairs.push(Pairs { table: via.table, added, removed, seen: HashMap::new() });
            self.pairs.len() - 1
        });
        let pairs = &mut self.pairs[index];
        for (added, others) in [(true, &history.added), (false, &history.removed)] {
            for other in others.iter().filter(|other| known || !is_settled(owner, definition, other, added)) {
                let near = End { instance: owner.clone(), key: via.local.clone(), columns: via.near.clone() };
                let far = End { instance: other.clone(), key: via.remote.clone(), columns: via.far.clone() };
                let ends = if near.columns <= far.columns { [near, far] } else { [far, near] };
                pairs.note(added, Pair { ends, known, definition });
            }
        }
    }
}

/// Whether the other side of a relationship knows that the database has a pair, or has it not, as it is to be.
fn is_settled(
    owner: &Arc<dyn AnyInstance>,
    definition: &RelationshipDef,
    other: &Arc<dyn AnyInstance>,
    added: bool,
) -> bool {
    let mut sides = other.table().relationships.iter().zip(other.containers());
    let inverse = sides.find(|(back, _)| Some(back.name) == definition.back_populates && !back.viewonly);
    inverse.and_then(|(_, cell)| cell.stored_link(address(owner))) == Some(added)
}

impl Session {
    /// Writes the rows of one table in between: those that go, then those that come.
    pub(super) async fn write_pairs(&mut self, pairs: &Pairs) -> Result<()> {
        // The links of what has gone already went with it.
        let removed: Vec<&Pair> = pairs.removed.iter().filter(|pair| pair.is_of_rows()).collect();
        for alike in by_columns(&removed) {
            self.delete_pairs(pairs.table, &alike).await?;
        }
        let is_kept = |pair: &&Pair| {
            pair.ends.iter().all(|end| {
                let state = lock(end.instance.state());
                !state.deleting && state.lifecycle != Lifecycle::Deleted
            })
        };
        let added: Vec<&Pair> = pairs.added.iter().filter(is_kept).collect();
        if let Some((pair, end)) = added
            .iter()
            .find_map(|pair| Some((pair, pair.ends.iter().find(|end| lock(end.instance.state()).is_new())?)))
        {
            let RelationshipDef { owner, name, .. } = pair.definition;
            let model = &end.instance.table().model;
            let message = format!("`{owner}::{name}` leads to a new `{model}` that is not in the session");
            return Err(Error::InvalidState(message));
        }
        added.iter().try_for_each(|pair| pair.agree(pairs.table, &|row, column| row.value(column)))?;
        let (known, unknown): (Vec<&Pair>, Vec<&Pair>) = added.into_iter().partition(|pair| pair.known);
        for alike in by_columns(&known) {
            self.insert_pairs(pairs.table, &alike, None).await?;
        }
        for alike in by_columns(&unknown) {
            // The collections were not loaded: the pair may be there, and is to be there.
            let target = alike.first().map(|pair| pair.columns()).unwrap_or_default();
            if is_key(pairs.table, &target) {
                let keep = OnConflictCore { target, ..OnConflictCore::default() };
                self.insert_pairs(pairs.table, &alike, Some(keep)).await?;
                continue;
            }
            for pair in alike {
                if !self.is_linked(pairs.table, pair).await? {
                    self.insert_pairs(pairs.table, &[pair], None).await?;
                }
            }
        }
        Ok(())
    }

    /// Before some rows go ahead of everything else, by address: the links that were taken off them go.
    pub(super) async fn part_first(&mut self, going: &HashSet<usize>, work: &Work) -> Result<()> {
        for pairs in work.pairs.iter().filter(|_| !going.is_empty()) {
            let concerned =
                |pair: &&Pair| pair.is_of_rows() && pair.ends.iter().any(|end| going.contains(&address(&end.instance)));
            let removed: Vec<&Pair> = pairs.removed.iter().filter(concerned).collect();
            for alike in by_columns(&removed) {
                self.delete_pairs(pairs.table, &alike).await?;
            }
        }
        Ok(())
    }

    /// Whether there is a row of a pair, in a table that could have several.
    async fn is_linked(&mut self, table: &'static Table, pair: &Pair) -> Result<bool> {
        let select = SelectCore {
            items: vec![SelectItem::Node(Node::Value(Value::I64(1)))],
            from: vec![TableRef::Static(table)],
            filter: vec![among(table, &pair.columns(), vec![pair.row(false)])],
            limit: Some(1),
            ..SelectCore::default()
        };
        let compiled = self.link.engine_of(table).compile_one(StatementRef::Select(&select))?;
        Ok(self.link.fetch(compiled, Some(table), &mut |_| Ok(())).await?.rows_returned > 0)
    }

    async fn insert_pairs(
        &mut self,
        table: &'static Table,
        pairs: &[&Pair],
        on_conflict: Option<OnConflictCore>,
    ) -> Result<()> {
        let mut columns = pairs.first().map(|pair| pair.columns()).unwrap_or_default();
        let defaults = (0..table.columns.len()).filter(|index| !columns.contains(index));
        let defaults: Vec<usize> = defaults.filter(|&index| table.columns[index].default.is_some()).collect();
        columns.extend(&defaults);
        let row = |pair: &&Pair| {
            let made = defaults.iter().filter_map(|&index| table.columns[index].default.as_ref()).map(|d| d.make());
            pair.row(false).into_iter().map(Node::Value).chain(made).collect::<Vec<Node>>()
        };
        let rows: Vec<Vec<Node>> = pairs.iter().map(row).collect();
        let mut rest = &rows[..];
        while !rest.is_empty() {
            let most = self.link.engine_of(table).dialect().rows_per_insert(&mut rest.iter().map(Vec::as_slice));
            let (rows, others) = rest.split_at(most);
            rest = others;
            let insert = InsertCore {
                table: TableRef::Static(table),
                columns: columns.clone(),
                source: InsertSource::Rows(rows.to_vec()),
                on_conflict: on_conflict.clone(),
                returning: Vec::new(),
            };
            let compiled = insert.compile(self.link.engine_of(table).dialect())?;
            self.link.execute(compiled, Some(table)).await?;
        }
        Ok(())
    }

    async fn delete_pairs(&mut self, table: &'static Table, pairs: &[&Pair]) -> Result<()> {
        let Some(columns) = pairs.first().map(|pair| pair.columns()) else { return Ok(()) };
        let chunk = self.link.engine_of(table).dialect().keys_per_list(columns.len());
        for pairs in pairs.chunks(chunk) {
            let rows = pairs.iter().map(|pair| pair.row(true)).collect();
            let compiled = self.delete_by(table, vec![among(table, &columns, rows)])?;
            let matched = self.link.execute(compiled, Some(table)).await?.rows_affected;
            let expected = pairs.len() as u64;
            if matched < expected && pairs.iter().all(|pair| pair.known) {
                let keys: Vec<String> = pairs.iter().map(|pair| super::update::show_key(&pair.row(true))).collect();
                return Err(Error::StaleData { model: &table.model, key: keys.join(", "), expected, matched });
            }
        }
        Ok(())
    }

    /// Before the rows of `table` go: whatever links any deleted row through the same tables in between goes, once each.
    pub(super) async fn release_pairs(
        &mut self,
        table: &'static Table,
        work: &Work,
        done: &mut Vec<&'static Table>,
    ) -> Result<()> {
        let links = |table: &'static Table| {
            table.relationships.iter().filter(|definition| definition.secondary.is_some() && !definition.viewonly)
        };
        // Also those of which this side knows nothing: the other one goes in the same flush.
        let to_here = work.tables.iter().flat_map(|&other| links(other).map(move |definition| (other, definition)));
        let to_here = to_here.filter(|(_, definition)| std::ptr::eq((definition.target)(), table));
        let concerned: Vec<_> = links(table).map(|definition| (table, definition)).chain(to_here).collect();
        for (owner, definition) in concerned {
            let Some(via) = definition.association(owner)? else { continue };
            if done.iter().any(|other| std::ptr::eq(*other, via.table)) {
                continue;
            }
            let is_other_side = !std::ptr::eq(owner, table);
            if is_other_side && cascades(via.table, &via.far) {
                continue;
            }
            done.push(via.table);
            // All sides that reference deleted rows, in one condition each.
            let mut sides: Vec<(Vec<usize>, Vec<Vec<Value>>)> = Vec::new();
            for other in &work.tables {
                for definition in links(other) {
                    let Some(via) = definition.association(other)?.filter(|v| std::ptr::eq(v.table, via.table)) else {
                        continue;
                    };
                    // What the database does when an owner goes comes too late where its members go first.
                    if via.cascades && !is_other_side || sides.iter().any(|(near, _)| *near == via.near) {
                        continue;
                    }
                    let rows = work.deletes.iter().filter(|row| std::ptr::eq(row.table(), *other));
                    let end = |row: &Arc<dyn AnyInstance>| End {
                        instance: row.clone(),
                        key: via.local.clone(),
                        columns: Vec::new(),
                    };
                    let keys: Vec<Vec<Value>> = rows.map(|row| end(row).values(true)).collect();
                    if !keys.is_empty() {
                        sides.push((via.near, keys));
                    }
                }
            }
            let most = sides.iter().map(|(_, keys)| keys.len()).max().unwrap_or_default();
            let per_row: usize = sides.iter().map(|(near, _)| near.len()).sum();
            let chunk = self.link.engine_of(via.table).dialect().keys_per_list(per_row.max(1));
            let mut at = 0;
            while at < most {
                let condition = sides.iter().filter(|(_, keys)| at < keys.len()).map(|(near, keys)| {
                    let end = keys.len().min(at + chunk);
                    among(via.table, near, keys[at..end].to_vec())
                });
                let condition: Vec<Node> = condition.collect();
                let filter = if condition.len() == 1 { condition } else { vec![Node::Or(condition)] };
                let compiled = self.delete_by(via.table, filter)?;
                self.link.execute(compiled, Some(via.table)).await?;
                at += chunk;
            }
        }
        Ok(())
    }

    fn delete_by(&self, table: &'static Table, filter: Vec<Node>) -> Result<Compiled> {
        let delete = DeleteCore { filter, ..DeleteCore::new(TableRef::Static(table)) };
        self.link.engine_of(table).compile_one(StatementRef::Delete(&delete))
    }
}

/// Whether the database deletes rows of a table along with what these columns of theirs reference.
fn cascades(table: &Table, columns: &[usize]) -> bool {
    let over = |key: &ForeignKey| {
        key.columns.len() == columns.len()
            && columns.iter().all(|&index| key.columns.contains(&table.columns[index].name))
    };
    table.foreign_keys.iter().any(|key| over(key) && key.on_delete == Some(ReferentialAction::Cascade))
}

/// Whether there can be one row only with the same values of these columns.
fn is_key(table: &Table, columns: &[usize]) -> bool {
    let same = |key: &[usize]| key.len() == columns.len() && key.iter().all(|index| columns.contains(index));
    let unique = |names: &[std::borrow::Cow<'static, str>]| {
        same(&names.iter().filter_map(|name| table.column_index(name)).collect::<Vec<_>>())
    };
    same(table.primary_key()) || table.uniques.iter().any(|constraint| unique(&constraint.columns))
}

/// That the columns of a row of `table` are among some values.
pub(super) fn among(table: &'static Table, columns: &[usize], rows: Vec<Vec<Value>>) -> Node {
    in_list(table, columns, rows, false)
}

/// That they are not.
pub(super) fn not_among(table: &'static Table, columns: &[usize], rows: Vec<Vec<Value>>) -> Node {
    in_list(table, columns, rows, true)
}

fn in_list(table: &'static Table, columns: &[usize], rows: Vec<Vec<Value>>, negated: bool) -> Node {
    let column = |&index: &usize| Node::ColumnRef(ColumnRef { table: TableRef::Static(table), index });
    match columns {
        [only] => Node::InList { node: Box::new(column(only)), values: rows.into_iter().flatten().collect(), negated },
        several => Node::TupleInList { nodes: several.iter().map(column).collect(), rows, negated },
    }
}

/// Pairs over the same columns, together.
fn by_columns<'p>(pairs: &[&'p Pair]) -> Vec<Vec<&'p Pair>> {
    let mut groups: Vec<(Vec<usize>, Vec<&Pair>)> = Vec::new();
    for &pair in pairs {
        let columns = pair.columns();
        match groups.iter_mut().find(|(of, _)| *of == columns) {
            Some((_, group)) => group.push(pair),
            None => groups.push((columns, vec![pair])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}
