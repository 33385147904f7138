//! Case 30: a reference that owns what it leads to.

use orm::prelude::*;
use orm_tests::db_test;

#[derive(Model, Debug)]
#[model(table = "members")]
struct Member {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Preference::id)]
    preference_id: Option<i64>,
    #[relationship(cascade = "all, delete-orphan", single_parent)]
    preference: BelongsTo<Option<Preference>>,
}

#[derive(Model, Debug)]
#[model(table = "preferences")]
struct Preference {
    #[column(primary_key)]
    id: i64,
    colour: String,
}

db_test! {
    async fn case_30_what_is_replaced_is_deleted(db: &TestDb) {
        db.create(&metadata![Member, Preference]).await?;
        let mut session = db.session();
        let member = session.add(Member::builder().preference(Preference::builder().colour("red")));
        session.commit().await?;
        db.log.take();
        member.preference.set(Preference::builder().colour("blue"));
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT preferences", "UPDATE members", "DELETE preferences"]);
        member.preference.clear();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE members", "DELETE preferences"]);
        assert_eq!(session.query(Preference).count().await?, 0);
    }

    async fn case_30_what_is_replaced_unloaded_is_deleted(db: &TestDb) {
        db.create(&metadata![Member, Preference]).await?;
        let mut session = db.session();
        session.add(Member::builder().preference(Preference::builder().colour("red")));
        session.commit().await?;
        let mut session = db.session();
        let member = session.query(Member).one().await?;
        db.log.take();
        member.preference.clear();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["SELECT preferences", "UPDATE members", "DELETE preferences"]);
    }

    async fn case_30_deleting_the_owner_deletes_it(db: &TestDb) {
        db.create(&metadata![Member, Preference]).await?;
        let mut session = db.session();
        let member = session.add(Member::builder().preference(Preference::builder().colour("red")));
        session.commit().await?;
        session.delete(&member).await?;
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["DELETE members", "DELETE preferences"]);
    }

    // At the flush, as an assignment runs no SQL and returns nothing.
    async fn case_30_two_owners_are_refused(db: &TestDb) {
        db.create(&metadata![Member, Preference]).await?;
        let mut session = db.session();
        let first = session.add(Member::builder().preference(Preference::builder().colour("red")));
        session.commit().await?;
        let shared = first.preference.get()?.expect("set");
        session.add(Member::builder().preference(&shared));
        let error = session.flush().await.unwrap_err().to_string();
        assert!(error.contains("single_parent"), "{error}");
    }
}
