//! Both sides of a relationship, in memory and in the database.

use orm::prelude::*;
use orm_tests::db_test;

use crate::models::*;

db_test! {
    async fn setting_one_side_moves_the_other(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice").posts([Post::builder().title("p")]));
        let bob = session.add(User::builder().name("Bob"));
        session.commit().await?;
        db.log.take_all();
        let post = alice.posts.get()?[0].clone();
        post.author.set(&bob);
        assert!(alice.posts.get()?.is_empty());
        assert!(Instance::ptr_eq(&bob.posts.get()?[0], &post));
        assert!(db.log.take_all().is_empty(), "in memory, without SQL");
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE posts"]);
        assert_eq!(post.user_id, bob.id);
    }

    async fn a_new_child_of_a_row_is_taken_in(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        session.commit().await?;
        let post = alice.posts.push(Post::builder().title("pushed"));
        assert!(session.pending().contains(&post));
        session.commit().await?;
        assert_eq!(post.user_id, alice.id);
        let comment = session.add(Comment::builder().text("set").post(&post));
        session.commit().await?;
        assert_eq!(comment.post_id, Some(post.id));
        comment.post.clear();
        session.commit().await?;
        assert_eq!(comment.post_id, None);
    }

    async fn a_parent_is_found_through_the_child(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let alice = Instance::new(User::builder().name("Alice"));
        session.add(Post::builder().title("one").author(&alice));
        session.add(Post::builder().title("two").author(&alice));
        session.commit().await?;
        assert!(alice.id > 0);
        assert_eq!(alice.posts.get()?.len(), 2);
        let mut verbs = db.log.take_verbs();
        verbs.retain(|verb| verb.starts_with("INSERT"));
        assert_eq!(verbs, ["INSERT users", "INSERT posts"]);
    }

    async fn not_loaded_never_looks_empty(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        session.add(User::builder().name("Alice").posts([Post::builder().title("p")]));
        session.commit().await?;
        let mut fresh = db.session();
        let alice = fresh.query(User).one().await?;
        assert_eq!(
            alice.posts.get().unwrap_err().to_string(),
            "`User::posts` is not loaded: add `.options(selectinload(User::posts))` to the query, \
             or call `session.load(&instance, User::posts).await`"
        );
        // A change before loading stays on top of what is loaded.
        let new = alice.posts.push(Post::builder().title("new"));
        assert!(alice.posts.get().is_err());
        let posts = fresh.load(&alice, User::posts).await?;
        assert_eq!(posts.len(), 2);
        assert!(new.id > 0, "loading flushed it");
    }

    async fn two_foreign_keys_to_one_table(db: &TestDb) {
        db.create(&metadata![Account, Settings, Transfer]).await?;
        let mut session = db.session();
        let (a, b) = session.add_all((Account::builder().owner("a"), Account::builder().owner("b")));
        let transfer = session.add(Transfer::builder().amount(5).from(&a).to(&b));
        session.commit().await?;
        assert_eq!((transfer.from_id, transfer.to_id), (a.id, b.id));
        assert_eq!((a.outgoing.get()?.len(), a.incoming.get()?.len()), (1, 0));
        let incoming: Vec<(String, i32)> =
            session.execute(select((Account::owner, Transfer::amount)).join(Account::incoming)).all().await?;
        assert_eq!(incoming, [("b".to_owned(), 5)]);
        let mut fresh = db.session();
        let account = fresh.query(Account).filter(Account::owner.eq("a")).one().await?;
        assert_eq!(fresh.load(&account, Account::outgoing).await?.len(), 1);
        assert_eq!(fresh.load(&account, Account::incoming).await?.len(), 0);
    }

    async fn one_to_one(db: &TestDb) {
        db.create(&metadata![Account, Settings, Transfer]).await?;
        let mut session = db.session();
        let account = session.add(Account::builder().owner("a").settings(Settings::builder().theme("dark")));
        session.commit().await?;
        let settings = account.settings.get()?.ok_or("no settings")?;
        assert_eq!(settings.account_id, account.id);
        let mut fresh = db.session();
        let account = fresh.scalars(select(Account).options(selectinload(Account::settings))).one().await?;
        assert_eq!(account.settings.get()?.ok_or("no settings")?.theme, "dark");
    }

    async fn a_tree_is_inserted_level_by_level(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut session = db.session();
        let root = session.add(Node::builder().name("n1").children([
            Node::builder().name("n11"),
            Node::builder().name("n12").children([Node::builder().name("n121"), Node::builder().name("n122")]),
            Node::builder().name("n13"),
        ]));
        session.commit().await?;
        let mut verbs = db.log.take_verbs();
        verbs.retain(|verb| verb.starts_with("INSERT"));
        assert_eq!(verbs.len(), 3);
        let n12 = root.children.get()?[1].clone();
        assert_eq!(n12.children.get()?[1].parent_id, Some(n12.id));
        // A row can come to reference a new row of its own table.
        n12.parent.set(Node::builder().name("new root"));
        session.commit().await?;
        assert_eq!(root.children.get()?.len(), 2);
        let parent: String = session.scalar(select(Node::name).filter(Node::id.eq(n12.parent_id))).await?;
        assert_eq!(parent, "new root");
        session.delete(&root).await?;
        session.commit().await?;
        assert_eq!(session.query(Node).count().await?, 4);
    }

    async fn a_child_that_loses_its_parent_is_deleted_with_delete_orphan(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice").posts([
            Post::builder().title("keep"),
            Post::builder().title("drop"),
        ]));
        session.commit().await?;
        let orphan = alice.posts.get()?[1].clone();
        assert!(alice.posts.remove(&orphan));
        assert!(!alice.posts.remove(&orphan));
        let never = alice.posts.push(Post::builder().title("never"));
        alice.posts.remove(&never);
        session.commit().await?;
        let titles: Vec<String> = session.scalars(select(Post::title)).all().await?;
        assert_eq!(titles, ["keep"]);
        assert_eq!(Instance::lifecycle(&never), Lifecycle::Transient);
    }

    async fn the_foreign_key_set_by_value_is_what_counts(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        let bob = session.add(User::builder().name("Bob"));
        session.flush().await?;
        let post = session.add(Post::builder().title("p").user_id(alice.id));
        session.commit().await?;
        assert!(Instance::ptr_eq(&session.load(&post, Post::author).await?, &alice));
        assert_eq!(session.load(&alice, User::posts).await?.len(), 1);
        post.edit().user_id = bob.id;
        session.commit().await?;
        assert!(alice.posts.get()?.is_empty(), "a loaded collection loses what left it");
        assert!(Instance::ptr_eq(&session.load(&post, Post::author).await?, &bob));
        // Where both are set, the relationship wins.
        post.edit().user_id = bob.id;
        post.author.set(&alice);
        session.commit().await?;
        assert_eq!(post.user_id, alice.id);
    }
}

