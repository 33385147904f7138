//! UPDATE and DELETE of so many rows at most.

use orm::session::Synchronize;
use orm_tests::db_test;

use super::*;

/// What the instances show, beside what the database has.
async fn notes(
    session: &mut Session,
    items: &[Instance<Item>],
) -> orm::Result<(Vec<Option<String>>, Vec<Option<String>>)> {
    let stored = session.scalars(select(Item::note).order_by(Item::id)).all().await?;
    Ok((items.iter().map(|item| item.note.clone()).collect(), stored))
}

db_test! {
    async fn only_the_first_rows_change_in_memory(db: &TestDb) {
        let (mut session, items) = items(db).await?;
        for (round, how) in [Synchronize::Auto, Synchronize::Fetch].into_iter().enumerate() {
            let note = format!("hit {round}");
            let one = update(Item).order_by(Item::id.desc()).limit(1).set(Item::note, note.as_str());
            let rows = session.execute(one).synchronize(how).await?;
            assert_eq!(rows.rows_affected(), 1);
            let (shown, stored) = notes(&mut session, &items).await?;
            assert_eq!(shown, stored, "{how:?}");
            assert_eq!(shown[2], Some(note));
        }
        // A condition that memory cannot decide, and more rows than there are.
        let some = update(Item).filter(func::length(Item::name).eq(1)).order_by(Item::id).limit(2);
        session.execute(some.set(Item::note, "some")).await?;
        let (shown, stored) = notes(&mut session, &items).await?;
        assert_eq!(shown, stored);
        assert_eq!(shown[1].as_deref(), Some("some"));
        session.execute(update(Item).limit(99).set(Item::note, Item::name.concat("!"))).await?;
        session.query(Item).all().await?;
        let (shown, stored) = notes(&mut session, &items).await?;
        assert_eq!((shown.clone(), shown[0].as_deref()), (stored, Some("a!")));
        let rows = session.execute(update(Item).filter(Item::amount.gt(99)).limit(1).set(Item::note, "none")).await?;
        assert_eq!(rows.rows_affected(), 0);
        assert!(session.dirty().is_empty());
    }

    async fn only_the_first_rows_are_deleted_in_memory(db: &TestDb) {
        let (mut session, items) = items(db).await?;
        let rows = session.execute(delete(Item).order_by(Item::id.desc()).limit(1)).await?;
        assert_eq!(rows.rows_affected(), 1);
        let lifecycles: Vec<_> = items.iter().map(Instance::lifecycle).collect();
        assert_eq!(lifecycles, [Lifecycle::Persistent, Lifecycle::Persistent, Lifecycle::Deleted]);
        session.rollback().await?;
        assert!(items.iter().all(|item| Instance::lifecycle(item) == Lifecycle::Persistent));
        assert_eq!(session.query(Item).count().await?, 3);
    }

    async fn what_a_limited_statement_returns_leaves_no_instance_wrong(db: &TestDb) {
        let (mut session, items) = items(db).await?;
        if !db.backend.has_update_returning() {
            return Ok(());
        }
        let one = update(Item).order_by(Item::id).limit(1).set(Item::note, "hit");
        let ids = session.execute(one.returning(Item::amount)).all().await?;
        assert_eq!(ids.len(), 1);
        session.query(Item).all().await?;
        let (shown, stored) = notes(&mut session, &items).await?;
        assert_eq!(shown, stored);
        let gone = session.execute(delete(Item).order_by(Item::id).limit(1).returning(Item)).all().await?;
        assert!(Instance::ptr_eq(&gone[0], &items[0]));
        assert_eq!(Instance::lifecycle(&items[1]), Lifecycle::Persistent);
    }
}
