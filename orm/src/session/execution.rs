//! Executing statements in a session: rows become instances.

use std::any::Any;
use std::future::IntoFuture;
use std::sync::Arc;

use orm_core::error::DecodeError;
use orm_core::model::{Aliased, Optional};
use orm_core::row::{FromRow, Row, RowReader};
use orm_core::statement::{
    AllColumns, Compound, Delete, Effect, Insert, Query, Select, Statement, Text, TextQuery, Update,
};
use orm_core::{Column, Entity, Error, Expr, Mapped, Result, SqlType};

use super::tracked::Brought;
use super::{Session, Synchronize, Tracked, Tracker, binds};
use crate::connection::{ExecResult, ScalarQuery};
use crate::engine::Links;
use crate::events::Moment;
use crate::instance::Instances;
use crate::loading::{self, BoxFuture, LoadPath};
use crate::model::Model;

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

/// What is done with each row.
type EachRow<'e> = &'e mut (dyn FnMut(&dyn RowReader, &mut Tracker<'_>) -> Result<(), DecodeError> + Send);

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
            run: |execution| Box::pin(execution.run()),
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
    pub async fn scalar<T: SqlType>(&mut self, mut statement: impl ScalarQuery<T>) -> Result<T> {
        statement.limit_one();
        self.before_statement(&statement, true).await?;
        let mut found = None;
        self.fetch(&statement, false, Synchronize::Auto, &mut |row, _| {
            if found.is_none() {
                found = Some(statement.decode_scalar(row)?);
            }
            Ok(())
        })
        .await?;
        found.or_else(|| statement.no_row()).ok_or(Error::NoResultFound)
    }

    pub(crate) async fn before_query(&mut self, autoflush: bool) -> Result<()> {
        self.autoflush_before(autoflush, || "a query".to_owned()).await
    }

    /// Flushes, if the session does so, before what `before` describes: an error says that it came from there.
    pub(crate) async fn autoflush_before(
        &mut self,
        autoflush: bool,
        before: impl FnOnce() -> String + Send,
    ) -> Result<()> {
        self.usable()?;
        self.begin_heard().await?;
        if !(autoflush && self.autoflush) || self.shared.is_calling() {
            return Ok(());
        }
        let outcome = self.flush().await;
        outcome.map_err(|cause| Error::Autoflush { before: before(), cause: Arc::new(cause) })
    }

    async fn before_statement<S: Statement>(&mut self, statement: &S, autoflush: bool) -> Result<()> {
        self.usable()?;
        self.begin_heard().await?;
        if !(autoflush && self.autoflush) || self.shared.is_calling() {
            return Ok(());
        }
        let Err(cause) = self.flush().await else { return Ok(()) };
        let compiled = binds::compile(&self.link, statement).ok().and_then(|(batches, _)| batches.into_iter().next());
        let before = compiled.map_or_else(|| "a statement".to_owned(), |compiled| format!("`{}`", compiled.sql));
        Err(Error::Autoflush { before, cause: Arc::new(cause) })
    }

    /// Runs a select without flushing, and hands every row to `each`.
    pub(crate) async fn track_rows<S: Statement>(&mut self, statement: &S, each: EachRow<'_>) -> Result<()> {
        self.before_query(false).await?;
        self.fetch(statement, false, Synchronize::Auto, each).await.map(drop)
    }

    /// Runs a statement and hands every row to `each`. Returns the instances among the rows, if `collect` asks for them.
    async fn fetch(
        &mut self,
        statement: &dyn Statement,
        collect: bool,
        synchronize: Synchronize,
        each: EachRow<'_>,
    ) -> Result<Instances> {
        self.before_execute(statement)?;
        let loaded = self.hears(Moment::Load);
        if statement.effect() == Effect::Read {
            let tracker = Tracker::new(&mut self.identity, &self.shared, collect)
                .with_journal(&mut self.journal)
                .noting_loaded(loaded);
            let brought = fetch_into(tracker, &mut self.link, statement, each).await?;
            self.loaded(&brought.loaded)?;
            return Ok(brought.seen);
        }
        let matched = self.before_returning(statement, synchronize).await?;
        let tracker = Tracker::writing(&mut self.identity, &self.shared);
        let brought = fetch_into(tracker, &mut self.link, statement, each).await?;
        self.after_returning(statement, matched, brought)?;
        Ok(Instances::new())
    }
}

async fn fetch_into(
    mut tracker: Tracker<'_>,
    link: &mut Links,
    statement: &dyn Statement,
    each: EachRow<'_>,
) -> Result<Brought> {
    let mut rows = 0;
    let (batches, table) = binds::compile(link, statement)?;
    for compiled in batches {
        let mut sink = |row: &dyn RowReader| each(row, &mut tracker).map_err(Error::from);
        let outcome = link.fetch(compiled, table, &mut sink).await?;
        rows += outcome.rows_affected.max(outcome.rows_returned);
    }
    Ok(tracker.finish(rows))
}

/// A statement about to be executed in a session.
#[must_use = "a statement does nothing until it, or one of its methods, is awaited"]
pub struct SessionExecution<'s, S> {
    pub(super) session: &'s mut Session,
    pub(super) statement: S,
    pub(super) autoflush: bool,
    synchronize: Synchronize,
    /// [`run`](Self::run), boxed. Taken along so that what is no statement can be awaited all the same: one error, not two.
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

    async fn run(self) -> Result<ExecResult> {
        self.session.before_statement(&self.statement, self.autoflush).await?;
        let rows = self.session.run(&self.statement, self.synchronize).await?;
        Ok(ExecResult::new(rows))
    }
}

