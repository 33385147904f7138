//! An instance by its primary key: from the identity map, or by one query.

use std::sync::Arc;

use orm_core::error::Sought;
use orm_core::statement::{Lock, SelectCore};
use orm_core::{Error, Result, Value};

use super::by_keys::key_in;
use super::flush::show_key;
use super::{Session, Synchronize};
use crate::fetch::BoxFuture;
use crate::instance::{AnyInstance, Instances, Mapper, STALE, lock};
use crate::loading::{self, LoadPath};

impl Session {
    /// An instance that must be read anew, if its row is still there.
    async fn get_expired(&mut self, instance: Arc<dyn AnyInstance>) -> Result<Option<Arc<dyn AnyInstance>>> {
        self.before_query(true).await?;
        match self.read_expired(std::slice::from_ref(&instance)).await {
            Ok(()) => Ok(Some(instance)),
            Err(Error::NoResultFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// `known` is the instance that the session has; without one, or to lock its row, the key is needed.
    pub(crate) fn find(
        &mut self,
        mapper: &'static Mapper,
        known: Option<Arc<dyn AnyInstance>>,
        key: Vec<Value>,
        lock_row: Option<Lock>,
        options: Vec<Arc<LoadPath>>,
    ) -> BoxFuture<'_, Result<Option<Arc<dyn AnyInstance>>>> {
        Box::pin(async move {
            self.usable()?;
            let is_expired = known.as_ref().is_some_and(|instance| lock(instance.state()).expired);
            let found = match (known, lock_row) {
                (Some(instance), None) if is_expired => self.get_expired(instance).await?,
                (Some(instance), None) => Some(instance),
                (known, lock_row) => self.read_one(mapper, key, lock_row, known).await?,
            };
            if let Some(instance) = found.as_ref().filter(|_| !options.is_empty()) {
                loading::run(self, &options, std::slice::from_ref(instance)).await?;
            }
            Ok(found)
        })
    }

    /// What is found, where it must be something.
    pub(crate) fn required<'s>(
        found: BoxFuture<'s, Result<Option<Arc<dyn AnyInstance>>>>,
        mapper: &'static Mapper,
        key: Vec<Value>,
    ) -> BoxFuture<'s, Result<Option<Arc<dyn AnyInstance>>>> {
        Box::pin(async move {
            let found = found.await?;
            if found.is_none() {
                return Err(Error::NoResultFound(row_of(mapper, &key)));
            }
            Ok(found)
        })
    }

    /// Reads the row of a key; `known` is the instance that there is.
    async fn read_one(
        &mut self,
        mapper: &'static Mapper,
        key: Vec<Value>,
        lock_row: Option<Lock>,
        known: Option<Arc<dyn AnyInstance>>,
    ) -> Result<Option<Arc<dyn AnyInstance>>> {
        let table = mapper.table();
        let sought = row_of(mapper, &key);
        let filter = vec![key_in(table, &[key])];
        let query = SelectCore { filter, lock: lock_row, limit: Some(2), ..SelectCore::of_table(table) };
        self.before_statement(&query, true).await?;
        if let Some(instance) = known {
            lock(instance.state()).epoch = STALE;
        }
        let mut found = Instances::new();
        self.fetch(&query, false, Synchronize::Auto, &mut |row, tracker| {
            found.push(tracker.instance(mapper, row, 0)?);
            Ok(())
        })
        .await?;
        if found.len() > 1 { Err(Error::MultipleResultsFound(sought)) } else { Ok(found.pop()) }
    }
}

/// The row of a key, to say that it is not there.
fn row_of(mapper: &'static Mapper, key: &[Value]) -> Sought {
    Sought::of(mapper.table().model.clone()).with_key(show_key(key))
}