#[test]
fn pushing_many_is_linear() {
    let alice = Instance::new(User::builder().name("Alice"));
    for i in 0..100_000 {
        alice.posts.push(Post::builder().title(i.to_string()));
    }
    let bob = Instance::new(User::builder().name("Bob"));
    let posts: Vec<_> = (0..100_000).map(|i| Instance::new(Post::builder().title(i.to_string()))).collect();
    for post in &posts {
        post.author.set(&bob);
    }
    assert_eq!((alice.posts.get().expect("new").len(), bob.posts.get().expect("new").len()), (100_000, 100_000));
}

#[test]
fn taking_out_and_moving_many_is_linear() {
    let (alice, bob) = (Instance::new(User::builder().name("Alice")), Instance::new(User::builder().name("Bob")));
    let posts: Vec<_> = (0..100_000).map(|i| alice.posts.push(Post::builder().title(i.to_string()))).collect();
    // From the front and in order: the worst for a list.
    for post in &posts {
        post.author.set(&bob);
    }
    assert_eq!((alice.posts.get().expect("new").len(), bob.posts.get().expect("new").len()), (0, 100_000));
    for post in &posts[..50_000] {
        assert!(bob.posts.remove(post));
    }
    let left = bob.posts.get().expect("new");
    assert!(left.len() == 50_000 && Instance::ptr_eq(&left[0], &posts[50_000]), "in order");
    bob.posts.replace(&posts).expect("new");
    assert_eq!(bob.posts.get().expect("new").len(), 100_000);
    bob.posts.clear().expect("new");
    assert!(bob.posts.get().expect("new").is_empty());
}
