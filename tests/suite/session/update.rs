//! UPDATEs: net changes only, batched.

use orm::prelude::*;
use orm_tests::db_test;

use crate::models::*;

db_test! {
    async fn an_edit_is_an_update_of_the_changed_column(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        session.commit().await?;
        db.log.take();
        alice.edit().name = "Alice Smith".into();
        assert!(session.dirty().contains(&alice));
        session.commit().await?;
        let statements = db.log.take();
        assert_eq!(statements.len(), 1, "{statements:?}");
        assert!(statements[0].starts_with("UPDATE") && !statements[0].contains("email"), "{statements:?}");
        let name: String = session.scalar(select(User::name)).await?;
        assert_eq!(name, "Alice Smith");
    }

    async fn no_net_change_is_no_statement(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        session.commit().await?;
        db.log.take_all();
        alice.edit().name = "Bob".into();
        alice.edit().name = "Alice".into();
        alice.set(User::email, None);
        assert!(!session.dirty().contains(&alice));
        session.commit().await?;
        assert_eq!(db.log.take_all(), Vec::<String>::new());
    }

    async fn rows_with_the_same_changed_columns_are_one_statement(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        let users = session.add_all((0..30).map(|i| User::builder().name(format!("u{i}"))));
        session.commit().await?;
        db.log.take();
        for (i, user) in users.iter().enumerate().rev() {
            user.edit().name = format!("renamed {i}");
            if i % 3 == 0 {
                user.set(User::email, format!("{i}@example.org"));
            }
        }
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE users", "UPDATE users"]);
        let rows: Vec<(String, Option<String>)> =
            session.execute(select((User::name, User::email)).order_by(User::id)).all().await?;
        for (i, (name, email)) in rows.into_iter().enumerate() {
            assert_eq!(name, format!("renamed {i}"));
            assert_eq!(email, (i % 3 == 0).then(|| format!("{i}@example.org")));
        }
    }

    async fn null_and_back_in_a_batch(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        let users = session.add_all((0..4).map(|i| User::builder().name("u").email(format!("{i}"))));
        session.commit().await?;
        for (i, user) in users.iter().enumerate() {
            user.set(User::email, if i % 2 == 0 { None } else { Some(format!("new {i}")) });
        }
        session.commit().await?;
        let emails: Vec<Option<String>> = session.scalars(select(User::email).order_by(User::id)).all().await?;
        assert_eq!(emails, [None, Some("new 1".to_owned()), None, Some("new 3".to_owned())]);
    }

    async fn onupdate_is_set_and_read_back(db: &TestDb) {
        db.create(&metadata![Stock]).await?;
        let mut session = db.session();
        let stock = session.add_all([
            Stock::builder().warehouse(1).article("a").amount(1),
            Stock::builder().warehouse(2).article("a").amount(1),
        ]);
        session.commit().await?;
        assert_eq!(stock[0].changed_at, None);
        assert_ne!(stock[0].etag, stock[1].etag, "a Rust expression is evaluated for each row");
        let etags: Vec<Uuid> = stock.iter().map(|row| row.etag).collect();
        for row in &stock {
            row.edit().amount += 1;
        }
        session.commit().await?;
        for row in &stock {
            assert!(row.changed_at.is_some_and(|at| at.timestamp() > 1_600_000_000), "{:?}", row.changed_at);
            assert!(!etags.contains(&row.etag));
        }
        let stored: Vec<Uuid> = session.scalars(select(Stock::etag).order_by(Stock::warehouse)).all().await?;
        assert_eq!(stored, [stock[0].etag, stock[1].etag]);
    }

    async fn a_changed_key_moves_in_the_identity_map(db: &TestDb) {
        db.create(&metadata![Stock]).await?;
        let mut session = db.session();
        let stock = session.add(Stock::builder().warehouse(1).article("a").amount(1));
        session.commit().await?;
        stock.edit().article = "b".into();
        session.commit().await?;
        let same = session.get(Stock, (1, "b")).await?.ok_or("no row")?;
        assert!(Instance::ptr_eq(&same, &stock));
        assert!(session.get(Stock, (1, "a")).await?.is_none());
    }

    async fn a_row_that_is_gone_is_stale_data(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        session.commit().await?;
        let mut connection = db.engine.acquire().await?;
        connection.execute(delete(User)).await?;
        connection.commit().await?;
        alice.edit().name = "Bob".into();
        let error = session.commit().await.unwrap_err();
        assert!(matches!(error, orm::Error::StaleData { model: "User", expected: 1, matched: 0, .. }), "{error}");
        assert!(matches!(session.commit().await, Err(orm::Error::PendingRollback { .. })));
        session.rollback().await?;
        assert_eq!(alice.name, "Alice");
    }

    async fn edits_of_two_guards_do_not_undo_each_other(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        session.commit().await?;
        let before = &alice.name;
        let mut one = alice.edit();
        let mut other = alice.edit();
        one.name = "one".into();
        other.email = Some("other".into());
        drop(one);
        drop(other);
        assert_eq!((alice.name.as_str(), alice.email.as_deref(), before.as_str()), ("one", Some("other"), "Alice"));
    }

    async fn bulk_update_through_the_session_refreshes_what_queries_bring(db: &TestDb) {
        db.create(&metadata![User]).await?;
        let mut session = db.session();
        let alice = session.add(User::builder().name("Alice"));
        session.add(User::builder().name("Bob"));
        session.commit().await?;
        let changed =
            session.execute(update(User).filter(User::name.eq("Alice")).set(User::name, func::upper(User::name))).await?;
        assert_eq!(changed.rows_affected(), 1);
        session.query(User).all().await?;
        assert_eq!(alice.name, "ALICE");
    }
}
