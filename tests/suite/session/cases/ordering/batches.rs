//! Cases 1 to 13: batches, and the order of statements and rows.

use orm::prelude::*;
use orm_tests::db_test;

use crate::session::cases::fixture::*;

#[derive(Model, Debug)]
#[model(table = "owners")]
struct Owner {
    #[column(primary_key)]
    id: i64,
    #[relationship(back_populates = "owner", cascade = "all, delete-orphan", order_by = Thing::id)]
    things: HasMany<Thing>,
}

#[derive(Model, Debug)]
#[model(table = "things")]
struct Thing {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[column(foreign_key = Owner::id)]
    owner_id: i64,
    #[relationship(back_populates = "things")]
    owner: BelongsTo<Owner>,
}

/// A user with the addresses `emails`.
fn user(name: &str, emails: &[&str]) -> Instance<User> {
    let user = Instance::new(User::builder().name(name));
    for email in emails {
        user.addresses.push(Address::builder().email(*email));
    }
    user
}

db_test! {
    async fn case_01_a_new_graph_through_the_collection(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        let user = session.add(user("u", &["a", "b"]));
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT users", "INSERT addresses"]);
        assert!(user.addresses.get()?.iter().all(|address| address.user_id == Some(user.id)));
    }

    async fn case_02_a_new_graph_through_the_reference(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        let user = Instance::new(User::builder().name("u"));
        session.add_all(["a", "b"].map(|email| Address::builder().email(email).user(&user)));
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT users", "INSERT addresses"]);
        let keys: Vec<Option<i64>> = session.scalars(select(Address::user_id)).all().await?;
        assert_eq!(keys, [Some(user.id); 2]);
    }

    async fn case_03_rows_that_are_not_linked_as_objects_go_in_the_order_of_their_tables(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        let address = session.add(Address::builder().id(1).user_id(1).email("a"));
        let user = session.add(User::builder().id(1).name("u"));
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT users", "INSERT addresses"]);
        session.delete(&user).await?;
        session.delete(&address).await?;
        session.flush().await?;
        let verbs = db.log.take_verbs();
        assert_eq!(verbs[verbs.len() - 2..], ["DELETE addresses", "DELETE users"]);
    }

    async fn case_04_two_graphs_are_two_batches(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        session.add_all([user("1", &["1a", "1b"]), user("2", &["2a", "2b"])]);
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT users", "INSERT addresses"]);
        let rows: Vec<(String, String)> =
            session.execute(select((User::name, Address::email)).join(Address.on(Address::user_id.eq(User::id))).order_by(Address::id)).all().await?;
        let rows: Vec<(&str, &str)> = rows.iter().map(|(name, email)| (name.as_str(), email.as_str())).collect();
        assert_eq!(rows, [("1", "1a"), ("1", "1b"), ("2", "2a"), ("2", "2b")]);
    }

    async fn case_05_keys_that_are_given_need_no_reading_back(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        session.add_all((1..=3).map(|id| User::builder().id(id).name("u")));
        session.flush().await?;
        let statements = db.log.take();
        assert!(statements.len() == 1 && !statements[0].contains("RETURNING"), "{statements:?}");
    }

    async fn case_06_updates_are_one_statement_sorted_by_key(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        let users = session.add_all((1..=4).map(|_| User::builder().name("u")));
        session.commit().await?;
        db.log.take();
        for user in users.iter().rev() {
            user.edit().name = format!("new {}", user.id);
        }
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE users"]);
        let names: Vec<String> = session.scalars(select(User::name).order_by(User::id)).all().await?;
        assert_eq!(names, ["new 1", "new 2", "new 3", "new 4"]);
    }

    async fn case_07_updates_of_different_columns_are_statements_of_their_own(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        let user = session.add(User::builder().name("u"));
        let addresses = session.add_all((0..4).map(|n| Address::builder().email(format!("{n}")).user_id(None)));
        session.commit().await?;
        db.log.take();
        // Not adjacent, and one statement all the same.
        addresses[0].edit().email = "a".into();
        addresses[1].set(Address::user_id, user.id);
        addresses[2].edit().email = "c".into();
        addresses[3].set(Address::user_id, user.id);
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE addresses", "UPDATE addresses"]);
    }

    async fn case_08_inserts_of_one_shape_in_a_row_are_one_statement(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        session.add(User::builder().name("a"));
        session.add(User::builder().id(7).name("b"));
        session.add(User::builder().id(8).name("c"));
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT users", "INSERT users"]);
    }

    async fn case_09_inserts_in_the_order_of_add_and_the_rest_by_key(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        let users = session.add_all([3, 1, 2].map(|id| User::builder().id(id).name("u")));
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT users"]);
        for user in &users {
            user.edit().name = "v".into();
        }
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE users"]);
        for user in &users {
            session.delete(user).await?;
        }
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["DELETE users"]);
        session.commit().await?;
        assert_eq!(session.query(User).count().await?, 0);
    }

    async fn case_10_no_net_change_is_no_statement(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        let user = session.add(User::builder().name("x"));
        session.commit().await?;
        db.log.take_all();
        user.edit().name = "y".into();
        user.edit().name = "x".into();
        assert!(!Instance::is_modified(&user));
        session.commit().await?;
        assert!(db.log.take_all().is_empty());
    }

    async fn case_11_an_edit_after_a_commit_asks_for_nothing(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        let user = session.add(User::builder().name("x"));
        session.commit().await?;
        db.log.take();
        user.edit().name = "y".into();
        session.commit().await?;
        // Ours: nothing expires at a commit, so there is nothing to load first.
        assert_eq!(db.log.take_verbs(), ["UPDATE users"]);
    }

    async fn case_12_updates_inserts_deletes(db: &TestDb) {
        db.create(&metadata![Owner, Thing]).await?;
        let mut session = db.session();
        let owner = session.add(Owner::builder().things(["a", "b"].map(|name| Thing::builder().name(name))));
        session.commit().await?;
        let things = owner.things.get()?.to_vec();
        db.log.take();
        session.delete(&things[0]).await?;
        things[1].edit().name = "bb".into();
        owner.things.push(Thing::builder().name("c"));
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE things", "INSERT things", "DELETE things"]);
    }

    async fn case_13_a_replaced_collection_writes_the_difference(db: &TestDb) {
        db.create(&metadata![Owner, Thing]).await?;
        let mut session = db.session();
        let owner = session.add(Owner::builder().things(["1", "2"].map(|name| Thing::builder().name(name))));
        session.commit().await?;
        let second = owner.things.get()?[1].clone();
        db.log.take();
        owner.things.replace([second, Instance::new(Thing::builder().name("3"))])?;
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["INSERT things", "DELETE things"]);
        let names: Vec<String> = session.scalars(select(Thing::name).order_by(Thing::id)).all().await?;
        assert_eq!(names, ["2", "3"]);
    }
}
