//! A database for one test.

use std::future::Future;
use std::pin::Pin;

use orm::core::schema::MetaData;
use orm::prelude::*;

use crate::captured_log::listen_on_every_thread;
use crate::{Backend, StatementLog, TestResult};

/// A database (or schema) that only one test uses.
pub struct TestDb {
    /// The backend.
    pub backend: Backend,
    /// An engine on the database.
    pub engine: Engine,
    /// What the engine has executed.
    pub log: StatementLog,
    /// URL of the database, for further engines.
    pub url: String,
}

impl TestDb {
    /// Creates tables, and forgets the statements that it took.
    pub async fn create(&self, metadata: &MetaData) -> orm::Result<()> {
        metadata.create_all(&self.engine).await?;
        self.log.take_all();
        Ok(())
    }

    /// Installs a PostgreSQL extension for all tests, once.
    ///
    /// # Errors
    /// When the server does not have it.
    pub async fn extension(&self, name: &str) -> orm::Result<()> {
        if self.backend != Backend::Postgres {
            return Ok(());
        }
        let mut conn = self.engine.acquire().await?;
        // Two at a time would get in each other's way.
        conn.execute(text("SELECT pg_advisory_xact_lock(4711)")).await?;
        conn.execute(text(format!("CREATE EXTENSION IF NOT EXISTS {name} SCHEMA public"))).await?;
        conn.commit().await
    }

    /// A session.
    pub fn session(&self) -> Session {
        Session::new(&self.engine)
    }
}

/// What a test does with its database.
pub type Body = for<'d> fn(&'d TestDb) -> Pin<Box<dyn Future<Output = TestResult> + 'd>>;

/// Runs a test on a backend, in a fresh database named after the test, if the backend is configured.
///
/// Not generic over the body: what it does is compiled once, not once per test and database.
///
/// # Errors
/// The test's, and those of the database.
pub fn run(backend: Backend, path: &str, body: Body) -> TestResult {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(run_in_database(backend, path, body))
}

async fn run_in_database(backend: Backend, path: &str, body: Body) -> TestResult {
    let Some(url) = prepare(backend, path).await? else { return Ok(()) };
    listen_on_every_thread();
    let log = StatementLog::default();
    let recorder = log.clone();
    let mut builder = create_engine(&url).pool_size(3).on_statement(move |event| recorder.push(event.sql));
    if backend == Backend::MySql {
        builder = builder.capabilities(|capabilities| {
            capabilities.insert_returning = false;
            capabilities.delete_returning = false;
        });
    }
    let engine = builder.connect().await?;
    let db = TestDb { backend, engine, log, url };
    let outcome = body(&db).await;
    db.engine.close().await;
    // A failed test leaves its database behind to be looked at; the next run replaces it.
    if outcome.is_ok() {
        remove(backend, path).await?;
    }
    outcome
}

/// Creates the database of a test and returns its URL.
async fn prepare(backend: Backend, path: &str) -> orm::Result<Option<String>> {
    if backend == Backend::Sqlite {
        return Ok(Some("sqlite::memory:".to_owned()));
    }
    let Some(server) = backend.server_url() else { return Ok(None) };
    remove(backend, path).await?;
    let name = database(backend, path);
    let admin = create_engine(&server).pool_size(1).connect().await?;
    let mut connection = admin.acquire().await?;
    let separator = if server.contains('?') { '&' } else { '?' };
    let url = if backend == Backend::Postgres {
        connection.execute(text(format!("CREATE SCHEMA {name}"))).await?;
        format!("{server}{separator}options=-c%20search_path%3D{name}%2Cpublic")
    } else {
        connection.execute(text(format!("CREATE DATABASE {name}"))).await?;
        let (base, options) = server.split_once('?').unwrap_or((&server, ""));
        let host =
            base.rfind('/').filter(|&at| at > base.find("://").map_or(0, |at| at + 2)).map_or(base, |at| &base[..at]);
        if options.is_empty() { format!("{host}/{name}") } else { format!("{host}/{name}?{options}") }
    };
    connection.commit().await?;
    drop(connection);
    admin.close().await;
    Ok(Some(url))
}

async fn remove(backend: Backend, path: &str) -> orm::Result<()> {
    if backend == Backend::Sqlite {
        return Ok(());
    }
    let Some(server) = backend.server_url() else { return Ok(()) };
    let name = database(backend, path);
    let admin = create_engine(&server).pool_size(1).connect().await?;
    let mut connection = admin.acquire().await?;
    let sql = if backend == Backend::Postgres {
        format!("DROP SCHEMA IF EXISTS {name} CASCADE")
    } else {
        format!("DROP DATABASE IF EXISTS {name}")
    };
    connection.execute(text(sql)).await?;
    connection.commit().await?;
    drop(connection);
    admin.close().await;
    Ok(())
}

/// The database of a test: the same in every run of this checkout, so that what a failed run left is replaced, and that two
/// checkouts can be tested side by side.
fn database(backend: Backend, path: &str) -> String {
    let hash = concat!(env!("CARGO_MANIFEST_DIR"), "#")
        .bytes()
        .chain(path.bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("orm_test_{}_{hash:016x}", format!("{backend:?}").to_lowercase())
}
