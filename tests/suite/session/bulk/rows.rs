//! UPDATE of rows by key, to values of their own.

use orm_tests::db_test;

use crate::models::Stock;

use super::*;

db_test! {
    async fn one_statement_and_the_instances_follow(db: &TestDb) {
        let (mut session, items) = items(db).await?;
        let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
        let statement = update_rows(Item, (Item::name, Item::note), [(ids[0], ("x", None)), (ids[2], ("z", Some("n".to_owned())))]);
        assert_eq!(session.execute(statement).await?.rows_affected(), 2);
        assert_eq!(db.log.take_verbs(), ["UPDATE items"]);
        let memory: Vec<_> = items.iter().map(|item| (item.name.clone(), item.note.clone())).collect();
        let stored: Vec<(String, Option<String>)> =
            session.execute(select((Item::name, Item::note)).order_by(Item::id)).all().await?;
        assert_eq!(memory, stored);
        assert_eq!((memory[0].0.as_str(), memory[0].1.as_deref(), memory[1].0.as_str()), ("x", None, "b"));
        assert!(session.dirty().is_empty());
        session.rollback().await?;
        assert_eq!(items[0].name, "a");
    }

    async fn one_column_and_the_last_of_two_values(db: &TestDb) {
        let (mut session, items) = items(db).await?;
        let statement = update_rows(Item, Item::amount, [(items[0].id, 10), (items[1].id, 20), (items[0].id, 30)]);
        session.execute(statement).await?;
        assert_eq!((items[0].amount, items[1].amount), (30, 20));
        let stored: Vec<i32> = session.scalars(select(Item::amount).order_by(Item::id)).all().await?;
        assert_eq!(stored, [30, 20, 3]);
    }

    async fn missing_rows_are_passed_over(db: &TestDb) {
        let (mut session, items) = items(db).await?;
        let rows = session.execute(update_rows(Item, Item::amount, [(items[0].id, 10), (999, 20)])).await?;
        assert_eq!((rows.rows_affected(), items[0].amount), (1, 10));
        let none = session.execute(update_rows(Item, Item::amount, Vec::<(i64, i32)>::new())).await;
        assert_eq!(none.unwrap_err().to_string(), "update_rows(Item) has no rows");
    }

    async fn many_rows_and_composite_keys_with_onupdate(db: &TestDb) {
        db.create(&metadata![Stock]).await?;
        let mut session = db.session();
        let stock = session.add_all((0..3000).map(|n| Stock::builder().warehouse(n).article("a").amount(0)));
        session.flush().await?;
        db.log.take();
        session.execute(update_rows(Stock, Stock::amount, (0..3000).map(|n| ((n, "a"), n)))).await?;
        assert!(db.log.take().len() < 40);
        assert!(stock.iter().all(|row| row.amount == row.warehouse));
        session.query(Stock).all().await?;
        assert!(stock.iter().all(|row| row.amount == row.warehouse && row.changed_at.is_some()));
    }

    async fn a_connection_executes_it_too(db: &TestDb) {
        let (mut session, items) = items(db).await?;
        session.commit().await?;
        let mut conn = db.engine.acquire().await?;
        conn.execute(update_rows(Item, Item::name, [(items[0].id, "core")])).await?;
        conn.commit().await?;
        assert_eq!(items[0].name, "a");
        session.refresh(&items[0]).await?;
        assert_eq!(items[0].name, "core");
    }
}
