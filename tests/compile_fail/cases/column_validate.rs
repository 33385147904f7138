use orm::prelude::*;

fn short(text: &str) -> Result<(), String> {
    if text.len() < 10 { Ok(()) } else { Err("too long".to_owned()) }
}

#[derive(Model)]
pub struct NotAFunction {
    #[column(primary_key)]
    pub id: i64,
    #[column(validate = "short")]
    pub name: String,
    #[column(computed = NotAFunction::id + 1, validate = short)]
    pub next: i64,
}

#[derive(Model)]
pub struct AnotherType {
    #[column(primary_key)]
    pub id: i64,
    #[column(validate = short)]
    pub age: i32,
}

fn main() {}
