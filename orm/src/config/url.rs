//! [`DatabaseUrl`]: database URLs, in the forms of sqlx and of SQLAlchemy.
//!
//! `dialect+driver://user:password@host:port/database?option=value`; the driver is ours to choose, so it is read over.
//! For SQLite three slashes begin a relative path and four an absolute one, as in SQLAlchemy.

mod mask;

use std::fmt;

use mask::{mask, mask_options, shorten};
use orm_core::{Error, Result};

/// The databases that there are drivers for. Which of them are compiled in is for the cargo features to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
    MySql,
}

impl Backend {
    /// Schemes, cargo feature and an example.
    const ALL: [(Backend, &'static [&'static str], &'static str, &'static str); 3] = [
        (Backend::Sqlite, &["sqlite"], "sqlite", "sqlite:///app.db"),
        (Backend::Postgres, &["postgresql", "postgres"], "postgres", "postgresql://user:password@localhost/app"),
        (Backend::MySql, &["mysql", "mariadb"], "mysql", "mysql://user:password@localhost/app"),
    ];

    fn of(scheme: &str) -> Option<Backend> {
        Self::ALL.iter().find(|(_, schemes, ..)| schemes.contains(&scheme)).map(|&(backend, ..)| backend)
    }

    fn feature(self) -> &'static str {
        Self::ALL.iter().find(|(backend, ..)| *backend == self).map_or("", |&(.., feature, _)| feature)
    }

    fn example(self) -> &'static str {
        Self::ALL.iter().find(|(backend, ..)| *backend == self).map_or("", |&(.., example)| example)
    }

    /// The error for a database whose driver is not compiled in.
    #[cfg_attr(all(feature = "sqlite", feature = "postgres", feature = "mysql"), allow(dead_code))]
    pub fn not_enabled(self) -> Error {
        let feature = self.feature();
        Error::Url(format!(
            "the driver is not compiled in; enable the cargo feature `{feature}` of `orm`: `cargo add orm --features {feature}`"
        ))
    }
}

/// A database URL that has been understood.
#[derive(Clone)]
pub(crate) struct DatabaseUrl {
    backend: Backend,
    /// What sqlx is to parse: `sqlite:path?options`, `postgres://…`, `mysql://…`.
    target: String,
    in_memory: bool,
    /// Whether a server is meant whose host the URL leaves open, behind a login.
    no_host: bool,
    masked: String,
}

impl DatabaseUrl {
    /// Reads a URL.
    pub fn parse(url: &str) -> Result<Self> {
        let url = url.trim();
        let Some((scheme, rest)) = url.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) else {
            return Err(no_scheme(url));
        };
        let scheme = scheme.to_ascii_lowercase();
        let name = scheme.split('+').next().unwrap_or_default();
        let backend = Backend::of(name).ok_or_else(|| unknown_scheme(name))?;
        let target = match backend {
            Backend::Sqlite => return Ok(Self::sqlite(url, rest)),
            Backend::Postgres => "postgres",
            Backend::MySql => "mysql",
        };
        if !rest.starts_with("//") {
            let example = backend.example();
            return Err(Error::Url(format!("`{name}:` is followed by two slashes, as in `{example}`")));
        }
        let (rest, no_host) = with_host(rest);
        let rest = if backend == Backend::MySql { with_socket(&rest) } else { rest };
        let target = format!("{target}:{rest}");
        Ok(DatabaseUrl { backend, target, in_memory: false, no_host, masked: mask(url) })
    }

    fn sqlite(url: &str, rest: &str) -> Self {
        let (path, options) = rest.split_once('?').unwrap_or((rest, ""));
        let path = path.strip_prefix("//").unwrap_or(path);
        // What follows the empty host and its slash: `/app.db` is `app.db`, `//abs/app.db` is `/abs/app.db`.
        let path = if rest.starts_with("//") { path.strip_prefix('/').unwrap_or(path) } else { path };
        let mut parsed = DatabaseUrl {
            backend: Backend::Sqlite,
            target: format!("sqlite:{path}?{options}"),
            in_memory: path.is_empty() || path == ":memory:",
            no_host: false,
            masked: mask_options(url),
        };
        parsed.in_memory |= parsed.option_is("mode", "memory");
        parsed
    }

    /// The database.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// The URL for sqlx to parse.
    #[cfg_attr(not(any(feature = "sqlite", feature = "postgres", feature = "mysql")), allow(dead_code))]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Whether it is a SQLite database that lives in memory.
    #[cfg_attr(not(feature = "sqlite"), allow(dead_code))]
    pub fn in_memory(&self) -> bool {
        self.in_memory
    }

    /// Whether neither the address nor an option names a host, and the address has a placeholder instead.
    #[cfg_attr(not(feature = "postgres"), allow(dead_code))]
    pub fn leaves_host_open(&self) -> bool {
        self.no_host && !self.has_option("host") && !self.has_option("hostaddr")
    }

    /// Whether it says as whom to connect.
    #[cfg_attr(not(feature = "postgres"), allow(dead_code))]
    pub fn has_user(&self) -> bool {
        let authority = self.target.split("//").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next());
        let login = authority.and_then(|authority| authority.rsplit_once('@')).map(|(login, _)| login);
        self.has_option("user") || login.is_some_and(|login| !login.is_empty() && !login.starts_with(':'))
    }

    /// All of it, without the password.
    pub fn masked(&self) -> &str {
        &self.masked
    }

    /// Whether an option is set.
    #[cfg_attr(not(feature = "sqlite"), allow(dead_code))]
    pub fn has_option(&self, name: &str) -> bool {
        self.options().any(|(key, _)| key == name)
    }

    /// Whether an option has this value.
    pub fn option_is(&self, name: &str, value: &str) -> bool {
        self.options().any(|option| option == (name, value))
    }

    fn options(&self) -> impl Iterator<Item = (&str, &str)> {
        let options = self.target.split_once('?').map_or("", |(_, options)| options);
        options.split('&').map(|option| option.split_once('=').unwrap_or((option, "")))
    }

    /// The error when a driver does not understand the URL, for a reason that does not repeat it.
    #[cfg_attr(not(any(feature = "sqlite", feature = "postgres", feature = "mysql")), allow(dead_code))]
    pub fn refused(&self, reason: &str) -> Error {
        let (example, reason) = (self.backend.example(), shorten(reason));
        let hint = match self.backend {
            Backend::Sqlite => "",
            Backend::Postgres | Backend::MySql => {
                "; characters such as `@ : / # ?` in a user name or password are written `%40 %3A %2F %23 %3F`"
            }
        };
        Error::Url(format!("{reason}, in `{self}`; a right one is `{example}`{hint}"))
    }
}

