//! `#[column(validate = ..)]`.

use orm::prelude::*;
use orm_tests::db_test;

fn has_at(email: &str) -> Result<(), String> {
    if email.contains('@') { Ok(()) } else { Err(format!("{email:?} has no @")) }
}

fn positive(age: &i32) -> Result<(), &'static str> {
    if *age > 0 { Ok(()) } else { Err("must be positive") }
}

#[derive(Model, Debug)]
#[model(table = "people")]
struct Person {
    #[column(primary_key)]
    id: i64,
    #[column(validate = has_at)]
    email: String,
    #[column(validate = has_at)]
    other: Option<String>,
    #[column(validate = positive, server_default = 1)]
    age: i32,
}

db_test! {
    async fn a_flush_checks_what_it_inserts_before_it_writes(db: &TestDb) {
        db.create(&metadata![Person]).await?;
        let mut session = db.session();
        session.add(Person::builder().email("a@b"));
        let wrong = session.add(Person::builder().email("a@b").other("nobody"));
        let error = session.flush().await.unwrap_err();
        assert_eq!(error.to_string(), "`Person::other` is not valid: \"nobody\" has no @");
        assert!(matches!(error, orm::Error::Validation { model: "Person", field: "other", .. }));
        assert_eq!(db.log.take_all(), Vec::<String>::new());
        // Nothing is lost: corrected, it is written.
        wrong.set(Person::other, None);
        session.commit().await?;
        assert_eq!(session.query(Person).count().await?, 2);
        assert_eq!(wrong.age, 1);
    }

    async fn a_flush_checks_what_has_changed(db: &TestDb) {
        db.create(&metadata![Person]).await?;
        let mut session = db.session();
        session.execute(insert(Person).values([Person::builder().email("invalid, and nobody asked").age(5)])).await?;
        let person = session.query(Person).one().await?;
        person.set(Person::age, 6);
        session.flush().await?;
        assert!(Instance::validate(&person).is_err());
        person.set(Person::age, 0);
        let error = session.flush().await.unwrap_err();
        assert_eq!(error.to_string(), "`Person::age` is not valid: must be positive");
        person.set(Person::age, 6);
        session.commit().await?;
    }

    async fn listeners_are_checked_too(db: &TestDb) {
        db.create(&metadata![Person]).await?;
        let mut session = db.session();
        session.events().before_insert(Person, |person| {
            person.set(Person::age, -1);
            Ok(())
        });
        session.add(Person::builder().email("a@b"));
        let error = session.commit().await.unwrap_err();
        assert!(matches!(error, orm::Error::Validation { field: "age", .. }), "{error}");
    }
}

#[test]
fn an_instance_can_be_asked_before() {
    let person = Instance::new(Person::builder().email("nobody"));
    assert!(Instance::validate(&person).is_err());
    person.set(Person::email, "a@b");
    assert!(Instance::validate(&person).is_ok());
}
