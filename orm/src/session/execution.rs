//! Executing statements in a session: rows become instances.

use std::any::Any;
use std::future::IntoFuture;
use std::sync::Arc;

use orm_core::error::DecodeError;
use orm_core::model::{Aliased, Optional};
use orm_core::row::{FromRow, Row, RowReader};
use orm_core::statement::{AllColumns, Compound, Delete, Insert, Query, Select, Statement, Text, TextQuery, Update};
use orm_core::{Column, Entity, Expr, Mapped, Result, SqlType};

use super::{Session, Synchronize, Tracked, Tracker};
use crate::connection::{ExecResult, ScalarQuery};
use crate::fetch::{BoxFuture, Expect, Fetch, FetchOne, Slot};
use crate::instance::Model;
use crate::unit_of_work::{How, Rows};

/// A statement whose rows a session can track.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not return rows",
    label = "returns no rows",
    note = "`insert`, `update` and `delete` return rows with `.returning(..)`; without it, `.await` the execution itself"
)]
pub trait TrackedQuery: Query {
    /// What one row gives.
    type Item: Send;

    /// Reads one row.
    ///
    /// # Errors
    /// When a column cannot be decoded.
    fn track(&self, row: &dyn RowReader, tracker: &mut Tracker<'_>) -> Result<Self::Item, DecodeError>;

    /// Loader options.
    fn options(&self) -> &[Arc<dyn Any + Send + Sync>] {
        &[]
    }
}

#[diagnostic::do_not_recommend]
impl<Q: Tracked> TrackedQuery for Select<Q> {
    type Item = Q::Item;

    fn track(&self, row: &dyn RowReader, tracker: &mut Tracker<'_>) -> Result<Q::Item, DecodeError> {
        self.items().track(row, &mut 0, tracker)
    }

    fn options(&self) -> &[Arc<dyn Any + Send + Sync>] {
        self.attached_options()
    }
}

macro_rules! returning {
    ($($statement:ident)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<M: Send + Sync, Q: Tracked> TrackedQuery for $statement<M, Q> {
            type Item = Q::Item;

            fn track(&self, row: &dyn RowReader, tracker: &mut Tracker<'_>) -> Result<Q::Item, DecodeError> {
                self.returned().track(row, &mut 0, tracker)
            }
        }
    )*};
}

returning!(Insert Update Delete);

#[diagnostic::do_not_recommend]
impl<Q: Tracked> TrackedQuery for Compound<Q> {
    type Item = Q::Item;

    fn track(&self, row: &dyn RowReader, tracker: &mut Tracker<'_>) -> Result<Q::Item, DecodeError> {
        self.items().track(row, &mut 0, tracker)
    }
}

#[diagnostic::do_not_recommend]
impl TrackedQuery for Text {
    type Item = Row;

    fn track(&self, row: &dyn RowReader, _tracker: &mut Tracker<'_>) -> Result<Row, DecodeError> {
        self.decode(row)
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromRow> TrackedQuery for TextQuery<T> {
    type Item = T;

    fn track(&self, row: &dyn RowReader, _tracker: &mut Tracker<'_>) -> Result<T, DecodeError> {
        self.decode(row)
    }
}

/// A statement of which [`Session::scalars`] takes the only item of each row.
#[diagnostic::on_unimplemented(
    message = "`scalars` takes a statement that selects one model, column or expression",
    label = "selects a tuple, or nothing",
    note = "use `execute` for tuples"
)]
pub trait ScalarsStatement: TrackedQuery {}

/// One selected item, not a tuple.
pub trait Single: Tracked {}

#[diagnostic::do_not_recommend]
impl<M: Model> Single for Entity<M> {}
#[diagnostic::do_not_recommend]
impl<M: Model> Single for Optional<Entity<M>> {}
#[diagnostic::do_not_recommend]
impl<M: Model> Single for Aliased<M> {}
#[diagnostic::do_not_recommend]
impl<M: Model> Single for Optional<Aliased<M>> {}
#[diagnostic::do_not_recommend]
impl Single for AllColumns {}
#[diagnostic::do_not_recommend]
impl<M: Mapped, T: SqlType> Single for Column<M, T> {}
#[diagnostic::do_not_recommend]
impl<T: SqlType> Single for Expr<T> {}

#[diagnostic::do_not_recommend]
impl<Q: Single> ScalarsStatement for Select<Q> {}
#[diagnostic::do_not_recommend]
impl<Q: Single> ScalarsStatement for Compound<Q> {}
#[diagnostic::do_not_recommend]
impl<M: Send + Sync, Q: Single> ScalarsStatement for Insert<M, Q> {}
#[diagnostic::do_not_recommend]
impl<M: Send + Sync, Q: Single> ScalarsStatement for Update<M, Q> {}
#[diagnostic::do_not_recommend]
impl<M: Send + Sync, Q: Single> ScalarsStatement for Delete<M, Q> {}
#[diagnostic::do_not_recommend]
impl<T: SqlType> ScalarsStatement for TextQuery<T> {}

