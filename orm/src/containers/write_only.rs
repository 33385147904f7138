//! [`WriteOnly`]: a collection that is never loaded.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use orm_core::expr::{ColumnRef, Node, TableRef};
use orm_core::model::{Buildable, Built};
use orm_core::relationship::RelationshipDef;
use orm_core::statement::{
    Delete, Insert, On, Select, SelectCore, SelectItem, Update, delete, equate, insert, select, update,
};
use orm_core::{Columns, Entity, Error, Expr, Result, Value};

use super::handle::Handle;
use super::many::ManyCell;
use super::owner::Owner;
use crate::instance::{AnyInstance, Cell, Container, Instance, IntoInstance, Mapper, Model, erase_all, lock, mapper};

/// A collection for very many instances of `T`: it can be added to, taken from and queried, and is never loaded as a whole.
///
/// ```
/// use orm::prelude::*;
///
/// #[derive(Model)]
/// struct Sensor {
///     #[column(primary_key)]
///     id: i64,
///     #[relationship(back_populates = "sensor", cascade = "all, delete-orphan")]
///     readings: WriteOnly<Reading>,
/// }
///
/// #[derive(Model)]
/// struct Reading {
///     #[column(primary_key)]
///     id: i64,
///     value: f64,
///     #[column(foreign_key = Sensor::id)]
///     sensor_id: i64,
///     #[relationship(back_populates = "readings")]
///     sensor: BelongsTo<Sensor>,
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
/// # let engine = create_engine("sqlite::memory:").connect().await?;
/// # metadata![Sensor, Reading].create_all(&engine).await?;
/// let mut session = Session::new(&engine);
/// let sensor = session.add(Sensor::builder());
/// sensor.readings.push(Reading::builder().value(20.5));
/// session.flush().await?;
/// session.execute(sensor.readings.insert((0..100).map(|n| Reading::builder().value(f64::from(n))))?).await?;
/// let hot = session.scalars(sensor.readings.select()?.filter(Reading::value.gt(90.0))).all().await?;
/// assert_eq!(hot.len(), 9);
/// session.execute(sensor.readings.delete()?.filter(Reading::value.lt(50.0))).await?;
/// # Ok(()) }
/// ```
///
/// What was pushed is let go once it is flushed; a rollback that takes a new owner's row back brings its members back too. Deleting the
/// owner deletes the members by one statement (`cascade = "all"`), or releases them by one; what cascades from the members is left to
/// the database.
pub struct WriteOnly<T> {
    cell: Handle<ManyCell>,
    target: PhantomData<fn() -> T>,
}

#[diagnostic::do_not_recommend]
impl<T> orm_core::relationship::ToMany for WriteOnly<T> {}

impl<T> WriteOnly<T> {
    fn many(&self) -> &Arc<ManyCell> {
        self.cell.cell()
    }

    /// The same collection, for the next version of its instance.
    #[doc(hidden)]
    pub fn share(&self) -> Self {
        WriteOnly { cell: self.cell.share(), target: PhantomData }
    }
}

impl<T: Model> WriteOnly<T> {
    /// A collection of given instances, for a new owner.
    pub fn of<I: IntoInstance<Model = T>>(instances: impl IntoIterator<Item = I>) -> Self {
        WriteOnly { cell: Handle::of(ManyCell::of(erase_all(instances))), target: PhantomData }
    }

    /// Adds an instance; the other side follows. Returns the instance.
    pub fn push(&self, instance: impl IntoInstance<Model = T>) -> Instance<T> {
        let instance = instance.into_instance();
        self.many().push(&instance.erase());
        instance
    }

    /// Adds several instances.
    pub fn extend<I: IntoInstance<Model = T>>(&self, instances: impl IntoIterator<Item = I>) {
        for instance in instances {
            self.push(instance);
        }
    }

    /// Takes an instance out; the other side follows.
    pub fn remove(&self, instance: &Instance<T>) {
        self.many().remove(&instance.erase());
    }

    /// A query of the members.
    ///
    /// # Errors
    /// When the owner has no row yet.
    pub fn select(&self) -> Result<Select<Entity<T>>> {
        let ends = self.ends()?;
        let target = TableRef::Static(T::table());
        let query = select(Entity::<T>::NEW);
        Ok(match ends.between {
            Some((table, far, remote)) => {
                let between = TableRef::Static(table);
                let linked = equate(&between, &far, &target, &remote);
                query.join(On::new(between.clone(), linked)).filter(is(&between, &ends.columns, ends.key))
            }
            None => query.filter(is(&target, &ends.columns, ends.key)),
        })
    }

    /// An UPDATE of the members.
    ///
    /// # Errors
    /// When the owner has no row yet.
    pub fn update(&self) -> Result<Update<T>> {
        Ok(update(Entity::<T>::NEW).filter(self.membership()?))
    }

