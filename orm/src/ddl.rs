//! Creating and dropping the tables of a [`MetaData`].

use std::collections::{HashMap, HashSet};

use orm_core::Result;
use orm_core::compile;
use orm_core::dialect::Dialect;
use orm_core::expr::TableRef;
use orm_core::row::RowReader;
use orm_core::schema::{MetaData, strongly_connected};

use crate::connection::Connection;
use crate::engine::{Engine, Link};
use crate::fetch::BoxFuture;

/// Creates and drops the tables of a [`MetaData`].
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
/// let engine = create_engine("sqlite::memory:").connect().await?;
/// let metadata = metadata![Post, User, Comment];
/// assert_eq!(metadata.create_all(&engine).await?, ["users", "posts", "comments"]);
/// assert!(metadata.create_all(&engine).await?.is_empty()); // they exist
/// assert!(metadata.to_sql(engine.dialect())?.starts_with("CREATE TABLE \"users\""));
/// assert_eq!(metadata.drop_all(&engine).await?, ["comments", "posts", "users"]);
/// # Ok(()) }
/// ```
pub trait MetaDataExt {
    /// Creates the tables that do not exist, each after those it references, in one transaction (MySQL commits each
    /// statement by itself). Returns the names of those it created, in order.
    ///
    /// The schemas, sequences and types that they need are created with them, unless they exist; on SQLite, a schema is a
    /// database that must be attached.
    ///
    /// # Errors
    /// When the tables make no sense together, as [`MetaData::check`] tells before anything is done;
    /// [`Error::Unsupported`](crate::Error::Unsupported) when they have what the database has not; and when the database refuses a
    /// statement.
    fn create_all<'s>(&'s self, on: impl DdlTarget<'s>) -> BoxFuture<'s, Result<Vec<String>>>;

    /// Drops the tables that exist, each before those it references. Returns the names of those it dropped, in order.
    ///
    /// # Errors
    /// When the database refuses a statement.
    fn drop_all<'s>(&'s self, on: impl DdlTarget<'s>) -> BoxFuture<'s, Result<Vec<String>>>;

    /// The statements with which `create_all` creates everything, in order.
    ///
    /// # Errors
    /// As [`MetaData::check_tables`], and [`Error::Unsupported`](crate::Error::Unsupported) when the tables have what the dialect has not.
    fn to_sql(&self, dialect: &Dialect) -> Result<String>;

    /// The statements with which `drop_all` drops everything, in order.
    ///
    /// # Errors
    /// As [`to_sql`](Self::to_sql).
    fn drop_sql(&self, dialect: &Dialect) -> Result<String>;
}

impl MetaDataExt for MetaData {
    fn create_all<'s>(&'s self, on: impl DdlTarget<'s>) -> BoxFuture<'s, Result<Vec<String>>> {
        on.run(self, Work(create_all))
    }

    fn drop_all<'s>(&'s self, on: impl DdlTarget<'s>) -> BoxFuture<'s, Result<Vec<String>>> {
        on.run(self, Work(drop_all))
    }

    fn to_sql(&self, dialect: &Dialect) -> Result<String> {
        self.check_tables()?;
        Ok(script(&compile::create_all(self, self.tables(), dialect)?))
    }

    fn drop_sql(&self, dialect: &Dialect) -> Result<String> {
        Ok(script(&compile::drop_all(self, self.tables(), dialect)?))
    }
}

/// Where tables are created and dropped: an [`Engine`], in a transaction of its own, or a [`Connection`] or
/// [`Session`](crate::Session), in its transaction, which its user commits (MySQL commits with every such statement).
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
/// # let engine = create_engine("sqlite::memory:").connect().await?;
/// let mut conn = engine.begin().await?;
/// metadata![User].create_all(&mut conn).await?;
/// conn.execute(insert(User).values([User::builder().name("Alice")])).await?;
/// conn.rollback().await?; // and there is no table
/// assert_eq!(metadata![User].create_all(&engine).await?, ["users"]);
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "tables are created on an engine, a connection or a session, and this is a `{Self}`",
    label = "give `&engine`, `&mut connection` or `&mut session`"
)]
pub trait DdlTarget<'s> {
    /// Runs the statements there.
    #[doc(hidden)]
    fn run(self, metadata: &'s MetaData, work: Work) -> BoxFuture<'s, Result<Vec<String>>>;
}

