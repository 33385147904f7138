//! The order of statements in a flush.

use orm::prelude::*;
use orm_tests::db_test;

use crate::models::*;

db_test! {
    async fn rows_linked_by_value_only_are_ordered_by_table(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let (post, user) = session.add_all((Post::builder().id(7).title("p").user_id(1), User::builder().id(1).name("u")));
        session.commit().await?;
        let mut verbs = db.log.take_verbs();
        verbs.retain(|verb| verb.starts_with("INSERT"));
        assert_eq!(verbs, ["INSERT users", "INSERT posts"]);
        session.delete(&post).await?;
        session.delete(&user).await?;
        db.log.take();
        session.commit().await?;
        let verbs: Vec<String> = db.log.take_verbs().into_iter().filter(|verb| verb.starts_with("DELETE")).collect();
        assert_eq!(verbs, ["DELETE posts", "DELETE users"]);
    }

    async fn rows_of_one_table_linked_by_value_are_ordered(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut session = db.session();
        session.add_all([
            Node::builder().id(3).name("c").parent_id(2),
            Node::builder().id(2).name("b").parent_id(1),
            Node::builder().id(1).name("a").parent_id(None),
        ]);
        session.commit().await?;
        assert_eq!(session.query(Node).count().await?, 3);
    }

    async fn rows_are_inserted_in_the_order_of_add_and_deleted_in_batches(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let users = session.add_all((0..5).map(|i| {
            User::builder().name(format!("{i}")).posts((0..3).map(|j| Post::builder().title(format!("{i}{j}"))))
        }));
        session.commit().await?;
        let titles: Vec<String> = session.scalars(select(Post::title).order_by(Post::id)).all().await?;
        let mut sorted = titles.clone();
        sorted.sort();
        assert_eq!(titles, sorted);
        for user in &users {
            session.delete(user).await?;
        }
        assert_eq!(session.deleted().len(), 20);
        session.flush().await?;
        let verbs = db.log.take_verbs();
        let deletes: Vec<&String> = verbs.iter().filter(|verb| verb.starts_with("DELETE")).collect();
        assert_eq!(deletes, ["DELETE posts", "DELETE users"]);
        session.commit().await?;
        assert_eq!(session.query(Post).count().await?, 0);
    }

    async fn updates_come_before_inserts_and_deletes_last(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let (a, b) = session.add_all((User::builder().name("a"), User::builder().name("b")));
        session.commit().await?;
        session.load(&b, User::posts).await?;
        db.log.take();
        session.delete(&b).await?;
        session.add(User::builder().name("c"));
        a.edit().name = "aa".into();
        session.flush().await?;
        let verbs: Vec<String> = db.log.take_verbs().into_iter().filter(|verb| !verb.starts_with("SELECT")).collect();
        assert_eq!(verbs, ["UPDATE users", "INSERT users", "DELETE users"]);
    }

    async fn a_new_row_that_leads_to_itself_is_an_error_that_says_so(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut session = db.session();
        let node = session.add(Node::builder().name("a"));
        node.parent.set(&node);
        let error = session.flush().await.unwrap_err().to_string();
        assert!(error.contains("leads to the new `Node` itself"), "{error}");
        session.rollback().await?;

        let node = session.add(Node::builder().name("a"));
        session.flush().await?;
        node.parent.set(&node);
        session.commit().await?;
        assert_eq!(node.parent_id, Some(node.id));
    }
}
