//! Twenty queries, and `all`, which runs them. Each gives a number; the four programs print the same ones.

use std::collections::BTreeMap;

use toasty::Db;

use super::models::{Comment, Post, Tag, User};

pub async fn insert_one(db: &mut Db, name: &str, email: Option<&str>) -> toasty::Result<User> {
    toasty::create!(User { name, email: email.map(str::to_owned) }).exec(db).await
}

pub async fn insert_several(db: &mut Db, user: u64, posts: &[(&str, i32)]) -> toasty::Result<usize> {
    let mut rows = Post::create_many();
    for &(title, views) in posts {
        rows = rows.item(toasty::create!(Post { title, body: "..", views, user_id: user }));
    }
    Ok(rows.exec(db).await?.len())
}

pub async fn transaction(db: &mut Db, post: u64, text: &str, tag: &str) -> toasty::Result<u64> {
    let mut transaction = db.transaction().await?;
    let comment = toasty::create!(Comment { text, post_id: post }).exec(&mut transaction).await?;
    toasty::create!(Tag { name: tag, post_id: post }).exec(&mut transaction).await?;
    transaction.commit().await?;
    Ok(comment.id)
}

pub async fn find_by_key(db: &mut Db, id: u64) -> toasty::Result<Option<User>> {
    User::filter_by_id(id).first().exec(db).await
}

pub async fn find_all(db: &mut Db) -> toasty::Result<Vec<User>> {
    User::all().exec(db).await
}

pub async fn filter_equal(db: &mut Db, email: &str) -> toasty::Result<Option<User>> {
    User::filter(User::fields().email().eq(email.to_owned())).first().exec(db).await
}

pub async fn filter_prefix(db: &mut Db) -> toasty::Result<Vec<Post>> {
    Post::filter(Post::fields().title().starts_with("Rust")).exec(db).await
}

pub async fn filter_two(db: &mut Db, user: u64, views: i32) -> toasty::Result<Vec<Post>> {
    Post::filter_by_user_id(user).filter(Post::fields().views().gt(views)).exec(db).await
}

pub async fn page(db: &mut Db, limit: usize, offset: usize) -> toasty::Result<Vec<Post>> {
    Post::all().order_by(Post::fields().views().desc()).limit(limit).offset(offset).exec(db).await
}

pub async fn count(db: &mut Db) -> toasty::Result<u64> {
    User::filter(User::fields().is_active().eq(true)).count().exec(db).await
}

/// There is no EXISTS: the first row, if any.
pub async fn exists(db: &mut Db, title: &str) -> toasty::Result<bool> {
    Ok(Post::filter(Post::fields().title().eq(title)).first().exec(db).await?.is_some())
}

pub async fn two_columns(db: &mut Db) -> toasty::Result<Vec<(String, i32)>> {
    Post::all().select((Post::fields().title(), Post::fields().views())).exec(db).await
}

/// There is no GROUP BY: counted here.
pub async fn count_by_user(db: &mut Db) -> toasty::Result<Vec<(u64, u64)>> {
    let mut counts = BTreeMap::new();
    for user in Post::all().select(Post::fields().user_id()).exec(db).await? {
        *counts.entry(user).or_insert(0) += 1;
    }
    Ok(counts.into_iter().collect())
}

pub async fn join(db: &mut Db, name: &str) -> toasty::Result<Vec<Post>> {
    Post::filter(Post::fields().author().name().eq(name)).exec(db).await
}

pub async fn children(db: &mut Db, user: u64) -> toasty::Result<usize> {
    let user = User::get_by_id(db, user).await?;
    Ok(user.posts().exec(db).await?.len())
}

pub async fn eager(db: &mut Db) -> toasty::Result<Vec<(String, usize)>> {
    let users = User::all().include(User::fields().posts()).exec(db).await?;
    Ok(users.into_iter().map(|user| (user.name, user.posts.get().len())).collect())
}

pub async fn update_one(db: &mut Db, id: u64, title: &str) -> toasty::Result<()> {
    let mut post = Post::get_by_id(db, id).await?;
    toasty::update!(post { title }).exec(db).await
}

pub async fn update_many(db: &mut Db, user: u64, by: i32) -> toasty::Result<()> {
    let posts = Post::filter_by_user_id(user);
    toasty::update!(posts { views.add(by) }).exec(db).await
}

pub async fn delete_one(db: &mut Db, id: u64) -> toasty::Result<()> {
    Tag::delete_by_id(db, id).await
}

pub async fn delete_many(db: &mut Db, post: u64) -> toasty::Result<()> {
    Comment::filter_by_post_id(post).delete().exec(db).await
}

pub async fn all(db: &mut Db) -> toasty::Result<Vec<i64>> {
    let alice = insert_one(db, "Alice", Some("alice@example.org")).await?;
    let bob = insert_one(db, "Bob", None).await?;
    let mut numbers = vec![alice.id as i64, bob.id as i64];
    numbers.push(insert_several(db, alice.id, &[("Rust", 10), ("Rust again", 20), ("Hello", 30)]).await? as i64);
    numbers.push(insert_several(db, bob.id, &[("Hello", 5), ("Snakes", 50)]).await? as i64);
    numbers.push(transaction(db, 1, "Hi", "rust").await? as i64);
    numbers.push(transaction(db, 4, "Bye", "greeting").await? as i64);
    numbers.push(find_by_key(db, bob.id).await?.map_or(0, |user| user.name.len() as i64));
    numbers.push(find_all(db).await?.len() as i64);
    numbers.push(filter_equal(db, "alice@example.org").await?.map_or(0, |user| user.id as i64));
    numbers.push(filter_prefix(db).await?.iter().map(|post| i64::from(post.views)).sum());
    numbers.push(filter_two(db, alice.id, 15).await?.iter().map(|post| post.id as i64).sum());
    numbers.push(page(db, 2, 1).await?.iter().map(|post| post.id as i64).sum());
    numbers.push(count(db).await? as i64);
    numbers.push(exists(db, "Snakes").await?.into());
    numbers.push(count_by_user(db).await?.iter().map(|(user, posts)| (user * posts) as i64).sum());
    numbers.push(join(db, "Bob").await?.iter().map(|post| i64::from(post.views)).sum());
    numbers.push(children(db, alice.id).await? as i64);
    numbers.push(eager(db).await?.iter().map(|(name, posts)| (name.len() * posts) as i64).sum());
    update_one(db, 5, "More snakes").await?;
    update_many(db, alice.id, 100).await?;
    delete_one(db, 2).await?;
    delete_many(db, 1).await?;
    numbers.push(two_columns(db).await?.iter().map(|(title, views)| title.len() as i64 * i64::from(*views)).sum());
    Ok(numbers)
}
