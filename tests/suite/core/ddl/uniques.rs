//! What UNIQUE constraints can be told.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::unsupported;

#[derive(Model, Clone, Debug)]
#[model(table = "phones", unique(columns(country, number), nulls_not_distinct))]
pub struct Phone {
    #[column(primary_key)]
    pub id: i64,
    pub country: Option<i32>,
    pub number: i64,
}

#[derive(Model, Clone, Debug)]
#[model(table = "ranks", unique(columns(place), deferrable, initially = "deferred"))]
pub struct Rank {
    #[column(primary_key)]
    pub id: i64,
    pub place: i32,
}

db_test! {
    async fn nulls_count_as_the_same_or_it_is_an_error(db: &TestDb) {
        let metadata = metadata![Phone];
        if db.backend != Backend::Postgres {
            assert_eq!(unsupported(metadata.create_all(&db.engine).await), "UNIQUE NULLS NOT DISTINCT");
            return Ok(());
        }
        db.create(&metadata).await?;
        let mut conn = db.engine.acquire().await?;
        let error = conn.execute(insert(Phone).values([1, 1].map(|n| Phone::builder().number(n)))).await.unwrap_err();
        assert_eq!(error.constraint(), Some("uq_phones_country_number"));
    }

    async fn two_rows_can_swap_deferred_values_or_it_is_an_error(db: &TestDb) {
        let metadata = metadata![Rank];
        if db.backend != Backend::Postgres {
            assert_eq!(unsupported(metadata.create_all(&db.engine).await), "a DEFERRABLE unique constraint");
            return Ok(());
        }
        db.create(&metadata).await?;
        let mut conn = db.engine.acquire().await?;
        conn.execute(insert(Rank).values([1, 2].map(|place| Rank::builder().place(place)))).await?;
        for (id, place) in [(1, 2), (2, 1)] {
            conn.execute(update(Rank).filter(Rank::id.eq(id)).set(Rank::place, place)).await?;
        }
        conn.commit().await?;
        assert_eq!(conn.execute(select(Rank::place).order_by(Rank::id)).all().await?, [2, 1]);
    }
}
