//! Relationships of every kind, between rows that a label tells apart.

use orm::prelude::*;

/// The value that no tag can have.
pub const REFUSED: i64 = -7;

fn not_refused(value: &i64) -> Result<(), &'static str> {
    if *value == REFUSED { Err("refused") } else { Ok(()) }
}

#[derive(Model, Debug)]
#[model(table = "owners")]
pub struct Owner {
    #[column(primary_key)]
    pub id: i64,
    pub label: i64,
    pub value: i64,
    /// They outlive their owner.
    #[relationship(back_populates = "owner")]
    pub notes: HasMany<Note>,
    /// They do not.
    #[relationship(back_populates = "owner", cascade = "all, delete-orphan", order_by = Part::id)]
    pub parts: HasMany<Part>,
    #[relationship(back_populates = "owner", cascade = "all, delete-orphan")]
    pub card: HasOne<Card>,
    #[relationship(back_populates = "from", cascade = "all")]
    pub sent: HasMany<Trade>,
    #[relationship(back_populates = "to")]
    pub received: HasMany<Trade>,
    #[relationship(back_populates = "owner", cascade = "all, delete-orphan")]
    pub memberships: HasMany<Membership>,
    #[relationship(secondary = OwnerTag, back_populates = "owners")]
    pub tags: HasMany<Tag>,
}

#[derive(Model, Debug)]
#[model(table = "notes")]
pub struct Note {
    #[column(primary_key)]
    pub id: i64,
    pub label: i64,
    pub value: i64,
    #[column(foreign_key = Owner::id)]
    pub owner_id: Option<i64>,
    #[relationship(back_populates = "notes")]
    pub owner: BelongsTo<Option<Owner>>,
}

#[derive(Model, Debug)]
#[model(table = "parts")]
pub struct Part {
    #[column(primary_key)]
    pub id: i64,
    pub label: i64,
    pub value: i64,
    #[column(foreign_key = Owner::id)]
    pub owner_id: i64,
    #[relationship(back_populates = "parts")]
    pub owner: BelongsTo<Owner>,
}

#[derive(Model, Debug)]
#[model(table = "cards")]
pub struct Card {
    #[column(primary_key)]
    pub id: i64,
    pub label: i64,
    pub value: i64,
    /// Unique: what takes the place of another must not come before it is free.
    #[column(foreign_key = Owner::id, unique)]
    pub owner_id: Option<i64>,
    #[relationship(back_populates = "card")]
    pub owner: BelongsTo<Option<Owner>>,
}

/// A tree.
#[derive(Model, Debug)]
#[model(table = "nodes")]
pub struct Node {
    #[column(primary_key)]
    pub id: i64,
    pub label: i64,
    pub value: i64,
    #[column(foreign_key = Node::id)]
    pub parent_id: Option<i64>,
    #[relationship(back_populates = "children")]
    pub parent: BelongsTo<Option<Node>>,
    #[relationship(back_populates = "parent", cascade = "all")]
    pub children: HasMany<Node>,
}

/// Two references to one table.
#[derive(Model, Debug)]
#[model(table = "trades")]
pub struct Trade {
    #[column(primary_key)]
    pub id: i64,
    pub label: i64,
    pub value: i64,
    #[column(foreign_key = Owner::id)]
    pub from_id: i64,
    #[column(foreign_key = Owner::id)]
    pub to_id: Option<i64>,
    #[relationship(foreign_key = from_id, back_populates = "sent")]
    pub from: BelongsTo<Owner>,
    #[relationship(foreign_key = to_id, back_populates = "received")]
    pub to: BelongsTo<Option<Owner>>,
}

#[derive(Model, Debug)]
#[model(table = "clubs")]
pub struct Club {
    #[column(primary_key)]
    pub id: i64,
    pub label: i64,
    pub value: i64,
    #[relationship(back_populates = "club", cascade = "all, delete-orphan")]
    pub memberships: HasMany<Membership>,
}

/// A key made of references.
#[derive(Model, Debug)]
#[model(table = "memberships")]
pub struct Membership {
    #[column(primary_key, foreign_key = Owner::id)]
    pub owner_id: i64,
    #[column(primary_key, foreign_key = Club::id)]
    pub club_id: i64,
    pub label: i64,
    pub value: i64,
    #[relationship(back_populates = "memberships")]
    pub owner: BelongsTo<Owner>,
    #[relationship(back_populates = "memberships")]
    pub club: BelongsTo<Club>,
}

#[derive(Model, Debug)]
#[model(table = "tags")]
pub struct Tag {
    #[column(primary_key)]
    pub id: i64,
    pub label: i64,
    #[column(validate = not_refused)]
    pub value: i64,
    #[relationship(secondary = OwnerTag, back_populates = "tags")]
    pub owners: HasMany<Owner>,
}

#[derive(Model, Debug)]
#[model(table = "owner_tags")]
pub struct OwnerTag {
    #[column(primary_key, foreign_key = Owner::id)]
    pub owner_id: i64,
    #[column(primary_key, foreign_key = Tag::id)]
    pub tag_id: i64,
}
