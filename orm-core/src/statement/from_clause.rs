//! [`FromClause`]: what a statement can select from besides tables, with the types of its columns.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::{
    Compound, IntoQuery, Join, JoinKind, JoinOn, Joined, On, QueryCore, RowsOf, Select, SelectItem, Selectable,
};
use crate::error::{DecodeError, StatementError};
use crate::expr::{Alias, AliasOf, ColumnRef, Cte, Expr, IntoExpr, Node, TableRef, described, type_of};
use crate::row::RowReader;
use crate::value::Value;

/// A subquery, CTE, list of values or function in a FROM. `C` are its columns, with their types: for a select of a tuple, the
/// tuple of expressions that stand for what it selects.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// let counts = select((Post::user_id, func::count(Post::id))).group_by(Post::user_id).subquery();
/// let (user_id, posts) = counts.columns();
/// let statement = select((User::name, posts)).join(counts.on(user_id.eq(User::id)));
/// assert_eq!(
///     sql(statement),
///     r#"SELECT "users"."name", "anon_1"."column_2" FROM "users" JOIN (SELECT "posts"."user_id", count("posts"."id") AS "column_2" FROM "posts" GROUP BY "posts"."user_id") AS "anon_1" ON "anon_1"."user_id" = "users"."id""#,
/// );
/// ```
#[derive(Clone)]
pub struct FromClause<C> {
    source: TableRef,
    columns: C,
}

impl<C: Clone> FromClause<C> {
    pub(crate) fn new(source: TableRef, columns: C) -> Self {
        FromClause { source, columns }
    }

    /// The columns, in the order in which they were selected.
    pub fn columns(&self) -> C {
        self.columns.clone()
    }

    /// The column of this name, of whatever type. One that does not exist is an error when the statement is compiled.
    pub fn c(&self, name: &str) -> Expr<Value> {
        column_named(&self.source, name)
    }

    /// The join of this on a condition.
    pub fn on(&self, condition: impl IntoExpr<bool>) -> On {
        On::new(self.source.clone(), condition.into_expr().into_node())
    }

    /// What the statement selects from.
    pub fn source(&self) -> &TableRef {
        &self.source
    }
}

impl<C: Selectable<Columns = C>> FromClause<C> {
    /// The same under another name, to be used a second time in one statement.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let popular = select((Post::id, Post::user_id)).filter(Post::views.gt(100)).cte("popular");
    /// let other = popular.alias("other");
    /// let ((id, user), (other_id, other_user)) = (popular.columns(), other.columns());
    /// let pairs = select((id.clone(), other_id.clone())).join(other.on(other_user.eq(user) & other_id.gt(id)));
    /// assert!(sql(pairs).contains(r#"FROM "popular" JOIN "popular" AS "other" ON"#));
    /// ```
    #[must_use]
    pub fn alias(&self, name: impl Into<Cow<'static, str>>) -> Self {
        let alias = Alias::table_alias(self.source.clone(), Some(name.into()));
        let source = TableRef::Alias(Arc::new(alias));
        FromClause { columns: self.columns.columns(&source, &mut 0), source }
    }
}

/// A column of a table, found by name.
pub(crate) fn column_named(table: &TableRef, name: &str) -> Expr<Value> {
    Expr::from_node(match table.column_index(name) {
        Some(index) => Node::ColumnRef(ColumnRef { table: table.clone(), index }),
        None => Node::invalid(StatementError::no_column(table, name)),
    })
}

/// Selected as a whole, it gives what it was made of.
#[diagnostic::do_not_recommend]
impl<C: Selectable> Selectable for FromClause<C> {
    type Row = C::Row;
    type Columns = C::Columns;
    const ITEMS: usize = C::ITEMS;

    fn items(&self, out: &mut Vec<SelectItem>) {
        self.columns.items(out);
    }

    fn columns(&self, source: &TableRef, at: &mut usize) -> C::Columns {
        self.columns.columns(source, at)
    }

    fn decode(&self, row: &dyn RowReader, at: &mut usize) -> Result<C::Row, DecodeError> {
        self.columns.decode(row, at)
    }
}

/// Joined without a condition, along the one foreign key between them, for aliases of tables.
impl<C: Clone> Joined for FromClause<C> {
    fn joined(self) -> Join {
        Join { table: self.source, left: None, on: JoinOn::ForeignKey, kind: JoinKind::Inner }
    }
}

#[diagnostic::do_not_recommend]
impl<C: Clone> From<&FromClause<C>> for TableRef {
    fn from(from: &FromClause<C>) -> TableRef {
        from.source.clone()
    }
}

impl<C> fmt::Debug for FromClause<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}

/// Makes a subquery of a query.
pub(crate) fn derive_from<O: IntoQuery>(
    query: O,
    name: Option<Cow<'static, str>>,
    lateral: bool,
) -> FromClause<<O::Items as Selectable>::Columns> {
    let (items, query) = query.into_query();
    let of = AliasOf::Subquery { query: Arc::new(query), lateral };
    provide(&items, Alias::new(name, of, describe(&items)))
}