/// What is to be done on a link.
#[doc(hidden)]
pub struct Work(for<'l> fn(&'l MetaData, &'l mut Link) -> BoxFuture<'l, Result<Vec<String>>>);

impl Work {
    pub(crate) fn on<'l>(&self, metadata: &'l MetaData, link: &'l mut Link) -> BoxFuture<'l, Result<Vec<String>>> {
        (self.0)(metadata, link)
    }
}

impl<'s> DdlTarget<'s> for &'s Engine {
    fn run(self, metadata: &'s MetaData, work: Work) -> BoxFuture<'s, Result<Vec<String>>> {
        Box::pin(async move {
            let mut link = Link::new(self);
            let names = work.on(metadata, &mut link).await?;
            link.commit().await?;
            Ok(names)
        })
    }
}

impl<'s> DdlTarget<'s> for &&'s Engine {
    fn run(self, metadata: &'s MetaData, work: Work) -> BoxFuture<'s, Result<Vec<String>>> {
        (*self).run(metadata, work)
    }
}

impl<'s> DdlTarget<'s> for &'s mut Connection {
    fn run(self, metadata: &'s MetaData, work: Work) -> BoxFuture<'s, Result<Vec<String>>> {
        work.on(metadata, self.link_mut())
    }
}

fn create_all<'l>(metadata: &'l MetaData, link: &'l mut Link) -> BoxFuture<'l, Result<Vec<String>>> {
    Box::pin(async move {
        metadata.check()?;
        let existing = Existing::of(metadata, link).await?;
        let missing = existing.split(metadata, link.engine()).1;
        for statement in compile::create_all(metadata, &missing, link.engine().dialect())? {
            link.execute_raw(&statement).await?;
        }
        Ok(names(strongly_connected(&missing).iter().flatten()))
    })
}

fn drop_all<'l>(metadata: &'l MetaData, link: &'l mut Link) -> BoxFuture<'l, Result<Vec<String>>> {
    Box::pin(async move {
        let existing = Existing::of(metadata, link).await?;
        let present = existing.split(metadata, link.engine()).0;
        let statements = compile::drop_all(metadata, &present, link.engine().dialect())?;
        if statements.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(prepare) = link.before_drop() {
            link.execute_raw(prepare).await?;
        }
        for statement in statements {
            link.execute_raw(&statement).await?;
        }
        Ok(names(strongly_connected(&present).iter().rev().flatten()))
    })
}

/// The tables that exist, by schema.
struct Existing(HashMap<Option<String>, HashSet<String>>);

impl Existing {
    /// Looks into the schemas that the metadata has tables in, by one query each.
    async fn of(metadata: &MetaData, link: &mut Link) -> Result<Self> {
        let dialect = link.engine().dialect();
        let schemas = metadata.tables().iter().map(|table| dialect.schema_name(table.schema.as_deref()));
        let schemas: HashSet<Option<String>> = schemas.map(|schema| schema.map(str::to_owned)).collect();
        let mut existing = HashMap::new();
        for schema in schemas {
            let query = link.tables_query(schema.as_deref()).await?;
            let mut tables = HashSet::new();
            link.read(query, None, &mut |row: &dyn RowReader| {
                tables.extend(row.str(0)?.map(str::to_owned));
                Ok(())
            })
            .await?;
            existing.insert(schema, tables);
        }
        Ok(Existing(existing))
    }

    /// The tables that exist, and those that do not.
    fn split(&self, metadata: &MetaData, engine: &Engine) -> (Vec<TableRef>, Vec<TableRef>) {
        metadata.tables().iter().cloned().partition(|table| self.has(table, engine))
    }

    fn has(&self, table: &TableRef, engine: &Engine) -> bool {
        let schema = engine.dialect().schema_name(table.schema.as_deref()).map(str::to_owned);
        self.0.get(&schema).is_some_and(|tables| tables.contains(&*table.name))
    }
}

/// Statements as a text.
fn script(statements: &[String]) -> String {
    statements.iter().map(|statement| format!("{statement};\n")).collect()
}

fn names<'t>(tables: impl Iterator<Item = &'t TableRef>) -> Vec<String> {
    tables.map(|table| table.name.to_string()).collect()
}
