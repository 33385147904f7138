//! [`Links`]: the connections of a session: one to its engine, and one to each engine that some of its models are bound to.
//!
//! A statement goes to the link of its table. Each link begins its transaction with its first statement; commits, rollbacks and savepoints are
//! those of all.

use std::sync::Arc;

use orm_core::compile::Compiled;
use orm_core::schema::Table;
use orm_core::{Error, Result};

use super::{Engine, Link};
use crate::driver::{Outcome, RowSink};

/// One link, or several.
pub(crate) struct Links {
    pub(crate) main: Link,
    others: Vec<Link>,
    /// Tables and the positions of their links among the others.
    bound: Vec<(&'static Table, usize)>,
}

impl Links {
    /// Links to one engine.
    pub fn new(engine: &Engine) -> Self {
        Links { main: Link::new(engine), others: Vec::new(), bound: Vec::new() }
    }

    /// Binds a table to an engine. `savepoints` are open around whatever comes.
    pub fn bind(&mut self, table: &'static Table, engine: &Engine, savepoints: usize) {
        self.bound.retain(|(other, _)| !std::ptr::eq(*other, table));
        if engine.is_same(self.main.engine()) {
            return;
        }
        let known = self.others.iter().position(|link| link.engine().is_same(engine));
        let position = known.unwrap_or_else(|| {
            let mut link = Link::new(engine);
            (0..savepoints).for_each(|_| link.open_savepoint());
            self.others.push(link);
            self.others.len() - 1
        });
        self.bound.push((table, position));
    }

    /// Whether any table is bound.
    pub fn is_bound(&self) -> bool {
        !self.bound.is_empty()
    }

    fn position(&self, table: &Table) -> Option<usize> {
        let is_it =
            |bound: &Table| std::ptr::eq(bound, table) || bound.name == table.name && bound.schema == table.schema;
        self.bound.iter().find(|(bound, _)| is_it(bound)).map(|(_, position)| *position)
    }

    fn of(&mut self, table: Option<&Table>) -> &mut Link {
        let position = table.filter(|_| self.is_bound()).and_then(|table| self.position(table));
        match position {
            Some(position) => &mut self.others[position],
            None => &mut self.main,
        }
    }

    fn all(&self) -> impl Iterator<Item = &Link> {
        std::iter::once(&self.main).chain(&self.others)
    }

    fn all_mut(&mut self) -> impl Iterator<Item = &mut Link> {
        std::iter::once(&mut self.main).chain(&mut self.others)
    }

    /// The session's engine.
    pub fn engine(&self) -> &Engine {
        self.main.engine()
    }

    /// The engine of a table.
    pub fn engine_of(&self, table: &Table) -> &Engine {
        let position = if self.is_bound() { self.position(table) } else { None };
        position.map_or(&self.main, |position| &self.others[position]).engine()
    }

    /// The engine of a statement about some tables.
    ///
    /// # Errors
    /// When they are in different databases.
    pub fn engine_of_all<'t>(
        &self,
        tables: impl IntoIterator<Item = &'t Table>,
    ) -> Result<(&Engine, Option<&'t Table>)> {
        let mut first: Option<(&Table, Option<usize>)> = None;
        for table in tables {
            let position = self.position(table);
            match first {
                Some((other, of)) if of != position => {
                    return Err(Error::InvalidState(format!(
                        "`{}` and `{}` are bound to different databases: no statement can use both",
                        other.model, table.model
                    )));
                }
                Some(_) => {}
                None => first = Some((table, position)),
            }
        }
        let table = first.map(|(table, _)| table);
        Ok((table.map_or(self.engine(), |table| self.engine_of(table)), table))
    }

    /// Whether a transaction is open on any.
    pub fn in_transaction(&self) -> bool {
        self.all().any(Link::in_transaction)
    }

    /// How many statements were executed.
    pub fn statements(&self) -> u64 {
        self.all().map(Link::statements).sum()
    }

    /// Why a transaction is gone, if one is and nobody has been told by `rollback` yet.
    pub fn lost(&self) -> Option<Arc<Error>> {
        self.all().find_map(Link::lost)
    }

