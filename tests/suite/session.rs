//! The session as a user meets it first.

use orm::prelude::*;
use orm_tests::db_test;

#[derive(Model, Debug)]
#[model(table = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    #[column(length = 50, index)]
    pub name: String,
    #[column(unique)]
    pub email: Option<String>,
    #[column(default = true)]
    pub is_active: bool,
    #[column(server_default = func::now())]
    pub created_at: DateTime<Utc>,
    #[relationship(back_populates = "author", cascade = "all, delete-orphan", order_by = Post::id)]
    pub posts: HasMany<Post>,
}

#[derive(Model, Debug)]
#[model(table = "posts")]
pub struct Post {
    #[column(primary_key)]
    pub id: i64,
    pub title: String,
    #[column(foreign_key = User::id, on_delete = "cascade", index)]
    pub user_id: i64,
    #[relationship(back_populates = "posts")]
    pub author: BelongsTo<User>,
}

db_test! {
    async fn a_graph_is_one_add(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice").posts([
            Post::builder().title("one"),
            Post::builder().title("two"),
        ]));
        assert_eq!(session.pending().len(), 3);
        session.commit().await?;
        let posts = alice.posts.get()?;
        assert_eq!(posts[0].user_id, alice.id);
        assert_eq!(posts[1].title, "two");
        assert!(posts[0].id < posts[1].id);
        assert!(alice.is_active);
        assert!(alice.created_at.timestamp() > 1_600_000_000, "{}", alice.created_at);
        assert!(Instance::ptr_eq(&posts[0].author.get()?, &alice));
        assert!(!session.in_transaction());
    }

    async fn an_edit_is_an_update_of_the_changed_column(db: &TestDb) {
        db.create(&metadata![User, Post]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        session.commit().await?;
        db.log.take();
        alice.edit().name = "Alice Smith".into();
        session.commit().await?;
        let statements = db.log.take();
        assert_eq!(statements.len(), 1, "{statements:?}");
        assert!(statements[0].starts_with("UPDATE") && !statements[0].contains("email"), "{statements:?}");
        alice.edit().name = "Alice Smith".into();
        session.commit().await?;
        assert_eq!(db.log.take_all(), Vec::<String>::new());
    }
}
