//! Sessions of a task.

use orm::prelude::*;
use orm_tests::db_test;

use crate::models::*;

async fn rename(name: &str) -> orm::Result<Instance<User>> {
    let mut session = Session::current()?;
    let user = session.query(User).one().await?;
    user.set(User::name, name);
    Ok(user)
}

db_test! {
    async fn a_scope_has_one_session(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        session.add(User::builder().name("a"));
        session.commit().await?;
        Session::scope(&db.engine, async {
            let first = rename("b").await?;
            let second = rename("c").await?;
            assert!(Instance::ptr_eq(&first, &second));
            Session::current()?.commit().await
        })
        .await?;
        Session::scope(&db.engine, rename("lost")).await?;
        let name: String = session.scalar(select(User::name)).await?;
        assert_eq!(name, "c");
    }

    async fn it_is_used_by_one_at_a_time(db: &TestDb) {
        assert!(Session::current().is_err_and(|error| error.to_string().contains("Session::scope")));
        Session::scope(&db.engine, async {
            let held = Session::current();
            assert!(Session::current().is_err_and(|error| error.to_string().contains("in use")));
            drop(held);
            assert!(Session::current().is_ok());
        })
        .await;
        // One scope within another has a session of its own.
        Session::scope(&db.engine, async {
            let outer = Session::current();
            Session::scope(&db.engine, async { assert!(Session::current().is_ok()) }).await;
            drop(outer);
        })
        .await;
    }
}