impl super::SelectCore {
    /// The select as what another one selects from.
    pub fn into_source(self) -> TableRef {
        let columns = describe_items(&self.items);
        let of = AliasOf::Subquery { query: Arc::new(self.into()), lateral: false };
        TableRef::Alias(Arc::new(Alias::new(None, of, columns)))
    }
}

/// The columns of what a query selects.
pub(crate) fn describe<Q: Selectable>(items: &Q) -> crate::schema::Table {
    let mut selected = Vec::new();
    items.items(&mut selected);
    describe_items(&selected)
}

/// The columns of what is selected.
pub(crate) fn describe_items(items: &[SelectItem]) -> crate::schema::Table {
    described(items.iter().flat_map(names_of))
}

/// Names and types of what an item selects.
fn names_of(item: &SelectItem) -> Vec<(Option<Cow<'static, str>>, crate::schema::ColumnType)> {
    match item {
        SelectItem::Model { table, offset, columns } => {
            let of = table.columns.iter().skip(*offset).take(*columns);
            of.map(|column| (Some(column.name.clone()), column.ty)).collect()
        }
        SelectItem::Node(node) => vec![(node.result_name(), type_of(node))],
    }
}

impl Node {
    /// The name that a query's result has for the expression, if it is a column or has a label.
    pub(crate) fn result_name(&self) -> Option<Cow<'static, str>> {
        match self {
            Node::Label { name, .. } => Some(name.clone()),
            Node::ColumnRef(column) => column.definition().map(|column| column.name.clone()),
            _ => None,
        }
    }
}

fn provide<Q: Selectable>(items: &Q, alias: Alias) -> FromClause<Q::Columns> {
    let source = TableRef::Alias(Arc::new(alias));
    FromClause::new(source.clone(), items.columns(&source, &mut 0))
}

impl<Q: Selectable> Select<Q> {
    /// The query as what another statement selects from.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let newest = select(Post).order_by(Post::id.desc()).limit(10).subquery();
    /// let post = newest.columns(); // a `Post`, whose columns are the subquery's
    /// let statement = select((User::name, post.clone())).join(newest.on(post.col(Post::user_id).eq(User::id)));
    /// assert!(sql(statement).contains(r#"JOIN (SELECT "posts"."id", "posts"."title""#));
    /// ```
    pub fn subquery(self) -> FromClause<Q::Columns> {
        derive_from(self, None, false)
    }

    /// As [`subquery`](Self::subquery), with a name.
    pub fn subquery_named(self, name: impl Into<Cow<'static, str>>) -> FromClause<Q::Columns> {
        derive_from(self, Some(name.into()), false)
    }

    /// A subquery that may use the columns of what stands before it in the FROM. SQLite and MariaDB have none.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// use orm::core::dialect::Dialect;
    /// use orm::core::statement::Statement;
    ///
    /// let newest = select(Post::title).filter(Post::user_id.eq(User::id)).order_by(Post::id.desc()).limit(3).lateral();
    /// let statement = select((User::name, newest.columns())).cross_join(newest);
    /// assert!(statement.compile(&Dialect::POSTGRES)?[0].sql.contains("CROSS JOIN LATERAL (SELECT"));
    /// assert!(statement.compile(&Dialect::SQLITE).is_err());
    /// # Ok::<(), orm::Error>(())
    /// ```
    pub fn lateral(self) -> FromClause<Q::Columns> {
        derive_from(self, None, true)
    }

    /// The query as a common table expression: `WITH name AS (…)`, however deep within the statement it is used.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let popular = select((Post::user_id, Post::title)).filter(Post::views.gt(100)).cte("popular");
    /// let (user_id, title) = popular.columns();
    /// let statement = select((User::name, title)).join(popular.on(user_id.eq(User::id)));
    /// assert_eq!(
    ///     sql(statement),
    ///     r#"WITH "popular" AS (SELECT "posts"."user_id", "posts"."title" FROM "posts" WHERE "posts"."views" > ?) SELECT "users"."name", "popular"."title" FROM "users" JOIN "popular" ON "popular"."user_id" = "users"."id" -- 100"#,
    /// );
    /// ```
    pub fn cte(self, name: impl Into<Cow<'static, str>>) -> FromClause<Q::Columns> {
        cte(self, name.into(), None)
    }

    /// As [`cte`](Self::cte), with a hint whether the database is to calculate it once (`true`) or to merge it into the
    /// statement. Databases without such hints ignore it.
    pub fn cte_materialized(self, name: impl Into<Cow<'static, str>>, once: bool) -> FromClause<Q::Columns> {
        cte(self, name.into(), Some(once))
    }

