//! Cases 17 to 19: rows of one table that reference each other, and circles.

use orm::prelude::*;
use orm_tests::db_test;

use crate::models::Node;

#[derive(Model, Debug)]
#[model(table = "people")]
struct Person {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[column(foreign_key = Ball::id)]
    favourite_id: Option<i64>,
    #[relationship]
    favourite: BelongsTo<Option<Ball>>,
    #[relationship(back_populates = "owner", foreign_key = Ball::owner_id)]
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

fn node(name: &str, children: impl IntoIterator<Item = Instance<Node>>) -> Instance<Node> {
    let node = Instance::new(Node::builder().name(name).parent_id(None));
    for child in children {
        node.children.push(child);
    }
    node
}

fn tree() -> Instance<Node> {
    let n12 = node("n12", [node("n121", []), node("n122", [])]);
    node("n1", [node("n11", []), n12, node("n13", [])])
}

db_test! {
    async fn case_17_a_tree_is_inserted_level_by_level(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut session = db.session();
        let root = session.add(tree());
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT nodes"; 3]);
        let n12 = root.children.get()?[1].clone();
        assert_eq!((n12.name.as_str(), n12.parent_id), ("n12", Some(root.id)));
        assert!(n12.children.get()?.iter().all(|child| child.parent_id == Some(n12.id)));
    }

    async fn case_18_a_tree_is_deleted_leaves_first(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut session = db.session();
        let root = session.add(tree());
        session.flush().await?;
        db.log.take();
        session.delete(&root).await?;
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["DELETE nodes"; 3]);
        session.commit().await?;
        assert_eq!(session.query(Node).count().await?, 0);
    }

    async fn case_18_levels_that_are_not_loaded_are_one_select_each(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut session = db.session();
        session.add(tree());
        session.commit().await?;
        let mut session = db.session();
        let root = session.query(Node).filter(Node::name.eq("n1")).one().await?;
        db.log.take();
        session.delete(&root).await?;
        // Two levels of children, and the leaves' own, which are none.
        assert_eq!(db.log.take_verbs(), ["SELECT nodes"; 3]);
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["DELETE nodes"; 3]);
    }

    async fn case_19_a_circle_is_an_error_and_nothing_is_written(db: &TestDb) {
        db.create(&metadata![Person, Ball]).await?;
        let mut session = db.session();
        let person = Instance::new(Person::builder().name("p"));
        let ball = person.balls.push(Ball::builder());
        person.favourite.set(&ball);
        session.add(&person);
        db.log.take_all();
        let error = session.flush().await.unwrap_err();
        assert!(matches!(error, orm::Error::CircularDependency { .. }), "{error}");
        let message = error.to_string();
        assert!(message.contains("mark `Person::favourite` with `#[relationship(post_update)]`"), "{message}");
        assert!(db.log.take_all().is_empty());
        // Nothing happened: the session goes on.
        person.favourite.clear();
        session.commit().await?;
        person.favourite.set(&ball);
        session.commit().await?;
        let key: Option<i64> = session.scalar(select(Person::favourite_id)).await?;
        assert_eq!(key, Some(ball.id));
    }
}
