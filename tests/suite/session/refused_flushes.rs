//! A flush that is refused before it writes anything leaves nothing behind, and neither does a `delete` that fails.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

#[allow(clippy::ptr_arg)] // a validator takes the type of its column
fn not_empty(text: &String) -> Result<(), &'static str> {
    if text.is_empty() { Err("must not be empty") } else { Ok(()) }
}

#[derive(Model, Debug)]
#[model(table = "owners")]
struct Owner {
    #[column(primary_key)]
    id: i64,
    #[column(validate = not_empty)]
    name: String,
    #[relationship(back_populates = "owner", order_by = Note::id)]
    notes: HasMany<Note>,
    #[relationship(back_populates = "owner")]
    parts: HasMany<Part>,
    #[relationship(back_populates = "owner", cascade = "all, delete-orphan", order_by = Page::id)]
    pages: HasMany<Page>,
}

/// Can do without its owner.
#[derive(Model, Debug)]
#[model(table = "notes")]
struct Note {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Owner::id)]
    owner_id: Option<i64>,
    #[relationship(back_populates = "notes")]
    owner: BelongsTo<Option<Owner>>,
}

/// Cannot.
#[derive(Model, Debug)]
#[model(table = "parts")]
struct Part {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Owner::id)]
    owner_id: i64,
    #[relationship(back_populates = "parts")]
    owner: BelongsTo<Owner>,
}

/// Goes with its owner.
#[derive(Model, Debug)]
#[model(table = "pages")]
struct Page {
    #[column(primary_key)]
    id: i64,
    text: String,
    #[column(foreign_key = Owner::id)]
    owner_id: i64,
    #[column(foreign_key = Shelf::id)]
    shelf_id: Option<i64>,
    #[relationship(back_populates = "pages")]
    owner: BelongsTo<Owner>,
    #[relationship(back_populates = "pages")]
    shelf: BelongsTo<Option<Shelf>>,
}

#[derive(Model, Debug)]
#[model(table = "shelves")]
struct Shelf {
    #[column(primary_key)]
    id: i64,
    #[relationship(back_populates = "shelf")]
    pages: HasMany<Page>,
}

fn schema() -> MetaData {
    metadata![Owner, Note, Part, Shelf, Page]
}

