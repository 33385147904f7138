//! Database URLs: the forms that are understood, and what is said about the others.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

async fn refusal(url: &str) -> orm::Error {
    let builder = create_engine(url).pool_timeout(std::time::Duration::from_secs(5));
    builder.connect().await.expect_err(url)
}

db_test! {
    async fn the_drivers_of_sqlalchemy_are_read_over(db: &TestDb) {
        let schemes: &[&str] = match db.backend {
            Backend::Sqlite => return Ok(()),
            Backend::Postgres => &["postgres", "postgresql", "postgresql+asyncpg", "postgresql+psycopg2", "PostgreSQL"],
            Backend::MariaDb | Backend::MySql => &["mysql", "mysql+pymysql", "mysql+aiomysql", "mariadb", "mariadb+pymysql"],
        };
        let (_, rest) = db.url.split_once("://").unwrap();
        for scheme in schemes {
            let engine = create_engine(format!("{scheme}://{rest}")).connect().await?;
            assert_eq!(engine.acquire().await?.scalar::<i64>(text("SELECT 1")).await?, 1, "{scheme}");
            assert_eq!(engine.dialect().name, db.engine.dialect().name);
            engine.close().await;
        }
    }

    async fn a_database_that_does_not_exist_is_an_error(db: &TestDb) {
        if db.backend == Backend::Sqlite {
            return Ok(());
        }
        let (scheme, rest) = db.url.split_once("://").unwrap();
        let (host, _) = rest.split_once('/').unwrap();
        let error = refusal(&format!("{scheme}://{host}/no_such_database")).await;
        assert!(matches!(error, orm::Error::Connect(_)), "{error}");
        assert!(error.to_string().contains("no_such_database"), "{error}");
    }

    async fn a_socket_may_be_the_only_host(db: &TestDb) {
        let (host, drivers, theirs) = match db.backend {
            Backend::Sqlite => return Ok(()),
            Backend::Postgres => ("host=/", "postgresql+psycopg2", "host=/"),
            Backend::MariaDb | Backend::MySql => ("socket=/", "mysql+pymysql", "unix_socket=/"),
        };
        let (_, rest) = db.url.split_once("://").unwrap();
        let Some((login, path)) = rest.split_once('@').filter(|_| rest.contains(host)) else { return Ok(()) };
        let (_, path) = path.split_once('/').unwrap();
        let engine = create_engine(format!("{drivers}://{login}@/{}", path.replace(host, theirs))).connect().await?;
        assert_eq!(engine.acquire().await?.scalar::<i64>(text("SELECT 1")).await?, 1);
        engine.close().await;
    }

    async fn without_a_user_the_system_says_who_it_is(db: &TestDb) {
        if db.backend != Backend::Postgres {
            return Ok(());
        }
        let (_, rest) = db.url.split_once("://").unwrap();
        let (_, path) = rest.rsplit_once('@').unwrap_or(("", rest));
        match create_engine(format!("postgresql://{path}")).connect().await {
            Ok(engine) => {
                let user: String = engine.acquire().await?.scalar(text("SELECT current_user::text")).await?;
                assert_ne!(user, "anonymous");
            }
            Err(error) => assert!(!error.to_string().contains("anonymous"), "{error}"),
        }
    }

    async fn a_login_that_is_refused_is_an_error_without_the_password(db: &TestDb) {
        if db.backend == Backend::Sqlite {
            return Ok(());
        }
        let (scheme, rest) = db.url.split_once("://").unwrap();
        let (_, host) = rest.rsplit_once('@').unwrap_or(("", rest));
        let error = refusal(&format!("{scheme}://nobody_here:s3cret@{host}")).await;
        assert!(matches!(error, orm::Error::Connect(_)), "{error}");
        assert!(error.to_string().contains("nobody_here") && !error.to_string().contains("s3cret"), "{error}");
    }
}

#[tokio::test]
async fn a_bad_url_says_what_is_wrong_and_what_is_right() {
    for (url, message) in [
        ("", "invalid database URL: it is empty; in memory is `sqlite::memory:`, a file is `sqlite:///app.db`"),
        (
            "app.db",
            "invalid database URL: `app.db` does not begin with a database; for a SQLite file write `sqlite:///app.db`",
        ),
        (
            "postgress://localhost/app",
            "invalid database URL: unknown database `postgress`; did you mean `postgres`, as in \
             `postgresql://user:password@localhost/app`?",
        ),
        (
            "oracle://localhost/app",
            "invalid database URL: unknown database `oracle`; there are `sqlite`, `postgresql` and `mysql`, as in \
             `sqlite:///app.db`",
        ),
    ] {
        let error = refusal(url).await;
        assert!(matches!(error, orm::Error::Url(_)));
        assert_eq!(error.to_string(), message);
    }
}

#[tokio::test]
async fn a_part_of_a_url_that_is_wrong_is_an_error_without_the_password() {
    for url in [
        "postgres://me:s3cret@localhost:port/app",
        "mysql://me:s3cret@localhost:99999/app",
        "postgres://me:s3cret@localhost/app?sslmode=maybe",
        "sqlite:///app.db?mode=sometimes",
        // The `@` is missing.
        "mysql://me:s3cret127.0.0.1:1/app",
        "postgres://me:s3cretlocalhost/app",
    ] {
        let error = refusal(url).await;
        assert!(matches!(error, orm::Error::Url(_)), "{url}: {error:?}");
        assert!(!error.to_string().contains("s3cret"), "{error}");
    }
}

#[tokio::test]
async fn an_ipv6_address_is_connected_to() {
    let Ok(listener) = tokio::net::TcpListener::bind("[::1]:0").await else { return };
    let port = listener.local_addr().unwrap().port();
    for scheme in ["postgres", "mysql"] {
        let url = format!("{scheme}://u:p@[::1]:{port}/x");
        let ((), error) = tokio::join!(async { drop(listener.accept().await.unwrap()) }, refusal(&url));
        assert!(matches!(error, orm::Error::Connect(_)) && !error.to_string().contains("lookup"), "{error}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_an_error() {
    for url in ["postgres://me:s3cret@127.0.0.1:1/app", "mysql://me:s3cret@127.0.0.1:1/app"] {
        let error = refusal(url).await;
        assert!(matches!(error, orm::Error::Connect(_)), "{error}");
        let message = error.to_string();
        assert!(message.starts_with("cannot connect to the database: "), "{message}");
        assert!(message.contains("refused") && !message.contains("s3cret"), "{message}");
    }
}
