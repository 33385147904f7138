//! Joins along relationships, foreign keys and conditions.

use orm::prelude::*;
use orm_tests::db_test;

use super::models::*;

#[path = "joins/in_subqueries.rs"]
mod in_subqueries;

db_test! {
    async fn a_relationship_says_how_to_join(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = select((User::name, Post::title)).join(User::posts).order_by(Post::id);
        let rows = conn.execute(query).all().await?;
        let rows: Vec<_> = rows.iter().map(|(name, title)| (name.as_str(), title.as_str())).collect();
        assert_eq!(rows, [("Alice", "Rust"), ("Alice", "SQL"), ("Carol", "Tea")]);
    }

    async fn either_side_can_be_the_start(db: &TestDb) {
        let mut conn = filled(db).await?;
        let by_author = select(Post::title).join(Post::author).filter(User::name.eq("Carol"));
        assert_eq!(conn.execute(by_author).all().await?, ["Tea"]);
        let by_posts = select(Post::title).join(User::posts).filter(User::name.eq("Carol"));
        assert_eq!(conn.execute(by_posts).all().await?, ["Tea"]);
    }

    async fn joins_follow_each_other(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = select((User::name, Comment::body)).join(User::posts).join(Post::comments).order_by(Comment::id);
        let rows: Vec<(String, String)> = conn.execute(query).all().await?;
        assert_eq!(rows, [("Alice".into(), "Nice".into()), ("Carol".into(), "Hm".into())]);
    }

    async fn an_outer_join_keeps_rows_without_a_partner(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = select((User, Post.optional())).outerjoin(User::posts).order_by((User::id, Post::id));
        let rows: Vec<(User, Option<Post>)> = conn.execute(query).all().await?;
        let rows: Vec<_> = rows.iter().map(|(user, post)| (user.id, post.as_ref().map(|post| post.id))).collect();
        assert_eq!(rows, [(1, Some(1)), (1, Some(2)), (2, None), (3, Some(3))]);
    }

    async fn columns_of_an_outer_join_are_optional(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = select((User::id, Post::title.optional(), (Post::views + 1).optional()))
            .outerjoin(User::posts)
            .filter(User::id.ge(2))
            .order_by(User::id);
        let rows: Vec<(i64, Option<String>, Option<i32>)> = conn.execute(query).all().await?;
        assert_eq!(rows, [(2, None, None), (3, Some("Tea".to_owned()), Some(8))]);
    }

    async fn an_entity_that_the_outer_join_lacks_is_an_error_without_optional(db: &TestDb) {
        let mut conn = filled(db).await?;
        let error = conn.execute(select((User, Post)).outerjoin(User::posts)).all().await.unwrap_err();
        assert_eq!(error.to_string(), "cannot read column `Post::id`: it is NULL; read it as an `Option`");
    }

    async fn a_condition_says_how_to_join(db: &TestDb) {
        let mut conn = filled(db).await?;
        let with_views = Post.on(Post::user_id.eq(User::id) & Post::views.gt(0));
        let query = select((User::id, Post::title.optional())).outerjoin(with_views).order_by(User::id);
        let rows = conn.execute(query).all().await?;
        assert_eq!(rows, [(1, Some("Rust".to_owned())), (2, None), (3, Some("Tea".to_owned()))]);
        let younger = User.on(User::age.lt(Post::views + 31));
        let query = select((Post::id, User::id)).join(younger).filter(Post::id.ne(2)).order_by((Post::id, User::id));
        assert_eq!(conn.execute(query).all().await?, [(1, 1), (3, 1)]);
    }

    async fn the_only_foreign_key_says_how_to_join(db: &TestDb) {
        let mut conn = filled(db).await?;
        let down = select((User::id, Post::id)).join(Post).order_by(Post::id);
        assert_eq!(conn.execute(down).all().await?, [(1, 1), (1, 2), (3, 3)]);
        let up = select((Post::id, User::id)).join(User).order_by(Post::id);
        assert_eq!(conn.execute(up).all().await?, [(1, 1), (2, 1), (3, 3)]);
        let query = select((User::id, Post::id.optional())).outerjoin(Post).filter(Post::id.is_null());
        assert_eq!(conn.execute(query).all().await?, [(2, None)]);
    }

    async fn several_foreign_keys_are_an_error_that_names_them(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = select((Post::id, Comment::id)).join(Post::author).join(Comment);
        let error = conn.execute(query).all().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "several foreign keys link `Comment` (Comment::post_id, Comment::user_id); \
             join a relationship or `Comment.on(..)`"
        );
        assert!(db.log.take_all().is_empty());
    }

    async fn a_join_that_needs_a_later_one_is_an_error(db: &TestDb) {
        let mut conn = filled(db).await?;
        let error = conn.execute(select(User).join(Post::comments).join(User::posts)).all().await.unwrap_err();
        assert_eq!(error.to_string(), "`Comment` is joined on columns of `Post`, which is joined later: swap them");
    }

    async fn a_relationship_picks_one_of_several_foreign_keys(db: &TestDb) {
        db.create(&metadata![Person, Letter]).await?;
        let mut conn = db.engine.acquire().await?;
        let person = |id, name: &str| Person::builder().id(id).name(name);
        conn.execute(insert(Person).values([person(1, "Ann"), person(2, "Ben")])).await?;
        conn.execute(insert(Letter).values([Letter::builder().sender_id(1).recipient_id(2)])).await?;
        assert_eq!(conn.execute(select(Person::name).join(Letter::sender)).all().await?, ["Ann"]);
        assert_eq!(conn.execute(select(Person::name).join(Letter::recipient)).all().await?, ["Ben"]);
        assert_eq!(conn.execute(select(Person::name).join(Person::received)).all().await?, ["Ben"]);
        assert_eq!(conn.execute(select(Person::name).join(Person::sent)).all().await?, ["Ann"]);
        let error = conn.execute(select(Person).join(Letter)).all().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "several foreign keys link `Letter` (Letter::sender_id, Letter::recipient_id); \
             join a relationship or `Letter.on(..)`"
        );
    }

    async fn no_foreign_key_is_an_error(db: &TestDb) {
        let mut conn = filled(db).await?;
        let error = conn.execute(select((User::id, Lonely::id)).join(Lonely)).all().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "no foreign key links `Lonely` to what the statement selects from; join `Lonely.on(..)`"
        );
    }

    async fn tables_that_nothing_links_are_paired(db: &TestDb) {
        let mut conn = filled(db).await?;
        assert_eq!(conn.execute(select((User::id, Comment::id))).all().await?.len(), 6);
        let query = select((User::name, Comment::id, Post::id)).join(Post.on(Post::user_id.eq(User::id)));
        assert_eq!(conn.execute(query).all().await?.len(), 6);
    }

    async fn a_query_can_start_from_a_model_that_it_does_not_select(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = select(func::count_all()).select_from(User).join(User::posts).filter(User::name.eq("Alice"));
        assert_eq!(conn.execute(query).one().await?, 2);
        let query = select(func::count_all()).select_from(User).outerjoin(User::posts);
        assert_eq!(conn.execute(query).one().await?, 4);
    }

    async fn a_composite_foreign_key_joins_on_all_its_columns(db: &TestDb) {
        db.create(&metadata![Shelf, Book]).await?;
        let mut conn = db.engine.acquire().await?;
        let shelf = |room, number| Shelf { room, number, label: format!("{room}/{number}"), books: HasMany::default() };
        conn.execute(insert(Shelf).values([shelf(1, 1), shelf(1, 2), shelf(2, 1)])).await?;
        conn.execute(insert(Book).values([Book::builder().shelf_room(1).shelf_number(2)])).await?;
        let labels = conn.execute(select(Shelf::label).join(Shelf::books)).all().await?;
        assert_eq!(labels, ["1/2"]);
        assert_eq!(conn.execute(select(Shelf::label).join(Book)).all().await?, ["1/2"]);
    }

    async fn a_table_joined_to_itself_is_an_error_that_says_so(db: &TestDb) {
        db.create(&metadata![Node]).await?;
        let mut conn = db.engine.acquire().await?;
        let error = conn.execute(select(Node).join(Node::parent)).all().await.unwrap_err();
        assert_eq!(error.to_string(), "`Node` is in the statement twice: joining it again needs an alias");
    }
}