impl Session {
    /// Executes a statement: await it for the number of rows it changed, or call `all`, `one`, `one_or_none` or `first` for its rows.
    /// Models come as [`Instance`](crate::Instance)s of this session.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let rows: Vec<(Instance<User>, String)> =
    ///     session.execute(select((User, Post::title)).join(User::posts).order_by(Post::id)).all().await?;
    /// assert_eq!((rows[0].0.name.as_str(), rows[0].1.as_str()), ("Alice", "Hello"));
    ///
    /// let updated = session.execute(update(Post).set(Post::views, Post::views + 1)).await?;
    /// assert_eq!(updated.rows_affected(), 3);
    /// # Ok(()) }
    /// ```
    pub fn execute<'s, S: Statement + 's>(&'s mut self, statement: S) -> SessionExecution<'s, S> {
        let (autoflush, synchronize) = (true, Synchronize::Auto);
        SessionExecution {
            session: self,
            statement,
            autoflush,
            synchronize,
            run: |execution| {
                execution.session.count(Box::new(execution.statement), execution.autoflush, execution.synchronize)
            },
        }
    }

    /// As [`execute`](Self::execute), for statements that select one thing.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let users: Vec<Instance<User>> = session.scalars(select(User)).all().await?;
    /// let names: Vec<String> = session.scalars(select(User::name).order_by(User::name)).all().await?;
    /// assert_eq!((users.len(), names[0].as_str()), (3, "Alice"));
    /// # Ok(()) }
    /// ```
    pub fn scalars<'s, S: ScalarsStatement + 's>(&'s mut self, statement: S) -> SessionExecution<'s, S> {
        self.execute(statement)
    }

    /// The first column of the first row. Without a row, NULL, if `T` is an `Option`.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let n: i64 = session.scalar(select(func::count(User::id))).await?;
    /// let most: Option<i32> = session.scalar(select(func::max(Post::views))).await?;
    /// let bobs: i64 = session.scalar(text("SELECT count(*) FROM users WHERE name = :name").bind("name", "Bob")).await?;
    /// assert_eq!((n, most, bobs), (3, Some(200), 1));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When there is no row and `T` is no `Option`, or the query fails.
    pub fn scalar<'s, T: SqlType>(&'s mut self, mut statement: impl ScalarQuery<T> + 's) -> Fetch<'s, T> {
        statement.limit_one();
        let (statement, found) = (Arc::new(statement), Slot::default());
        let rows = Scalar { statement: statement.clone(), value: None, found: found.clone() };
        Fetch::new(found, self.rows(statement, Box::new(rows), How::DEFAULT))
    }
}

/// A statement about to be executed in a session.
#[must_use = "a statement does nothing until it, or one of its methods, is awaited"]
pub struct SessionExecution<'s, S> {
    pub(super) session: &'s mut Session,
    pub(super) statement: S,
    pub(super) autoflush: bool,
    synchronize: Synchronize,
    /// Executes and counts. Taken along so that what is no statement can be awaited all the same: one error, not two.
    run: fn(Self) -> BoxFuture<'s, Result<ExecResult>>,
}

impl<'s, S: Statement + 's> SessionExecution<'s, S> {
    /// Does not flush pending changes before the statement.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// session.add(User::builder().name("Dave"));
    /// assert_eq!(session.scalars(select(User)).no_autoflush().all().await?.len(), 3);
    /// assert_eq!(session.scalars(select(User)).all().await?.len(), 4);
    /// # Ok(()) }
    /// ```
    pub fn no_autoflush(mut self) -> Self {
        self.autoflush = false;
        self
    }

    /// How the statement finds the instances whose rows it changes, if it is an `update` or a `delete`.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// use orm::session::Synchronize;
    ///
    /// let alice = session.get(User, 1).await?.expect("a row");
    /// session.execute(update(User).set(User::is_active, false)).await?;
    /// assert!(!alice.is_active);
    /// session.execute(update(User).set(User::is_active, true)).synchronize(Synchronize::Stale).await?;
    /// assert!(!alice.is_active); // until a query brings the row
    /// session.query(User).all().await?;
    /// assert!(alice.is_active);
    /// # Ok(()) }
    /// ```
    pub fn synchronize(mut self, how: Synchronize) -> Self {
        self.synchronize = how;
        self
    }
}

impl<'s, S> IntoFuture for SessionExecution<'s, S> {
    type Output = Result<ExecResult>;
    type IntoFuture = BoxFuture<'s, Result<ExecResult>>;

