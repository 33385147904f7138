//! What the database fills by itself (`server_default` alone, `server_onupdate`), versions of rows among it.

use orm::core::schema::{Ddl, MetaData};
use orm::prelude::*;
use orm_tests::{Backend, db_test};

/// A trigger makes the code of a new part, another counts the changes of its name.
#[derive(Model, Debug)]
#[model(table = "parts")]
struct Part {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[column(server_default, length = 50)]
    code: Option<String>,
    #[column(server_onupdate, server_default = 0)]
    changes: i32,
}

/// The database counts the versions of a row.
#[derive(Model, Debug)]
#[model(table = "pages")]
struct Page {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[column(unique, length = 20)]
    slug: Option<String>,
    #[column(foreign_key = Author::code, length = 20)]
    author_code: Option<String>,
    #[column(version, server_onupdate, server_default = 1)]
    changes: i32,
    #[relationship(back_populates = "pages")]
    author: BelongsTo<Option<Author>>,
}

#[derive(Model, Debug)]
#[model(table = "authors")]
struct Author {
    #[column(primary_key, length = 20)]
    code: String,
    #[relationship(back_populates = "author")]
    pages: HasMany<Page>,
}

/// Unique in two ways, which share a column.
#[derive(Model, Debug)]
#[allow(clippy::duplicated_attributes)] // the two are different, but have a column in common
#[model(table = "pegs", unique(board, across), unique(board, down))]
struct Peg {
    #[column(primary_key)]
    id: i64,
    board: Option<i32>,
    across: i32,
    down: i32,
    #[column(version, server_onupdate, server_default = 1)]
    changes: i32,
}

const MYSQL: [&str; 2] = ["MySQL", "MariaDB"];

/// With a trigger that raises `changes` of a row with each UPDATE.
fn counted(metadata: MetaData, table: &str) -> MetaData {
    let trigger = format!("CREATE TRIGGER counts BEFORE UPDATE ON {table} FOR EACH ROW");
    let sqlite = format!(
        "CREATE TRIGGER counts AFTER UPDATE ON {table} WHEN NEW.changes = OLD.changes \
         BEGIN UPDATE {table} SET changes = OLD.changes + 1 WHERE id = NEW.id; END"
    );
    let function = "CREATE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql AS \
                    'BEGIN NEW.changes := OLD.changes + 1; RETURN NEW; END'";
    metadata
        .after_create(Ddl::new(sqlite).only_on(["SQLite"]))
        .after_create(Ddl::new(format!("{trigger} SET NEW.changes = OLD.changes + 1")).only_on(MYSQL))
        .after_create(Ddl::new(function).only_on(["PostgreSQL"]))
        .after_create(Ddl::new(format!("{trigger} EXECUTE FUNCTION counted()")).only_on(["PostgreSQL"]))
}

/// With a trigger that makes the codes of parts.
fn coded(metadata: MetaData) -> MetaData {
    let trigger = "CREATE TRIGGER codes BEFORE INSERT ON parts FOR EACH ROW";
    let sqlite = "CREATE TRIGGER codes AFTER INSERT ON parts \
                  BEGIN UPDATE parts SET code = 'P-' || NEW.name, changes = -1 WHERE id = NEW.id; END";
    let mysql = format!("{trigger} SET NEW.code = CONCAT('P-', NEW.name), NEW.changes = -1");
    let function = "CREATE FUNCTION coded() RETURNS trigger LANGUAGE plpgsql AS \
                    'BEGIN NEW.code := ''P-'' || NEW.name; NEW.changes := -1; RETURN NEW; END'";
    metadata
        .after_create(Ddl::new(sqlite).only_on(["SQLite"]))
        .after_create(Ddl::new(mysql).only_on(MYSQL))
        .after_create(Ddl::new(function).only_on(["PostgreSQL"]))
        .after_create(Ddl::new(format!("{trigger} EXECUTE FUNCTION coded()")).only_on(["PostgreSQL"]))
}

