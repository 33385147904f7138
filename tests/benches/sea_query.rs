//! The statement in sea-query.

use ::sea_query::{Expr, ExprTrait, Iden, PostgresQueryBuilder, Query, SelectStatement, Values};

use super::Search;

#[derive(Iden)]
enum Users {
    Table,
    Id,
    Name,
    Email,
    IsActive,
}

#[derive(Iden)]
enum Posts {
    Table,
    Id,
    Title,
    Body,
    Views,
    Likes,
    UserId,
}

pub fn build(search: Search<'_>) -> SelectStatement {
    Query::select()
        .column((Posts::Table, Posts::Id))
        .column((Posts::Table, Posts::Title))
        .column((Posts::Table, Posts::Body))
        .column((Posts::Table, Posts::Views))
        .column((Posts::Table, Posts::Likes))
        .column((Posts::Table, Posts::UserId))
        .column((Users::Table, Users::Id))
        .column((Users::Table, Users::Name))
        .column((Users::Table, Users::Email))
        .column((Users::Table, Users::IsActive))
        .from(Posts::Table)
        .inner_join(Users::Table, Expr::col((Users::Table, Users::Id)).equals((Posts::Table, Posts::UserId)))
        .and_where(Expr::col((Posts::Table, Posts::Title)).like(search.title))
        .and_where(Expr::col((Posts::Table, Posts::Views)).gt(search.views))
        .and_where(Expr::col((Users::Table, Users::IsActive)).eq(search.active))
        .take()
}

pub fn compile(statement: &SelectStatement) -> (String, Values) {
    statement.build(PostgresQueryBuilder)
}