    fn into_future(self) -> Self::IntoFuture {
        (self.run)(self)
    }
}

impl<'s, S: TrackedQuery + 's> SessionExecution<'s, S> {
    /// All rows.
    ///
    /// # Errors
    /// When the flush before it, the query, or a loader option's query fails.
    pub fn all(self) -> Fetch<'s, Vec<S::Item>> {
        let how = self.how(Expect::Any);
        all(self.session, Arc::new(self.statement), how)
    }

    /// The first row, if there is one. A select asks for no more than one row.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub fn first(self) -> Fetch<'s, Option<S::Item>> {
        self.at_most(1, Expect::Any)
    }

    /// The only row.
    ///
    /// # Errors
    /// [`Error::NoResultFound`](crate::Error::NoResultFound), [`Error::MultipleResultsFound`](crate::Error::MultipleResultsFound), or as
    /// [`all`](Self::all).
    pub fn one(self) -> FetchOne<'s, S::Item> {
        FetchOne(self.at_most(2, Expect::One))
    }

    /// The only row, if there is one.
    ///
    /// # Errors
    /// [`Error::MultipleResultsFound`](crate::Error::MultipleResultsFound), or as [`all`](Self::all).
    pub fn one_or_none(self) -> Fetch<'s, Option<S::Item>> {
        self.at_most(2, Expect::AtMostOne)
    }

    fn at_most(mut self, limit: u64, expect: Expect) -> Fetch<'s, Option<S::Item>> {
        self.statement.limit_rows(limit);
        let how = self.how(expect);
        first(self.session, Arc::new(self.statement), how)
    }

    pub(super) fn how(&self, expect: Expect) -> How {
        How::new(self.autoflush, self.synchronize, self.statement.options(), expect)
    }
}

// From here on nothing depends on the statement's type but on that of its items: most programs have many statements and few of these.

/// A statement whose rows become items `T`.
trait Tracks<T>: Statement {
    fn item(&self, row: &dyn RowReader, tracker: &mut Tracker<'_>) -> Result<T, DecodeError>;
}

impl<S: TrackedQuery> Tracks<S::Item> for S {
    fn item(&self, row: &dyn RowReader, tracker: &mut Tracker<'_>) -> Result<S::Item, DecodeError> {
        self.track(row, tracker)
    }
}

fn all<'s, T: Send + 's>(session: &'s mut Session, statement: Arc<dyn Tracks<T> + 's>, how: How) -> Fetch<'s, Vec<T>> {
    let found = Slot::default();
    let rows = All { statement: statement.clone(), items: Vec::new(), found: found.clone() };
    Fetch::new(found, session.rows(statement, Box::new(rows), how))
}

fn first<'s, T: Send + 's>(
    session: &'s mut Session,
    statement: Arc<dyn Tracks<T> + 's>,
    how: How,
) -> Fetch<'s, Option<T>> {
    let found = Slot::default();
    let rows = First { statement: statement.clone(), item: None, found: found.clone() };
    Fetch::new(found, session.rows(statement, Box::new(rows), how))
}

struct All<'s, T> {
    statement: Arc<dyn Tracks<T> + 's>,
    items: Vec<T>,
    found: Slot<Vec<T>>,
}

impl<T: Send> Rows for All<'_, T> {
    fn row(&mut self, row: &dyn RowReader, tracker: &mut Tracker<'_>) -> Result<(), DecodeError> {
        self.items.push(self.statement.item(row, tracker)?);
        Ok(())
    }

    fn finish(self: Box<Self>) -> bool {
        self.found.put(self.items);
        true
    }
}

struct First<'s, T> {
    statement: Arc<dyn Tracks<T> + 's>,
    item: Option<T>,
    found: Slot<Option<T>>,
}

impl<T: Send> Rows for First<'_, T> {
    fn row(&mut self, row: &dyn RowReader, tracker: &mut Tracker<'_>) -> Result<(), DecodeError> {
        let item = self.statement.item(row, tracker)?;
        self.item.get_or_insert(item);
        Ok(())
    }

    fn finish(self: Box<Self>) -> bool {
        self.found.put(self.item);
        true
    }
}

struct Scalar<S, T> {
    statement: Arc<S>,
    value: Option<T>,
    found: Slot<T>,
}

impl<T: SqlType, S: ScalarQuery<T>> Rows for Scalar<S, T> {
    fn row(&mut self, row: &dyn RowReader, _tracker: &mut Tracker<'_>) -> Result<(), DecodeError> {
        if self.value.is_none() {
            self.value = Some(self.statement.decode_scalar(row)?);
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> bool {
        let value = self.value.or_else(|| self.statement.no_row());
        value.map(|value| self.found.put(value)).is_some()
    }
}
