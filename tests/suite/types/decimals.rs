//! Decimals keep their digits, and calculations do not add any.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

#[derive(Model, Clone, Debug)]
#[model(table = "prices")]
pub struct Price {
    #[column(primary_key)]
    pub id: i64,
    #[column(precision = 10, scale = 2)]
    pub amount: Decimal,
    #[column(precision = 10, scale = 3)]
    pub tax: Option<Decimal>,
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn price(id: i64, amount: &str) -> Price {
    Price { id, amount: decimal(amount), tax: Some(decimal("0.1")) }
}

db_test! {
    async fn a_decimal_has_the_scale_of_its_column(db: &TestDb) {
        db.create(&metadata![Price]).await?;
        let mut conn = db.engine.acquire().await?;
        let amounts = ["1.50", "1.5", "2", "0", "-0.10", "99999999.99"];
        conn.execute(insert(Price).values((1..).zip(amounts).map(|(id, amount)| price(id, amount)))).await?;
        let expected = ["1.50", "1.50", "2.00", "0.00", "-0.10", "99999999.99"];
        for (row, expected) in conn.execute(select(Price).order_by(Price::id)).all().await?.iter().zip(expected) {
            assert_eq!(row.amount.to_string(), expected);
            assert_eq!(row.tax.unwrap().to_string(), "0.100");
        }
        let columns = conn.execute(select((Price::amount, Price::tax)).order_by(Price::id)).all().await?;
        for ((amount, tax), expected) in columns.iter().zip(expected) {
            assert_eq!((amount.to_string().as_str(), tax.unwrap().to_string().as_str()), (expected, "0.100"));
        }
        conn.commit().await?;
        let mut session = db.session();
        assert_eq!(session.get(Price, 2).await?.unwrap().amount.to_string(), "1.50");
    }

    async fn a_decimal_that_is_too_long_is_an_error_not_cut(db: &TestDb) {
        let mut conn = db.engine.acquire().await?;
        let long = match db.backend {
            Backend::Sqlite => vec!["1e-310", "'0.00000000000000000000000000000000000001'", "'0.11111111111111111111111111111'"],
            Backend::Postgres => vec!["('0.' || repeat('1', 100))::numeric", "1e-310::float8", "'NaN'::numeric", "1e40::numeric"],
            Backend::MariaDb | Backend::MySql => {
                vec!["CAST('0.11111111111111111111111111111' AS DECIMAL(65, 30))", "1e-307", "CAST(1e40 AS DECIMAL(65, 0))"]
            }
        };
        for sql in long {
            let read = conn.execute(text(format!("SELECT {sql}")).columns::<Decimal>()).one().await;
            let message = read.map(|decimal| decimal.to_string()).unwrap_err().to_string();
            assert!(message.starts_with("cannot read column 0 of the row: expected `Decimal`, found "), "{sql}: {message}");
        }
        let whole = match db.backend {
            Backend::Sqlite => "'0.1111111111111111111111111111000'",
            Backend::Postgres => "'0.1111111111111111111111111111000'::numeric",
            Backend::MariaDb | Backend::MySql => "CAST('0.1111111111111111111111111111' AS DECIMAL(65, 30))",
        };
        let read = conn.execute(text(format!("SELECT {whole}")).columns::<Decimal>()).one().await?;
        assert_eq!(read, decimal("0.1111111111111111111111111111"));
        if db.backend == Backend::Postgres {
            let error = conn.execute(text("SELECT ('0.' || repeat('1', 99))::numeric")).all().await.unwrap_err();
            assert_eq!(error.to_string(), "cannot read column 0 of the row: no Rust type holds NUMERIC of 100 digits; select it as text");
        }
    }

    async fn sums_are_exact(db: &TestDb) {
        db.create(&metadata![Price]).await?;
        let mut conn = db.engine.acquire().await?;
        let amounts = ["0.10", "0.20", "0.30", "1234567.89", "-0.01", "0.07"];
        conn.execute(insert(Price).values((1..).zip(amounts).map(|(id, amount)| price(id, amount)))).await?;
        let sum = conn.execute(select(func::sum(Price::amount))).one().await?;
        assert_eq!(sum, Some(decimal("1234568.55")));
        let sum = conn.execute(select(func::sum(Price::amount)).filter(Price::id.le(2))).one().await?;
        assert_eq!(sum, Some(decimal("0.3")));
        let product = conn.execute(select(Price::amount * decimal("3")).filter(Price::id.eq(1))).one().await?;
        assert_eq!(product, decimal("0.3"));
        let third = conn.execute(select(Price::amount / decimal("3")).filter(Price::id.eq(4))).one().await?;
        assert!((third - decimal("411522.63")).abs() < decimal("0.0001"), "{third}");
    }

    async fn what_looks_like_the_trace_of_a_calculation_is_refused_by_sqlite(db: &TestDb) {
        #[derive(Model, Clone, Debug)]
        #[model(table = "wide")]
        pub struct Wide {
            #[column(primary_key)]
            pub id: i64,
            #[column(precision = 30, scale = 20)]
            pub number: Decimal,
        }

        db.create(&metadata![Wide]).await?;
        let mut conn = db.engine.acquire().await?;
        let number = decimal("0.30000000000000004");
        let inserted = conn.execute(insert(Wide).values([Wide { id: 1, number }])).await;
        if db.backend == Backend::Sqlite {
            assert!(matches!(inserted, Err(orm::Error::Unsupported { .. })));
        } else {
            inserted?;
            assert_eq!(conn.execute(select(Wide::number)).one().await?, number);
        }
        let number = decimal("0.1234567890123456");
        conn.execute(insert(Wide).values([Wide { id: 2, number }])).await?;
        assert_eq!(conn.execute(select(Wide::number).filter(Wide::id.eq(2))).one().await?, number);
    }
}
