//! The table in between of a many-to-many relationship, written by statements; and what was never linked.

use orm::prelude::*;
use orm_tests::{TestDb, db_test};

#[derive(Model, Debug)]
#[model(table = "groups")]
struct Group {
    #[column(primary_key)]
    id: i64,
    #[relationship(secondary = Membership, back_populates = "groups", order_by = Member::id)]
    members: HasMany<Member>,
}

#[derive(Model, Debug)]
#[model(table = "members")]
struct Member {
    #[column(primary_key)]
    id: i64,
    #[relationship(secondary = Membership, back_populates = "members", order_by = Group::id)]
    groups: HasMany<Group>,
}

#[derive(Model, Debug)]
#[model(table = "memberships")]
struct Membership {
    #[column(primary_key, foreign_key = Group::id)]
    group_id: i64,
    #[column(primary_key, foreign_key = Member::id)]
    member_id: i64,
}

/// A group with two members, loaded on both sides, and a member of nothing.
async fn group(db: &TestDb) -> orm::Result<(Session, Instance<Group>, Vec<Instance<Member>>)> {
    db.create(&metadata![Group, Member, Membership]).await?;
    let mut session = db.session();
    let members = session.add_all((0..3).map(|_| Member::builder()));
    let group = session.add(Group::builder().members(&members[..2]));
    session.commit().await?;
    Ok((session, group, members))
}

async fn linked(session: &mut Session) -> orm::Result<Vec<i64>> {
    session.scalars(select(Membership::member_id).order_by(Membership::member_id)).all().await
}

db_test! {
    async fn links_that_a_statement_deletes_are_made_anew(db: &TestDb) {
        let (mut session, group, members) = group(db).await?;
        session.execute(delete(Membership).filter(Membership::member_id.eq(members[0].id))).await?;
        assert!(!group.members.is_loaded() && !members[0].groups.is_loaded());
        group.members.push(&members[0]);
        session.commit().await?;
        assert_eq!(linked(&mut session).await?, [members[0].id, members[1].id]);
        assert_eq!(session.load(&group, Group::members).await?.len(), 2);
    }

    async fn a_rollback_leaves_what_is_to_be_loaded(db: &TestDb) {
        let (mut session, group, members) = group(db).await?;
        session.execute(delete(Membership)).await?;
        assert!(session.load(&group, Group::members).await?.is_empty());
        session.rollback().await?;
        assert_eq!(session.load(&group, Group::members).await?.len(), 2);
        assert_eq!(session.load(&members[0], Member::groups).await?.len(), 1);
    }

    async fn links_that_a_statement_makes_or_moves_can_be_removed(db: &TestDb) {
        let (mut session, group, members) = group(db).await?;
        let row = Membership { group_id: group.id, member_id: members[2].id };
        session.execute(insert(Membership).values([row])).await?;
        group.members.remove(&members[2]);
        session.commit().await?;
        assert_eq!(linked(&mut session).await?, [members[0].id, members[1].id]);

        session.load(&group, Group::members).await?;
        let moved = update(Membership).filter(Membership::member_id.eq(members[1].id));
        session.execute(moved.set(Membership::member_id, members[2].id)).await?;
        group.members.push(&members[1]);
        group.members.remove(&members[2]);
        session.commit().await?;
        assert_eq!(linked(&mut session).await?, [members[0].id, members[1].id]);
    }

    async fn what_is_not_flushed_stays(db: &TestDb) {
        let (mut session, group, members) = group(db).await?;
        session.set_autoflush(false);
        group.members.push(&members[2]);
        session.execute(delete(Membership).filter(Membership::member_id.eq(members[0].id))).await?;
        session.commit().await?;
        assert_eq!(linked(&mut session).await?, [members[1].id, members[2].id]);
        assert_eq!(session.load(&group, Group::members).await?.len(), 2);
    }

    async fn a_statement_that_finds_nothing_leaves_collections_loaded(db: &TestDb) {
        let (mut session, group, _) = group(db).await?;
        session.execute(delete(Membership).filter(Membership::member_id.eq(0))).await?;
        assert!(group.members.is_loaded());
    }

    async fn what_was_never_linked_can_be_removed(db: &TestDb) {
        let (session, group, members) = group(db).await?;
        let ids = (group.id, members[2].id);
        drop((session, group, members));
        let mut session = db.session();
        let group = session.get_one(Group, ids.0).await?;
        let (pending, stranger) = (session.add(Member::builder()), session.get_one(Member, ids.1).await?);
        let transient = Instance::new(Member::builder());
        for member in [&pending, &transient, &stranger] {
            group.members.remove(member);
            session.commit().await?;
        }
        assert_eq!(Instance::lifecycle(&transient), Lifecycle::Transient);
        assert!(pending.id > 0 && session.load(&pending, Member::groups).await?.is_empty());
        assert_eq!(session.load(&group, Group::members).await?.len(), 2);

        // From the other side; and one that came in and went out again.
        let pending = session.add(Member::builder());
        pending.groups.remove(&group);
        stranger.groups.remove(&group);
        let mut session = { session.commit().await?; db.session() };
        let group = session.get_one(Group, ids.0).await?;
        let passing = group.members.push(Member::builder());
        group.members.remove(&passing);
        session.commit().await?;
        assert_eq!(linked(&mut session).await?.len(), 2);

        // And one that is linked after all.
        let late = session.add(Member::builder());
        group.members.remove(&late);
        group.members.push(&late);
        session.commit().await?;
        assert_eq!(linked(&mut session).await?.len(), 3);
    }
}
