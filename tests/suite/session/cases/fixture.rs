//! The models that most cases use: users and their addresses, with a nullable key and no cascades.

use orm::prelude::*;

#[derive(Model, Debug)]
#[model(table = "users")]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub name: String,
    #[relationship(back_populates = "user", order_by = Address::id)]
    pub addresses: HasMany<Address>,
}

#[derive(Model, Debug)]
#[model(table = "addresses")]
pub struct Address {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = User::id)]
    pub user_id: Option<i64>,
    pub email: String,
    #[relationship(back_populates = "addresses")]
    pub user: BelongsTo<Option<User>>,
}
