//! Cases 1 to 19: what a flush writes, in which order, in which batches.

use orm::prelude::*;
use orm_tests::db_test;

use super::fixture::*;

db_test! {
    async fn case_01_a_new_graph_through_the_collection(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        let user = session.add(
            User::builder().name("u").addresses([Address::builder().email("a"), Address::builder().email("b")]),
        );
        db.log.take();
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT users", "INSERT addresses"]);
        assert!(user.addresses.get()?.iter().all(|address| address.user_id == Some(user.id)));
    }
}