impl<'s, S> IntoFuture for SessionExecution<'s, S> {
    type Output = Result<ExecResult>;
    type IntoFuture = BoxFuture<'s, Result<ExecResult>>;

    fn into_future(self) -> Self::IntoFuture {
        (self.run)(self)
    }
}

impl<S: TrackedQuery> SessionExecution<'_, S> {
    /// All rows.
    ///
    /// # Errors
    /// When the flush before it, the query, or a loader option's query fails.
    pub async fn all(self) -> Result<Vec<S::Item>> {
        let SessionExecution { session, statement, autoflush, synchronize, .. } = self;
        session.before_statement(&statement, autoflush).await?;
        let mut items = Vec::new();
        let options = !statement.options().is_empty();
        let seen = session
            .fetch(&statement, options, synchronize, &mut |row, tracker| {
                items.push(statement.track(row, tracker)?);
                Ok(())
            })
            .await?;
        if options {
            let paths: Vec<Arc<LoadPath>> =
                statement.options().iter().filter_map(|option| option.clone().downcast::<LoadPath>().ok()).collect();
            loading::run(session, &paths, &seen).await?;
        }
        Ok(items)
    }

    /// The first row, if there is one. A select asks for no more than one row.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub async fn first(mut self) -> Result<Option<S::Item>> {
        self.statement.limit_rows(1);
        Ok(self.all().await?.into_iter().next())
    }

    /// The only row.
    ///
    /// # Errors
    /// [`Error::NoResultFound`], [`Error::MultipleResultsFound`], or as [`all`](Self::all).
    pub async fn one(self) -> Result<S::Item> {
        self.one_or_none().await?.ok_or(Error::NoResultFound)
    }

    /// The only row, if there is one.
    ///
    /// # Errors
    /// [`Error::MultipleResultsFound`], or as [`all`](Self::all).
    pub async fn one_or_none(mut self) -> Result<Option<S::Item>> {
        self.statement.limit_rows(2);
        let mut rows = self.all().await?.into_iter();
        match (rows.next(), rows.next()) {
            (_, Some(_)) => Err(Error::MultipleResultsFound),
            (row, None) => Ok(row),
        }
    }
}
