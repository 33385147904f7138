//! Case 47: what is refused in which state, and `make_transient`.

use orm::prelude::*;
use orm_tests::db_test;

use super::super::fixture::*;

db_test! {
    async fn case_47_what_has_no_row_is_not_deleted(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        let transient = Instance::new(User::builder().name("t"));
        let pending = session.add(User::builder().name("p"));
        let error = session.delete(&transient).await.unwrap_err();
        assert_eq!(error.to_string(), "this `User` is not in the session; add it first");
        let error = session.delete(&pending).await.unwrap_err();
        assert_eq!(error.to_string(), "this `User` cannot be deleted: it has no row; expunge it instead");
    }

    async fn case_47_an_instance_of_another_session_is_refused(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let (mut one, mut other) = (db.session(), db.session());
        let user = one.add(User::builder().name("u"));
        other.add(&user);
        let error = other.flush().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "a `User` that was added belongs to another session; expunge it there first"
        );
        other.flush().await?;
        assert!(one.contains(&user) && !other.contains(&user));
    }

    async fn case_47_a_second_instance_of_a_row_is_refused(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        session.add(User::builder().id(1).name("u"));
        session.commit().await?;
        let elsewhere = db.session().get(User, 1).await?.ok_or("no row")?;
        elsewhere.edit().name = "second".into();
        let first = session.get(User, 1).await?.ok_or("no row")?;
        session.add(&elsewhere);
        let error = session.flush().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "another `User` with key 1 is already in the session: `merge` this one instead"
        );
        // It did not come in; the first one is still the row's.
        assert_eq!(Instance::lifecycle(&elsewhere), Lifecycle::Detached);
        session.commit().await?;
        assert!(Instance::ptr_eq(&session.get(User, 1).await?.ok_or("no row")?, &first));
        assert_eq!(first.name, "u");
        // Once the first has left, there is room.
        session.expunge(&first);
        session.add(&elsewhere);
        session.commit().await?;
        let name: String = session.scalar(select(User::name)).await?;
        assert_eq!(name, "second");
    }

    async fn case_47_a_deleted_row_is_inserted_again_once_transient(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        let user = session.add(User::builder().name("u").addresses([Address::builder().email("a")]));
        session.commit().await?;
        let (key, address) = (user.id, user.addresses.get()?[0].clone());
        session.delete(&user).await?;
        session.flush().await?;
        session.add(&user);
        let error = session.flush().await.unwrap_err();
        assert!(error.to_string().contains("has been deleted in this transaction"), "{error}");

        session.make_transient(&user)?;
        assert_eq!((Instance::lifecycle(&user), Instance::identity_key(&user)), (Lifecycle::Transient, None));
        db.log.take();
        session.add(&user);
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT users"]);
        assert_eq!((user.id, address.user_id), (key, None), "the address lost its user with the deletion");
        assert_eq!(Instance::identity_key(&user), Some(key));
        assert!(Instance::ptr_eq(&session.get(User, key).await?.ok_or("no row")?, &user));
    }

    async fn a_transient_copy_of_a_row_is_inserted_elsewhere(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        let user = session.add(User::builder().id(5).name("u"));
        session.commit().await?;
        session.execute(delete(User)).await?;
        session.make_transient(&user)?;
        assert!(!session.contains(&user));
        session.add(&user);
        session.commit().await?;
        assert_eq!((user.id, session.query(User).count().await?), (5, 1));
        let mut other = db.session();
        assert!(other.make_transient(&user).is_err_and(|error| error.to_string().contains("another session")));
    }

    async fn a_known_row_needs_no_select(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        session.add(User::builder().id(5).name("u"));
        session.commit().await?;
        session.expunge_all();
        db.log.take();
        let user = Instance::new(User::builder().id(5).name("u"));
        assert_eq!(Instance::identity_key(&user), None);
        Instance::make_transient_to_detached(&user)?;
        assert_eq!((Instance::lifecycle(&user), Instance::identity_key(&user)), (Lifecycle::Detached, Some(5)));
        session.add(&user);
        session.flush().await?;
        assert!(db.log.take().is_empty(), "nothing changed");
        user.edit().name = "v".into();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE users"]);
        assert!(Instance::make_transient_to_detached(&user).is_err());
        let keyless = Instance::new(User::builder().name("w"));
        let error = Instance::make_transient_to_detached(&keyless).unwrap_err();
        assert_eq!(error.to_string(), "this `User` has no primary key: set it first");
    }
}
