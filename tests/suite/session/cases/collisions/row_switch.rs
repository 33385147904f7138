//! A new row with the key of a deleted one.

use orm::prelude::*;
use orm_tests::db_test;

#[derive(Model, Debug)]
#[model(table = "authors")]
struct Author {
    #[column(primary_key)]
    id: i64,
    #[relationship(back_populates = "author", cascade = "all, delete-orphan")]
    links: HasMany<Link>,
}

#[derive(Model, Debug)]
#[model(table = "books")]
struct Book {
    #[column(primary_key)]
    id: i64,
}

/// An association with columns of its own.
#[derive(Model, Debug)]
#[model(table = "links")]
struct Link {
    #[column(primary_key, foreign_key = Author::id)]
    author_id: i64,
    #[column(primary_key, foreign_key = Book::id)]
    book_id: i64,
    role: Option<String>,
    #[column(default = 3)]
    stars: i32,
    #[column(server_default = "new", length = 20)]
    state: Option<String>,
    #[relationship(back_populates = "links")]
    author: BelongsTo<Author>,
    book: BelongsTo<Book>,
}

/// Nothing but a key.
#[derive(Model, Debug)]
#[model(table = "pairs")]
struct Pair {
    #[column(primary_key)]
    a: i32,
    #[column(primary_key)]
    b: i32,
}

db_test! {
    async fn case_32_a_row_switch_is_one_update_of_every_column(db: &TestDb) {
        db.create(&metadata![Author, Book, Link]).await?;
        let mut session = db.session();
        let (author, book) = session.add_all((Author::builder(), Book::builder()));
        let old = author.links.push(Link::builder().book(&book).role("x").stars(5).state("seen"));
        session.commit().await?;
        db.log.take();
        author.links.remove(&old);
        let new = author.links.push(Link::builder().book(&book).role("z"));
        session.flush().await?;
        let statements = db.log.take();
        let sql = statements[0].replace(['"', '`'], "");
        assert!(sql.starts_with("UPDATE links SET") && sql.contains("role =") && sql.contains("stars ="), "{statements:?}");
        assert_eq!(statements.len(), if db.backend.has_update_returning() { 1 } else { 2 }, "{statements:?}");
        // Ours: columns that the new one leaves out have their defaults, not what the old one had.
        assert_eq!((new.role.as_deref(), new.stars, new.state.as_deref()), (Some("z"), 3, Some("new")));
        assert_eq!((Instance::lifecycle(&old), Instance::lifecycle(&new)), (Lifecycle::Deleted, Lifecycle::Persistent));
        session.commit().await?;
        assert_eq!(Instance::lifecycle(&old), Lifecycle::Detached);
        let known = session.get(Link, (author.id, book.id)).await?.ok_or("no row")?;
        assert!(Instance::ptr_eq(&known, &new));
        let row: (Option<String>, i32, Option<String>) =
            session.execute(select((Link::role, Link::stars, Link::state))).one().await?;
        assert_eq!(row, (Some("z".to_owned()), 3, Some("new".to_owned())));
        assert_eq!(author.links.get()?.len(), 1);
    }

    async fn case_32_a_rollback_brings_the_old_one_back(db: &TestDb) {
        db.create(&metadata![Author, Book, Link]).await?;
        let mut session = db.session();
        let (author, book) = session.add_all((Author::builder(), Book::builder()));
        let old = author.links.push(Link::builder().book(&book).role("x"));
        session.commit().await?;
        session.delete(&old).await?;
        let new = session.add(Link::builder().author(&author).book(&book).role("z"));
        session.flush().await?;
        session.rollback().await?;
        assert_eq!((Instance::lifecycle(&old), Instance::lifecycle(&new)), (Lifecycle::Persistent, Lifecycle::Transient));
        let known = session.get(Link, (author.id, book.id)).await?.ok_or("no row")?;
        assert!(Instance::ptr_eq(&known, &old));
        assert_eq!(session.scalar(select(Link::role)).await?, Some("x".to_owned()));
        old.edit().role = Some("y".into());
        session.commit().await?;
        assert_eq!(session.scalar(select(Link::role)).await?, Some("y".to_owned()));
    }

    async fn case_32_clearing_an_association_is_a_delete(db: &TestDb) {
        db.create(&metadata![Author, Book, Link]).await?;
        let mut session = db.session();
        let author = session.add(Author::builder());
        for _ in 0..3 {
            author.links.push(Link::builder().book(Book::builder()));
        }
        session.commit().await?;
        db.log.take();
        author.links.clear()?;
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["DELETE links"]);
    }

    async fn case_32_many_switches_are_one_statement(db: &TestDb) {
        db.create(&metadata![Author, Book, Link]).await?;
        let mut session = db.session();
        let author = session.add(Author::builder());
        let books = session.add_all((0..4).map(|_| Book::builder()));
        for book in &books {
            author.links.push(Link::builder().book(book).role("x"));
        }
        session.commit().await?;
        db.log.take();
        author.links.replace(books[1..].iter().map(|book| Instance::new(Link::builder().book(book).role("y"))))?;
        session.flush().await?;
        let mut verbs = db.log.take_verbs();
        verbs.retain(|verb| !verb.starts_with("SELECT"));
        assert_eq!(verbs, ["UPDATE links", "DELETE links"]);
        session.commit().await?;
        let roles: Vec<Option<String>> = session.scalars(select(Link::role)).all().await?;
        assert_eq!(roles, [const { "y" }; 3].map(|role| Some(role.to_owned())));
    }

    async fn case_32_a_row_that_is_nothing_but_its_key(db: &TestDb) {
        db.create(&metadata![Pair]).await?;
        let mut session = db.session();
        let old = session.add(Pair::builder().a(1).b(2));
        session.commit().await?;
        db.log.take();
        session.delete(&old).await?;
        let new = session.add(Pair::builder().a(1).b(2));
        session.commit().await?;
        assert!(db.log.take().is_empty());
        let known = session.get(Pair, (1, 2)).await?.ok_or("no row")?;
        assert!(Instance::ptr_eq(&known, &new));
    }
}