    /// The query as the start of a recursive common table expression. `step` is given the CTE and makes the query that is
    /// repeated over the rows that it found last, until there are none.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// use orm::core::expr::literal;
    ///
    /// let numbers = select(literal(1)).recursive("numbers", |numbers| {
    ///     let n = numbers.columns();
    ///     select(n.clone() + 1).filter(n.lt(5))
    /// });
    /// assert_eq!(
    ///     sql(select(func::sum(numbers.columns()))),
    ///     r#"WITH RECURSIVE "numbers"("column_1") AS (SELECT ? UNION ALL SELECT "numbers"."column_1" + ? FROM "numbers" WHERE "numbers"."column_1" < ?) SELECT sum("numbers"."column_1") FROM "numbers" -- 1, 1, 5"#,
    /// );
    /// ```
    pub fn recursive<O: IntoQuery<Items: Selectable<Row: RowsOf<Q::Row>>>>(
        self,
        name: impl Into<Cow<'static, str>>,
        step: impl FnOnce(&FromClause<Q::Columns>) -> O,
    ) -> FromClause<Q::Columns> {
        recursive(self, name.into(), true, step)
    }

    /// As [`recursive`](Self::recursive), leaving out rows that were found before: it ends on cyclic data too.
    pub fn recursive_distinct<O: IntoQuery<Items: Selectable<Row: RowsOf<Q::Row>>>>(
        self,
        name: impl Into<Cow<'static, str>>,
        step: impl FnOnce(&FromClause<Q::Columns>) -> O,
    ) -> FromClause<Q::Columns> {
        recursive(self, name.into(), false, step)
    }

    /// The query as a value: of its only column, from its only row; NULL without one.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let posts = select(func::count(Post::id)).filter(Post::user_id.eq(User::id)).scalar_subquery();
    /// assert!(sql(select((User::name, posts))).starts_with(r#"SELECT "users"."name", (SELECT count("posts"."id") FROM"#));
    /// ```
    pub fn scalar_subquery<T>(self) -> Expr<Option<T>>
    where
        Q::Row: crate::types::SqlType<Base = T>,
        T: crate::types::SqlType<Base = T>,
    {
        Expr::from_node(Node::Subquery(Box::new(self.into_core().into())))
    }

    /// Whether the query gives any row.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let authors = select(User).filter(select(Post::id).filter(Post::user_id.eq(User::id)).exists());
    /// assert!(sql(authors).ends_with(r#"WHERE EXISTS (SELECT 1 FROM "posts" WHERE "posts"."user_id" = "users"."id")"#));
    /// ```
    pub fn exists(self) -> Expr<bool> {
        Expr::from_node(Node::Exists(Box::new(self.into_core().into())))
    }
}

impl<Q: Selectable> Compound<Q> {
    /// As [`Select::lateral`].
    pub fn lateral(self) -> FromClause<Q::Columns> {
        derive_from(self, None, true)
    }

    /// As [`Select::scalar_subquery`].
    pub fn scalar_subquery<T>(self) -> Expr<Option<T>>
    where
        Q::Row: crate::types::SqlType<Base = T>,
        T: crate::types::SqlType<Base = T>,
    {
        Expr::from_node(Node::Subquery(Box::new(self.into_query().1)))
    }

    /// Whether the compound gives any row.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let old = select(Post::id).filter(Post::views.gt(9)).union(select(Comment::id)).exists();
    /// assert!(sql(select(User::id).filter(old)).contains("WHERE EXISTS (SELECT \"posts\".\"id\""));
    /// ```
    pub fn exists(self) -> Expr<bool> {
        Expr::from_node(Node::Exists(Box::new(self.into_query().1)))
    }

    /// The compound as a common table expression.
    pub fn cte(self, name: impl Into<Cow<'static, str>>) -> FromClause<Q::Columns> {
        cte(self, name.into(), None)
    }

    /// As [`Select::recursive`].
    pub fn recursive<O: IntoQuery<Items: Selectable<Row: RowsOf<Q::Row>>>>(
        self,
        name: impl Into<Cow<'static, str>>,
        step: impl FnOnce(&FromClause<Q::Columns>) -> O,
    ) -> FromClause<Q::Columns> {
        recursive(self, name.into(), true, step)
    }
}

fn cte<O: IntoQuery>(
    query: O,
    name: Cow<'static, str>,
    materialized: Option<bool>,
) -> FromClause<<O::Items as Selectable>::Columns> {
    let (items, query) = query.into_query();
    cte_of(&items, query, name, materialized)
}

/// A CTE of anything that returns `items`.
pub(crate) fn cte_of<Q: Selectable>(
    items: &Q,
    query: QueryCore,
    name: Cow<'static, str>,
    materialized: Option<bool>,
) -> FromClause<Q::Columns> {
    let cte = Cte { query, recursive: None, materialized };
    provide(items, Alias::new(Some(name), AliasOf::Cte(Arc::new(cte)), describe(items)))
}

fn recursive<O: IntoQuery, S: IntoQuery>(
    start: O,
    name: Cow<'static, str>,
    all: bool,
    step: impl FnOnce(&FromClause<<O::Items as Selectable>::Columns>) -> S,
) -> FromClause<<O::Items as Selectable>::Columns> {
    let (items, query) = start.into_query();
    let id = Alias::next_id();
    let itself = Alias::new(Some(name.clone()), AliasOf::Recursion(id), describe(&items));
    let (_, step) = step(&provide(&items, itself)).into_query();
    let cte = Cte { query, recursive: Some((step, all)), materialized: None };
    provide(&items, Alias::with_id(id, Some(name), AliasOf::Cte(Arc::new(cte)), describe(&items)))
}
