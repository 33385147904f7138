//! [`Operators`]: comparisons and tests of columns and expressions.

use std::borrow::Cow;
use std::convert::Infallible;

#[cfg(feature = "chrono")]
use super::func;
use super::{BinaryOp, Builtin, Column, CustomOp, Expr, IntoExpr, IntoList, Node, OrderBy};
use crate::model::Mapped;
#[cfg(feature = "chrono")]
use crate::schema::ColumnType;
use crate::statement::{IntoQuery, QueryCore, RowsOf, Selectable};
use crate::types::SqlType;

/// The base (non-null) type of an expression.
type Base<E> = <<E as Operators>::Type as SqlType>::Base;

/// Comparisons and tests, on columns and expressions alike. Operands are values, columns or expressions of the same type.
///
/// A comparison with NULL is NULL, and a filter on it keeps no row; comparing with an `Option` that is `None` is a null test.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// assert!(sql(select(User).filter(User::id.eq(1))).ends_with(r#""users"."id" = ? -- 1"#));
/// assert!(sql(select(User).filter(User::id.between(1, 9))).ends_with(r#""users"."id" BETWEEN ? AND ? -- 1, 9"#));
/// assert!(sql(select(User).filter(User::id.in_([1, 2]))).ends_with(r#""users"."id" IN (?, ?) -- 1, 2"#));
/// assert!(sql(select(User).filter(User::id.in_select(select(Post::user_id)))).ends_with(r#""users"."id" IN (SELECT "posts"."user_id" FROM "posts")"#));
/// assert!(sql(select(User).filter(User::email.is_null())).ends_with(r#""users"."email" IS NULL"#));
/// assert!(sql(select(User).filter(User::email.eq(None))).ends_with(r#""users"."email" IS NULL"#));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a column or expression",
    label = "give a column (`User::name`) or an expression; of a model, its key (`User::id`)"
)]
pub trait Operators: Sized {
    /// The SQL type.
    type Type: SqlType;

    /// The expression as a node.
    fn operand(self) -> Node;

    /// `self = other`; with `None`, `self IS NULL`.
    fn eq(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        compare(self, BinaryOp::Eq, other)
    }

    /// `self <> other`; with `None`, `self IS NOT NULL`.
    fn ne(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        compare(self, BinaryOp::Ne, other)
    }

    /// `self < other`.
    fn lt(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        compare(self, BinaryOp::Lt, other)
    }

    /// `self <= other`.
    fn le(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        compare(self, BinaryOp::Le, other)
    }

    /// `self > other`.
    fn gt(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        compare(self, BinaryOp::Gt, other)
    }

    /// `self >= other`.
    fn ge(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        compare(self, BinaryOp::Ge, other)
    }

    /// `low <= self AND self <= high`.
    fn between(self, low: impl IntoExpr<Base<Self>>, high: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        let (low, high) = (low.into_expr().into_node(), high.into_expr().into_node());
        Expr::from_node(Node::Between {
            node: Box::new(self.operand()),
            low: Box::new(low),
            high: Box::new(high),
            negated: false,
        })
    }

    /// Whether the value is one of `values`; never true for an empty list.
    fn in_(self, values: impl IntoList<Base<Self>>) -> Expr<bool> {
        in_list(self, values, false)
    }

    /// Whether the value is none of `values`; always true for an empty list.
    fn not_in(self, values: impl IntoList<Base<Self>>) -> Expr<bool> {
        in_list(self, values, true)
    }

    /// Whether the value is among those that a query of one column gives: a select, or a UNION and the like.
    fn in_select<O: IntoQuery<Items: Selectable<Row: SqlType<Base: RowsOf<Base<Self>>>>>>(
        self,
        query: O,
    ) -> Expr<bool> {
        Expr::from_node(Node::InSelect {
            node: Box::new(self.operand()),
            select: Box::new(query.into_query().1),
            negated: false,
        })
    }

    /// Whether the value is not among those that a query of one column gives. Never true if one of those is NULL.
    fn not_in_select<O>(self, query: O) -> Expr<bool>
    where
        O: IntoQuery<Items: Selectable<Row: SqlType<Base: RowsOf<Base<Self>>>>>,
    {
        !self.in_select(query)
    }

    /// Whether the comparison `op` holds for any value that a query of one column gives: `= ANY (SELECT …)`.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// use orm::core::dialect::Dialect;
    /// use orm::core::expr::BinaryOp;
    /// use orm::core::statement::Statement;
    ///
    /// let more = select(Post::id).filter(Post::views.compare_any(BinaryOp::Gt, select(Post::views).filter(Post::user_id.eq(1))));
    /// assert!(more.compile(&Dialect::POSTGRES)?[0].sql.contains(r#""views" > ANY (SELECT"#));
    /// # Ok::<(), orm::Error>(())
    /// ```
    ///
    /// SQLite has only `= ANY` and `<> ALL`.
    fn compare_any<O: IntoQuery<Items: Selectable<Row: SqlType<Base: RowsOf<Base<Self>>>>>>(
        self,
        op: BinaryOp,
        query: O,
    ) -> Expr<bool> {
        quantified(self, op, false, query.into_query().1)
    }

    /// Whether the comparison `op` holds for all values that a query of one column gives.
    fn compare_all<O: IntoQuery<Items: Selectable<Row: SqlType<Base: RowsOf<Base<Self>>>>>>(
        self,
        op: BinaryOp,
        query: O,
    ) -> Expr<bool> {
        quantified(self, op, true, query.into_query().1)
    }

    /// `self <> other`, where NULL is a value like others: never NULL.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// assert!(sql(select(User::id).filter(User::email.is_distinct_from("x"))).ends_with(r#""users"."email" IS NOT ? -- 'x'"#));
    /// ```
    #[allow(clippy::wrong_self_convention)] // builds an expression, like its siblings
    fn is_distinct_from(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        let other = other.into_expr().into_node();
        Expr::from_node(Node::builtin(Builtin::IsDistinctFrom, [self.operand(), other]))
    }

