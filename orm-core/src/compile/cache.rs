//! [`Cache`]: compiled statements by their shape.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::bind::Source;
use super::shape::{Extracted, Values};
use super::{Compiled, Compiler, Recorder, Shape};
use crate::dialect::Dialect;
use crate::error::Result;
use crate::statement::{Statement, StatementRef};
use crate::value::Value;

/// The SQL of statements that were compiled before, for one dialect. A statement that differs from one of them in its values
/// alone, or in the length of a list, is bound without being compiled again.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// use orm::core::compile::Cache;
/// use orm::core::dialect::Dialect;
///
/// let cache = Cache::new(100);
/// for name in ["Alice", "Bob"] {
///     let compiled = cache.compile(&select(User).filter(User::name.eq(name)), &Dialect::SQLITE)?;
///     assert_eq!(compiled[0].params, [orm::core::Value::Text(name.to_owned())]);
/// }
/// assert_eq!(cache.len(), 1);
/// # Ok::<(), orm::Error>(())
/// ```
///
/// It is shared: an engine has one. When it is full, what was not used since it was last full is dropped.
#[derive(Debug)]
pub struct Cache {
    entries: RwLock<Entries>,
    capacity: usize,
}

thread_local! {
    /// For the next key to be written to.
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

#[derive(Debug, Default)]
struct Entries {
    /// Used since the last change of generations.
    young: HashMap<Box<[u8]>, Entry, foldhash::fast::RandomState>,
    old: HashMap<Box<[u8]>, Entry, foldhash::fast::RandomState>,
}

#[derive(Debug)]
struct Entry {
    sql: Arc<str>,
    /// One for each parameter.
    sources: Vec<Source>,
    /// The parameters that are the same for all, and others to be replaced.
    params: Vec<Value>,
    raw: bool,
    locks: bool,
}

impl Cache {
    /// A cache of at most so many statements.
    pub fn new(capacity: usize) -> Self {
        Cache { entries: RwLock::default(), capacity }
    }

    /// How many statements it has.
    pub fn len(&self) -> usize {
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        entries.young.len() + entries.old.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The SQL and the parameters of a statement, as [`Statement::compile`] gives them.
    ///
    /// # Errors
    /// Those of [`Statement::compile`].
    pub fn compile(&self, statement: &(impl Statement + ?Sized), dialect: &Dialect) -> Result<Vec<Compiled>> {
        match statement.core() {
            Some(core) if self.capacity > 0 => self.compile_one(core, dialect).map(|compiled| vec![compiled]),
            _ => statement.compile(dialect),
        }
    }

    /// As [`compile`](Self::compile), for one statement without Rust types.
    ///
    /// # Errors
    /// Those of [`Statement::compile`].
    pub fn compile_one(&self, statement: StatementRef<'_>, dialect: &Dialect) -> Result<Compiled> {
        let mut shape = Shape::new(dialect.capabilities.max_params, BUFFER.take());
        shape.statement(statement);
        if !shape.complete {
            return Compiler::run(dialect, statement);
        }
        if let Some(compiled) = self.find(&shape) {
            BUFFER.set(shape.key);
            return Ok(compiled);
        }
        let (compiled, sources) = compile_recorded(statement, dialect, &shape.values)?;
        if let Some(sources) = sources {
            let params = compiled.params.iter().zip(&sources).map(|(value, source)| match source {
                Source::Constant => value.clone(),
                _ => Value::Bool(false),
            });
            let Compiled { sql, raw, locks, .. } = &compiled;
            let entry = Entry { sql: sql.clone(), params: params.collect(), sources, raw: *raw, locks: *locks };
            self.insert(shape.key.into(), entry);
        }
        Ok(compiled)
    }

    fn find(&self, shape: &Shape<'_>) -> Option<Compiled> {
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = entries.young.get(&*shape.key) {
            return Some(entry.bind(&shape.values));
        }
        if !entries.old.contains_key(&*shape.key) {
            return None;
        }
        drop(entries);
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        let (key, entry) = entries.old.remove_entry(&*shape.key)?;
        let compiled = entry.bind(&shape.values);
        entries.young.insert(key, entry);
        Some(compiled)
    }

    fn insert(&self, key: Box<[u8]>, entry: Entry) {
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        if entries.young.len() >= self.capacity.div_ceil(2) {
            entries.old = std::mem::take(&mut entries.young);
        }
        entries.young.insert(key, entry);
    }
}

impl Entry {
    /// The statement with these values.
    fn bind(&self, values: &Values<'_>) -> Compiled {
        let mut params = Vec::with_capacity(self.sources.len());
        for (position, source) in self.sources.iter().enumerate() {
            let constant = || self.params.get(position).cloned().unwrap_or(Value::Bool(false));
            let extracted = |number: u32| values.get(number as usize);
            params.push(match *source {
                Source::Constant => constant(),
                Source::Value(number) => match extracted(number) {
                    Some(Extracted::Value(value)) => (*value).clone(),
                    Some(Extracted::Number(number)) => Value::I64(i64::try_from(**number).unwrap_or(i64::MAX)),
                    _ => constant(),
                },
                Source::Item(list, index) => match extracted(list) {
                    Some(Extracted::List(list)) => {
                        list.get(index as usize).or(list.last()).cloned().unwrap_or_else(constant)
                    }
                    _ => constant(),
                },
                Source::Array(list, ty) => match extracted(list) {
                    Some(Extracted::List(list)) => Value::Array(ty, list.to_vec()),
                    _ => constant(),
                },
            });
        }
        Compiled { sql: self.sql.clone(), params, warnings: Vec::new(), raw: self.raw, locks: self.locks }
    }
}

/// Compiles a statement, and says where each of its parameters came from, if all are known.
fn compile_recorded(
    statement: StatementRef<'_>,
    dialect: &Dialect,
    values: &Values<'_>,
) -> Result<(Compiled, Option<Vec<Source>>)> {
    let address = |value: &Extracted<'_>| match value {
        Extracted::Value(value) => std::ptr::from_ref(*value).addr(),
        Extracted::Number(number) => std::ptr::from_ref(*number).addr(),
        Extracted::List(list) => list.as_ptr().addr(),
    };
    let known = values.iter().zip(0..).map(|(value, number)| (address(value), number)).collect();
    let mut compiler = Compiler::new(dialect);
    compiler.sources = Some(Recorder { known, sources: Vec::new(), complete: true });
    compiler.statement(statement)?;
    let sources = compiler.sources.take();
    let compiled = compiler.finish()?;
    let sources = sources
        .filter(|recorder| recorder.complete && recorder.sources.len() == compiled.params.len())
        .map(|recorder| recorder.sources);
    Ok((compiled, sources))
}
