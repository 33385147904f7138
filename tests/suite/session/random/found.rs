//! What random programs found, as small as they got.

use orm::prelude::*;
use orm_tests::{TestDb, db_test};

use super::models::*;

async fn create(db: &TestDb) -> orm::Result<Session> {
    db.create(&super::all()).await?;
    Ok(db.session())
}

fn owner(label: i64) -> Instance<Owner> {
    Instance::new(Owner::builder().label(label).value(0))
}

db_test! {
    async fn a_row_without_a_reference_that_it_needs_is_an_orphan_whatever_else_it_gained(db: &TestDb) {
        let mut session = create(db).await?;
        let owner = session.add(owner(0));
        let club = session.add(Club::builder().label(1).value(0));
        let membership = session.add(Membership::builder().label(2).value(0).owner(&owner).club(&club));
        owner.memberships.remove(&membership);
        session.commit().await?;
        assert_eq!(session.query(Membership).count().await?, 0);
        // It was never inserted, and is in no collection any more.
        assert_eq!(Instance::lifecycle(&membership), Lifecycle::Transient);
        assert!(club.memberships.get()?.is_empty());
    }

    async fn a_new_child_of_a_deleted_parent_is_inserted_without_it(db: &TestDb) {
        let mut session = create(db).await?;
        let owner = session.add(owner(0));
        session.commit().await?;
        let by_reference = session.add(Note::builder().label(1).value(0).owner(&owner));
        let pushed = owner.notes.push(Note::builder().label(2).value(0));
        session.delete(&owner).await?;
        session.commit().await?;
        assert_eq!(session.query(Note).filter(Note::owner_id.is_null()).count().await?, 2);
        for note in [by_reference, pushed] {
            assert_eq!(note.owner_id, None);
            assert!(note.owner.get()?.is_none());
        }
    }

    async fn a_reference_set_from_the_other_side_takes_the_place_of_the_one_before(db: &TestDb) {
        let mut session = create(db).await?;
        let owner = session.add(owner(0));
        let first = session.add(Card::builder().label(1).value(0).owner(&owner));
        session.commit().await?;
        let second = session.add(Card::builder().label(2).value(0));
        second.owner.set(&owner);
        assert!(first.owner.get()?.is_none());
        assert!(owner.card.get()?.is_some_and(|card| Instance::ptr_eq(&card, &second)));
        session.commit().await?;
        // `delete-orphan`
        assert_eq!(Instance::lifecycle(&first), Lifecycle::Detached);
        assert_eq!(session.query(Card).one().await?.label, 2);
    }

    async fn what_was_expunged_does_not_come_back_at_a_rollback(db: &TestDb) {
        let mut session = create(db).await?;
        let owner = session.add(owner(0));
        session.commit().await?;
        owner.edit().value = 1;
        session.flush().await?;
        session.expunge(&owner);
        session.rollback().await?;
        assert_eq!((Instance::lifecycle(&owner), owner.value), (Lifecycle::Detached, 1));
        let anew = session.query(Owner).one().await?;
        assert!(!Instance::ptr_eq(&anew, &owner) && anew.value == 0);
    }

    async fn a_link_that_came_while_its_owner_was_inserted_and_went_stays_gone(db: &TestDb) {
        let mut session = create(db).await?;
        let owner = session.add(owner(0));
        let tag = session.add(Tag::builder().label(1).value(0));
        let (flushed, ()) = tokio::join!(session.flush(), async { drop(owner.tags.push(&tag)) });
        flushed?;
        owner.tags.remove(&tag);
        session.commit().await?;
        owner.edit().value = 1;
        session.rollback().await?;
        assert_eq!((owner.tags.get()?.len(), tag.owners.get()?.len()), (0, 0));
    }

    async fn what_was_expunged_is_on_no_list(db: &TestDb) {
        let mut session = create(db).await?;
        let (kept, gone) = (session.add(owner(0)), session.add(owner(1)));
        session.expunge(&gone);
        assert_eq!(session.pending().len(), 1);
        session.expunge(&kept);
        session.add(&kept);
        assert_eq!(session.pending().len(), 1, "once, though it came twice");
        session.commit().await?;
        kept.edit().value = 1;
        session.expunge(&kept);
        assert!(session.dirty().is_empty());
        let mut other = db.session();
        other.add(&gone);
        db.log.take();
        session.commit().await?;
        assert!(db.log.take_verbs().is_empty(), "what is another session's now is left to it");
        other.commit().await?;
        assert_eq!(other.query(Owner).filter(Owner::value.eq(0)).count().await?, 2);
    }
}
