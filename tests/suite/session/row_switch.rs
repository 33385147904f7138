//! A new row that takes over the row of a deleted one: whatever went with a deletion goes.

use orm::prelude::*;
use orm_tests::db_test;

#[derive(Model, Debug)]
#[model(table = "texts")]
struct Text {
    #[column(primary_key)]
    id: i64,
    #[relationship(secondary = TextTag, back_populates = "texts", order_by = Tag::id)]
    tags: HasMany<Tag>,
    #[relationship(secondary = TextLabel)]
    labels: HasMany<Label>,
}

#[derive(Model, Debug)]
#[model(table = "tags")]
struct Tag {
    #[column(primary_key)]
    id: i64,
    #[column(unique, length = 40)]
    name: String,
    #[relationship(secondary = TextTag, back_populates = "tags", order_by = Text::id)]
    texts: HasMany<Text>,
}

#[derive(Model, Debug)]
#[model(table = "text_tags")]
struct TextTag {
    #[column(primary_key, foreign_key = Text::id)]
    text_id: i64,
    #[column(primary_key, foreign_key = Tag::id)]
    tag_id: i64,
}

/// Knows nothing of the texts that it is on.
#[derive(Model, Debug)]
#[model(table = "labels")]
struct Label {
    #[column(primary_key)]
    id: i64,
    #[column(unique, length = 40)]
    name: String,
}

#[derive(Model, Debug)]
#[model(table = "text_labels")]
struct TextLabel {
    #[column(primary_key, foreign_key = Text::id)]
    text_id: i64,
    #[column(primary_key, foreign_key = Label::id)]
    label_id: i64,
}

#[derive(Model, Debug)]
#[model(table = "owners")]
struct Owner {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[relationship(back_populates = "owner", cascade = "all")]
    readings: WriteOnly<Reading>,
    #[relationship(back_populates = "owner")]
    remarks: WriteOnly<Remark>,
    #[relationship(back_populates = "owner", order_by = Item::id)]
    items: HasMany<Item>,
    #[relationship(back_populates = "owner", order_by = Hint::id)]
    hints: HasMany<Hint>,
}

#[derive(Model, Debug)]
#[model(table = "readings")]
struct Reading {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Owner::id)]
    owner_id: i64,
    #[relationship(back_populates = "readings")]
    owner: BelongsTo<Owner>,
}

#[derive(Model, Debug)]
#[model(table = "remarks")]
struct Remark {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Owner::id)]
    owner_id: Option<i64>,
    #[relationship(back_populates = "remarks")]
    owner: BelongsTo<Option<Owner>>,
}

/// The database deletes them.
#[derive(Model, Debug)]
#[model(table = "items")]
struct Item {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Owner::id, on_delete = "cascade")]
    owner_id: i64,
    #[relationship(back_populates = "items")]
    owner: BelongsTo<Owner>,
}

/// The database releases them.
#[derive(Model, Debug)]
#[model(table = "hints")]
struct Hint {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Owner::id, on_delete = "set null")]
    owner_id: Option<i64>,
    #[relationship(back_populates = "hints")]
    owner: BelongsTo<Option<Owner>>,
}

fn texts() -> MetaData {
    metadata![Text, Tag, TextTag, Label, TextLabel]
}

fn owners() -> MetaData {
    metadata![Owner, Reading, Remark, Item, Hint]
}

