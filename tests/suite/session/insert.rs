//! INSERTs: batches, shapes, keys and defaults read back.

use orm::prelude::*;
use orm_tests::db_test;

use crate::models::*;

db_test! {
    async fn a_graph_is_one_add(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice").posts([
            Post::builder().title("one"),
            Post::builder().title("two"),
        ]));
        assert_eq!(session.pending().len(), 3);
        session.commit().await?;
        let posts = alice.posts.get()?;
        assert_eq!((posts[0].user_id, posts[1].user_id), (alice.id, alice.id));
        assert_eq!((posts[0].title.as_str(), posts[1].title.as_str()), ("one", "two"));
        assert!(posts[0].id < posts[1].id);
        assert!(Instance::ptr_eq(&posts[0].author.get()?, &alice));
        assert!(!session.in_transaction());
    }

    async fn rows_of_one_shape_are_one_statement(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let users: Vec<_> = (0..50)
            .map(|i| User::builder().name(format!("user {i}")).posts([
                Post::builder().title(format!("{i} a")),
                Post::builder().title(format!("{i} b")),
            ]))
            .collect();
        let users = session.add_all(users);
        session.flush().await?;
        let mut verbs = db.log.take_verbs();
        // Without RETURNING, the default and the key step are asked for.
        verbs.retain(|verb| verb.starts_with("INSERT"));
        assert_eq!(verbs, ["INSERT users", "INSERT posts"]);
        session.commit().await?;
        let rows: Vec<(i64, String)> =
            session.execute(select((User::id, User::name)).order_by(User::id)).all().await?;
        for (user, (id, name)) in users.iter().zip(rows) {
            assert_eq!((user.id, &user.name), (id, &name));
            for post in user.posts.get()? {
                assert_eq!(post.user_id, user.id);
            }
        }
        let pairs: Vec<(String, String)> =
            session.execute(select((User::name, Post::title)).join(User::posts)).all().await?;
        assert_eq!(pairs.len(), 100);
        assert!(pairs.iter().all(|(name, title)| name[5..] == title[..title.len() - 2]), "{pairs:?}");
    }

    async fn the_database_fills_what_is_unset(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        assert!(alice.is_active, "a default is there at once");
        session.commit().await?;
        assert!(alice.id > 0);
        assert!(alice.created_at.timestamp() > 1_600_000_000, "{}", alice.created_at);
        let when = alice.created_at + chrono_days(1);
        let bob = session.add(User::builder().name("Bob").is_active(false).created_at(when));
        session.commit().await?;
        let row: (bool, DateTime<Utc>) =
            session.execute(select((User::is_active, User::created_at)).filter(User::id.eq(bob.id))).one().await?;
        assert!(!row.0);
        assert_eq!(row.1.timestamp(), when.timestamp());
    }

    async fn a_key_that_is_given_is_kept(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        let (a, b, c) = session.add_all((
            User::builder().id(30).name("c").email(None),
            User::builder().id(10).name("a"),
            User::builder().name("auto"),
        ));
        session.commit().await?;
        assert_eq!((a.id, b.id), (30, 10));
        assert!(c.id != 30 && c.id != 10);
    }

    async fn a_literal_is_a_new_row(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut session = db.session();
        let node = session.add(Node {
            id: 0,
            name: "literal".into(),
            parent_id: None,
            parent: Default::default(),
            children: Default::default(),
        });
        session.commit().await?;
        assert!(node.id > 0);
        assert!(node.children.get()?.is_empty());
    }

    async fn composite_keys_and_text_defaults(db: &TestDb) {
        db.create(&metadata![Stock]).await?;
        let mut session = db.session();
        session.add_all([
            Stock::builder().warehouse(1).article("b").amount(5),
            Stock::builder().warehouse(1).article("a").amount(7),
        ]);
        session.commit().await?;
        let stock = session.get(Stock, (1, "a")).await?.ok_or("no row")?;
        assert_eq!((stock.amount, stock.state.as_str()), (7, "new"));
        assert!(session.get(Stock, (2, "a")).await?.is_none());
    }

    async fn a_missing_foreign_key_is_named_before_any_sql(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let mut session = db.session();
        session.add(Post::builder().title("orphan"));
        let error = session.flush().await.unwrap_err();
        assert_eq!(error.to_string(), "`Post::user_id` is not set: set it, or `Post::author`");
        assert!(db.log.take().is_empty());
    }

    async fn many_rows_are_cut_to_the_parameter_limit(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        let users = session.add_all((0..12_000).map(|i| User::builder().name(format!("u{i}"))));
        session.commit().await?;
        let inserts = db.log.take_verbs().iter().filter(|verb| verb.starts_with("INSERT")).count();
        assert!((3..=12).contains(&inserts), "{inserts} statements");
        let names: Vec<String> = session.scalars(select(User::name).order_by(User::id)).all().await?;
        assert_eq!(names.len(), users.len());
        for (user, name) in users.iter().zip(&names) {
            assert_eq!(&user.name, name);
        }
        assert!(users.windows(2).all(|pair| pair[0].id < pair[1].id));
    }
}

fn chrono_days(days: i64) -> chrono::TimeDelta {
    chrono::TimeDelta::days(days)
}
