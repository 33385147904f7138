//! `NoResultFound` and `MultipleResultsFound` say which query it was.

use orm::prelude::*;
use orm_tests::{TestDb, db_test};

use crate::models::*;

async fn filled(db: &TestDb) -> orm::Result<Session> {
    db.create(&metadata![User, Post, Comment]).await?;
    let mut session = db.session();
    session.add_all(["Ann", "Ben"].map(|name| User::builder().name(name)));
    session.commit().await?;
    Ok(session)
}

/// The message without the statement, and its first words.
fn told(error: &orm::Error) -> (String, String) {
    let message = error.to_string();
    let (what, statement) = message.split_once("\n  in: ").unwrap_or((&message, ""));
    (what.to_owned(), statement.chars().take(6).collect())
}

const NONE: &str = "no row was found when one was required";
const MANY: &str = "several rows were found when one was required";

db_test! {
    async fn in_a_session(db: &TestDb) {
        let mut session = filled(db).await?;
        let nobody = || select(User).filter(User::name.eq("Zoe"));
        let none = session.scalars(nobody()).one().await.unwrap_err();
        assert_eq!(told(&none), (format!("{NONE}: `User`"), "SELECT".to_owned()));
        assert!(none.is_no_result() && none.to_string().contains("WHERE"), "{none}");
        let none = session.query(User).filter(User::name.eq("Zoe")).one().await.unwrap_err();
        assert_eq!(told(&none), (format!("{NONE}: `User`"), "SELECT".to_owned()));
        let none = session.scalar::<i64>(select(User::id).filter(User::name.eq("Zoe"))).await.unwrap_err();
        assert_eq!(told(&none), (format!("{NONE}: `User`"), "SELECT".to_owned()));
        let none = session.execute(text("SELECT 1 FROM users WHERE 1 = 0")).one().await.unwrap_err();
        assert_eq!(told(&none), (NONE.to_owned(), "SELECT".to_owned()));
        let many = session.query(User).one_or_none().await.unwrap_err();
        assert_eq!(told(&many), (format!("{MANY}: `User`"), "SELECT".to_owned()));
        assert!(many.is_multiple_results() && !many.is_no_result());
    }

    async fn on_a_connection(db: &TestDb) {
        filled(db).await?;
        let mut conn = db.engine.acquire().await?;
        let none = conn.execute(select(User).filter(User::name.eq("Zoe"))).one().await.unwrap_err();
        assert_eq!(told(&none), (format!("{NONE}: `User`"), "SELECT".to_owned()));
        let none = conn.scalar::<String>(select(User::name).filter(User::name.eq("Zoe"))).await.unwrap_err();
        assert_eq!(told(&none), (format!("{NONE}: `User`"), "SELECT".to_owned()));
        let many = conn.execute(select((User::name, User::id))).one().await.unwrap_err();
        assert_eq!(told(&many), (format!("{MANY}: `User`"), "SELECT".to_owned()));
    }

    async fn of_a_key(db: &TestDb) {
        let mut session = filled(db).await?;
        let none = session.get_one(User, 99).await.unwrap_err();
        assert_eq!(none.to_string(), format!("{NONE}: `User` 99"));
        let ann = session.get_one(User, 1).await?;
        session.commit().await?;
        let mut conn = db.engine.acquire().await?;
        conn.execute(delete(User).filter(User::id.eq(1))).await?;
        conn.commit().await?;
        let gone = session.refresh(&ann).await.unwrap_err();
        assert_eq!(gone.to_string(), format!("{NONE}: `User` 1"));
    }
}
