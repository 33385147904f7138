//! INSERT.

mod rows;

use std::borrow::Cow;
use std::marker::PhantomData;

use rows::InsertRows;

use super::{
    ColumnsOf, Effect, FromClause, IntoQuery, OnConflict, OnConflictCore, Query, QueryCore, RowsOf, SelectItem,
    Selectable, Selected, Statement, StatementRef, Untyped, UpsertKey, Written, cte_of,
};
use crate::compile::{Compiled, Compiler};
use crate::dialect::Dialect;
use crate::error::{DecodeError, Result, StatementError};
use crate::expr::{Column, IntoExpr, Node, TableRef};
use crate::model::{Buildable, Built, ColumnSet, Columns, Entity, Mapped};
use crate::row::RowReader;
use crate::schema::Table;
use crate::types::SqlType;

/// Inserts rows of a model: `insert(User).values(users)`. Rows are inserted as they are, tracked by nobody.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// let statement = insert(Comment).values([Comment::builder().text("one"), Comment::builder().text("two")]);
/// assert_eq!(sql(statement), r#"INSERT INTO "comments" ("text", "post_id") VALUES (?, ?), (?, ?) -- 'one', NULL, 'two', NULL"#);
///
/// let ids = insert(Comment).values([Comment::builder().text("one")]).returning(Comment::id);
/// assert!(sql(ids).contains(r#"RETURNING "id""#));
/// ```
pub fn insert<M: Mapped>(_entity: Entity<M>) -> Insert<M> {
    Insert::new(TableRef::Static(M::table()))
}

/// An INSERT of any number of rows: [`insert`] makes it.
///
/// Rows that leave out different columns, and more rows than the database takes parameters for, become several statements.
#[derive(Clone, Debug)]
pub struct Insert<M, R = ()> {
    /// In its place, because every method moves the statement.
    rows: Box<InsertRows>,
    returning: R,
    model: PhantomData<fn() -> M>,
}

/// One INSERT statement: rows of one shape.
#[derive(Clone, Debug)]
pub struct InsertCore {
    /// The table.
    pub table: TableRef,
    /// Columns that are given, by index.
    pub columns: Vec<usize>,
    /// The rows.
    pub source: InsertSource,
    /// What happens to rows that are there already.
    pub on_conflict: Option<OnConflictCore>,
    /// What is returned of each inserted row.
    pub returning: Vec<SelectItem>,
}

/// Where the rows of an INSERT come from.
#[derive(Clone, Debug)]
pub enum InsertSource {
    /// From the statement; each has as many nodes as there are columns.
    Rows(Vec<Vec<Node>>),
    /// From a query.
    Query(Box<QueryCore>),
}

impl<M> Insert<M> {
    pub(crate) fn new(table: TableRef) -> Self {
        Insert { rows: Box::new(InsertRows::new(table)), returning: (), model: PhantomData }
    }
}

impl<M: Mapped, R> Insert<M, R> {
    /// Adds rows: model values or builders.
    #[must_use]
    pub fn values(mut self, rows: impl IntoIterator<Item: IntoRow<M>>) -> Self {
        for row in rows {
            self.rows.rows.push(row_of(row.into_row()));
        }
        self
    }

    /// Adds a row whose values may be SQL expressions. Client defaults fill columns that are left out; others are the database's to fill.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let posts = select(func::count(Post::id)).scalar_subquery();
    /// let statement = insert(Comment).row(|row| row.set(Comment::text, func::call::<String>("lower", ("A",))).set(Comment::post_id, posts));
    /// assert_eq!(
    ///     sql(statement),
    ///     r#"INSERT INTO "comments" ("text", "post_id") VALUES (lower(?), (SELECT count("posts"."id") FROM "posts")) -- 'A'"#,
    /// );
    /// ```
    #[must_use]
    pub fn row(mut self, set: impl FnOnce(NewRow<M>) -> NewRow<M>) -> Self {
        let mut row = set(NewRow { set: Vec::new(), model: PhantomData }).set;
        for (index, column) in M::table().columns.iter().enumerate() {
            if !row.iter().any(|(given, _)| *given == index) {
                row.extend(column.initial().map(|node| (index, node)));
            }
        }
        row.sort_by_key(|(index, _)| *index);
        self.rows.rows.push(row.into_iter().unzip());
        self
    }

