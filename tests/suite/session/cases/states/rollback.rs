//! Cases 42 to 44: rollback, failed flushes, savepoints.

use orm::prelude::*;
use orm_tests::db_test;

use super::super::fixture::*;

db_test! {
    async fn case_42_rollback_restores_changed_deleted_and_new(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        let (changed, deleted) = session.add_all((User::builder().name("p"), User::builder().name("d")));
        session.commit().await?;

        changed.edit().name = "x".into();
        session.delete(&deleted).await?;
        let new = session.add(User::builder().name("n"));
        session.flush().await?;
        let key = new.id;
        session.rollback().await?;
        db.log.take_all();
        assert_eq!(changed.name, "p", "restored, not expired");
        assert_eq!(Instance::lifecycle(&deleted), Lifecycle::Persistent);
        assert!(Instance::ptr_eq(&session.get(User, deleted.id).await?.ok_or("gone")?, &deleted));
        assert!(db.log.take_all().is_empty());
        // Unlike SQLAlchemy, the generated key is reset: added again, the instance gets one from the database.
        assert_eq!((Instance::lifecycle(&new), new.name.as_str(), new.id), (Lifecycle::Transient, "n", 0));
        session.add(&new);
        session.commit().await?;
        assert!(new.id >= key);
        assert_eq!(session.query(User).count().await?, 3);
    }

    async fn case_43_after_a_failed_flush_the_session_waits_for_rollback(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        let old = session.add(User::builder().name("old"));
        session.commit().await?;
        db.log.take_all();
        old.edit().name = "changed".into();
        let twice = session.add_all([User::builder().id(100).name("a"), User::builder().id(100).name("b")]);
        assert!(session.flush().await.is_err_and(|error| error.is_unique_violation()));
        assert_eq!(db.log.take_all().last().map(String::as_str), Some("ROLLBACK"), "at once");
        let error = session.query(User).all().await.unwrap_err();
        assert!(matches!(&error, orm::Error::PendingRollback { cause } if cause.is_unique_violation()), "{error}");
        assert!(matches!(session.commit().await, Err(orm::Error::PendingRollback { .. })));
        assert!(db.log.take_all().is_empty());
        session.rollback().await?;
        assert_eq!(old.name, "old");
        assert!(twice.iter().all(|user| Instance::lifecycle(user) == Lifecycle::Transient && user.id == 100));
        assert_eq!(session.query(User).count().await?, 1);
    }

    async fn case_44_a_savepoint_restores_what_was_touched_inside(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        let first = session.add(User::builder().name("ed"));
        let second = session.add(User::builder().name("jack").addresses([Address::builder().email("j")]));
        session.flush().await?;
        db.log.take_all();

        let mut nested = session.begin_nested().await?;
        first.edit().name = "edward".into();
        let third = nested.add(User::builder().name("wendy"));
        nested.flush().await?;
        nested.rollback().await?;
        let sent = db.log.take_all();
        let words: Vec<&str> = sent.iter().filter_map(|sql| sql.split(' ').next()).collect();
        assert_eq!(words, ["SAVEPOINT", "UPDATE", "INSERT", "ROLLBACK", "RELEASE"]);

        assert_eq!(first.name, "ed");
        assert_eq!(Instance::lifecycle(&third), Lifecycle::Transient);
        session.get(User, second.id).await?;
        session.load(&second, User::addresses).await?;
        assert!(db.log.take_all().is_empty(), "what was not touched stays loaded");
        session.commit().await?;
        let names: Vec<String> = session.scalars(select(User::name).order_by(User::id)).all().await?;
        assert_eq!(names, ["ed", "jack"]);
    }

    async fn case_44_a_failing_savepoint_leaves_the_transaction_usable(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        let kept = session.add(User::builder().name("kept"));
        session.flush().await?;
        let failed = session
            .nested(async |session| {
                session.delete(&kept).await?;
                session.flush().await?;
                session.add(User::builder().id(7).name("a"));
                session.add(User::builder().id(7).name("b"));
                session.flush().await
            })
            .await;
        assert!(failed.is_err_and(|error| error.is_unique_violation()));
        assert_eq!(Instance::lifecycle(&kept), Lifecycle::Persistent);
        session.add(User::builder().name("after"));
        session.commit().await?;
        let names: Vec<String> = session.scalars(select(User::name).order_by(User::id)).all().await?;
        assert_eq!(names, ["kept", "after"]);
    }
}