db_test! {
    async fn its_links_go(db: &TestDb) {
        db.create(&texts()).await?;
        let mut session = db.session();
        let old = session.add(Tag::builder().id(1).name("old"));
        let other = session.add(Tag::builder().id(2).name("other"));
        let text = session.add(Text::builder().tags([&old, &other]));
        let second = session.add(Text::builder().tags([&old]));
        session.commit().await?;
        session.delete(&old).await?;
        let new = session.add(Tag::builder().id(1).name("new").texts([&second]));
        db.log.take();
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["DELETE text_tags", "UPDATE tags", "INSERT text_tags"]);
        assert_eq!((new.texts.get()?.len(), text.tags.get()?.len(), second.tags.get()?.len()), (1, 1, 1));
        session.commit().await?;
        let links = session.execute(select((TextTag::text_id, TextTag::tag_id)).order_by(TextTag::text_id)).all().await?;
        assert_eq!(links, [(text.id, 2), (second.id, 1)]);
    }

    async fn its_links_go_also_where_only_the_other_side_knows_of_them(db: &TestDb) {
        db.create(&texts()).await?;
        let mut session = db.session();
        let old = session.add(Label::builder().id(1).name("old"));
        let text = session.add(Text::builder().labels([&old]));
        let second = session.add(Text::builder().labels([&old]));
        session.commit().await?;
        second.labels.remove(&old);
        session.delete(&old).await?;
        let new = session.add(Label::builder().id(1).name("new"));
        second.labels.push(&new);
        session.commit().await?;
        let links = session.execute(select((TextLabel::text_id, TextLabel::label_id))).all().await?;
        assert_eq!(links, [(second.id, 1)]);
        assert!(text.labels.get()?.is_empty());
    }

    async fn members_that_are_never_loaded_go(db: &TestDb) {
        db.create(&owners()).await?;
        let mut session = db.session();
        let old = session.add(Owner::builder().id(1).name("old"));
        let other = session.add(Owner::builder().id(2).name("other"));
        session.flush().await?;
        let readings: Vec<_> = (0..3).map(|_| old.readings.push(Reading::builder())).collect();
        old.remarks.push(Remark::builder());
        session.commit().await?;
        session.delete(&old).await?;
        let new = session.add(Owner::builder().id(1).name("new"));
        readings[0].owner.set(&other);
        readings[1].owner.set(&new);
        new.readings.push(Reading::builder());
        session.commit().await?;
        let left = session.execute(select((Reading::id, Reading::owner_id)).order_by(Reading::id)).all().await?;
        assert_eq!(left.iter().map(|(_, owner)| *owner).collect::<Vec<_>>(), [2, 1, 1]);
        assert_eq!(left[..2].iter().map(|(id, _)| *id).collect::<Vec<_>>(), [readings[0].id, readings[1].id]);
        assert_eq!(session.query(Remark).filter(Remark::owner_id.is_null()).count().await?, 1);
    }

    async fn children_of_which_the_database_would_take_care_go(db: &TestDb) {
        db.create(&owners()).await?;
        let mut session = db.session();
        let old = session.add(
            Owner::builder().id(1).name("old").items((0..4).map(|_| Item::builder())).hints((0..3).map(|_| Hint::builder())),
        );
        let other = session.add(Owner::builder().id(2).name("other"));
        session.commit().await?;
        let items = old.items.get()?;
        let hints = old.hints.get()?;
        session.delete(&old).await?;
        session.delete(&items[3]).await?;
        let new = session.add(Owner::builder().id(1).name("new"));
        items[0].owner.set(&other);
        new.items.push(&items[1]);
        new.hints.push(&hints[1]);
        session.commit().await?;
        let left = session.execute(select((Item::id, Item::owner_id)).order_by(Item::id)).all().await?;
        assert_eq!(left, [(items[0].id, 2), (items[1].id, 1)]);
        let left: Vec<Option<i64>> = session.scalars(select(Hint::owner_id).order_by(Hint::id)).all().await?;
        assert_eq!(left, [None, Some(1), None]);
        assert_eq!(Instance::lifecycle(&items[2]), Lifecycle::Detached);
        assert_eq!(hints[0].owner_id, None);
        assert_eq!((new.items.get()?.len(), new.hints.get()?.len(), other.items.get()?.len()), (1, 1, 1));
    }

    async fn a_rollback_undoes_it(db: &TestDb) {
        db.create(&owners()).await?;
        let mut session = db.session();
        let old = session.add(Owner::builder().id(1).name("old").items([Item::builder()]).hints([Hint::builder()]));
        session.commit().await?;
        let (item, hint) = (old.items.get()?[0].clone(), old.hints.get()?[0].clone());
        session.delete(&old).await?;
        session.add(Owner::builder().id(1).name("new"));
        session.flush().await?;
        assert_eq!((session.query(Item).count().await?, hint.owner_id), (0, None));
        session.rollback().await?;
        assert_eq!(Instance::lifecycle(&item), Lifecycle::Persistent);
        assert_eq!((hint.owner_id, item.owner_id), (Some(1), 1));
        assert_eq!(session.query(Item).count().await?, 1);
    }

    async fn a_link_that_went_with_an_early_delete_is_not_missed(db: &TestDb) {
        db.create(&texts()).await?;
        let mut session = db.session();
        let old = session.add(Tag::builder().name("name"));
        let text = session.add(Text::builder().tags([&old]));
        session.commit().await?;
        assert!(text.tags.remove(&old));
        session.delete(&old).await?;
        let new = session.add(Tag::builder().name("name").texts([&text]));
        session.commit().await?;
        let links = session.execute(select((TextTag::text_id, TextTag::tag_id))).all().await?;
        assert_eq!(links, [(text.id, new.id)]);
    }

    async fn a_link_goes_before_an_early_delete(db: &TestDb) {
        db.create(&texts()).await?;
        let mut session = db.session();
        let old = session.add(Label::builder().name("name"));
        let text = session.add(Text::builder().labels([&old]));
        session.commit().await?;
        assert!(text.labels.remove(&old));
        session.delete(&old).await?;
        let new = session.add(Label::builder().name("name"));
        text.labels.push(&new);
        session.commit().await?;
        let links = session.execute(select((TextLabel::text_id, TextLabel::label_id))).all().await?;
        assert_eq!(links, [(text.id, new.id)]);
    }
}
