//! DELETE and its cascades.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

use crate::models::*;

db_test! {
    async fn delete_cascades_to_children_that_are_not_loaded(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        session.add(User::builder().name("Alice").posts([
            Post::builder().title("one").comments([Comment::builder().text("c")]),
            Post::builder().title("two"),
        ]));
        session.commit().await?;
        let mut fresh = db.session();
        let alice = fresh.query(User).one().await?;
        fresh.delete(&alice).await?;
        assert_eq!(fresh.deleted().len(), 3);
        assert_eq!(fresh.deleted().of(Post).len(), 2);
        fresh.commit().await?;
        assert_eq!(Instance::lifecycle(&alice), Lifecycle::Detached);
        assert_eq!(fresh.query(User).count().await? + fresh.query(Post).count().await?, 0);
        // The comment's key is nullable and nothing cascades: it lost its post.
        let comment = fresh.query(Comment).one().await?;
        assert_eq!(comment.post_id, None);
    }

    async fn a_deleted_child_leaves_loaded_collections(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice").posts([
            Post::builder().title("one"),
            Post::builder().title("two"),
        ]));
        session.commit().await?;
        let one = alice.posts.get()?[0].clone();
        session.delete(&one).await?;
        session.flush().await?;
        assert_eq!(alice.posts.get()?[0].title, "two");
        session.rollback().await?;
        assert_eq!(session.load(&alice, User::posts).await?.len(), 2);
    }

    async fn an_orphan_releases_its_own_children(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice").posts([
            Post::builder().title("orphan").comments([Comment::builder().text("c")]),
        ]));
        session.commit().await?;
        let mut fresh = db.session();
        let alice = fresh.get(User, alice.id).await?.ok_or("no row")?;
        let post = fresh.load(&alice, User::posts).await?[0].clone();
        alice.posts.remove(&post);
        fresh.commit().await?;
        assert_eq!(fresh.query(Post).count().await?, 0);
        assert_eq!(fresh.query(Comment).one().await?.post_id, None);
    }

    async fn children_that_need_their_parent_refuse_its_deletion(db: &TestDb) {
        db.create(&metadata![Account, Settings, Transfer]).await?;
        let mut session = db.session();
        let (a, b) = session.add_all((Account::builder().owner("a"), Account::builder().owner("b")));
        let transfer = session.add(Transfer::builder().amount(1).from(&a).to(&b));
        session.commit().await?;
        db.log.take();
        session.delete(&a).await?;
        let error = session.flush().await.unwrap_err();
        assert!(error.to_string().contains("`Transfer::from_id` still references"), "{error}");
        assert!(db.log.take_verbs().iter().all(|verb| verb.starts_with("SELECT")));
        // Nothing was written: the session goes on once the children go too.
        session.delete(&transfer).await?;
        session.commit().await?;
        assert_eq!(session.query(Account).count().await?, 1);
    }

    async fn a_new_instance_cannot_be_deleted(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        let error = session.delete(&alice).await.unwrap_err();
        assert_eq!(error.to_string(), "this `User` cannot be deleted: it has no row; expunge it instead");
    }

    async fn adding_a_deleted_instance_again_keeps_it(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        session.commit().await?;
        session.delete(&alice).await?;
        session.add(&alice);
        session.commit().await?;
        assert_eq!(session.query(User).count().await?, 1);
    }

    async fn a_row_that_references_itself_is_deleted(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut session = db.session();
        let [own, other, child] = ["own", "other", "child"].map(|name| session.add(Node::builder().name(name)));
        session.flush().await?;
        own.parent.set(&own);
        other.parent.set(&other);
        child.parent.set(&own);
        session.commit().await?;
        let mut session = db.session();
        let nodes = session.query(Node).order_by(Node::id).all().await?;
        assert!(nodes[..2].iter().all(|node| node.parent_id == Some(node.id)));
        session.delete(&nodes[0]).await?;
        session.delete(&nodes[1]).await?;
        db.log.take();
        session.commit().await?;
        let let_go: &[&str] = match db.backend {
            // They check each row by itself.
            Backend::MariaDb | Backend::MySql => &["DELETE nodes", "UPDATE nodes", "DELETE nodes"],
            _ => &["DELETE nodes", "DELETE nodes"],
        };
        assert_eq!(db.log.take_verbs(), let_go);
        assert_eq!(session.query(Node).count().await?, 0);
    }

    async fn a_delete_that_fails_marks_nothing(db: &TestDb) {
        // Without the table of lines: the second level cannot be loaded.
        db.create(&metadata![Folder, File]).await?;
        let mut session = db.session();
        let folder = session.add(Folder::builder().files([File::builder()]));
        session.commit().await?;
        let error = session.delete(&folder).await.unwrap_err().to_string();
        assert!(error.contains("lines"), "{error}");
        assert!(session.deleted().is_empty());
        session.rollback().await?;
        assert_eq!(session.query(File).count().await?, 1);
    }
}

#[derive(Model, Debug)]
#[model(table = "folders")]
struct Folder {
    #[column(primary_key)]
    id: i64,
    #[relationship(back_populates = "folder", cascade = "all")]
    files: HasMany<File>,
}

#[derive(Model, Debug)]
#[model(table = "files")]
struct File {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Folder::id)]
    folder_id: i64,
    #[relationship(back_populates = "files")]
    folder: BelongsTo<Folder>,
    #[relationship(back_populates = "file", cascade = "all")]
    lines: HasMany<Line>,
}

#[derive(Model, Debug)]
#[model(table = "lines")]
struct Line {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = File::id)]
    file_id: i64,
    #[relationship(back_populates = "lines")]
    file: BelongsTo<File>,
}