db_test! {
    async fn an_orphan_that_comes_back_stays(db: &TestDb) {
        db.create(&schema()).await?;
        let mut session = db.session();
        let owner = session.add(Owner::builder().name("Ann").pages([Page::builder().text("a"), Page::builder().text("b")]));
        session.commit().await?;
        let page = owner.pages.get()?[0].clone();
        assert!(owner.pages.remove(&page));
        owner.edit().name.clear();
        assert!(session.flush().await.is_err());
        assert!(session.deleted().is_empty());
        owner.pages.push(&page);
        owner.edit().name = "Anna".into();
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE owners"]);
        assert_eq!(session.query(Page).count().await?, 2);

        // One that does not come back goes.
        assert!(owner.pages.remove(&page));
        owner.edit().name.clear();
        assert!(session.flush().await.is_err());
        owner.edit().name = "Ann".into();
        session.commit().await?;
        assert_eq!(session.query(Page).count().await?, 1);
    }

    async fn a_new_orphan_that_comes_back_is_inserted(db: &TestDb) {
        db.create(&schema()).await?;
        let mut session = db.session();
        let owner = session.add(Owner::builder().name("Ann"));
        let shelf = session.add(Shelf::builder());
        session.commit().await?;
        let page = owner.pages.push(Page::builder().text("new"));
        shelf.pages.push(&page);
        assert!(owner.pages.remove(&page));
        owner.edit().name.clear();
        assert!(session.flush().await.is_err());
        assert_eq!((Instance::lifecycle(&page), shelf.pages.get()?.len()), (Lifecycle::Pending, 1));
        owner.pages.push(&page);
        owner.edit().name = "Anna".into();
        session.commit().await?;
        let keys = session.execute(select((Page::owner_id, Page::shelf_id))).one().await?;
        assert_eq!(keys, (owner.id, Some(shelf.id)));
    }

    async fn a_new_orphan_is_not_inserted_once_the_flush_succeeds(db: &TestDb) {
        db.create(&schema()).await?;
        let mut session = db.session();
        let owner = session.add(Owner::builder().name("Ann").pages([Page::builder().text("old")]));
        let shelf = session.add(Shelf::builder());
        session.commit().await?;
        let old = owner.pages.get()?[0].clone();
        let new = owner.pages.push(Page::builder().text("new"));
        shelf.pages.push(&new);
        assert!(owner.pages.remove(&new) && owner.pages.remove(&old));
        session.commit().await?;
        assert_eq!((Instance::lifecycle(&new), shelf.pages.get()?.len()), (Lifecycle::Transient, 0));
        assert_eq!(session.query(Page).count().await?, 0);
    }

    async fn children_keep_their_owner_when_it_is_not_deleted_after_all(db: &TestDb) {
        db.create(&schema()).await?;
        let mut session = db.session();
        let owner = session.add(Owner::builder().name("Ann").notes([Note::builder(), Note::builder()]).parts([Part::builder()]));
        session.commit().await?;
        let note = owner.notes.get()?[0].clone();
        let order: Vec<i64> = owner.notes.get()?.iter().map(|note| note.id).collect();
        session.delete(&owner).await?;
        let error = session.flush().await.unwrap_err().to_string();
        assert!(error.contains("`Part::owner_id` still references"), "{error}");
        assert_eq!((note.owner_id, owner.notes.get()?.len()), (Some(owner.id), 2));
        assert_eq!(owner.notes.get()?.iter().map(|note| note.id).collect::<Vec<_>>(), order);
        session.add(&owner);
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take(), Vec::<String>::new());
        let kept = session.query(Note).filter(Note::owner_id.eq(owner.id)).count().await?;
        assert_eq!((kept, session.query(Owner).count().await?), (2, 1));
        assert!(note.owner.get()?.is_some_and(|other| Instance::ptr_eq(&other, &owner)));

        // Without parts it goes, and the notes let go.
        session.delete(&owner.parts.get()?[0].clone()).await?;
        session.delete(&owner).await?;
        session.commit().await?;
        assert_eq!((session.query(Note).filter(Note::owner_id.is_null()).count().await?, note.owner_id), (2, None));
    }

    async fn a_flush_that_is_dropped_while_it_plans_leaves_nothing(db: &TestDb) {
        db.create(&schema()).await?;
        let mut session = db.session();
        let owner = session.add(Owner::builder().name("Ann").notes([Note::builder()]).parts([Part::builder()]));
        session.commit().await?;
        let id = owner.id;
        drop(session);
        for polls in 1..40 {
            let mut session = db.session();
            session.set_autoflush(false);
            let owner = session.get_one(Owner, id).await?;
            session.load(&owner, Owner::notes).await?;
            session.delete(&owner).await?;
            let outcome = crate::session::cancellation::poll_for(polls, session.flush()).await;
            let refused = outcome.is_some_and(|outcome| outcome.is_err());
            if session.query(Shelf).count().await.is_err() {
                // A statement was under way: the connection is lost.
                session.rollback().await?;
            }
            session.add(&owner);
            session.commit().await?;
            assert_eq!(session.query(Note).filter(Note::owner_id.eq(id)).count().await?, 1, "after {polls} polls");
            if refused {
                return Ok(());
            }
        }
        panic!("it never came to its end");
    }

    async fn a_delete_that_fails_deletes_nothing(db: &TestDb) {
        db.create(&schema()).await?;
        let mut session = db.session();
        let owner = session.add(Owner::builder().name("Ann").pages([Page::builder().text("a")]));
        session.commit().await?;
        let id = owner.id;
        drop((session, owner));
        let mut session = db.session();
        let owner = session.get_one(Owner, id).await?;
        session.commit().await?;
        // Dropped while it loads what cascades, unless the database answers at once.
        if crate::session::cancellation::poll_for(1, session.delete(&owner)).await.is_none() {
            assert!(session.deleted().is_empty());
        }
        session.rollback().await?;
        session.expire(&owner)?;
        // And where that cannot be loaded.
        metadata![Page].drop_all(&db.engine).await?;
        assert!(session.delete(&owner).await.is_err());
        assert!(session.deleted().is_empty());
        // PostgreSQL goes on after a rollback only.
        if db.backend == Backend::Postgres { session.rollback().await? } else { session.commit().await? }
        session.commit().await?;
        assert_eq!(session.query(Owner).count().await?, 1);
    }
}