    /// Begins the transaction of the session's engine; the others begin with their first statements.
    pub async fn begin(&mut self) -> Result<()> {
        self.main.begin().await
    }

    /// As [`Link::unbegin`].
    pub async fn unbegin(&mut self) -> Result<()> {
        let mut outcome = Ok(());
        for link in self.all_mut() {
            let ended = link.unbegin().await;
            outcome = outcome.and(ended);
        }
        outcome
    }

    /// Begins the transaction of the session's engine. What comes next belongs to it, not to the savepoints that are open, until they are
    /// [resumed](Self::resume_savepoints).
    pub async fn begin_below_savepoints(&mut self) -> Result<()> {
        self.main.begin_transaction().await?;
        self.all_mut().for_each(Link::pass_savepoints);
        Ok(())
    }

    /// As [`Link::resume_savepoints`].
    pub fn resume_savepoints(&mut self) {
        self.all_mut().for_each(Link::resume_savepoints);
    }

    /// As [`Link::execute`].
    pub async fn execute(&mut self, compiled: Compiled, table: Option<&Table>) -> Result<Outcome> {
        self.of(table).execute(compiled, table).await
    }

    /// As [`Link::fetch`].
    pub async fn fetch(&mut self, compiled: Compiled, table: Option<&Table>, row: RowSink<'_>) -> Result<Outcome> {
        self.of(table).fetch(compiled, table, row).await
    }

    /// As [`Link::stream`].
    pub async fn stream(&mut self, compiled: Compiled, table: Option<&Table>, row: RowSink<'_>) -> Result<Outcome> {
        self.of(table).stream(compiled, table, row).await
    }

    /// Commits on all, the session's engine last. Before any does, it is made sure that all could; where one fails after all, those before it are
    /// committed and those after it are rolled back.
    pub async fn commit(&mut self) -> Result<()> {
        if self.others.is_empty() {
            return self.main.commit().await;
        }
        if let Err(error) = self.are_committable().await {
            self.rollback().await?;
            return Err(error);
        }
        for position in 0..=self.others.len() {
            let link = self.others.get_mut(position).unwrap_or(&mut self.main);
            if let Err(error) = link.commit().await {
                for link in self.others.iter_mut().skip(position).chain([&mut self.main]) {
                    // The error that matters is the first.
                    let _ = link.rollback().await;
                }
                return Err(error);
            }
        }
        Ok(())
    }

    /// Whether nothing on any is spoilt by an error.
    async fn are_committable(&mut self) -> Result<()> {
        for link in self.all_mut() {
            link.settle_savepoints().await?;
            link.committable()?;
        }
        Ok(())
    }

    /// Rolls back on all.
    pub async fn rollback(&mut self) -> Result<()> {
        let mut outcome = Ok(());
        for link in self.all_mut() {
            let ended = link.rollback().await;
            outcome = outcome.and(ended);
        }
        outcome
    }

    /// As [`Link::open_savepoint`].
    pub fn open_savepoint(&mut self) {
        self.all_mut().for_each(Link::open_savepoint);
    }

    /// As [`Link::undo_savepoint`].
    pub fn undo_savepoint(&mut self, depth: usize) {
        self.all_mut().for_each(|link| link.undo_savepoint(depth));
    }

    /// As [`Link::close_savepoint`].
    pub fn close_savepoint(&mut self, depth: usize) {
        self.all_mut().for_each(|link| link.close_savepoint(depth));
    }

    /// As [`Link::release_savepoint`].
    pub async fn release_savepoint(&mut self, depth: usize) -> Result<()> {
        if !self.others.is_empty() {
            // None is released before it is known that all can be.
            self.are_committable().await?;
        }
        for link in self.all_mut() {
            link.release_savepoint(depth).await?;
        }
        Ok(())
    }

    /// As [`Link::settle_savepoints`].
    pub async fn settle_savepoints(&mut self) -> Result<()> {
        for link in self.all_mut() {
            link.settle_savepoints().await?;
        }
        Ok(())
    }
}
