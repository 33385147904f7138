//! Four models.

use chrono::NaiveDateTime;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

diesel::table! {
    users {
        id -> BigInt,
        name -> Text,
        email -> Nullable<Text>,
        is_active -> Bool,
        created_at -> Timestamp,
    }
}

diesel::table! {
    posts {
        id -> BigInt,
        title -> Text,
        body -> Text,
        views -> Integer,
        user_id -> BigInt,
    }
}

diesel::table! {
    comments {
        id -> BigInt,
        text -> Text,
        post_id -> BigInt,
    }
}

diesel::table! {
    tags {
        id -> BigInt,
        name -> Text,
        post_id -> BigInt,
    }
}

diesel::joinable!(posts -> users (user_id));
diesel::joinable!(comments -> posts (post_id));
diesel::joinable!(tags -> posts (post_id));
diesel::allow_tables_to_appear_in_same_query!(users, posts, comments, tags);

#[derive(Queryable, Selectable, Identifiable, Debug)]
#[diesel(table_name = users)]
pub struct User {
    pub id: i64,
    pub name: String,
    pub email: Option<String>,
    pub is_active: bool,
    pub created_at: NaiveDateTime,
}

#[derive(Queryable, Selectable, Identifiable, Associations, Debug)]
#[diesel(table_name = posts, belongs_to(User))]
pub struct Post {
    pub id: i64,
    pub title: String,
    pub body: String,
    pub views: i32,
    pub user_id: i64,
}

#[derive(Queryable, Selectable, Identifiable, Associations, Debug)]
#[diesel(table_name = comments, belongs_to(Post))]
pub struct Comment {
    pub id: i64,
    pub text: String,
    pub post_id: i64,
}

#[derive(Queryable, Selectable, Identifiable, Associations, Debug)]
#[diesel(table_name = tags, belongs_to(Post))]
pub struct Tag {
    pub id: i64,
    pub name: String,
    pub post_id: i64,
}

#[derive(Insertable)]
#[diesel(table_name = users)]
pub struct NewUser<'a> {
    pub name: &'a str,
    pub email: Option<&'a str>,
}

#[derive(Insertable)]
#[diesel(table_name = posts)]
pub struct NewPost<'a> {
    pub title: &'a str,
    pub body: &'a str,
    pub views: i32,
    pub user_id: i64,
}

#[derive(Insertable)]
#[diesel(table_name = comments)]
pub struct NewComment<'a> {
    pub text: &'a str,
    pub post_id: i64,
}

#[derive(Insertable)]
#[diesel(table_name = tags)]
pub struct NewTag<'a> {
    pub name: &'a str,
    pub post_id: i64,
}

const SCHEMA: &str = "
    CREATE TABLE users (
        id INTEGER PRIMARY KEY NOT NULL,
        name TEXT NOT NULL,
        email TEXT,
        is_active BOOLEAN NOT NULL DEFAULT TRUE,
        created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
    );
    CREATE TABLE posts (
        id INTEGER PRIMARY KEY NOT NULL,
        title TEXT NOT NULL,
        body TEXT NOT NULL,
        views INTEGER NOT NULL,
        user_id BIGINT NOT NULL REFERENCES users (id)
    );
    CREATE TABLE comments (
        id INTEGER PRIMARY KEY NOT NULL,
        text TEXT NOT NULL,
        post_id BIGINT NOT NULL REFERENCES posts (id)
    );
    CREATE TABLE tags (
        id INTEGER PRIMARY KEY NOT NULL,
        name TEXT NOT NULL UNIQUE,
        post_id BIGINT NOT NULL REFERENCES posts (id)
    );
";

/// A database in memory with their tables.
pub fn database() -> Result<SqliteConnection, Box<dyn std::error::Error>> {
    let mut connection = SqliteConnection::establish(":memory:")?;
    connection.batch_execute(SCHEMA)?;
    Ok(connection)
}
