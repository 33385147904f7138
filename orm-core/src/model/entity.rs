//! [`Entity`]: a model in value position, as in `select(User)`.

use std::fmt;
use std::marker::PhantomData;

use super::Mapped;
use crate::expr::{Expr, IntoExpr, TableRef};
use crate::statement::On;

/// A model as a value. The derive emits one constant per model, named like the struct: `select(User)`, `session.get(User, 1)`.
pub struct Entity<M>(PhantomData<fn() -> M>);

impl<M> Entity<M> {
    /// The one value of this type.
    pub const NEW: Entity<M> = Entity(PhantomData);
}

impl<M: Mapped> Entity<M> {
    /// The entity of an outer join: `None` where its row is missing.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let rows = select((User, Post.optional())).outerjoin(User::posts); // (User, Option<Post>)
    /// assert!(sql(rows).contains("LEFT OUTER JOIN"));
    /// ```
    pub fn optional(self) -> Optional<Entity<M>> {
        Optional(self)
    }

    /// Join target with an explicit condition: `.join(Post.on(Post::user_id.eq(User::id)))`.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let popular = select((User::name, Post::title)).join(Post.on(Post::user_id.eq(User::id) & Post::views.gt(100)));
    /// assert!(sql(popular).contains(r#"JOIN "posts" ON "posts"."user_id" = "users"."id" AND "posts"."views" > ?"#));
    /// ```
    pub fn on(self, condition: impl IntoExpr<bool>) -> On {
        On::new(TableRef::Static(M::table()), condition.into_expr().into_node())
    }

    /// Name of the table.
    pub fn table_name(self) -> &'static str {
        M::TABLE
    }
}

impl<M: Mapped> From<Entity<M>> for TableRef {
    fn from(_entity: Entity<M>) -> TableRef {
        TableRef::Static(M::table())
    }
}

impl<M> Clone for Entity<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Entity<M> {}

impl<M: Mapped> fmt::Debug for Entity<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(M::NAME)
    }
}

/// A selected item that an outer join may leave without a row. Made by `.optional()`.
#[derive(Clone, Copy, Debug)]
pub struct Optional<T>(pub(crate) T);

impl<T> Optional<T> {
    /// What may be missing.
    pub fn inner(&self) -> &T {
        &self.0
    }
}

impl<T: crate::types::SqlType<Base = T>> Expr<T> {
    /// The same expression, typed as nullable: for columns of an outer-joined table.
    pub fn optional(self) -> Expr<Option<T>> {
        Expr::from_node(self.into_node())
    }
}
