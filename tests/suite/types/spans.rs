//! MySQL's TIME is a span, which may be negative and longer than a day: what is no time of day is refused.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

#[derive(Model, Debug)]
#[model(table = "times")]
struct Times {
    #[column(primary_key)]
    id: i64,
    at: NaiveTime,
}

db_test! {
    async fn a_negative_time_is_no_time_of_day(db: &TestDb) {
        if !matches!(db.backend, Backend::MariaDb | Backend::MySql) {
            return Ok(());
        }
        db.create(&metadata![Times]).await?;
        let mut session = db.session();
        for (id, span) in ["-00:00:01", "-23:59:59", "24:00:00", "-838:59:59"].into_iter().enumerate() {
            session.execute(text("INSERT INTO times VALUES (:id, :at)").bind("id", id as i64).bind("at", span)).await?;
            let error = session.get(Times, id as i64).await.unwrap_err();
            assert!(matches!(error, orm::Error::Decode(_)) && error.to_string().contains(&span.replace("-00", "-0")), "{error}");
            let query = text("SELECT at FROM times WHERE id = :id").bind("id", id as i64);
            assert!(matches!(session.execute(query).one().await, Err(orm::Error::Decode(_))));
        }
        session.execute(text("INSERT INTO times VALUES (9, '23:59:59')")).await?;
        assert_eq!(session.get_one(Times, 9).await?.at, NaiveTime::from_hms_opt(23, 59, 59).unwrap());
    }
}
