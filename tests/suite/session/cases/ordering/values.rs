//! Cases 14 to 16: expressions as values, defaults, and NULL on purpose.

use orm::prelude::*;
use orm_tests::db_test;

#[derive(Model, Debug)]
#[model(table = "accounts")]
struct Account {
    #[column(primary_key)]
    id: i64,
    owner: String,
    #[column(default = 100)]
    balance: i32,
    limit: Option<i32>,
}

#[derive(Model, Debug)]
#[model(table = "entries")]
struct Entry {
    #[column(primary_key)]
    id: i64,
    x: i32,
    #[column(default = 5, onupdate = 6)]
    k: i32,
    #[column(server_default = "new", length = 20)]
    state: Option<String>,
    #[column(default = "client", length = 20)]
    source: Option<String>,
    #[column(onupdate = func::now())]
    changed_at: Option<DateTime<Utc>>,
}

fn account(owner: &str) -> Account {
    Account { id: 0, owner: owner.to_owned(), balance: 100, limit: None }
}

db_test! {
    async fn case_14_an_expression_as_a_value(db: &TestDb) {
        db.create(&metadata![Account]).await?;
        let mut session = db.session();
        let alice = session.add(account("alice"));
        session.commit().await?;
        db.log.take();
        alice.set(Account::balance, Account::balance - 5);
        assert_eq!(alice.balance, 100, "until the flush");
        assert!(Instance::is_modified(&alice) && session.dirty().contains(&alice));
        session.flush().await?;
        // Ours: the value is there after the flush, not at the next look.
        assert_eq!(alice.balance, 95);
        let statements = db.log.take();
        let sql = statements[0].replace(['"', '`'], "");
        assert!(sql.starts_with("UPDATE accounts SET balance = accounts.balance - "), "{sql}");
        assert_eq!(statements.len(), if db.backend.has_update_returning() { 1 } else { 2 }, "{statements:?}");
        session.commit().await?;
        assert!(db.log.take().is_empty());
        assert_eq!(session.scalar(select(Account::balance)).await?, 95);
    }

    async fn case_14_rows_with_the_same_expression_are_one_statement(db: &TestDb) {
        db.create(&metadata![Account]).await?;
        let mut session = db.session();
        let accounts = session.add_all(["a", "b", "c"].map(account));
        session.commit().await?;
        db.log.take();
        for account in &accounts {
            account.set(Account::balance, Account::balance * 2);
            account.edit().owner.push('!');
        }
        accounts[2].set(Account::balance, Account::balance * 3);
        session.flush().await?;
        let mut verbs = db.log.take_verbs();
        verbs.retain(|verb| !verb.starts_with("SELECT"));
        assert_eq!(verbs, ["UPDATE accounts", "UPDATE accounts"]);
        assert_eq!(accounts.iter().map(|account| account.balance).collect::<Vec<_>>(), [200, 200, 300]);
        let rows: Vec<(String, i32)> = session.execute(select((Account::owner, Account::balance)).order_by(Account::id)).all().await?;
        assert_eq!(rows, [("a!".to_owned(), 200), ("b!".to_owned(), 200), ("c!".to_owned(), 300)]);
    }

    async fn case_14_an_expression_that_reads_what_is_set_with_it(db: &TestDb) {
        db.create(&metadata![Account]).await?;
        let mut session = db.session();
        let accounts = session.add_all(["a", "b"].map(account));
        session.commit().await?;
        for account in &accounts {
            account.set(Account::limit, Account::balance + 1);
            account.edit().balance = 7;
        }
        session.commit().await?;
        assert!(accounts.iter().all(|account| account.limit == Some(101) && account.balance == 7));
    }

    async fn case_14_a_rollback_or_a_plain_value_drops_it(db: &TestDb) {
        db.create(&metadata![Account]).await?;
        let mut session = db.session();
        let alice = session.add(account("alice"));
        session.commit().await?;
        alice.set(Account::balance, Account::balance - 5);
        session.rollback().await?;
        db.log.take_all();
        session.commit().await?;
        assert!(db.log.take_all().is_empty());
        alice.set(Account::balance, Account::balance - 5);
        alice.edit().balance = 3;
        session.commit().await?;
        assert_eq!(session.scalar(select(Account::balance)).await?, 3);
        alice.set(Account::balance, Account::balance - 5);
        alice.set(Account::balance, 3);
        db.log.take();
        session.commit().await?;
        assert!(db.log.take().is_empty());
        // After the flush, but before the commit.
        alice.set(Account::balance, Account::balance - 5);
        session.flush().await?;
        session.rollback().await?;
        assert_eq!(alice.balance, 3);
    }

    async fn case_14_an_expression_in_a_new_row(db: &TestDb) {
        db.create(&metadata![Account]).await?;
        let mut session = db.session();
        let alice = session.add(account("alice"));
        alice.set(Account::owner, func::upper(literal("alice".to_owned())));
        session.flush().await?;
        assert_eq!(alice.owner, "ALICE");
    }

    async fn case_14_a_key_is_no_expression(db: &TestDb) {
        db.create(&metadata![Account]).await?;
        let mut session = db.session();
        let alice = session.add(account("alice"));
        session.commit().await?;
        alice.set(Account::id, Account::id + 1);
        let error = session.commit().await.unwrap_err();
        assert!(error.to_string().contains("`Account::id` is a primary key"), "{error}");
    }

    async fn case_15_defaults_at_insert_and_update(db: &TestDb) {
        db.create(&metadata![Entry]).await?;
        let mut session = db.session();
        let entry = session.add(Entry::builder().x(1));
        session.flush().await?;
        assert_eq!(db.log.take_verbs().len(), if db.backend.has_insert_returning() { 1 } else { 2 });
        assert_eq!((entry.k, entry.state.as_deref(), entry.source.as_deref()), (5, Some("new"), Some("client")));
        assert_eq!(entry.changed_at, None);
        session.commit().await?;
        db.log.take();
        entry.edit().x = 2;
        session.flush().await?;
        // Ours: what the UPDATE made is read back at once, by RETURNING where there is one.
        assert_eq!(db.log.take_verbs().len(), if db.backend.has_update_returning() { 1 } else { 2 });
        assert_eq!((entry.k, entry.changed_at.is_some()), (6, true));
    }

    async fn case_16_none_is_null(db: &TestDb) {
        db.create(&metadata![Entry]).await?;
        let mut session = db.session();
        let entry = session.add(Entry::builder().x(1).state(None).source(None));
        let set = session.add(Entry::builder().x(2));
        set.set(Entry::state, None);
        session.commit().await?;
        // Ours: a `None` that was given is NULL, and no default takes its place.
        assert_eq!((entry.state.as_deref(), entry.source.as_deref()), (None, None));
        let rows: Vec<(Option<String>, Option<String>)> =
            session.execute(select((Entry::state, Entry::source)).order_by(Entry::x)).all().await?;
        assert_eq!(rows, [(None, None), (None, Some("client".to_owned()))]);
    }
}
