//! Unique values that one row gives up and another takes.

use orm::prelude::*;
use orm_tests::db_test;

#[derive(Model, Debug)]
#[model(table = "members")]
struct Member {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    email: Option<String>,
    #[column(unique, length = 20)]
    code: String,
    #[relationship(back_populates = "member", cascade = "all, delete-orphan")]
    badge: HasOne<Badge>,
    #[relationship(back_populates = "holder")]
    desk: HasOne<Desk>,
}

/// One to one, owned.
#[derive(Model, Debug)]
#[model(table = "badges")]
struct Badge {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Member::id, unique)]
    member_id: i64,
    #[relationship(back_populates = "badge")]
    member: BelongsTo<Member>,
}

/// One to one, and nobody's for a while.
#[derive(Model, Debug)]
#[model(table = "desks")]
struct Desk {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Member::id, unique)]
    holder_id: Option<i64>,
    #[relationship(back_populates = "desk")]
    holder: BelongsTo<Option<Member>>,
}

fn member(n: i32) -> Instance<Member> {
    Instance::new(Member::builder().code(format!("c{n}")).email(format!("m{n}")))
}

db_test! {
    async fn case_35_a_nullable_one_to_one_is_replaced(db: &TestDb) {
        db.create(&metadata![Member, Badge, Desk]).await?;
        let mut session = db.session();
        let member = session.add(member(1));
        let old = member.desk.set(Desk::builder());
        session.commit().await?;
        db.log.take();
        let new = member.desk.set(Desk::builder());
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE desks", "INSERT desks"]);
        assert_eq!((old.holder_id, new.holder_id), (None, Some(member.id)));
    }

    async fn case_35_an_owned_one_to_one_is_replaced(db: &TestDb) {
        db.create(&metadata![Member, Badge, Desk]).await?;
        let mut session = db.session();
        let member = session.add(member(1));
        let old = member.badge.set(Badge::builder());
        session.commit().await?;
        db.log.take();
        let new = member.badge.set(Badge::builder());
        session.flush().await?;
        // Ours: the DELETE goes first, as the INSERT would collide with it.
        assert_eq!(db.log.take_verbs(), ["DELETE badges", "INSERT badges"]);
        assert_eq!((Instance::lifecycle(&old), new.member_id), (Lifecycle::Deleted, member.id));
    }

    async fn case_35_a_delete_goes_first_with_its_children(db: &TestDb) {
        db.create(&metadata![Member, Badge, Desk]).await?;
        let mut session = db.session();
        let old = session.add(member(1));
        let desk = old.desk.set(Desk::builder());
        old.badge.set(Badge::builder());
        let other = session.add(member(2));
        session.flush().await?;
        db.log.take();
        session.delete(&old).await?;
        session.add(Member::builder().code("c1"));
        other.set(Member::email, "m1");
        session.flush().await?;
        assert_eq!(
            db.log.take_verbs(),
            ["UPDATE desks", "DELETE badges", "DELETE members", "UPDATE members", "INSERT members"]
        );
        assert_eq!(desk.holder_id, None);
    }

    async fn case_35_a_child_that_moves_to_what_takes_the_value(db: &TestDb) {
        db.create(&metadata![Member, Badge, Desk]).await?;
        let mut session = db.session();
        let old = session.add(Member::builder().code("a").email("m"));
        let desk = old.desk.set(Desk::builder());
        session.commit().await?;
        db.log.take();
        session.delete(&old).await?;
        let new = session.add(Member::builder().code("b").email("m"));
        new.desk.set(&desk);
        session.flush().await?;
        // The old row cannot go before the desk moves, and the desk waits for the new row: the value is NULL in between.
        let mut verbs = db.log.take_verbs();
        verbs.retain(|verb| !verb.starts_with("SELECT"));
        assert_eq!(verbs, ["UPDATE members", "INSERT members", "UPDATE desks", "DELETE members"]);
        session.commit().await?;
        assert_eq!(session.scalar(select(Desk::holder_id)).await?, Some(new.id));
    }

    async fn case_35_an_update_frees_a_value_for_another(db: &TestDb) {
        db.create(&metadata![Member, Badge, Desk]).await?;
        let mut session = db.session();
        let members = session.add_all((1..=3).map(member));
        session.commit().await?;
        db.log.take();
        // A chain: 3 gives up its code, 2 takes it, 1 takes that of 2, a new one that of 1.
        members[0].edit().code = "c2".into();
        members[1].edit().code = "c3".into();
        members[2].edit().code = "c4".into();
        session.add(Member::builder().code("c1"));
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE members", "UPDATE members", "UPDATE members", "INSERT members"]);
        let codes: Vec<String> = session.scalars(select(Member::code).order_by(Member::id)).all().await?;
        assert_eq!(codes, ["c2", "c3", "c4", "c1"]);
    }

    async fn case_35_nullable_values_are_swapped(db: &TestDb) {
        db.create(&metadata![Member, Badge, Desk]).await?;
        let mut session = db.session();
        let members = session.add_all((1..=5).map(member));
        session.commit().await?;
        db.log.take();
        for (one, other) in [(0, 1), (2, 3), (3, 4)] {
            let (a, b) = (members[one].email.clone(), members[other].email.clone());
            members[one].edit().email = b;
            members[other].edit().email = a;
        }
        session.commit().await?;
        // Two rows swap and three rotate: one NULL each.
        assert_eq!(db.log.take_verbs(), ["UPDATE members"; 4]);
        let emails: Vec<Option<String>> = session.scalars(select(Member::email).order_by(Member::id)).all().await?;
        assert_eq!(emails, ["m2", "m1", "m4", "m5", "m3"].map(|email| Some(email.to_owned())));
    }

    async fn case_35_values_that_are_not_nullable_cannot_be_swapped(db: &TestDb) {
        db.create(&metadata![Member, Badge, Desk]).await?;
        let mut session = db.session();
        let members = session.add_all((1..=2).map(member));
        session.commit().await?;
        db.log.take_all();
        members[0].edit().code = "c2".into();
        members[1].edit().code = "c1".into();
        let error = session.flush().await.unwrap_err().to_string();
        assert!(error.contains("`Member::code`") && error.contains("flush first"), "{error}");
        assert!(db.log.take_all().is_empty());
        // By hand.
        members[0].edit().code = "tmp".into();
        session.flush().await?;
        members[0].edit().code = "c2".into();
        session.commit().await?;
        let codes: Vec<String> = session.scalars(select(Member::code).order_by(Member::id)).all().await?;
        assert_eq!(codes, ["c2", "c1"]);
    }

    async fn case_35_one_to_ones_are_swapped(db: &TestDb) {
        db.create(&metadata![Member, Badge, Desk]).await?;
        let mut session = db.session();
        let members = session.add_all((1..=2).map(member));
        let desks = members.iter().map(|member| member.desk.set(Desk::builder())).collect::<Vec<_>>();
        session.commit().await?;
        members[0].desk.set(&desks[1]);
        members[1].desk.set(&desks[0]);
        session.commit().await?;
        let holders: Vec<Option<i64>> = session.scalars(select(Desk::holder_id).order_by(Desk::id)).all().await?;
        assert_eq!(holders, [Some(members[1].id), Some(members[0].id)]);
    }

    async fn case_35_a_primary_key_that_is_given_up(db: &TestDb) {
        db.create(&metadata![Member, Badge, Desk]).await?;
        let mut session = db.session();
        let members = session.add_all((1..=3).map(|n| Member::builder().id(n).code(format!("c{n}"))));
        session.commit().await?;
        session.delete(&members[2]).await?;
        members[0].edit().id = 2;
        members[1].edit().id = 3;
        session.flush().await?;
        let rows: Vec<(i64, String)> = session.execute(select((Member::id, Member::code)).order_by(Member::id)).all().await?;
        assert_eq!(rows, [(2, "c1".to_owned()), (3, "c2".to_owned())]);
        let known = session.get(Member, 2).await?.ok_or("no row")?;
        assert!(Instance::ptr_eq(&known, &members[0]));
        session.rollback().await?;
        let known = session.get(Member, 1).await?.ok_or("no row")?;
        assert!(Instance::ptr_eq(&known, &members[0]));
        let known = session.get(Member, 3).await?.ok_or("no row")?;
        assert!(Instance::ptr_eq(&known, &members[2]));
    }
}
