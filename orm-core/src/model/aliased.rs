//! [`Aliased`]: a model under another name in a statement, or over the columns of a subquery.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::{Entity, Mapped, Optional};
use crate::error::DecodeError;
use crate::expr::{Alias, Column, ColumnRef, Expr, IntoExpr, Node, TableRef};
use crate::relationship::Relationship;
use crate::row::RowReader;
use crate::statement::{Join, JoinKind, JoinOn, Joined, On, SelectItem, Selectable, along, decode_model, is_missing};

/// A model under another name: [`aliased`] makes it. Selected, it gives the model.
pub struct Aliased<M> {
    source: TableRef,
    /// Where the model's columns begin among those of the source.
    offset: usize,
    model: PhantomData<fn() -> M>,
}

/// A model once more in one statement, under a name that the compiler finds (`users_1`): for self-joins.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// use orm::core::model::aliased;
///
/// let other = aliased(User);
/// let namesakes = select((User::id, other.col(User::id)))
///     .join(other.on(other.col(User::name).eq(User::name) & other.col(User::id).gt(User::id)));
/// assert_eq!(
///     sql(namesakes),
///     r#"SELECT "users"."id", "users_1"."id" FROM "users" JOIN "users" AS "users_1" ON "users_1"."name" = "users"."name" AND "users_1"."id" > "users"."id""#,
/// );
/// ```
pub fn aliased<M: Mapped>(_entity: Entity<M>) -> Aliased<M> {
    alias(None)
}

/// As [`aliased`], with a name.
pub fn aliased_as<M: Mapped>(_entity: Entity<M>, name: impl Into<Cow<'static, str>>) -> Aliased<M> {
    alias(Some(name.into()))
}

fn alias<M: Mapped>(name: Option<Cow<'static, str>>) -> Aliased<M> {
    let alias = Alias::table_alias(TableRef::Static(M::table()), name);
    Aliased::at(TableRef::Alias(Arc::new(alias)), 0)
}

impl<M> Aliased<M> {
    /// The model over the columns of `source` from `offset` on.
    pub(crate) fn at(source: TableRef, offset: usize) -> Self {
        Aliased { source, offset, model: PhantomData }
    }

    /// What provides the columns.
    pub fn source(&self) -> &TableRef {
        &self.source
    }
}

impl<M: Mapped> Aliased<M> {
    /// A column of the model, under this name.
    pub fn col<T>(&self, column: Column<M, T>) -> Expr<T> {
        Expr::from_node(self.node(column.index()))
    }

    fn node(&self, index: usize) -> Node {
        Node::ColumnRef(ColumnRef { table: self.source.clone(), index: self.offset + index })
    }

    /// The entity of an outer join: `None` where its row is missing.
    pub fn optional(&self) -> Optional<Aliased<M>> {
        Optional(self.clone())
    }

    /// The join of this on a condition.
    pub fn on(&self, condition: impl IntoExpr<bool>) -> On {
        On::new(self.source.clone(), condition.into_expr().into_node())
    }

    /// The join along a relationship of the model, from this name on: `.join(manager.along(User::posts))`.
    pub fn along<T: Mapped, C>(&self, relationship: Relationship<M, T, C>) -> Join {
        along(relationship, self.source.clone(), TableRef::Static(T::table()))
    }
}

impl<M: Mapped, T: Mapped, C> Relationship<M, T, C> {
    /// The join along the relationship to its target under another name.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// use orm::core::model::aliased;
    ///
    /// let (first, second) = (aliased(Post), aliased(Post));
    /// let pairs = select((User::name, first.col(Post::title), second.col(Post::title)))
    ///     .join(User::posts.to(&first))
    ///     .join(User::posts.to(&second));
    /// assert!(sql(pairs).contains(r#"JOIN "posts" AS "posts_2" ON "posts_2"."user_id" = "users"."id""#));
    /// ```
    pub fn to(self, target: &Aliased<T>) -> Join {
        along(self, TableRef::Static(M::table()), target.source.clone())
    }
}

impl<M: Mapped> Joined for Aliased<M> {
    fn joined(self) -> Join {
        Join { table: self.source, left: None, on: JoinOn::ForeignKey, kind: JoinKind::Inner }
    }
}

impl<M> From<&Aliased<M>> for TableRef {
    fn from(aliased: &Aliased<M>) -> TableRef {
        aliased.source.clone()
    }
}

impl<M> From<Aliased<M>> for TableRef {
    fn from(aliased: Aliased<M>) -> TableRef {
        aliased.source
    }
}

#[diagnostic::do_not_recommend]
impl<M: Mapped> Selectable for Aliased<M> {
    type Row = M;
    type Columns = Aliased<M>;

    fn items(&self, out: &mut Vec<SelectItem>) {
        let columns = M::table().columns.len();
        out.push(SelectItem::Model { table: self.source.clone(), offset: self.offset, columns });
    }

    fn columns(&self, source: &TableRef, at: &mut usize) -> Aliased<M> {
        let offset = *at;
        *at += M::table().columns.len();
        Aliased::at(source.clone(), offset)
    }

    fn decode(&self, row: &dyn RowReader, at: &mut usize) -> Result<M, DecodeError> {
        decode_model(row, at)
    }
}

#[diagnostic::do_not_recommend]
impl<M: Mapped> Selectable for Optional<Aliased<M>> {
    type Row = Option<M>;
    type Columns = Optional<Aliased<M>>;

    fn items(&self, out: &mut Vec<SelectItem>) {
        self.inner().items(out);
    }

    fn columns(&self, source: &TableRef, at: &mut usize) -> Self::Columns {
        Optional(self.0.columns(source, at))
    }

    fn decode(&self, row: &dyn RowReader, at: &mut usize) -> Result<Option<M>, DecodeError> {
        if is_missing::<M>(row, *at)? {
            *at += M::table().columns.len();
            return Ok(None);
        }
        decode_model(row, at).map(Some)
    }
}

impl<M> Clone for Aliased<M> {
    fn clone(&self) -> Self {
        Aliased::at(self.source.clone(), self.offset)
    }
}

impl<M> fmt::Debug for Aliased<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}