/// Without the password, and no longer than one reads.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shorten(&self.masked))
    }
}

fn is_scheme(text: &str) -> bool {
    // One letter is a Windows drive.
    text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-._".contains(&byte))
}

/// `C:\`
fn begins_with_drive(url: &str) -> bool {
    matches!(url.as_bytes(), [_, b':', b'\\' | b'/', ..])
}

fn no_scheme(url: &str) -> Error {
    let message = if url.is_empty() {
        "it is empty; in memory is `sqlite::memory:`, a file is `sqlite:///app.db`".to_owned()
    } else if url.contains('@') || url.matches(':').count() > usize::from(begins_with_drive(url)) {
        // It may hold a password: do not show it.
        format!("it does not begin with a database, as in `{}`", Backend::Postgres.example())
    } else {
        let url = shorten(url);
        format!("`{url}` does not begin with a database; for a SQLite file write `sqlite:///{url}`")
    };
    Error::Url(message)
}

fn unknown_scheme(name: &str) -> Error {
    let name = &*shorten(name);
    let nearest = Backend::ALL
        .iter()
        .flat_map(|(backend, schemes, ..)| {
            schemes.iter().map(|scheme| (strsim::damerau_levenshtein(name, scheme), *scheme, *backend))
        })
        .min_by_key(|(distance, ..)| *distance);
    Error::Url(match nearest {
        Some((distance, scheme, backend)) if distance <= scheme.len() / 2 && !OTHERS.contains(&name) => {
            format!("unknown database `{name}`; did you mean `{scheme}`, as in `{}`?", backend.example())
        }
        _ => format!(
            "unknown database `{name}`; there are `sqlite`, `postgresql` and `mysql`, as in `{}`",
            Backend::Sqlite.example()
        ),
    })
}

/// Databases that are close to none of ours, however their names are spelled.
const OTHERS: [&str; 3] = ["mssql", "mssqlserver", "duckdb"];

/// `//user:password@/database`, as SQLAlchemy has it with the host among the options: no URL has a login without a host.
fn with_host(rest: &str) -> (String, bool) {
    let authority = rest.trim_start_matches('/').split(['/', '?', '#']).next().unwrap_or_default();
    match authority.strip_suffix('@') {
        Some(login) if rest.starts_with("//") && !rest.starts_with("///") => {
            (format!("//{login}@localhost{}", rest.get(2 + authority.len()..).unwrap_or_default()), true)
        }
        _ => (rest.to_owned(), false),
    }
}

