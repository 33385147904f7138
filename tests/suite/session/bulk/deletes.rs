//! DELETE by condition.

use orm_tests::{Backend, db_test};

use super::*;

async fn shelves(db: &orm_tests::TestDb) -> orm::Result<(Session, Instance<Shelf>, Vec<Instance<Item>>)> {
    db.create(&metadata![Item, Shelf, Label]).await?;
    let mut session = db.session();
    let item =
        |name: &str| Item::builder().name(name).amount(1).active(true).rate(0.0).labels([Label::builder().text(name)]);
    let shelf = session.add(Shelf::builder().name("one").items([item("a"), item("b")]));
    session.commit().await?;
    session.query(Shelf).all().await?;
    session.query(Label).all().await?;
    let items = session.query(Item).order_by(Item::id).all().await?;
    db.log.take();
    Ok((session, shelf, items))
}

db_test! {
    async fn deleted_instances_leave_the_session(db: &TestDb) {
        let (mut session, items) = items(db).await?;
        let rows = session.execute(delete(Item).filter(Item::amount.gt(1))).await?;
        assert_eq!(rows.rows_affected(), 2);
        assert_eq!(db.log.take().len(), 1);
        let states: Vec<_> = items.iter().map(Instance::lifecycle).collect();
        assert_eq!(states, [Lifecycle::Persistent, Lifecycle::Deleted, Lifecycle::Deleted]);
        assert!(session.get(Item, items[1].id).await?.is_none());
        session.commit().await?;
        assert_eq!(Instance::lifecycle(&items[1]), Lifecycle::Detached);
    }

    async fn rollback_brings_them_back(db: &TestDb) {
        let (mut session, items) = items(db).await?;
        session.execute(delete(Item)).await?;
        session.rollback().await?;
        assert!(items.iter().all(|item| Instance::lifecycle(item) == Lifecycle::Persistent));
        db.log.take();
        let found = session.get(Item, items[0].id).await?.ok_or("no row")?;
        assert!(Instance::ptr_eq(&found, &items[0]));
        assert_eq!(db.log.take(), Vec::<String>::new());
    }

    async fn an_uncertain_condition_asks_for_keys(db: &TestDb) {
        let (mut session, items) = items(db).await?;
        session.execute(delete(Item).filter(func::length(Item::note).eq(1))).await?;
        let states: Vec<_> = items.iter().map(Instance::lifecycle).collect();
        assert_eq!(states, [Lifecycle::Deleted, Lifecycle::Deleted, Lifecycle::Persistent]);
        match db.backend {
            Backend::MySql => assert_eq!(db.log.take_verbs(), ["SELECT items", "DELETE items"]),
            _ => assert_eq!(db.log.take_verbs(), ["DELETE items"]),
        }
    }

    async fn pending_changes_of_a_deleted_row_are_not_written(db: &TestDb) {
        let (mut session, items) = items(db).await?;
        items[0].set(Item::name, "edited");
        session.delete(&items[1]).await?;
        session.execute(delete(Item)).no_autoflush().await?;
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take(), Vec::<String>::new());
    }

    async fn collections_lose_them(db: &TestDb) {
        let (mut session, shelf, items) = shelves(db).await?;
        session.load(&shelf, Shelf::items).await?;
        session.execute(delete(Item).filter(Item::name.eq("a"))).await?;
        assert!(shelf.items.get()?.iter().eq_by_id(&[&items[1]]));
        session.rollback().await?;
        assert_eq!(session.load(&shelf, Shelf::items).await?.len(), 2);
    }

    async fn what_the_database_cascades_to_follows(db: &TestDb) {
        let (mut session, shelf, items) = shelves(db).await?;
        let labels = session.query(Label).order_by(Label::id).all().await?;
        session.execute(delete(Shelf)).await?;
        assert_eq!(Instance::lifecycle(&shelf), Lifecycle::Deleted);
        assert!(items.iter().all(|item| Instance::lifecycle(item) == Lifecycle::Deleted));
        // ON DELETE SET NULL
        assert!(labels.iter().all(|label| label.item_id.is_none() && Instance::lifecycle(label) == Lifecycle::Persistent));
        assert!(labels[0].item.get().is_err() || labels[0].item.get()?.is_none());
        assert!(session.dirty().is_empty());
        session.rollback().await?;
        assert_eq!(Instance::lifecycle(&items[0]), Lifecycle::Persistent);
        assert_eq!(labels[0].item_id, Some(items[0].id));
    }

    /// Case 25 (c): SQLAlchemy leaves the child persistent, though its row is gone.
    async fn a_flushed_delete_cascades_in_memory_too(db: &TestDb) {
        let (mut session, items) = items(db).await?;
        let shelf = session.add(Shelf::builder().name("one"));
        session.flush().await?;
        session.execute(update(Item).set(Item::shelf_id, shelf.id)).await?;
        session.commit().await?;
        session.delete(&shelf).await?;
        db.log.take();
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["DELETE shelves"]);
        assert!(items.iter().all(|item| Instance::lifecycle(item) == Lifecycle::Deleted));
    }

    async fn children_of_rows_that_are_not_in_memory_become_stale(db: &TestDb) {
        let (mut session, shelf, items) = shelves(db).await?;
        session.expunge(&shelf);
        session.execute(delete(Shelf)).await?;
        // Which rows went along is not known; the next query says.
        assert!(session.query(Item).all().await?.is_empty());
        assert_eq!(items.len(), 2);
        let labels = session.query(Label).all().await?;
        assert!(labels.iter().all(|label| label.item_id.is_none()));
    }

    async fn other_tables_in_the_statement(db: &TestDb) {
        let (mut session, shelf, items) = shelves(db).await?;
        session.execute(delete(Item).using(Shelf).filter(Item::shelf_id.eq(Shelf::id) & Shelf::name.eq("one"))).await?;
        assert_eq!(db.log.take_verbs(), ["SELECT items", "DELETE items"]);
        assert!(items.iter().all(|item| Instance::lifecycle(item) == Lifecycle::Deleted));
        assert_eq!(Instance::lifecycle(&shelf), Lifecycle::Persistent);
    }

    async fn returning_gives_deleted_instances(db: &TestDb) {
        let (mut session, items) = items(db).await?;
        if db.backend == Backend::MySql {
            return Ok(());
        }
        let mut fresh = db.session();
        session.commit().await?;
        let gone = fresh.execute(delete(Item).filter(Item::amount.eq(1)).returning(Item)).all().await?;
        assert_eq!((gone[0].name.as_str(), Instance::lifecycle(&gone[0])), ("a", Lifecycle::Deleted));
        fresh.rollback().await?;
        let ids: Vec<i64> = session.execute(delete(Item).filter(Item::amount.eq(1)).returning(Item::id)).all().await?;
        assert_eq!(ids, [items[0].id]);
        assert_eq!(Instance::lifecycle(&items[0]), Lifecycle::Deleted);
    }
}

trait EqById {
    fn eq_by_id(self, others: &[&Instance<Item>]) -> bool;
}

impl<'i, I: Iterator<Item = &'i Instance<Item>>> EqById for I {
    fn eq_by_id(self, others: &[&Instance<Item>]) -> bool {
        self.map(|item| item.id).eq(others.iter().map(|item| item.id))
    }
}
