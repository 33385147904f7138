//! Values that a database stores otherwise than they were given: what the instance holds is what the row has, keys above all.

use chrono::{DateTime, NaiveDateTime, Utc};
use orm::prelude::*;
use orm_tests::{Backend, db_test};

#[derive(Model, Debug)]
#[model(table = "samples")]
struct Sample {
    #[column(primary_key)]
    at: DateTime<Utc>,
    #[column(server_default = 7)]
    value: i32,
    local: Option<NaiveDateTime>,
}

/// Its key is changed by a trigger.
#[derive(Model, Debug)]
#[model(table = "codes")]
struct Code {
    #[column(primary_key, length = 20)]
    code: String,
    #[column(server_default = 7)]
    value: i32,
}

fn nanoseconds(of: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000 + of, 123_456_789).unwrap_or_default()
}

db_test! {
    async fn an_instant_is_as_exact_as_the_column(db: &TestDb) {
        db.create(&metadata![Sample]).await?;
        for count in [1, 3] {
            let mut session = db.session();
            session.execute(delete(Sample)).await?;
            let samples = session.add_all((0..count).map(|n| Sample::builder().at(nanoseconds(n)).local(nanoseconds(n).naive_utc())));
            session.flush().await?;
            for sample in &samples {
                assert_eq!(sample.value, 7);
                let again = session.get_one(Sample, sample.at).await?;
                assert!(Instance::ptr_eq(&again, sample));
            }
            samples[0].edit().local = Some(nanoseconds(9).naive_utc());
            session.commit().await?;
            let known: Vec<_> = samples.iter().map(|sample| (sample.at, sample.local)).collect();
            drop((session, samples));
            let mut session = db.session();
            let stored = session.execute(select((Sample::at, Sample::local)).order_by(Sample::at)).all().await?;
            assert_eq!(stored, known);
        }
    }

    async fn a_key_that_changes_on_its_way_is_an_error(db: &TestDb) {
        db.create(&metadata![Code]).await?;
        // Whatever is inserted gets another key.
        let statements: &[&str] = match db.backend {
            Backend::Postgres => &[
                "CREATE FUNCTION padded() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.code := NEW.code || ''!''; RETURN NEW; END'",
                "CREATE TRIGGER pads BEFORE INSERT ON codes FOR EACH ROW EXECUTE FUNCTION padded()",
            ],
            Backend::MariaDb => {
                &["CREATE TRIGGER pads BEFORE INSERT ON codes FOR EACH ROW SET NEW.code = CONCAT(NEW.code, '!')"]
            }
            // A trigger of SQLite cannot change a row on its way; MySQL prepares no trigger.
            Backend::Sqlite | Backend::MySql => return Ok(()),
        };
        let mut connection = db.engine.acquire().await?;
        for statement in statements {
            connection.execute(text(*statement)).await?;
        }
        connection.commit().await?;
        drop(connection);
        for count in [1, 2] {
            let mut session = db.session();
            let codes = session.add_all((0..count).map(|n| Code::builder().code(format!("{count}/{n}"))));
            let error = session.flush().await.unwrap_err().to_string();
            assert!(error.contains("`Code`") && error.contains("the database has changed the key"), "{count}: {error}");
            assert!(codes.iter().all(|code| Instance::lifecycle(code) != Lifecycle::Persistent));
            session.rollback().await?;
        }
    }
}