/// What the drivers of Python call `unix_socket`.
fn with_socket(rest: &str) -> String {
    let Some((address, options)) = rest.split_once('?') else { return rest.to_owned() };
    let options = options.split('&').map(|option| match option.strip_prefix("unix_socket=") {
        Some(path) => format!("socket={path}"),
        None => option.to_owned(),
    });
    format!("{address}?{}", options.collect::<Vec<_>>().join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> DatabaseUrl {
        DatabaseUrl::parse(url).unwrap()
    }

    fn message(url: &str) -> String {
        DatabaseUrl::parse(url).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn sqlite_files() {
        for (url, target) in [
            ("sqlite:///app.db", "sqlite:app.db?"),
            ("sqlite:////abs/app.db", "sqlite:/abs/app.db?"),
            ("sqlite://app.db", "sqlite:app.db?"),
            ("sqlite:app.db", "sqlite:app.db?"),
            ("sqlite:/abs/app.db", "sqlite:/abs/app.db?"),
            ("sqlite+aiosqlite:///dir/app.db", "sqlite:dir/app.db?"),
            ("SQLite:///./app.db", "sqlite:./app.db?"),
            (r"sqlite:///C:\data\app.db", r"sqlite:C:\data\app.db?"),
            ("sqlite:///app.db?mode=ro", "sqlite:app.db?mode=ro"),
        ] {
            let parsed = parse(url);
            assert_eq!((parsed.target(), parsed.in_memory()), (target, false), "{url}");
        }
        assert!(parse("sqlite:///app.db?mode=ro").option_is("mode", "ro"));
        assert!(!parse("sqlite:///app.db").has_option("mode"));
    }

    #[test]
    fn sqlite_in_memory() {
        for url in [
            "sqlite://",
            "sqlite:",
            "sqlite:///",
            "sqlite::memory:",
            "sqlite://:memory:",
            "sqlite:///:memory:",
            "sqlite+aiosqlite://",
            "sqlite+pysqlite:///:memory:",
            "sqlite:///x?mode=memory",
        ] {
            assert!(parse(url).in_memory(), "{url}");
        }
    }

    #[test]
    fn servers() {
        for (url, backend, target) in [
            ("postgresql+asyncpg://u:p@h/d", Backend::Postgres, "postgres://u:p@h/d"),
            (
                "postgres://u:p%40@h:5433/d?sslmode=disable",
                Backend::Postgres,
                "postgres://u:p%40@h:5433/d?sslmode=disable",
            ),
            ("postgresql+psycopg2:///d?host=/var/run", Backend::Postgres, "postgres:///d?host=/var/run"),
            ("mysql+pymysql://u@h/d?charset=utf8mb4", Backend::MySql, "mysql://u@h/d?charset=utf8mb4"),
            ("mariadb://u@h/d", Backend::MySql, "mysql://u@h/d"),
            ("mariadb+pymysql://u@h/d", Backend::MySql, "mysql://u@h/d"),
            ("postgresql+psycopg2://u:p@/d?host=/run", Backend::Postgres, "postgres://u:p@localhost/d?host=/run"),
            ("mysql+pymysql://u:p@/d?unix_socket=/run/s", Backend::MySql, "mysql://u:p@localhost/d?socket=/run/s"),
        ] {
            let parsed = parse(url);
            assert_eq!((parsed.backend(), parsed.target()), (backend, target), "{url}");
        }
    }

    #[test]
    fn errors_say_what_is_wrong_and_show_a_right_url() {
        assert!(message("").contains("`sqlite::memory:`"));
        assert!(message("app.db").contains("write `sqlite:///app.db`"));
        assert!(
            message("postgress://u:p@h/d").contains("did you mean `postgres`"),
            "{}",
            message("postgress://u:p@h/d")
        );
        assert!(message("mysq://h/d").contains("did you mean `mysql`"));
        assert!(message("sqlit:///a.db").contains("did you mean `sqlite`, as in `sqlite:///app.db`?"));
        assert!(message("oracle://u:p@h/d").contains("there are `sqlite`, `postgresql` and `mysql`"));
        assert!(message("mssql+pyodbc://u:p@h/d").contains("there are `sqlite`, `postgresql` and `mysql`"));
        assert!(message("postgres:u:secret@h/d").contains("two slashes"));
        assert!(message(&"x".repeat(1 << 20)).len() < 1_000);
        assert!(message(&format!("{}://h", "x".repeat(1 << 20))).len() < 1_000);
        assert!(parse(&format!("mysql://h/{}", "x".repeat(1 << 20))).refused("no").to_string().len() < 1_000);
        for url in [
            "postgres:u:secret@h/d",
            "u:secret@h/d",
            "mysql//u:secret127.0.0.1/d",
            "pg sql://u:secret@h/d",
            "postgress://u:secret@h",
        ] {
            let message = message(url);
            assert!(!message.is_empty() && !message.contains("secret"), "{message}");
        }
    }
}
