//! [`Pool`]: the connections of an engine.

use std::sync::Arc;
use std::time::Duration;

use orm_core::Result;
use orm_core::dialect::Dialect;
use sqlx::pool::PoolOptions;
use tokio::runtime;

use super::DriverConnection;
use super::connection::AnyHandle;
use super::error::{connect_error, no_connection};
use super::handle::{Driver, Handle};
use super::queue::WriteQueue;
use crate::config::{Backend, DatabaseUrl, EngineOptions};

/// The connections of an engine.
pub(crate) struct Pool {
    pools: AnyPool,
    url: DatabaseUrl,
    limits: Limits,
    runtime: runtime::Handle,
}

enum AnyPool {
    /// In memory, one connection is kept aside: the database lives as long as it.
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::SqlitePool, std::sync::Mutex<Option<sqlx::SqliteConnection>>, Arc<WriteQueue>),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgPool),
    #[cfg(feature = "mysql")]
    MySql(sqlx::MySqlPool),
}

impl AnyPool {
    async fn open(url: &DatabaseUrl, options: &EngineOptions) -> Result<(AnyPool, Dialect)> {
        match url.backend() {
            #[cfg(feature = "sqlite")]
            Backend::Sqlite => {
                let (pool, keeper, dialect) = super::sqlite::connect(url, options).await?;
                let queue = WriteQueue::new(url.in_memory());
                Ok((AnyPool::Sqlite(pool, std::sync::Mutex::new(keeper), queue), dialect))
            }
            #[cfg(feature = "postgres")]
            Backend::Postgres => {
                let (pool, dialect) = super::postgres::connect(url, options).await?;
                Ok((AnyPool::Postgres(pool), dialect))
            }
            #[cfg(feature = "mysql")]
            Backend::MySql => {
                let (pool, dialect) = super::mysql::connect(url, options).await?;
                Ok((AnyPool::MySql(pool), dialect))
            }
            #[cfg(not(all(feature = "sqlite", feature = "postgres", feature = "mysql")))]
            disabled => Err(disabled.not_enabled()),
        }
    }
}

/// What the message about an exhausted pool says.
struct Limits {
    pool_size: u32,
    max_overflow: u32,
    /// The two together, as far as there is room.
    most: u32,
    timeout: Duration,
}

impl Pool {
    /// Connects once, to fail early and to learn what the database is; further connections are opened as they are needed.
    pub async fn connect(url: &DatabaseUrl, options: &EngineOptions) -> Result<(Pool, Dialect)> {
        let runtime = runtime::Handle::try_current().map_err(|_| {
            no_connection("an engine needs a Tokio runtime: connect within `#[tokio::main]`".to_owned())
        })?;
        let (pools, dialect) = tokio::time::timeout(options.pool_timeout, AnyPool::open(url, options))
            .await
            .map_err(|_| no_connection(format!("no answer within {:?} from {url}", options.pool_timeout)))??;
        let limits = Limits {
            pool_size: options.pool_size,
            max_overflow: options.max_overflow,
            most: options.most_connections(),
            timeout: options.pool_timeout,
        };
        Ok((Pool { pools, url: url.clone(), limits, runtime }, dialect))
    }

    /// A connection in autocommit.
    pub async fn acquire(&self) -> Result<DriverConnection> {
        let handle = match &self.pools {
            #[cfg(feature = "sqlite")]
            AnyPool::Sqlite(pool, _, queue) => AnyHandle::Sqlite(self.checkout(pool, Some(queue.clone())).await?),
            #[cfg(feature = "postgres")]
            AnyPool::Postgres(pool) => AnyHandle::Postgres(self.checkout(pool, None).await?),
            #[cfg(feature = "mysql")]
            AnyPool::MySql(pool) => AnyHandle::MySql(self.checkout(pool, None).await?),
        };
        Ok(DriverConnection::new(handle, self.runtime.clone()))
    }

    /// Whether connections keep statements prepared. Where they do not, a pooler may be between the server and us, which sees to it that what
    /// is prepared can be executed within transactions only.
    pub fn keeps_prepared(&self) -> bool {
        self.url.backend() != Backend::Postgres || !self.url.option_is("statement-cache-capacity", "0")
    }

    /// How many connections there may be at a time.
    pub fn most(&self) -> u32 {
        self.limits.most
    }

    /// Closes the connections that are idle now and the others when they come back.
    pub async fn close(&self) {
        match &self.pools {
            #[cfg(feature = "sqlite")]
            AnyPool::Sqlite(pool, keeper, _) => {
                pool.close().await;
                let keeper = keeper.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
                drop(keeper);
            }
            #[cfg(feature = "postgres")]
            AnyPool::Postgres(pool) => pool.close().await,
            #[cfg(feature = "mysql")]
            AnyPool::MySql(pool) => pool.close().await,
        }
    }

    async fn checkout<D: Driver>(&self, pool: &sqlx::Pool<D>, queue: Option<Arc<WriteQueue>>) -> Result<Handle<D>> {
        match pool.acquire().await {
            Ok(connection) => Ok(Handle::new(connection, queue, self.keeps_prepared())),
            Err(sqlx::Error::PoolTimedOut) => {
                let open = pool.size();
                Err(no_connection(self.limits.exhausted(open, open.saturating_sub(pool.num_idle() as u32))))
            }
            Err(sqlx::Error::PoolClosed) => Err(no_connection("the engine is closed".to_owned())),
            Err(error) => Err(connect_error(error, &self.url)),
        }
    }
}

/// The options of a pool.
pub(super) fn pool_options<D: Driver>(options: &EngineOptions) -> PoolOptions<D> {
    let pool = PoolOptions::new()
        .max_connections(options.most_connections())
        .acquire_timeout(options.longest_wait())
        .test_before_acquire(options.pool_pre_ping);
    match options.pool_recycle {
        Some(age) => pool.max_lifetime(age),
        None => pool,
    }
}

impl Limits {
    fn exhausted(&self, open: u32, in_use: u32) -> String {
        let Limits { pool_size, max_overflow, most, timeout } = self;
        if open < *most {
            return format!("the database did not answer within {timeout:?} (pool_timeout)");
        }
        format!(
            "no connection became free within {timeout:?} (pool_timeout): {in_use} of {most} are in use (pool_size {pool_size} + \
             max_overflow {max_overflow}); a session or connection holds one until it is committed, rolled back or dropped"
        )
    }
}