db_test! {
    async fn what_triggers_fill_is_read_back(db: &TestDb) {
        db.create(&counted(coded(metadata![Part]), "parts")).await?;
        let mut session = db.session();
        let parts = session.add_all(["bolt", "nut"].map(|name| Part::builder().name(name)));
        session.flush().await?;
        let shown: Vec<_> = parts.iter().map(|part| (part.code.as_deref(), part.changes)).collect();
        assert_eq!(shown, [(Some("P-bolt"), -1), (Some("P-nut"), -1)]);
        // As RETURNING shows it, or by one SELECT for all of them.
        let shows = matches!(db.backend, Backend::Postgres | Backend::MariaDb);
        assert_eq!(db.log.take_verbs(), if shows { &["INSERT parts"][..] } else { &["INSERT parts", "SELECT parts"] });
        for part in &parts {
            part.edit().name.push('s');
        }
        session.flush().await?;
        assert!(parts.iter().all(|part| part.changes == 0), "{parts:?}");
        let shows = db.backend == Backend::Postgres;
        assert_eq!(db.log.take_verbs(), if shows { &["UPDATE parts"][..] } else { &["UPDATE parts", "SELECT parts"] });
        assert!(session.dirty().is_empty());
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), [""; 0]);
        // A statement of the session's leaves it to the next query.
        session.execute(update(Part).filter(Part::name.eq("bolts")).set(Part::name, "screws")).await?;
        assert_eq!(session.query(Part).filter(Part::name.eq("screws")).one().await?.changes, 1);
        // What is set by hand is sent.
        let washer = session.add(Part::builder().name("washer").changes(7));
        session.commit().await?;
        assert_eq!(washer.name, "washer");
    }

    async fn the_database_counts_versions(db: &TestDb) {
        db.create(&counted(metadata![Author, Page], "pages")).await?;
        let mut session = db.session();
        let page = session.add(Page::builder().name("draft"));
        session.commit().await?;
        assert_eq!(page.changes, 1);
        db.log.take();
        page.edit().name = "final".into();
        session.commit().await?;
        assert_eq!(page.changes, 2);
        let log = db.log.take();
        assert!(log[0].starts_with("UPDATE") && log[0].matches("changes").count() >= 1, "{log:?}");

        let mut somebody = db.engine.acquire().await?;
        somebody.execute(update(Page).set(Page::name, "theirs")).await?;
        somebody.commit().await?;
        page.edit().name = "ours".into();
        let error = session.commit().await.unwrap_err();
        assert!(matches!(error, orm::Error::StaleData { model: "Page", .. }), "{error}");
        session.rollback().await?;
        session.refresh(&page).await?;
        assert_eq!((page.name.as_str(), page.changes), ("theirs", 3));
        page.edit().name = "ours".into();
        session.commit().await?;
        assert_eq!(page.changes, 4);
        session.delete(&page).await?;
        session.commit().await?;
        assert_eq!(session.query(Page).count().await?, 0);
    }

    async fn versions_of_the_database_survive_values_that_swap(db: &TestDb) {
        db.create(&counted(metadata![Author, Page], "pages")).await?;
        let mut session = db.session();
        let [a, b] = ["a", "b"].map(|slug| session.add(Page::builder().name(slug).slug(slug)));
        session.commit().await?;
        a.set(Page::slug, "b");
        b.set(Page::slug, "a");
        session.commit().await?;
        assert_eq!((a.slug.as_deref(), b.slug.as_deref()), (Some("b"), Some("a")));
        for page in [&a, &b] {
            page.edit().name.push('!');
        }
        session.commit().await?;

        // A swap that somebody else's change comes before is refused as any other.
        let mut somebody = db.engine.acquire().await?;
        somebody.execute(update(Page).set(Page::name, "theirs")).await?;
        somebody.commit().await?;
        a.set(Page::slug, "a");
        b.set(Page::slug, "b");
        assert!(matches!(session.commit().await, Err(orm::Error::StaleData { .. })));
    }

    async fn versions_of_the_database_survive_keys_that_move(db: &TestDb) {
        db.create(&counted(metadata![Author, Page], "pages")).await?;
        let mut session = db.session();
        let author = session.add(Author::builder().code("old").pages([Page::builder().name("one")]));
        let page = author.pages.get()?[0].clone();
        session.commit().await?;
        author.edit().code = "new".into();
        session.commit().await?;
        assert_eq!(page.author_code.as_deref(), Some("new"));
        page.edit().name = "two".into();
        session.commit().await?;

        session.delete(&author).await?;
        session.commit().await?;
        assert_eq!(page.author_code, None);
        page.edit().name = "three".into();
        session.commit().await?;
        assert_eq!(page.name, "three");
    }

    async fn a_row_that_is_taken_over_keeps_counting(db: &TestDb) {
        db.create(&counted(metadata![Author, Page], "pages")).await?;
        let mut session = db.session();
        let old = session.add(Page::builder().name("old"));
        session.commit().await?;
        session.delete(&old).await?;
        let new = session.add(Page::builder().id(old.id).name("new"));
        session.commit().await?;
        assert_eq!(new.changes, 2);
        new.edit().name.push('!');
        session.commit().await?;
        assert_eq!(new.changes, 3);
    }

    async fn a_row_that_is_taken_over_keeps_what_a_trigger_filled(db: &TestDb) {
        db.create(&coded(metadata![Part])).await?;
        let mut session = db.session();
        let old = session.add(Part::builder().name("bolt"));
        session.commit().await?;
        session.delete(&old).await?;
        let new = session.add(Part::builder().id(old.id).name("nut"));
        session.commit().await?;
        let stored = session.query(Part).one().await?;
        assert!(Instance::ptr_eq(&stored, &new));
        assert_eq!(new.code.as_deref(), Some("P-bolt"), "no INSERT, no trigger");
    }

    async fn two_rows_swap_two_unique_values_at_once(db: &TestDb) {
        db.create(&counted(metadata![Peg], "pegs")).await?;
        let mut session = db.session();
        let [a, b] = [1, 2].map(|n| session.add(Peg::builder().board(1).across(n).down(n)));
        session.commit().await?;
        for (peg, n) in [(&a, 2), (&b, 1)] {
            let mut edit = peg.edit();
            (edit.board, edit.across, edit.down) = (Some(1), n, n);
        }
        let flushed = session.commit().await;
        // The board is not written, so it cannot be NULL in between.
        assert!(flushed.is_err_and(|error| !matches!(error, orm::Error::StaleData { .. })));
        session.rollback().await?;
        let third = session.add(Peg::builder().board(2).across(9).down(9));
        session.commit().await?;
        for (peg, board, n) in [(&a, 2, 9), (&third, 1, 1)] {
            let mut edit = peg.edit();
            (edit.board, edit.across, edit.down) = (Some(board), n, n);
        }
        session.commit().await?;
        assert_eq!((a.board, third.board), (Some(2), Some(1)));
    }
}
