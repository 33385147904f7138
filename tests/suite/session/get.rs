//! `get` and its variants.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

use crate::models::*;

db_test! {
    async fn what_is_known_is_not_asked_for(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let id = session.add(User::builder().name("a")).id;
        session.commit().await?;
        let user = session.query(User).one().await?;
        assert_ne!(user.id, id);
        db.log.take_all();
        assert!(session.get(User, user.id).await?.is_some_and(|found| Instance::ptr_eq(&found, &user)));
        assert!(Instance::ptr_eq(&session.get_one(User, user.id).await?, &user));
        assert_eq!(db.log.take_all(), Vec::<String>::new());
        assert!(session.get(User, user.id + 1).await?.is_none());
        assert!(matches!(session.get_one(User, user.id + 1).await, Err(orm::Error::NoResultFound(_))));
    }

    async fn options_load_relationships_of_what_is_known_too(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        session.add(User::builder().name("a").posts([Post::builder().title("t")]));
        session.commit().await?;
        let mut session = db.session();
        let user = session.query(User).one().await?;
        db.log.take();
        session.get(User, user.id).options(selectinload(User::posts).selectinload(Post::comments)).await?;
        assert_eq!(db.log.take_verbs(), ["SELECT posts", "SELECT comments"]);
        assert_eq!(user.posts.get()?.len(), 1);
        session.get(User, user.id).options(selectinload(User::posts)).await?;
        assert_eq!(db.log.take_verbs(), Vec::<String>::new());
    }

    async fn a_lock_reads_the_row_anew(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let user = session.add(User::builder().name("a"));
        session.commit().await?;
        let mut other = db.session();
        other.execute(update(User).set(User::name, "b")).await?;
        other.commit().await?;
        db.log.take();
        session.get(User, user.id).with_for_update().await?;
        let sql = db.log.take().concat();
        assert_eq!(sql.contains("FOR UPDATE"), db.backend != Backend::Sqlite, "{sql}");
        assert_eq!(user.name, "b");
        user.set(User::name, "c");
        session.get(User, user.id).with_for_update().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE users", "SELECT users"]);
        assert_eq!(user.name, "c");
    }

    async fn a_transaction_is_begun_and_a_session_closed(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let user = session.add(User::builder().name("a"));
        session.commit().await?;
        session.begin().await?;
        assert!(session.in_transaction() && session.begin().await.is_err());
        user.set(User::name, "b");
        session.flush().await?;
        session.close().await?;
        assert_eq!((Instance::lifecycle(&user), user.name.as_str()), (Lifecycle::Detached, "a"));
        assert!(!session.in_transaction());
        assert_eq!(session.query(User).one().await?.name, "a");
    }
}
