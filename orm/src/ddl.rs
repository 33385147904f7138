//! Creating and dropping the tables of a [`MetaData`].

use std::collections::HashSet;

use orm_core::Result;
use orm_core::compile::{Compiled, create_table, drop_table};
use orm_core::dialect::Dialect;
use orm_core::row::RowReader;
use orm_core::schema::{MetaData, Table, strongly_connected};

use crate::engine::{Engine, Link};

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
    /// # Errors
    /// When the database refuses a statement.
    fn create_all(&self, engine: &Engine) -> impl Future<Output = Result<Vec<String>>> + Send;

    /// Drops the tables that exist, each before those it references. Returns the names of those it dropped, in order.
    ///
    /// # Errors
    /// When the database refuses a statement.
    fn drop_all(&self, engine: &Engine) -> impl Future<Output = Result<Vec<String>>> + Send;

    /// The statements with which `create_all` creates all tables.
    ///
    /// # Errors
    /// When a default cannot be written for the dialect.
    fn to_sql(&self, dialect: &Dialect) -> Result<String>;
}

impl MetaDataExt for MetaData {
    async fn create_all(&self, engine: &Engine) -> Result<Vec<String>> {
        let mut link = Link::new(engine);
        let existing = existing_tables(&mut link).await?;
        let missing = tables(self).filter(|table| !existing.contains(&*table.name)).collect::<Vec<_>>();
        for statement in create_statements(&missing, engine.dialect())? {
            link.execute_raw(&statement).await?;
        }
        link.commit().await?;
        Ok(names(&strongly_connected(&missing).concat()))
    }

    async fn drop_all(&self, engine: &Engine) -> Result<Vec<String>> {
        let mut link = Link::new(engine);
        let existing = existing_tables(&mut link).await?;
        let present = tables(self).filter(|table| existing.contains(&*table.name)).collect::<Vec<_>>();
        if present.is_empty() {
            return Ok(Vec::new());
        }
        let mut groups = strongly_connected(&present);
        groups.reverse();
        if let Some(prepare) = link.before_drop() {
            link.execute_raw(prepare).await?;
        }
        for statement in drop_statements(&groups, engine.dialect())? {
            link.execute_raw(&statement).await?;
        }
        link.commit().await?;
        Ok(names(&groups.concat()))
    }

    fn to_sql(&self, dialect: &Dialect) -> Result<String> {
        Ok(create_statements(&tables(self).collect::<Vec<_>>(), dialect)?
            .iter()
            .map(|statement| format!("{statement};\n"))
            .collect())
    }
}

fn tables(metadata: &MetaData) -> impl Iterator<Item = &Table> {
    metadata.tables().iter().map(|table| &**table)
}

/// The tables that exist, in one query.
async fn existing_tables(link: &mut Link) -> Result<HashSet<String>> {
    let query = Compiled::new(link.tables_query().await?, Vec::new());
    let mut tables = HashSet::new();
    link.read(query, None, &mut |row: &dyn RowReader| {
        tables.extend(row.str(0)?.map(str::to_owned));
        Ok(())
    })
    .await?;
    Ok(tables)
}

/// Within a cycle of tables, the foreign keys to those that come later are added once all exist.
fn create_statements(tables: &[&Table], dialect: &Dialect) -> Result<Vec<String>> {
    let mut statements = Vec::new();
    for group in strongly_connected(tables) {
        let mut constraints = Vec::new();
        for (index, table) in group.iter().enumerate() {
            let later: Vec<&str> = group[index + 1..].iter().map(|table| &*table.name).collect();
            let (create, after) = create_table(table, dialect, &later)?;
            statements.extend(create);
            constraints.extend(after);
        }
        statements.append(&mut constraints);
    }
    Ok(statements)
}

/// Within a cycle of tables, the foreign keys between them are dropped first.
fn drop_statements(groups: &[Vec<&Table>], dialect: &Dialect) -> Result<Vec<String>> {
    let mut statements = Vec::new();
    for group in groups {
        let mut drops = Vec::new();
        for table in group {
            let others: Vec<&str> =
                group.iter().map(|other| &*other.name).filter(|name| **name != table.name).collect();
            let (constraints, drop) = drop_table(table, dialect, &others)?;
            statements.extend(constraints);
            drops.push(drop);
        }
        statements.append(&mut drops);
    }
    Ok(statements)
}

fn names(tables: &[&Table]) -> Vec<String> {
    tables.iter().map(|table| table.name.to_string()).collect()
}
