//! Case 25: the database sees to the children.

use orm::prelude::*;
use orm_tests::{TestDb, db_test};

#[derive(Model, Debug)]
#[model(table = "parents")]
struct Parent {
    #[column(primary_key)]
    id: i64,
    #[relationship(back_populates = "parent", cascade = "all, delete-orphan", passive_deletes)]
    children: HasMany<Child>,
    #[relationship(back_populates = "parent", passive_deletes = "all")]
    notes: HasMany<Note>,
}

#[derive(Model, Debug)]
#[model(table = "children")]
struct Child {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Parent::id, on_delete = "cascade")]
    parent_id: i64,
    #[relationship(back_populates = "children")]
    parent: BelongsTo<Parent>,
}

#[derive(Model, Debug)]
#[model(table = "notes")]
struct Note {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Parent::id, on_delete = "set null")]
    parent_id: Option<i64>,
    #[relationship(back_populates = "notes")]
    parent: BelongsTo<Option<Parent>>,
}

async fn family(db: &TestDb) -> Result<Session, orm::Error> {
    let mut session = db.session();
    session.add(Parent::builder().children([Child::builder(), Child::builder()]).notes([Note::builder()]));
    session.commit().await?;
    Ok(db.session())
}

db_test! {
    async fn case_25a_unloaded_children_are_left_to_the_database(db: &TestDb) {
        db.create(&metadata![Parent, Child, Note]).await?;
        let mut session = family(db).await?;
        let parent = session.query(Parent).one().await?;
        db.log.take();
        session.delete(&parent).await?;
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["DELETE parents"]);
        assert_eq!((session.query(Child).count().await?, session.query(Note).count().await?), (0, 1));
    }

    async fn case_25b_loaded_children_are_deleted(db: &TestDb) {
        db.create(&metadata![Parent, Child, Note]).await?;
        let mut session = family(db).await?;
        let parent = session.query(Parent).one().await?;
        let children = session.load(&parent, Parent::children).await?;
        db.log.take();
        session.delete(&parent).await?;
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["DELETE children", "DELETE parents"]);
        assert!(children.iter().all(|child| Instance::lifecycle(child) == Lifecycle::Detached));
    }

    // SQLAlchemy leaves the child persistent, though its row is gone, and the note with its old key.
    async fn case_25c_instances_follow_what_the_database_did(db: &TestDb) {
        db.create(&metadata![Parent, Child, Note]).await?;
        let mut session = family(db).await?;
        let parent = session.query(Parent).one().await?;
        let child = session.query(Child).order_by(Child::id).first().await?.expect("a row");
        let note = session.query(Note).one().await?;
        db.log.take();
        session.delete(&parent).await?;
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["DELETE parents"]);
        assert_eq!(Instance::lifecycle(&child), Lifecycle::Deleted);
        assert_eq!((Instance::lifecycle(&note), note.parent_id), (Lifecycle::Persistent, None));
        assert!(!Instance::is_modified(&note));
        session.rollback().await?;
        assert_eq!(Instance::lifecycle(&child), Lifecycle::Persistent);
        assert_eq!(note.parent_id, Some(parent.id));
    }
}
