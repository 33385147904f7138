//! Cases 21 to 35: persistence along relationships, cascades and orphans.

use orm::prelude::*;
use orm_tests::db_test;

use super::fixture::*;

db_test! {
    async fn case_22_an_unloaded_collection_is_released(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        session.add(User::builder().name("u").addresses([Address::builder().email("a")]));
        session.commit().await?;
        let mut session = db.session();
        let user = session.query(User).one().await?;
        db.log.take();
        session.delete(&user).await?;
        assert!(db.log.take().is_empty());
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["SELECT addresses", "UPDATE addresses", "DELETE users"]);
    }
}