    /// Inserts what a query gives, into these columns; instead of values. Client defaults fill columns that are left out.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let copies = insert(Comment).from_select((Comment::text, Comment::post_id), select((Post::title, Post::id.optional())));
    /// assert_eq!(
    ///     sql(copies),
    ///     r#"INSERT INTO "comments" ("text", "post_id") SELECT "posts"."title", "posts"."id" FROM "posts""#,
    /// );
    /// ```
    #[must_use]
    pub fn from_select<C: Selectable + ColumnsOf<M>, O>(mut self, columns: C, query: O) -> Self
    where
        O: IntoQuery<Items: Selectable<Row: RowsOf<C::Row>>>,
    {
        let mut given = Vec::new();
        columns.columns_of(&mut given);
        self.rows.query = Some(Box::new(with_defaults(&self.rows.table, given, query)));
        self
    }

    /// Leaves rows alone whose key is there already, whichever key.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let statement = insert(User).values([User::builder().name("Alice")]).on_conflict_do_nothing();
    /// assert!(sql(statement).contains("ON CONFLICT DO NOTHING"));
    /// ```
    #[must_use]
    pub fn on_conflict_do_nothing(mut self) -> Self {
        self.rows.on_conflict = Some(OnConflictCore::default());
        self
    }

    /// Leaves rows alone whose `key` is there already; another key that is there is an error. MySQL and MariaDB look at all keys of
    /// the table.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let statement = insert(User).values([User::builder().name("Alice")]).on_conflict_do_nothing_for(User::email);
    /// assert!(sql(statement).contains(r#"ON CONFLICT ("email") DO NOTHING"#));
    /// ```
    #[must_use]
    pub fn on_conflict_do_nothing_for(mut self, key: impl UpsertKey<M>) -> Self {
        let mut core = OnConflictCore::default();
        key.key_of(&mut core);
        self.rows.on_conflict = Some(core);
        self
    }

    /// Updates rows that are there already: those with the same `key`, for which the table must have a unique constraint or
    /// primary key. MySQL and MariaDB look at all keys of the table.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// use orm::core::statement::excluded;
    ///
    /// let statement = insert(User)
    ///     .values([User::builder().name("Alice").email("alice@example.org")])
    ///     .on_conflict_update(User::email, |row| row.set(User::name, excluded(User::name)).set(User::is_active, true));
    /// assert!(sql(statement).contains(r#"ON CONFLICT ("email") DO UPDATE SET "name" = excluded."name", "is_active" = ?"#));
    /// ```
    #[must_use]
    pub fn on_conflict_update(
        mut self,
        key: impl UpsertKey<M>,
        update: impl FnOnce(OnConflict<M>) -> OnConflict<M>,
    ) -> Self {
        let mut core = OnConflictCore::default();
        key.key_of(&mut core);
        self.rows.on_conflict = Some(update(OnConflict::new(core)).core);
        self
    }
}

impl<R> Insert<Untyped, R> {
    pub(crate) fn push_row(&mut self, columns: Vec<usize>, nodes: Vec<Node>) {
        self.rows.rows.push((columns, nodes));
    }

    pub(crate) fn fail(&mut self, error: StatementError) {
        self.rows.invalid.get_or_insert(error);
    }

    pub(crate) fn table(&self) -> &TableRef {
        &self.rows.table
    }

    pub(crate) fn set_on_conflict(&mut self, core: OnConflictCore) {
        self.rows.on_conflict = Some(core);
    }
}

impl<M, R> Insert<M, R> {
    /// Returns something of every inserted row, in order.
    #[must_use]
    pub fn returning<Q: Selected>(self, items: Q) -> Insert<M, Q> {
        Insert { rows: self.rows, returning: items, model: PhantomData }
    }
}

impl<M, Q: Selectable> Insert<M, Q> {
    /// What is returned.
    #[doc(hidden)]
    pub fn returned(&self) -> &Q {
        &self.returning
    }

    /// The INSERT as a common table expression: what it returns is what the statement around it can select from.
    /// PostgreSQL only.
    pub fn cte(self, name: impl Into<Cow<'static, str>>) -> FromClause<Q::Columns> {
        let mut returning = Vec::new();
        self.returning.items(&mut returning);
        let core = self.rows.whole(returning);
        cte_of(&self.returning, QueryCore::Insert(Box::new(core)), name.into(), None)
    }
}

/// A row of expressions: the argument of the closure that [`Insert::row`] takes.
#[derive(Clone, Debug)]
pub struct NewRow<M> {
    set: Vec<(usize, Node)>,
    model: PhantomData<fn() -> M>,
}