    /// `self = other`, where NULL is a value like others: never NULL.
    #[allow(clippy::wrong_self_convention)] // builds an expression, like its siblings
    fn is_not_distinct_from(self, other: impl IntoExpr<Base<Self>>) -> Expr<bool> {
        let other = other.into_expr().into_node();
        Expr::from_node(Node::builtin(Builtin::IsNotDistinctFrom, [self.operand(), other]))
    }

    /// The expression under a name: the name of the result's column, by which rows can be sorted and grouped too.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let posts = func::count(Post::id).label("posts");
    /// let statement = select((Post::user_id, posts.clone())).group_by(Post::user_id).order_by(posts.desc());
    /// assert!(sql(statement).ends_with(r#"ORDER BY "posts" DESC"#));
    /// ```
    fn label(self, name: impl Into<Cow<'static, str>>) -> Expr<Self::Type> {
        Expr::from_node(Node::Label { node: Box::new(self.operand()), name: name.into() })
    }

    /// The value as another type: `CAST(self AS type)`. NULL stays NULL.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// assert_eq!(sql(select(Post::views.cast::<String>())), r#"SELECT CAST("posts"."views" AS TEXT) FROM "posts""#);
    /// ```
    fn cast<T: SqlType>(self) -> Expr<T> {
        let node = match T::TYPE {
            #[cfg(feature = "chrono")]
            ColumnType::Date | ColumnType::Time | ColumnType::DateTime => func::in_utc::<Self::Type>(self.operand()),
            _ => self.operand(),
        };
        Expr::from_node(Node::Cast { node: Box::new(node), ty: T::TYPE })
    }

    /// The same expression, taken to be of another type by Rust alone. No SQL.
    fn type_coerce<T: SqlType>(self) -> Expr<T> {
        Expr::from_node(self.operand())
    }

    /// An operator of the database's that has no method here: signs (`"<->"`) or words (`"SOUNDS LIKE"`). `T` is the result.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let glob = User::name.op::<bool, String>("GLOB", "A*");
    /// assert!(sql(select(User::id).filter(glob)).ends_with(r#""users"."name" GLOB ? -- 'A*'"#));
    /// ```
    ///
    /// Anything else in its place is an error when the statement is compiled.
    fn op<T, O>(self, op: impl Into<Cow<'static, str>>, other: impl IntoExpr<O>) -> Expr<T> {
        let (left, right) = (self.operand(), other.into_expr().into_node());
        Expr::from_node(Node::Custom(Box::new(CustomOp { op: op.into(), left, right })))
    }

    /// `self IS NULL`.
    #[allow(clippy::wrong_self_convention)] // builds an expression, like its siblings
    fn is_null(self) -> Expr<bool> {
        Expr::from_node(Node::IsNull { node: Box::new(self.operand()), negated: false })
    }

    /// [`is_null`](Self::is_null) in SQLAlchemy's words.
    #[doc(hidden)]
    #[deprecated(note = "write `.is_null()`")]
    #[allow(clippy::wrong_self_convention)] // builds an expression, like its siblings
    fn is_(self, _none: Option<Infallible>) -> Expr<bool> {
        self.is_null()
    }

    /// [`is_not_null`](Self::is_not_null) in SQLAlchemy's words.
    #[doc(hidden)]
    #[deprecated(note = "write `.is_not_null()`")]
    #[allow(clippy::wrong_self_convention)] // builds an expression, like its siblings
    fn is_not(self, _none: Option<Infallible>) -> Expr<bool> {
        self.is_not_null()
    }

    /// `self IS NOT NULL`.
    #[allow(clippy::wrong_self_convention)] // builds an expression, like its siblings
    fn is_not_null(self) -> Expr<bool> {
        Expr::from_node(Node::IsNull { node: Box::new(self.operand()), negated: true })
    }
}

fn quantified<E: Operators>(left: E, op: BinaryOp, all: bool, select: QueryCore) -> Expr<bool> {
    Expr::from_node(Node::Quantified { left: Box::new(left.operand()), op, all, select: Box::new(select) })
}

fn compare<E: Operators>(left: E, op: BinaryOp, right: impl IntoExpr<Base<E>>) -> Expr<bool> {
    Expr::from_node(left.operand().binary(op, right.into_expr().into_node()))
}

fn in_list<E: Operators>(left: E, values: impl IntoList<Base<E>>, negated: bool) -> Expr<bool> {
    Expr::from_node(Node::InList { node: Box::new(left.operand()), values: values.into_list(), negated })
}

/// What makes a type [`Operators`]. Because it is a trait of its own, the compiler's message about anything else is short.
pub trait Typed {
    /// The SQL type.
    type Type: SqlType;

    /// The expression as a node.
    fn typed_node(self) -> Node;
}

#[diagnostic::do_not_recommend]
impl<E: Typed> Operators for E {
    type Type = E::Type;

    fn operand(self) -> Node {
        self.typed_node()
    }
}

impl<M: Mapped, T: SqlType> Typed for Column<M, T> {
    type Type = T;

    fn typed_node(self) -> Node {
        self.node()
    }
}

impl<T: SqlType> Typed for Expr<T> {
    type Type = T;

    fn typed_node(self) -> Node {
        self.into_node()
    }
}

impl<T: SqlType> Expr<T> {
    /// Ascending order.
    pub fn asc(self) -> OrderBy {
        OrderBy::asc(self.into_node())
    }

    /// Descending order.
    pub fn desc(self) -> OrderBy {
        OrderBy::desc(self.into_node())
    }
}
