//! [`TextColumns`]: raw SQL with types as a query among others.

use std::borrow::Cow;
use std::sync::Arc;

use super::TextQuery;
use crate::expr::{Alias, AliasOf, Cte, Expr, Node, TableRef};
use crate::row::FromRow;
use crate::statement::{FromClause, IntoQuery, QueryCore, Selectable, describe};
use crate::types::SqlType;
use crate::value::Value;

/// Rows of raw SQL whose columns other statements can use: of one column type, or a tuple of them.
#[diagnostic::on_unimplemented(
    message = "the columns of raw SQL that gives `{Self}` are not known",
    label = "name them by `.columns::<(i64, String)>()`"
)]
pub trait TextColumns: FromRow + 'static {
    /// The columns.
    type Columns: Selectable<Row = Self>;

    /// The columns, without names.
    #[doc(hidden)]
    fn described() -> Self::Columns;
}

fn column<T: SqlType>() -> Expr<T> {
    Expr::from_node(Node::Value(Value::Null(T::TYPE)))
}

impl<T: SqlType> TextColumns for T {
    type Columns = Expr<T>;

    fn described() -> Expr<T> {
        column()
    }
}

macro_rules! tuple {
    ($($name:ident $index:tt),+) => {
        impl<$($name: SqlType),+> TextColumns for ($($name,)+) {
            type Columns = ($(Expr<$name>,)+);

            fn described() -> Self::Columns {
                ($(column::<$name>(),)+)
            }
        }
    };
}

crate::each_tuple!(tuple);

impl<T: TextColumns> IntoQuery for TextQuery<T> {
    type Items = T::Columns;

    fn into_query(self) -> (T::Columns, QueryCore) {
        (T::described(), QueryCore::Text(Box::new(self.text.clause)))
    }
}

impl<T: TextColumns> TextQuery<T> {
    /// The SQL as what another statement selects from. Its columns are known by their place.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let raw = text("SELECT user_id, count(*) FROM posts GROUP BY 1").columns::<(i64, i64)>().subquery();
    /// let (user_id, posts) = raw.columns();
    /// let statement = select((User::name, posts)).join(raw.on(user_id.eq(User::id)));
    /// assert!(sql(statement).starts_with(r#"WITH "anon_1"("column_1", "column_2") AS (SELECT user_id, count(*) FROM posts GROUP BY 1)"#));
    /// ```
    pub fn subquery(self) -> FromClause<<T::Columns as Selectable>::Columns> {
        self.named(None)
    }

    /// As [`subquery`](Self::subquery), with a name.
    pub fn cte(self, name: impl Into<Cow<'static, str>>) -> FromClause<<T::Columns as Selectable>::Columns> {
        self.named(Some(name.into()))
    }

    /// A CTE: there, columns can be named from outside on all databases.
    fn named(self, name: Option<Cow<'static, str>>) -> FromClause<<T::Columns as Selectable>::Columns> {
        let (items, query) = self.into_query();
        let cte = Cte { query, recursive: None, materialized: None };
        let alias = Alias::new(name, AliasOf::Cte(Arc::new(cte)), describe(&items));
        let source = TableRef::Alias(Arc::new(alias));
        FromClause::new(source.clone(), items.columns(&source, &mut 0))
    }
}
