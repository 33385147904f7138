//! Cases 36 to 40: both sides of a relationship in memory.

use orm::prelude::*;
use orm_tests::db_test;

use super::fixture::*;

db_test! {
    async fn case_36_the_other_side_follows_without_sql(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let (first, second) = (Instance::new(User::builder().name("1")), Instance::new(User::builder().name("2")));
        let address = first.addresses.push(Address::builder().email("a"));
        address.user.set(&second);
        assert!(first.addresses.get()?.is_empty());
        assert!(Instance::ptr_eq(&second.addresses.get()?[0], &address));
        assert!(db.log.take_all().iter().all(|sql| !sql.contains("addresses\" WHERE")));
    }
}
