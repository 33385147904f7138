//! The databases that tests run on.

use std::io::Write;
use std::sync::Once;

/// A database, and how it is configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// SQLite, in memory.
    Sqlite,
    /// PostgreSQL.
    Postgres,
    /// MariaDB.
    MariaDb,
    /// MySQL, where `ORM_TEST_GENUINE_MYSQL_URL` names one; otherwise MariaDB without RETURNING, which is what MySQL can do.
    MySql,
}

impl Backend {
    /// The server's URL; `None` when it is not configured.
    pub fn server_url(self) -> Option<String> {
        if self == Backend::MySql
            && let Some(url) = genuine_mysql()
        {
            return Some(url);
        }
        let variable = self.variable()?;
        let url = std::env::var(variable).ok().filter(|url| !url.is_empty());
        if url.is_none() {
            assert!(
                std::env::var_os("ORM_TEST_REQUIRE_ALL").is_none(),
                "{variable} is not set, and all databases are required"
            );
            static POSTGRES: Once = Once::new();
            static MYSQL: Once = Once::new();
            let once = if self == Backend::Postgres { &POSTGRES } else { &MYSQL };
            // Straight to the terminal: the test runner hides what a passing test prints.
            once.call_once(|| {
                let _ = writeln!(std::io::stderr(), "skipped: the tests on {self:?} ({variable} is not set)");
            });
        }
        url
    }

    fn variable(self) -> Option<&'static str> {
        match self {
            Backend::Sqlite => None,
            Backend::Postgres => Some("ORM_TEST_POSTGRES_URL"),
            Backend::MariaDb | Backend::MySql => Some("ORM_TEST_MYSQL_URL"),
        }
    }

    /// Whether this is MySQL itself.
    pub fn is_genuine_mysql(self) -> bool {
        self == Backend::MySql && genuine_mysql().is_some()
    }

    /// Whether INSERT can return rows.
    pub fn has_insert_returning(self) -> bool {
        self != Backend::MySql
    }

    /// Whether UPDATE can return rows.
    pub fn has_update_returning(self) -> bool {
        matches!(self, Backend::Sqlite | Backend::Postgres)
    }
}

fn genuine_mysql() -> Option<String> {
    std::env::var("ORM_TEST_GENUINE_MYSQL_URL").ok().filter(|url| !url.is_empty())
}
