//! Models whose constants leave the names of the fields to methods.

use orm::prelude::*;
use orm_tests::db_test;

#[derive(Model, Debug)]
#[model(constants = "UPPERCASE", unique(name))]
pub struct Author {
    #[column(primary_key)]
    id: i64,
    #[column(length = 50, check = Author::NAME.ne(""))]
    name: String,
    #[column(default = 3)]
    r#type: i32,
    #[relationship(back_populates = "author", order_by = Book::title)]
    books: HasMany<Book>,
    #[relationship(secondary = Reading, foreign_key = Reading::READER_ID, viewonly)]
    read: HasMany<Book>,
}

impl Author {
    fn id(&self) -> i64 {
        self.id
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn books(&self) -> usize {
        self.books.get().map_or(0, |books| books.len())
    }
}

/// Its constants are called like its fields, as usual.
#[derive(Model, Debug)]
pub struct Book {
    #[column(primary_key)]
    pub id: i64,
    pub title: String,
    #[column(foreign_key = Author::ID)]
    pub author_id: i64,
    #[relationship(back_populates = "books")]
    pub author: BelongsTo<Author>,
}

#[derive(Model, Debug)]
#[model(constants = "UPPERCASE")]
pub struct Reading {
    #[column(primary_key, foreign_key = Author::ID)]
    pub reader_id: i64,
    #[column(primary_key, foreign_key = Book::id)]
    pub book_id: i64,
}

db_test! {
    async fn methods_are_called_like_fields(db: &TestDb) {
        db.create(&metadata![Author, Book, Reading]).await?;
        let mut session = db.session();
        let author = session.add(Author::builder().name("Ann").books([Book::builder().title("A")]));
        session.commit().await?;
        author.set(Author::NAME, "Anne");
        session.commit().await?;
        let query = select(Author).filter(Author::NAME.eq("Anne")).options(selectinload(Author::BOOKS));
        let read = db.session().scalars(query).one().await?;
        assert_eq!((read.id(), read.name(), read.books(), read.r#type), (author.id(), "Anne", 1, 3));
        assert_eq!(session.query(Author).filter(Author::BOOKS.any(Book::title.eq("A"))).count().await?, 1);
        assert_eq!(session.scalar::<i32>(select(Author::TYPE)).await?, 3);
    }
}
