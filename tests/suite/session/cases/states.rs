//! Cases 42 to 50: states, rollback, merge and versions.

use orm::prelude::*;
use orm_tests::db_test;

use super::fixture::*;

db_test! {
    async fn case_43_after_a_failed_flush_the_session_waits_for_rollback(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        session.add_all([User::builder().id(1).name("a"), User::builder().id(1).name("b")]);
        assert!(session.flush().await.is_err_and(|error| error.is_unique_violation()));
        let error = session.query(User).all().await.unwrap_err();
        assert!(matches!(error, orm::Error::PendingRollback { .. }), "{error}");
        session.rollback().await?;
        assert_eq!(session.query(User).count().await?, 0);
    }
}
