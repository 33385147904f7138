use orm::prelude::*;

#[derive(SqlType, Clone, PartialEq)]
pub struct Email(String);

#[derive(Model)]
pub struct User {
    #[column(primary_key)]
    pub id: i64,
    pub email: Email,
}

fn main() {
    let _ = select(User).filter(User::email.eq("alice"));
}
