//! `post_update`: case 19 with what its error asks for.

use orm::prelude::*;
use orm_tests::db_test;

#[derive(Model, Debug)]
#[model(table = "people")]
struct Person {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[column(foreign_key = Ball::id)]
    favourite_id: Option<i64>,
    #[relationship(post_update)]
    favourite: BelongsTo<Option<Ball>>,
    #[relationship(back_populates = "owner", foreign_key = Ball::owner_id, cascade = "all, delete-orphan")]
    balls: HasMany<Ball>,
}

#[derive(Model, Debug)]
#[model(table = "balls")]
struct Ball {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Person::id)]
    owner_id: i64,
    #[relationship(back_populates = "balls")]
    owner: BelongsTo<Person>,
}

fn person(name: &str) -> (Instance<Person>, Instance<Ball>) {
    let person = Instance::new(Person::builder().name(name));
    let ball = person.balls.push(Ball::builder());
    person.favourite.set(&ball);
    (person, ball)
}

db_test! {
    async fn case_19_post_update_links_after_the_inserts(db: &TestDb) {
        db.create(&metadata![Person, Ball]).await?;
        let mut session = db.session();
        let (person, ball) = person("p");
        session.add(&person);
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT people", "INSERT balls", "UPDATE people"]);
        assert_eq!((person.favourite_id, ball.owner_id), (Some(ball.id), person.id));
        session.commit().await?;
        assert_eq!(session.scalar(select(Person::favourite_id)).await?, Some(ball.id));
    }

    async fn case_19_post_update_of_many_is_one_statement(db: &TestDb) {
        db.create(&metadata![Person, Ball]).await?;
        let mut session = db.session();
        let graphs = ["a", "b", "c"].map(person);
        session.add_all(graphs.iter().map(|(person, _)| person));
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT people", "INSERT balls", "UPDATE people"]);
        let keys: Vec<Option<i64>> = session.scalars(select(Person::favourite_id).order_by(Person::id)).all().await?;
        assert_eq!(keys, graphs.map(|(_, ball)| Some(ball.id)));
    }

    async fn case_19_post_update_unlinks_before_the_deletes(db: &TestDb) {
        db.create(&metadata![Person, Ball]).await?;
        let mut session = db.session();
        let (person, ball) = person("p");
        session.add(&person);
        session.flush().await?;
        db.log.take();
        session.delete(&person).await?;
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE people", "DELETE balls", "DELETE people"]);
        assert_eq!(Instance::lifecycle(&ball), Lifecycle::Deleted);
        session.rollback().await?;
        assert_eq!(Instance::lifecycle(&ball), Lifecycle::Transient);
    }

    async fn case_19_what_is_there_already_needs_no_update_of_its_own(db: &TestDb) {
        db.create(&metadata![Person, Ball]).await?;
        let mut session = db.session();
        let (first, ball) = person("first");
        session.add(&first);
        session.commit().await?;
        db.log.take();
        session.add(Person::builder().name("second").favourite(&ball));
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT people"]);
        let new = first.balls.push(Ball::builder());
        first.favourite.set(&new);
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT balls", "UPDATE people"]);
    }
}
