//! Models that use whatever a model can, as a library would have them: documented, and without a warning.
//!
//! A library, because `missing_docs` says nothing about tests. `suite/elaborate.rs` puts the models into databases.

#![deny(missing_docs, warnings, clippy::all)]

use orm::prelude::{
    BelongsTo, DateTime, Decimal, HasMany, HasOne, Model, NaiveDate, NaiveDateTime, NaiveTime, Utc, Uuid, func, text,
};

/// Every kind of column.
#[derive(Model, Clone, Debug, PartialEq)]
#[model(
    table = "everything",
    unique(tiny, small),
    unique(columns(name, medium), name = "uq_everything_name"),
    index(day, time),
    index(columns(local, at), name = "ix_everything_time", unique)
)]
pub struct Everything {
    /// Given by the program.
    #[column(primary_key, autoincrement = false)]
    pub id: i32,
    /// 8 bits.
    pub tiny: i8,
    /// 16 bits.
    pub small: i16,
    /// 32 bits.
    #[column(name = "mid")]
    pub medium: i32,
    /// 64 bits.
    #[column(default = 1 << 40)]
    pub large: i64,
    /// 8 bits without a sign.
    pub unsigned_tiny: u8,
    /// 16 bits without a sign.
    pub unsigned_small: u16,
    /// 32 bits without a sign.
    pub unsigned_medium: u32,
    /// 64 bits without a sign.
    pub unsigned_large: u64,
    /// Single precision.
    pub single: f32,
    /// Double precision.
    pub double: Option<f64>,
    /// A flag, true unless said otherwise.
    #[column(server_default = true)]
    pub flag: bool,
    /// Text of a length.
    #[column(length = 40, index)]
    pub name: String,
    /// Any text, from a SQL expression.
    #[column(default = func::lower(text("'AB'").expr::<String>()))]
    pub text: String,
    /// Bytes of a length.
    #[column(length = 16)]
    pub bytes: Vec<u8>,
    /// A sum of money.
    #[column(precision = 12, scale = 4)]
    pub money: Decimal,
    /// A day.
    pub day: NaiveDate,
    /// A time of day.
    pub time: NaiveTime,
    /// A local time, set by the database.
    #[column(server_default = func::now())]
    pub local: NaiveDateTime,
    /// A point in time, set by every update.
    #[column(server_default = func::now(), onupdate = func::now())]
    pub at: DateTime<Utc>,
    /// Different in every row.
    #[column(unique, default = Uuid::new_v4())]
    pub uuid: Uuid,
}

/// Somebody, with a path instead of an import wherever one can be.
#[derive(orm::Model, Debug)]
pub struct Person {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// A keyword.
    pub r#type: String,
    /// Leads to the same table.
    #[column(foreign_key = Self::id, on_delete = "set null", on_update = "cascade", index)]
    pub boss_id: Option<i64>,
    /// Nobody above some.
    #[relationship(back_populates = "staff")]
    pub boss: orm::BelongsTo<std::option::Option<Self>>,
    /// Who leads here.
    #[relationship(back_populates = "boss", cascade = "save-update, merge, refresh-expire", order_by = (Person::r#type, Self::id.desc()))]
    pub staff: orm::HasMany<Self>,
    /// At most one.
    #[relationship(back_populates = "person", cascade = "all, delete-orphan")]
    pub badge: HasOne<Badge>,
    /// Of two keys, one.
    #[relationship(foreign_key = Letter::from)]
    pub sent: HasMany<crate::elaborate::Letter>,
    /// The other.
    #[relationship(foreign_key = crate::elaborate::Letter::to, cascade = "none")]
    pub received: HasMany<Letter>,
}

/// Its key is its owner's.
#[derive(Model, Debug)]
pub struct Badge {
    /// Key and foreign key.
    #[column(primary_key, foreign_key = Person::id, on_delete = "cascade")]
    pub person_id: i64,
    /// Hidden from other crates.
    #[column(default = "blue", length = 20)]
    pub(crate) color: String,
    /// Hidden from other modules.
    #[column(default = 0)]
    number: u32,
    /// Whose it is.
    #[relationship(back_populates = "badge")]
    pub person: BelongsTo<Person>,
}

