//! Bulk statements: instances in memory follow what happens to their rows.

#[path = "bulk/deletes.rs"]
mod deletes;
#[path = "bulk/inserts.rs"]
mod inserts;
#[path = "bulk/limited.rs"]
mod limited;
#[path = "bulk/rows.rs"]
mod rows;
#[path = "bulk/updates.rs"]
mod updates;

use orm::prelude::*;

/// Its fields are of most types that conditions can be about.
#[derive(Model, Debug)]
#[model(table = "items")]
pub struct Item {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
    pub amount: i32,
    pub note: Option<String>,
    pub active: bool,
    pub rate: f64,
    #[column(foreign_key = Shelf::id, on_delete = "cascade")]
    pub shelf_id: Option<i64>,
    #[relationship(back_populates = "items")]
    pub shelf: BelongsTo<Option<Shelf>>,
    #[relationship(back_populates = "item")]
    pub labels: HasMany<Label>,
}

#[derive(Model, Debug)]
#[model(table = "shelves")]
pub struct Shelf {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
    #[relationship(back_populates = "shelf", order_by = Item::id)]
    pub items: HasMany<Item>,
}

#[derive(Model, Debug)]
#[model(table = "labels")]
pub struct Label {
    #[column(primary_key)]
    pub id: i64,
    pub text: String,
    #[column(foreign_key = Item::id, on_delete = "set null")]
    pub item_id: Option<i64>,
    #[relationship(back_populates = "labels")]
    pub item: BelongsTo<Option<Item>>,
}

/// Three items, in memory and current: `a` 1, `b` 2 and `C` 3 without a note.
async fn items(db: &orm_tests::TestDb) -> orm::Result<(Session, Vec<Instance<Item>>)> {
    db.create(&metadata![Item, Shelf, Label]).await?;
    let mut session = db.session();
    let rows = [("a", 1, Some("x")), ("b", 2, Some("y")), ("C", 3, None)];
    session.add_all(rows.map(|(name, amount, note)| {
        Item::builder()
            .name(name)
            .amount(amount)
            .note(note.map(str::to_owned))
            .active(true)
            .rate(f64::from(amount) / 2.0)
    }));
    session.commit().await?;
    let items = session.query(Item).order_by(Item::id).all().await?;
    db.log.take();
    Ok((session, items))
}
