//! Twenty queries, and `all`, which runs them. Each gives a number; the four programs print the same ones.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, SelectExt, TransactionTrait};

use super::models::{comment, post, tag, user};

pub async fn insert_one(db: &DatabaseConnection, name: &str, email: Option<&str>) -> Result<user::Model, DbErr> {
    let user =
        user::ActiveModel { name: Set(name.to_owned()), email: Set(email.map(str::to_owned)), ..Default::default() };
    user.insert(db).await
}

pub async fn insert_several(db: &DatabaseConnection, user: i64, posts: &[(&str, i32)]) -> Result<usize, DbErr> {
    let rows = posts.iter().map(|(title, views)| post::ActiveModel {
        title: Set((*title).to_owned()),
        body: Set("..".to_owned()),
        views: Set(*views),
        user_id: Set(user),
        ..Default::default()
    });
    post::Entity::insert_many(rows).exec(db).await?;
    Ok(posts.len())
}

pub async fn transaction(db: &DatabaseConnection, post: i64, text: &str, tag: &str) -> Result<i64, DbErr> {
    let transaction = db.begin().await?;
    let comment = comment::ActiveModel { text: Set(text.to_owned()), post_id: Set(post), ..Default::default() };
    let comment = comment.insert(&transaction).await?;
    let tag = tag::ActiveModel { name: Set(tag.to_owned()), post_id: Set(post), ..Default::default() };
    tag.insert(&transaction).await?;
    transaction.commit().await?;
    Ok(comment.id)
}

pub async fn find_by_key(db: &DatabaseConnection, id: i64) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find_by_id(id).one(db).await
}

pub async fn find_all(db: &DatabaseConnection) -> Result<Vec<user::Model>, DbErr> {
    user::Entity::find().all(db).await
}

pub async fn filter_equal(db: &DatabaseConnection, email: &str) -> Result<Option<user::Model>, DbErr> {
    user::Entity::find().filter(user::COLUMN.email.eq(email)).one(db).await
}

pub async fn filter_prefix(db: &DatabaseConnection) -> Result<Vec<post::Model>, DbErr> {
    post::Entity::find().filter(post::COLUMN.title.starts_with("Rust")).all(db).await
}

pub async fn filter_two(db: &DatabaseConnection, user: i64, views: i32) -> Result<Vec<post::Model>, DbErr> {
    post::Entity::find().filter(post::COLUMN.user_id.eq(user)).filter(post::COLUMN.views.gt(views)).all(db).await
}

pub async fn page(db: &DatabaseConnection, limit: u64, offset: u64) -> Result<Vec<post::Model>, DbErr> {
    post::Entity::find().order_by_desc(post::COLUMN.views).limit(limit).offset(offset).all(db).await
}

pub async fn count(db: &DatabaseConnection) -> Result<u64, DbErr> {
    user::Entity::find().filter(user::COLUMN.is_active.eq(true)).count(db).await
}

pub async fn exists(db: &DatabaseConnection, title: &str) -> Result<bool, DbErr> {
    post::Entity::find().filter(post::COLUMN.title.eq(title)).exists(db).await
}

pub async fn two_columns(db: &DatabaseConnection) -> Result<Vec<(String, i32)>, DbErr> {
    post::Entity::find()
        .select_only()
        .column(post::Column::Title)
        .column(post::Column::Views)
        .into_tuple()
        .all(db)
        .await
}

pub async fn count_by_user(db: &DatabaseConnection) -> Result<Vec<(i64, i64)>, DbErr> {
    post::Entity::find()
        .select_only()
        .column(post::Column::UserId)
        .column_as(post::COLUMN.id.count(), "posts")
        .group_by(post::COLUMN.user_id)
        .into_tuple()
        .all(db)
        .await
}

pub async fn join(db: &DatabaseConnection, name: &str) -> Result<Vec<post::Model>, DbErr> {
    post::Entity::find().inner_join(user::Entity).filter(user::COLUMN.name.eq(name)).all(db).await
}

pub async fn children(db: &DatabaseConnection, user: i64) -> Result<usize, DbErr> {
    let user = user::Entity::find_by_id(user).require_one(db).await?;
    Ok(user.find_related(post::Entity).all(db).await?.len())
}

pub async fn eager(db: &DatabaseConnection) -> Result<Vec<(String, usize)>, DbErr> {
    let users = user::Entity::find().all(db).await?;
    let posts = users.load_many(post::Entity, db).await?;
    Ok(users.into_iter().zip(posts).map(|(user, posts)| (user.name, posts.len())).collect())
}

pub async fn update_one(db: &DatabaseConnection, id: i64, title: &str) -> Result<(), DbErr> {
    if let Some(post) = post::Entity::find_by_id(id).one(db).await? {
        let mut post: post::ActiveModel = post.into();
        post.title = Set(title.to_owned());
        post.update(db).await?;
    }
    Ok(())
}

pub async fn update_many(db: &DatabaseConnection, user: i64, by: i32) -> Result<(), DbErr> {
    post::Entity::update_many()
        .col_expr(post::Column::Views, post::COLUMN.views.add(by))
        .filter(post::COLUMN.user_id.eq(user))
        .exec(db)
        .await?;
    Ok(())
}

pub async fn delete_one(db: &DatabaseConnection, id: i64) -> Result<(), DbErr> {
    tag::Entity::delete_by_id(id).exec(db).await?;
    Ok(())
}

pub async fn delete_many(db: &DatabaseConnection, post: i64) -> Result<(), DbErr> {
    comment::Entity::delete_many().filter(comment::COLUMN.post_id.eq(post)).exec(db).await?;
    Ok(())
}

pub async fn all(db: &DatabaseConnection) -> Result<Vec<i64>, DbErr> {
    let alice = insert_one(db, "Alice", Some("alice@example.org")).await?;
    let bob = insert_one(db, "Bob", None).await?;
    let mut numbers = vec![alice.id, bob.id];
    numbers.push(insert_several(db, alice.id, &[("Rust", 10), ("Rust again", 20), ("Hello", 30)]).await? as i64);
    numbers.push(insert_several(db, bob.id, &[("Hello", 5), ("Snakes", 50)]).await? as i64);
    numbers.push(transaction(db, 1, "Hi", "rust").await?);
    numbers.push(transaction(db, 4, "Bye", "greeting").await?);
    numbers.push(find_by_key(db, bob.id).await?.map_or(0, |user| user.name.len() as i64));
    numbers.push(find_all(db).await?.len() as i64);
    numbers.push(filter_equal(db, "alice@example.org").await?.map_or(0, |user| user.id));
    numbers.push(filter_prefix(db).await?.iter().map(|post| i64::from(post.views)).sum());
    numbers.push(filter_two(db, alice.id, 15).await?.iter().map(|post| post.id).sum());
    numbers.push(page(db, 2, 1).await?.iter().map(|post| post.id).sum());
    numbers.push(count(db).await? as i64);
    numbers.push(exists(db, "Snakes").await?.into());
    numbers.push(count_by_user(db).await?.iter().map(|(user, posts)| user * posts).sum());
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
