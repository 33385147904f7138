//! Twenty queries, and `all`, which runs them. Each gives a number; the four programs print the same ones.

use orm::prelude::*;

use super::models::{Comment, Post, Tag, User};

pub async fn insert_one(session: &mut Session, name: &str, email: Option<&str>) -> orm::Result<Instance<User>> {
    let user = session.add(User::builder().name(name).email(email.map(str::to_owned)));
    session.commit().await?;
    Ok(user)
}

pub async fn insert_several(session: &mut Session, user: i64, posts: &[(&str, i32)]) -> orm::Result<usize> {
    let posts = session.add_all(
        posts.iter().map(|(title, views)| Post::builder().title(*title).body("..").views(*views).user_id(user)),
    );
    session.commit().await?;
    Ok(posts.len())
}

pub async fn transaction(engine: &Engine, post: i64, text: &str, tag: &str) -> orm::Result<i64> {
    engine
        .transaction(async |session| {
            let comment = session.add(Comment::builder().text(text).post_id(post));
            session.add(Tag::builder().name(tag).post_id(post));
            session.flush().await?;
            Ok(comment.id)
        })
        .await
}

pub async fn find_by_key(session: &mut Session, id: i64) -> orm::Result<Option<Instance<User>>> {
    session.get(User, id).await
}

pub async fn find_all(session: &mut Session) -> orm::Result<Vec<Instance<User>>> {
    session.query(User).all().await
}

pub async fn filter_equal(session: &mut Session, email: &str) -> orm::Result<Option<Instance<User>>> {
    session.query(User).filter(User::email.eq(email)).one_or_none().await
}

pub async fn filter_prefix(session: &mut Session) -> orm::Result<Vec<Instance<Post>>> {
    session.query(Post).filter(Post::title.starts_with("Rust")).all().await
}

pub async fn filter_two(session: &mut Session, user: i64, views: i32) -> orm::Result<Vec<Instance<Post>>> {
    session.query(Post).filter(Post::user_id.eq(user) & Post::views.gt(views)).all().await
}

pub async fn page(session: &mut Session, limit: u64, offset: u64) -> orm::Result<Vec<Instance<Post>>> {
    session.query(Post).order_by(Post::views.desc()).limit(limit).offset(offset).all().await
}

pub async fn count(session: &mut Session) -> orm::Result<i64> {
    session.query(User).filter(User::is_active).count().await
}

pub async fn exists(session: &mut Session, title: &str) -> orm::Result<bool> {
    session.query(Post).filter(Post::title.eq(title)).exists().await
}

pub async fn two_columns(session: &mut Session) -> orm::Result<Vec<(String, i32)>> {
    session.execute(select((Post::title, Post::views))).all().await
}

pub async fn count_by_user(session: &mut Session) -> orm::Result<Vec<(i64, i64)>> {
    session.execute(select((Post::user_id, func::count(Post::id))).group_by(Post::user_id)).all().await
}

pub async fn join(session: &mut Session, name: &str) -> orm::Result<Vec<Instance<Post>>> {
    session.query(Post).join(Post::author).filter(User::name.eq(name)).all().await
}

pub async fn children(session: &mut Session, user: i64) -> orm::Result<usize> {
    let user = session.get_one(User, user).await?;
    Ok(session.load(&user, User::posts).await?.len())
}

pub async fn eager(session: &mut Session) -> orm::Result<Vec<(String, usize)>> {
    let users = session.query(User).options(selectinload(User::posts)).all().await?;
    users.iter().map(|user| Ok((user.name.clone(), user.posts.get()?.len()))).collect()
}

pub async fn update_one(session: &mut Session, id: i64, title: &str) -> orm::Result<()> {
    if let Some(post) = session.get(Post, id).await? {
        post.edit().title = title.to_owned();
    }
    session.commit().await
}

pub async fn update_many(session: &mut Session, user: i64, by: i32) -> orm::Result<()> {
    session.execute(update(Post).filter(Post::user_id.eq(user)).set(Post::views, Post::views + by)).await?;
    session.commit().await
}

pub async fn delete_one(session: &mut Session, id: i64) -> orm::Result<()> {
    if let Some(tag) = session.get(Tag, id).await? {
        session.delete(&tag).await?;
    }
    session.commit().await
}

pub async fn delete_many(session: &mut Session, post: i64) -> orm::Result<()> {
    session.execute(delete(Comment).filter(Comment::post_id.eq(post))).await?;
    session.commit().await
}

pub async fn all(engine: &Engine) -> orm::Result<Vec<i64>> {
    let mut session = Session::new(engine);
    let alice = insert_one(&mut session, "Alice", Some("alice@example.org")).await?;
    let bob = insert_one(&mut session, "Bob", None).await?;
    let mut numbers = vec![alice.id, bob.id];
    numbers
        .push(insert_several(&mut session, alice.id, &[("Rust", 10), ("Rust again", 20), ("Hello", 30)]).await? as i64);
    numbers.push(insert_several(&mut session, bob.id, &[("Hello", 5), ("Snakes", 50)]).await? as i64);
    numbers.push(transaction(engine, 1, "Hi", "rust").await?);
    numbers.push(transaction(engine, 4, "Bye", "greeting").await?);

    let mut session = Session::new(engine);
    numbers.push(find_by_key(&mut session, bob.id).await?.map_or(0, |user| user.name.len() as i64));
    numbers.push(find_all(&mut session).await?.len() as i64);
    numbers.push(filter_equal(&mut session, "alice@example.org").await?.map_or(0, |user| user.id));
    numbers.push(filter_prefix(&mut session).await?.iter().map(|post| i64::from(post.views)).sum());
    numbers.push(filter_two(&mut session, alice.id, 15).await?.iter().map(|post| post.id).sum());
    numbers.push(page(&mut session, 2, 1).await?.iter().map(|post| post.id).sum());
    numbers.push(count(&mut session).await?);
    numbers.push(exists(&mut session, "Snakes").await?.into());
    numbers.push(count_by_user(&mut session).await?.iter().map(|(user, posts)| user * posts).sum());
    numbers.push(join(&mut session, "Bob").await?.iter().map(|post| i64::from(post.views)).sum());
    numbers.push(children(&mut session, alice.id).await? as i64);
    numbers.push(eager(&mut session).await?.iter().map(|(name, posts)| (name.len() * posts) as i64).sum());
    update_one(&mut session, 5, "More snakes").await?;
    update_many(&mut session, alice.id, 100).await?;
    delete_one(&mut session, 2).await?;
    delete_many(&mut session, 1).await?;
    numbers.push(
        two_columns(&mut session).await?.iter().map(|(title, views)| title.len() as i64 * i64::from(*views)).sum(),
    );
    Ok(numbers)
}
