//! Twenty queries, and `all`, which runs them. Each gives a number; the four programs print the same ones.

use diesel::dsl::{count as number_of, exists as there_is};
use diesel::prelude::*;

use super::models::{Comment, NewComment, NewPost, NewTag, NewUser, Post, User, comments, posts, tags, users};

pub fn insert_one(db: &mut SqliteConnection, name: &str, email: Option<&str>) -> QueryResult<User> {
    diesel::insert_into(users::table).values(NewUser { name, email }).returning(User::as_returning()).get_result(db)
}

pub fn insert_several(db: &mut SqliteConnection, user_id: i64, posts: &[(&str, i32)]) -> QueryResult<usize> {
    let posts: Vec<_> = posts.iter().map(|&(title, views)| NewPost { title, body: "..", views, user_id }).collect();
    diesel::insert_into(posts::table).values(&posts).execute(db)
}

pub fn transaction(db: &mut SqliteConnection, post_id: i64, text: &str, tag: &str) -> QueryResult<i64> {
    db.transaction(|db| {
        let comment = diesel::insert_into(comments::table)
            .values(NewComment { text, post_id })
            .returning(Comment::as_returning())
            .get_result(db)?;
        diesel::insert_into(tags::table).values(NewTag { name: tag, post_id }).execute(db)?;
        Ok(comment.id)
    })
}

pub fn find_by_key(db: &mut SqliteConnection, id: i64) -> QueryResult<Option<User>> {
    users::table.find(id).select(User::as_select()).first(db).optional()
}

pub fn find_all(db: &mut SqliteConnection) -> QueryResult<Vec<User>> {
    users::table.select(User::as_select()).load(db)
}

pub fn filter_equal(db: &mut SqliteConnection, email: &str) -> QueryResult<Option<User>> {
    users::table.filter(users::email.eq(email)).select(User::as_select()).first(db).optional()
}

pub fn filter_prefix(db: &mut SqliteConnection) -> QueryResult<Vec<Post>> {
    posts::table.filter(posts::title.like("Rust%")).select(Post::as_select()).load(db)
}

pub fn filter_two(db: &mut SqliteConnection, user: i64, views: i32) -> QueryResult<Vec<Post>> {
    posts::table.filter(posts::user_id.eq(user).and(posts::views.gt(views))).select(Post::as_select()).load(db)
}

pub fn page(db: &mut SqliteConnection, limit: i64, offset: i64) -> QueryResult<Vec<Post>> {
    posts::table.order(posts::views.desc()).limit(limit).offset(offset).select(Post::as_select()).load(db)
}

pub fn count(db: &mut SqliteConnection) -> QueryResult<i64> {
    users::table.filter(users::is_active).count().get_result(db)
}

pub fn exists(db: &mut SqliteConnection, title: &str) -> QueryResult<bool> {
    diesel::select(there_is(posts::table.filter(posts::title.eq(title)))).get_result(db)
}

pub fn two_columns(db: &mut SqliteConnection) -> QueryResult<Vec<(String, i32)>> {
    posts::table.select((posts::title, posts::views)).load(db)
}

pub fn count_by_user(db: &mut SqliteConnection) -> QueryResult<Vec<(i64, i64)>> {
    posts::table.group_by(posts::user_id).select((posts::user_id, number_of(posts::id))).load(db)
}

pub fn join(db: &mut SqliteConnection, name: &str) -> QueryResult<Vec<Post>> {
    posts::table.inner_join(users::table).filter(users::name.eq(name)).select(Post::as_select()).load(db)
}

pub fn children(db: &mut SqliteConnection, user: i64) -> QueryResult<usize> {
    let user = users::table.find(user).select(User::as_select()).first(db)?;
    Ok(Post::belonging_to(&user).select(Post::as_select()).load(db)?.len())
}

pub fn eager(db: &mut SqliteConnection) -> QueryResult<Vec<(String, usize)>> {
    let users = users::table.select(User::as_select()).load(db)?;
    let posts = Post::belonging_to(&users).select(Post::as_select()).load(db)?.grouped_by(&users);
    Ok(users.into_iter().zip(posts).map(|(user, posts)| (user.name, posts.len())).collect())
}

pub fn update_one(db: &mut SqliteConnection, id: i64, title: &str) -> QueryResult<()> {
    diesel::update(posts::table.find(id)).set(posts::title.eq(title)).execute(db)?;
    Ok(())
}

pub fn update_many(db: &mut SqliteConnection, user: i64, by: i32) -> QueryResult<()> {
    diesel::update(posts::table.filter(posts::user_id.eq(user))).set(posts::views.eq(posts::views + by)).execute(db)?;
    Ok(())
}

pub fn delete_one(db: &mut SqliteConnection, id: i64) -> QueryResult<()> {
    diesel::delete(tags::table.find(id)).execute(db)?;
    Ok(())
}

pub fn delete_many(db: &mut SqliteConnection, post: i64) -> QueryResult<()> {
    diesel::delete(comments::table.filter(comments::post_id.eq(post))).execute(db)?;
    Ok(())
}

pub fn all(db: &mut SqliteConnection) -> QueryResult<Vec<i64>> {
    let alice = insert_one(db, "Alice", Some("alice@example.org"))?;
    let bob = insert_one(db, "Bob", None)?;
    let mut numbers = vec![alice.id, bob.id];
    numbers.push(insert_several(db, alice.id, &[("Rust", 10), ("Rust again", 20), ("Hello", 30)])? as i64);
    numbers.push(insert_several(db, bob.id, &[("Hello", 5), ("Snakes", 50)])? as i64);
    numbers.push(transaction(db, 1, "Hi", "rust")?);
    numbers.push(transaction(db, 4, "Bye", "greeting")?);
    numbers.push(find_by_key(db, bob.id)?.map_or(0, |user| user.name.len() as i64));
    numbers.push(find_all(db)?.len() as i64);
    numbers.push(filter_equal(db, "alice@example.org")?.map_or(0, |user| user.id));
    numbers.push(filter_prefix(db)?.iter().map(|post| i64::from(post.views)).sum());
    numbers.push(filter_two(db, alice.id, 15)?.iter().map(|post| post.id).sum());
    numbers.push(page(db, 2, 1)?.iter().map(|post| post.id).sum());
    numbers.push(count(db)?);
    numbers.push(exists(db, "Snakes")?.into());
    numbers.push(count_by_user(db)?.iter().map(|(user, posts)| user * posts).sum());
    numbers.push(join(db, "Bob")?.iter().map(|post| i64::from(post.views)).sum());
    numbers.push(children(db, alice.id)? as i64);
    numbers.push(eager(db)?.iter().map(|(name, posts)| (name.len() * posts) as i64).sum());
    update_one(db, 5, "More snakes")?;
    update_many(db, alice.id, 100)?;
    delete_one(db, 2)?;
    delete_many(db, 1)?;
    numbers.push(two_columns(db)?.iter().map(|(title, views)| title.len() as i64 * i64::from(*views)).sum());
    Ok(numbers)
}
