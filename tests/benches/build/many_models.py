"""A crate of many models, with each ORM: ten columns each, of which one is a foreign key, and a relationship to and from another model.

The models make rings of five: each is the parent of the one before it. (In a ring of a hundred, SeaORM and Toasty reach the recursion limit.)
"""

RING = 5


def per_model(count, head, template, tail=""):
    """The template for every model: N is its number, P its parent's, C its child's."""

    def model(n):
        first, place = n - n % RING, n % RING
        parent, child = first + (place + 1) % RING, first + (place - 1) % RING
        return template.replace("@N", str(n)).replace("@P", str(parent)).replace("@C", str(child))

    return head + "".join(map(model, range(count))) + tail


def orm(count):
    return per_model(count, "use orm::prelude::*;\n", """
#[derive(Model, Debug)]
pub struct Model@N {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
    pub email: Option<String>,
    pub title: String,
    pub body: Option<String>,
    pub views: i32,
    pub likes: i64,
    #[column(default = true)]
    pub is_active: bool,
    #[column(server_default = func::now())]
    pub created_at: DateTime<Utc>,
    #[column(foreign_key = Model@P::id)]
    pub parent_id: i64,
    #[relationship(back_populates = "children")]
    pub parent: BelongsTo<Model@P>,
    #[relationship(back_populates = "parent")]
    pub children: HasMany<Model@C>,
}
""")


def diesel(count):
    # All tables at once, as `diesel print-schema` writes it by default: a trait implementation for every two of them.
    tables = ", ".join(f"models{n}" for n in range(count))
    return per_model(count, "use diesel::prelude::*;\n", """
diesel::table! {
    models@N {
        id -> BigInt,
        name -> Text,
        email -> Nullable<Text>,
        title -> Text,
        body -> Nullable<Text>,
        views -> Integer,
        likes -> BigInt,
        is_active -> Bool,
        created_at -> Timestamp,
        parent_id -> BigInt,
    }
}

diesel::joinable!(models@N -> models@P (parent_id));

#[derive(Queryable, Selectable, Identifiable, Associations, Insertable, AsChangeset, Debug)]
#[diesel(table_name = models@N, belongs_to(Model@P, foreign_key = parent_id))]
pub struct Model@N {
    pub id: i64,
    pub name: String,
    pub email: Option<String>,
    pub title: String,
    pub body: Option<String>,
    pub views: i32,
    pub likes: i64,
    pub is_active: bool,
    pub created_at: chrono::NaiveDateTime,
    pub parent_id: i64,
}
""", f"\ndiesel::allow_tables_to_appear_in_same_query!({tables});\n")


def sea_orm(count):
    return per_model(count, "", """
pub mod model@N {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "models@N")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub name: String,
        pub email: Option<String>,
        pub title: String,
        pub body: Option<String>,
        pub views: i32,
        pub likes: i64,
        #[sea_orm(default_value = true)]
        pub is_active: bool,
        #[sea_orm(default_expr = "Expr::current_timestamp()")]
        pub created_at: DateTimeUtc,
        pub parent_id: i64,
        #[sea_orm(belongs_to, from = "parent_id", to = "id")]
        pub parent: BelongsTo<super::model@P::Entity>,
        #[sea_orm(has_many)]
        pub children: HasMany<super::model@C::Entity>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
""")


def toasty(count):
    return per_model(count, "use toasty::{Deferred, Model};\n", """
#[derive(Debug, Model)]
pub struct Model@N {
    #[key]
    #[auto]
    pub id: u64,
    pub name: String,
    pub email: Option<String>,
    pub title: String,
    pub body: Option<String>,
    pub views: i32,
    pub likes: i64,
    #[default(true)]
    pub is_active: bool,
    #[default(jiff::Timestamp::now())]
    pub created_at: jiff::Timestamp,
    #[index]
    pub parent_id: u64,
    #[belongs_to]
    pub parent: Deferred<Model@P>,
    #[has_many(pair = parent)]
    pub children: Deferred<Vec<Model@C>>,
}
""")


MANY_MODELS = {"orm": orm, "diesel": diesel, "sea_orm": sea_orm, "toasty": toasty}