impl<M: Mapped> NewRow<M> {
    /// Sets a column to a value or an expression.
    #[must_use]
    pub fn set<T: SqlType>(mut self, column: Column<M, T>, value: impl IntoExpr<T::Base>) -> Self {
        self.set.retain(|(index, _)| *index != column.index());
        self.set.push((column.index(), value.into_expr().into_node()));
        self
    }
}

/// What [`Insert::values`] takes for a row of `M`: a model value or a builder on which every required column is set.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of `{M}`",
    label = "not a `{M}`",
    note = "give values of the model, or builders on which every required column is set"
)]
pub trait IntoRow<M> {
    /// The row with its unset columns.
    fn into_row(self) -> Built<M>;
}

impl<M: Mapped, B: Buildable<Model = M>> IntoRow<M> for B {
    fn into_row(self) -> Built<M> {
        self.build()
    }
}

impl InsertCore {
    /// The SQL and its parameters.
    ///
    /// # Errors
    /// When the dialect cannot return rows from an INSERT.
    pub fn compile(&self, dialect: &Dialect) -> Result<Compiled> {
        Compiler::run(dialect, StatementRef::Insert(self))
    }
}

/// INSERT … SELECT into the columns `given`, and those that have a client default.
fn with_defaults<O: IntoQuery>(table: &TableRef, given: Vec<usize>, query: O) -> InsertCore {
    let defaults: Vec<(usize, Node)> = table
        .columns
        .iter()
        .enumerate()
        .filter(|(index, _)| !given.contains(index))
        .filter_map(|(index, column)| Some((index, column.initial()?)))
        .collect();
    let mut columns = given;
    let query = if defaults.is_empty() {
        query.into_query().1
    } else {
        let from = super::derive_from(query, None, false);
        let mut select = super::SelectCore { from: vec![from.source().clone()], ..Default::default() };
        from.items(&mut select.items);
        for (index, node) in defaults {
            columns.push(index);
            select.items.push(SelectItem::Node(node));
        }
        select.into()
    };
    InsertCore {
        table: table.clone(),
        columns,
        source: InsertSource::Query(Box::new(query)),
        on_conflict: None,
        returning: Vec::new(),
    }
}

/// The columns that a new instance gives, and their values. Client defaults fill what is unset.
fn row_of<M: Mapped>(built: Built<M>) -> (Vec<usize>, Vec<Node>) {
    columns_of(M::table(), &built.unset, &built.model)
}

fn columns_of(table: &Table, unset: &ColumnSet, row: &dyn Columns) -> (Vec<usize>, Vec<Node>) {
    let mut columns = Vec::with_capacity(table.columns.len());
    let mut nodes = Vec::with_capacity(table.columns.len());
    for (index, column) in table.columns.iter().enumerate() {
        let node = if unset.contains(index) {
            column.initial()
        } else {
            row.column(index).map(|value| Node::Value(value.to_value()))
        };
        if let Some(node) = node {
            columns.push(index);
            nodes.push(node);
        }
    }
    (columns, nodes)
}

#[diagnostic::do_not_recommend]
impl<M> Statement for Insert<M> {
    fn core(&self) -> Option<StatementRef<'_>> {
        None
    }

    fn compile(&self, dialect: &Dialect) -> Result<Vec<Compiled>> {
        self.rows.statements(dialect, &[])
    }

    fn effect(&self) -> Effect {
        Effect::Write
    }

    fn target(&self) -> Option<&Table> {
        Some(&self.rows.table)
    }

    fn written(&self) -> Written<'_> {
        Written::Inserted { table: &self.rows.table, upsert: self.rows.on_conflict.is_some() }
    }
}

#[diagnostic::do_not_recommend]
impl<M, Q: Selectable> Statement for Insert<M, Q> {
    fn core(&self) -> Option<StatementRef<'_>> {
        None
    }

    fn compile(&self, dialect: &Dialect) -> Result<Vec<Compiled>> {
        let mut returning = Vec::new();
        self.returning.items(&mut returning);
        self.rows.statements(dialect, &returning)
    }

    fn effect(&self) -> Effect {
        Effect::Write
    }

    fn target(&self) -> Option<&Table> {
        Some(&self.rows.table)
    }

    fn written(&self) -> Written<'_> {
        Written::Inserted { table: &self.rows.table, upsert: self.rows.on_conflict.is_some() }
    }
}

#[diagnostic::do_not_recommend]
impl<M, Q: Selectable> Query for Insert<M, Q> {
    type Row = Q::Row;

    fn decode(&self, row: &dyn RowReader) -> Result<Q::Row, DecodeError> {
        self.returning.decode(row, &mut 0)
    }
}