    /// A DELETE of the members.
    ///
    /// # Errors
    /// When the owner has no row yet.
    pub fn delete(&self) -> Result<Delete<T>> {
        Ok(delete(Entity::<T>::NEW).filter(self.membership()?))
    }

    /// An INSERT of new members, which reference the owner whatever they are given for it.
    ///
    /// # Errors
    /// When the owner has no row yet; for a many-to-many relationship, whose links no INSERT of members writes.
    pub fn insert<B: Buildable<Model = T>>(&self, rows: impl IntoIterator<Item = B>) -> Result<Insert<T>> {
        let ends = self.ends()?;
        if ends.between.is_some() {
            let message = format!("members of `{}` are linked by rows of their own: use `push`", ends.name);
            return Err(Error::InvalidState(message));
        }
        let row = |row: B| {
            let Built { mut model, mut unset, omitted } = row.build();
            for (&column, value) in ends.columns.iter().zip(&ends.key) {
                if let Some(field) = Columns::column_mut(&mut model, column) {
                    crate::instance::set_value(field, value.clone())?;
                    unset.remove(column);
                }
            }
            Ok(Built { model, unset, omitted })
        };
        let rows = rows.into_iter().map(row).collect::<Result<Vec<_>>>()?;
        Ok(insert(Entity::<T>::NEW).values(rows))
    }

    /// The condition that a row is a member.
    fn membership(&self) -> Result<Expr<bool>> {
        let ends = self.ends()?;
        let target = TableRef::Static(T::table());
        let Some((table, far, remote)) = ends.between else {
            return Ok(is(&target, &ends.columns, ends.key));
        };
        let between = TableRef::Static(table);
        let column = ColumnRef { table: between.clone(), index: far.first().copied().unwrap_or_default() };
        let linked = SelectCore {
            items: vec![SelectItem::Node(Node::ColumnRef(column))],
            from: vec![between.clone()],
            filter: vec![is(&between, &ends.columns, ends.key).into_node(), equate(&between, &far, &target, &remote)],
            ..SelectCore::default()
        };
        Ok(Expr::from_node(Node::Exists(Box::new(linked.into()))))
    }

    /// How members are told.
    fn ends(&self) -> Result<Ends> {
        let owner = self.many().owner();
        let definition = owner.as_ref().map(Owner::definition);
        let instance = owner.as_ref().and_then(Owner::instance).filter(|instance| !lock(instance.state()).is_new());
        let (Some(definition), Some(instance)) = (definition, instance) else {
            let what = definition.map_or_else(String::new, |d| format!(" of `{}::{}`", d.owner, d.name));
            return Err(Error::InvalidState(format!("the owner{what} has no row yet: flush first")));
        };
        ends(definition, &instance)
    }
}

/// The columns that tell the members of one owner, and their values.
struct Ends {
    name: String,
    /// Columns of the members' table, or of the one in between.
    columns: Vec<usize>,
    key: Vec<Value>,
    /// The table in between, its columns that lead on, and the members' that they reference.
    between: Option<(&'static orm_core::schema::Table, Vec<usize>, Vec<usize>)>,
}

fn ends(definition: &RelationshipDef, instance: &Arc<dyn AnyInstance>) -> Result<Ends> {
    let table = instance.table();
    let name = format!("{}::{}", definition.owner, definition.name);
    let key = |columns: &[usize]| columns.iter().filter_map(|&index| instance.value(index)).collect();
    if let Some(via) = definition.association(table)? {
        let key = key(&via.local);
        return Ok(Ends { name, columns: via.near, key, between: Some((via.table, via.far, via.remote)) });
    }
    let on = definition.join_columns(table)?;
    Ok(Ends { name, key: key(&on.local), columns: on.remote, between: None })
}

/// That columns have these values.
fn is(table: &TableRef, columns: &[usize], key: Vec<Value>) -> Expr<bool> {
    let column = |index: &usize| Node::ColumnRef(ColumnRef { table: table.clone(), index: *index });
    let equal = |(index, value)| Node::binary(column(index), orm_core::expr::BinaryOp::Eq, Node::Value(value));
    Expr::from_node(Node::And(columns.iter().zip(key).map(equal).collect()))
}

impl<T> Default for WriteOnly<T> {
    fn default() -> Self {
        WriteOnly { cell: Handle::default(), target: PhantomData }
    }
}

impl<T> Clone for WriteOnly<T> {
    fn clone(&self) -> Self {
        WriteOnly::default()
    }
}

impl<T: Model> fmt::Debug for WriteOnly<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} × many]", T::NAME)
    }
}

impl<T: Model> Container for WriteOnly<T> {
    fn cell(&self) -> &dyn Cell {
        &**self.many()
    }

    fn target(&self) -> &'static Mapper {
        mapper::<T>()
    }
}
