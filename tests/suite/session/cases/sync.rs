//! Cases 36 to 40: both sides of a relationship in memory.

use orm::prelude::*;
use orm_tests::db_test;

use super::fixture::*;

db_test! {
    async fn case_36_the_other_side_follows_without_sql(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let (first, second) = (Instance::new(User::builder().name("1")), Instance::new(User::builder().name("2")));
        db.log.take_all();
        let address = first.addresses.push(Address::builder().email("a"));
        address.user.set(&second);
        assert!(first.addresses.get()?.is_empty());
        assert!(Instance::ptr_eq(&second.addresses.get()?[0], &address));
        second.addresses.clear()?;
        assert!(address.user.get()?.is_none());
        // Taken out and put in again in another place, it keeps its user.
        let other = second.addresses.push(Address::builder().email("b"));
        second.addresses.push(&address);
        second.addresses.replace([&address, &other])?;
        assert!(address.user.get()?.is_some_and(|user| Instance::ptr_eq(&user, &second)));
        second.addresses.remove(&address);
        assert!(address.user.get()?.is_none());
        assert_eq!(db.log.take_all(), Vec::<String>::new());
    }

    async fn case_37_moving_with_nothing_loaded_asks_nothing(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        session.add_all([User::builder().name("1").addresses([Address::builder().email("a")]), User::builder().name("2")]);
        session.commit().await?;
        let mut session = db.session();
        let users = session.query(User).order_by(User::id).all().await?;
        let address = session.query(Address).one().await?;
        db.log.take();
        address.user.set(&users[1]);
        assert_eq!(db.log.take(), Vec::<String>::new());
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE addresses"]);
        assert!(session.load(&users[0], User::addresses).await?.is_empty());
        assert!(Instance::ptr_eq(&session.load(&users[1], User::addresses).await?[0], &address));
        address.user.clear();
        session.commit().await?;
        assert_eq!(address.user_id, None);
        assert!(users[1].addresses.get()?.is_empty());
    }

    // SQLAlchemy leaves the reference as it was until it expires.
    async fn case_40_a_foreign_key_set_by_value(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        let users = session.add_all([User::builder().name("1"), User::builder().name("2")]);
        let address = session.add(Address::builder().email("a").user(&users[0]));
        session.commit().await?;
        address.set(Address::user_id, users[1].id);
        session.flush().await?;
        assert!(address.user.get().is_err());
        assert!(session.load(&address, Address::user).await?.is_some_and(|user| Instance::ptr_eq(&user, &users[1])));
        // Where both say something, the relationship has the last word.
        address.set(Address::user_id, users[1].id);
        address.user.set(&users[0]);
        session.commit().await?;
        assert_eq!(address.user_id, Some(users[0].id));
    }
}
