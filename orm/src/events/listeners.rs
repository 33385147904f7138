//! [`Listeners`]: the closures, by what they are called for.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

use orm_core::Result;
use orm_core::statement::Statement;

use crate::fetch::BoxFuture;
use crate::instance::{AnyInstance, Lifecycle};

/// The session that calls a listener, without its type.
pub(crate) type Host = dyn Any + Send + Sync;
/// May execute statements.
pub(crate) type Hook = Arc<dyn for<'s> Fn(&'s mut Host) -> BoxFuture<'s, Result<()>> + Send + Sync>;
/// The same, for what a flush has done.
pub(crate) type FlushHook = Arc<dyn for<'s> Fn(&'s mut Host, &'s Host) -> BoxFuture<'s, Result<()>> + Send + Sync>;
/// Only looks.
pub(crate) type Notice = Arc<dyn Fn(&Host) + Send + Sync>;
pub(crate) type StatementHook = Arc<dyn Fn(&Host, &dyn Statement) -> Result<()> + Send + Sync>;
/// For an instance, and the version that it had in the database before.
pub(crate) type RowHook = Arc<dyn Fn(&Arc<dyn AnyInstance>, usize) -> Result<()> + Send + Sync>;
pub(crate) type TransitionHook = Arc<dyn Fn(&Arc<dyn AnyInstance>, Lifecycle, Lifecycle) + Send + Sync>;

/// When a listener of a model is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Moment {
    BeforeInsert,
    AfterInsert,
    BeforeUpdate,
    AfterUpdate,
    BeforeDelete,
    AfterDelete,
    Load,
}

/// All listeners of an engine or a session.
#[derive(Clone, Default)]
pub(crate) struct Listeners {
    pub(crate) before_flush: Vec<Hook>,
    pub(crate) after_flush: Vec<FlushHook>,
    pub(crate) before_commit: Vec<Hook>,
    pub(crate) after_commit: Vec<Notice>,
    pub(crate) after_rollback: Vec<Notice>,
    pub(crate) after_begin: Vec<Hook>,
    pub(crate) before_execute: Vec<StatementHook>,
    /// By when, and by model.
    pub(crate) rows: HashMap<Moment, HashMap<TypeId, Vec<RowHook>>>,
    /// By model.
    pub(crate) transitions: HashMap<TypeId, Vec<TransitionHook>>,
}