#[derive(Model, Debug)]
#[model(table = "people")]
pub struct Person {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
    #[relationship(foreign_key = Letter::sender_id)]
    pub sent: HasMany<Letter>,
    #[relationship(back_populates = "recipient")]
    pub received: HasMany<Letter>,
}

#[derive(Model, Debug)]
#[model(table = "letters")]
pub struct Letter {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = Person::id)]
    pub sender_id: i64,
    #[column(foreign_key = Person::id)]
    pub recipient_id: i64,
    #[relationship(foreign_key = sender_id)]
    pub sender: BelongsTo<Person>,
    #[relationship(foreign_key = recipient_id, back_populates = "received")]
    pub recipient: BelongsTo<Person>,
}

/// Linked to nothing.
#[derive(Model, Debug)]
#[model(table = "lonely")]
pub struct Lonely {
    #[column(primary_key)]
    pub id: i64,
}

#[derive(Model, Debug)]
#[model(table = "shelves")]
pub struct Shelf {
    #[column(primary_key)]
    pub room: i32,
    #[column(primary_key)]
    pub number: i32,
    pub label: String,
    #[relationship(back_populates = "shelf")]
    pub books: HasMany<Book>,
}

#[derive(Model, Debug)]
#[model(table = "books", foreign_key(columns(shelf_room, shelf_number), references(Shelf::room, Shelf::number)))]
pub struct Book {
    #[column(primary_key)]
    pub id: i64,
    pub shelf_room: i32,
    pub shelf_number: i32,
    #[relationship(back_populates = "books")]
    pub shelf: BelongsTo<Shelf>,
}

#[derive(Model, Debug)]
#[model(table = "nodes")]
pub struct Node {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = Node::id)]
    pub parent_id: Option<i64>,
    pub parent: BelongsTo<Option<Node>>,
}