impl Badge {
    /// What other modules do not see.
    pub fn number_and_color(&self) -> (u32, &str) {
        (self.number, &self.color)
    }
}

/// Two keys to one table, called like other things.
#[derive(Model, Debug)]
pub struct Letter {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// Sender.
    #[column(foreign_key = Person::id, name = "sender")]
    pub from: i64,
    /// Receiver.
    #[column(foreign_key = Person::id, name = "receiver")]
    pub to: i64,
    /// The sender.
    #[relationship(foreign_key = from)]
    pub sender: BelongsTo<Person>,
    /// The receiver.
    #[relationship(foreign_key = to, cascade = "save-update")]
    pub receiver: BelongsTo<Person>,
}

/// A key of three columns.
#[derive(Model, Debug, Clone)]
pub struct Shelf {
    /// First.
    #[column(primary_key)]
    pub hall: i16,
    /// Second.
    #[column(primary_key, length = 10)]
    pub row: String,
    /// Third.
    #[column(primary_key)]
    pub since: NaiveDate,
    /// What stands on it.
    #[relationship(back_populates = "shelf")]
    pub boxes: HasMany<Crate>,
}

/// A foreign key of three columns.
#[derive(Model, Debug)]
#[model(foreign_key(
    columns(hall, row, since),
    references(Shelf::hall, Shelf::row, Shelf::since),
    name = "fk_crate_shelf",
    on_delete = "cascade",
    on_update = "no action"
))]
pub struct Crate {
    /// The key.
    #[column(primary_key)]
    pub id: u32,
    /// First.
    pub hall: i16,
    /// Second.
    #[column(length = 10)]
    pub row: String,
    /// Third.
    pub since: NaiveDate,
    /// Where it stands.
    #[relationship(back_populates = "boxes")]
    pub shelf: BelongsTo<Shelf>,
}

/// Columns called like what the expansion uses, and like the modules of their types.
#[derive(Model)]
#[allow(non_snake_case)] // on purpose
pub struct Names {
    /// A module, of the type of this field.
    pub prelude: orm::prelude::Decimal,
    /// A crate.
    pub orm: String,
    /// A type parameter of the builder.
    pub S0: i32,
    /// A variable.
    pub m: i32,
    /// A variable.
    pub value: i32,
    /// A variable.
    pub model: i32,
    /// A variable.
    pub columns: i32,
    /// Out of use.
    #[deprecated]
    pub old: Option<i32>,
    /// A method.
    pub key: Option<i32>,
    /// A method.
    pub table: Option<i32>,
    /// A method.
    pub build: Option<i32>,
    /// A method.
    pub share: Option<i32>,
    /// The key.
    #[column(primary_key)]
    pub at: i64,
}

/// What nobody else sees needs no documentation.
mod private {
    use orm::prelude::*;

    #[derive(Model)]
    pub(super) struct Secret {
        #[column(primary_key)]
        pub(super) id: i64,
        text: Option<String>,
        #[column(foreign_key = super::Person::id)]
        person_id: Option<i64>,
        person: BelongsTo<Option<super::Person>>,
    }

    impl Secret {
        pub(super) fn new(text: &str) -> Self {
            Secret { id: 0, text: Some(text.to_owned()), person_id: None, person: BelongsTo::default() }
        }

        pub(super) fn as_str(&self) -> Option<&str> {
            self.text.as_deref()
        }
    }
}

/// The columns of models that no one can name: of a private module, and of this function.
pub fn unnameable() -> Vec<String> {
    #[derive(Model)]
    struct Local {
        #[column(primary_key)]
        id: i64,
        #[column(foreign_key = private::Secret::id)]
        secret_id: i64,
        secret: BelongsTo<private::Secret>,
    }

    let secret = private::Secret::new("hush");
    let local = orm::Instance::new(Local::builder().secret(secret));
    let text = local.secret.get().map(|secret| secret.as_str().map(str::to_owned));
    let metadata = orm::metadata![private::Secret, Local];
    let columns = metadata.tables().iter().flat_map(|table| &table.columns).map(|column| column.name.to_string());
    columns.chain(text.into_iter().flatten()).chain([local.id, local.secret_id].map(|key| key.to_string())).collect()
}
