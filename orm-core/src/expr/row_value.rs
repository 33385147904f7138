//! Row values: `(a, b) < (1, 2)`.

use std::marker::PhantomData;

use super::{BinaryOp, Expr, IntoExpr, Node, Operators};
use crate::model::IntoField;
use crate::statement::{IntoQuery, RowsOf, Selectable};
use crate::types::SqlType;

/// Several expressions compared as one: [`row`] makes it. `T` is the tuple of their types, NULL aside.
#[derive(Clone, Debug)]
pub struct RowValue<T> {
    nodes: Vec<Node>,
    ty: PhantomData<fn() -> T>,
}

/// A tuple of columns and expressions.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of expressions",
    label = "not a tuple of columns and expressions"
)]
pub trait RowOperands {
    /// Their types, NULL aside.
    type Types;
    /// The expressions.
    fn nodes(self) -> Vec<Node>;
}

/// A tuple of what can be compared with a row of types `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be compared with a row of `{T}`",
    label = "not a row of `{T}`"
)]
pub trait IntoRowValue<T> {
    /// The expressions.
    fn nodes(self) -> Vec<Node>;
}

/// A row of a query that a row of expressions can be compared with.
#[diagnostic::on_unimplemented(
    message = "a query that gives `{Self}` cannot be compared with a row",
    label = "does not select a tuple of columns and expressions"
)]
pub trait RowOfTypes {
    /// The types, NULL aside.
    type Types;
}

/// A tuple of values, for a list.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a row of `{T}`", label = "not a row of `{T}`")]
pub trait RowOfValues<T> {
    /// The values.
    fn values(self) -> Vec<crate::value::Value>;
}

macro_rules! tuple {
    ($($name:ident $value:ident $index:tt),+) => {
        #[diagnostic::do_not_recommend]
        impl<$($name: Operators),+> RowOperands for ($($name,)+) {
            type Types = ($(<$name::Type as SqlType>::Base,)+);

            fn nodes(self) -> Vec<Node> {
                vec![$(self.$index.operand()),+]
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($name: SqlType),+> RowOfTypes for ($($name,)+) {
            type Types = ($($name::Base,)+);
        }

        #[diagnostic::do_not_recommend]
        impl<$($name, $value: IntoExpr<$name>),+> IntoRowValue<($($name,)+)> for ($($value,)+) {
            fn nodes(self) -> Vec<Node> {
                vec![$(self.$index.into_expr().into_node()),+]
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($name: SqlType, $value: IntoField<$name>),+> RowOfValues<($($name,)+)> for ($($value,)+) {
            fn values(self) -> Vec<crate::value::Value> {
                vec![$(self.$index.into_field().bound()),+]
            }
        }
    };
}

tuple!(A FromA 0, B FromB 1);
tuple!(A FromA 0, B FromB 1, C FromC 2);
tuple!(A FromA 0, B FromB 1, C FromC 2, D FromD 3);
tuple!(A FromA 0, B FromB 1, C FromC 2, D FromD 3, E FromE 4);
tuple!(A FromA 0, B FromB 1, C FromC 2, D FromD 3, E FromE 4, F FromF 5);

/// Several columns or expressions, compared as one: the first that differ decide. For keyset pagination, among others.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// use orm::core::expr::row;
///
/// let next_page = select(Post).filter(row((Post::views, Post::id)).lt((100, 7))).order_by((Post::views.desc(), Post::id.desc()));
/// assert!(sql(next_page).contains(r#"WHERE ("posts"."views", "posts"."id") < (?, ?)"#));
/// let some = select(Post).filter(row((Post::user_id, Post::title)).in_([(1, "a"), (2, "b")]));
/// assert!(sql(some).ends_with(r#"("posts"."user_id", "posts"."title") IN (VALUES (?, ?), (?, ?)) -- 1, 'a', 2, 'b'"#));
/// ```
pub fn row<R: RowOperands>(operands: R) -> RowValue<R::Types> {
    RowValue { nodes: operands.nodes(), ty: PhantomData }
}

macro_rules! comparisons {
    ($($(#[$doc:meta])* $name:ident $op:ident;)*) => {
        $($(#[$doc])*
        pub fn $name(self, other: impl IntoRowValue<T>) -> Expr<bool> {
            Expr::from_node(compared(BinaryOp::$op, self.nodes, other.nodes()))
        })*
    };
}

/// A comparison of rows. Where they are compared with NULLs that are given, these are asked for as they are of single columns.
fn compared(op: BinaryOp, left: Vec<Node>, right: Vec<Node>) -> Node {
    let is_null = |node: &Node| matches!(node, Node::Value(value) if value.is_null());
    if !matches!(op, BinaryOp::Eq | BinaryOp::Ne) || !right.iter().any(is_null) {
        return Node::Binary { op, sides: Box::new((Node::Tuple(left), Node::Tuple(right))) };
    }
    let negated = op == BinaryOp::Ne;
    let pairs = left.into_iter().zip(right).map(|(left, right)| match is_null(&right) {
        true => Node::IsNull { node: Box::new(left), negated },
        false => left.binary(op, right),
    });
    if negated { Node::Or(pairs.collect()) } else { Node::And(pairs.collect()) }
}

impl<T> RowValue<T> {
    comparisons! {
        /// All are equal; one that is compared with `None` is NULL.
        eq Eq;
        /// Any differs; one that is compared with `None` is not NULL.
        ne Ne;
        /// The first that differ are smaller.
        lt Lt;
        /// All are equal, or the first that differ are smaller.
        le Le;
        /// The first that differ are larger.
        gt Gt;
        /// All are equal, or the first that differ are larger.
        ge Ge;
    }

    /// The row is one of these.
    pub fn in_<V: RowOfValues<T>>(self, rows: impl IntoIterator<Item = V>) -> Expr<bool> {
        self.in_rows(rows, false)
    }

    /// The row is none of these.
    pub fn not_in<V: RowOfValues<T>>(self, rows: impl IntoIterator<Item = V>) -> Expr<bool> {
        self.in_rows(rows, true)
    }

    fn in_rows<V: RowOfValues<T>>(self, rows: impl IntoIterator<Item = V>, negated: bool) -> Expr<bool> {
        let rows = rows.into_iter().map(RowOfValues::values).collect();
        Expr::from_node(Node::TupleInList { nodes: self.nodes, rows, negated })
    }

    /// The row is one of those that a query gives. Its columns may be nullable, as aggregates are: with NULL, no row is equal.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// use orm::core::expr::row;
    ///
    /// let most = select((Post::user_id, func::max(Post::views))).group_by(Post::user_id);
    /// let best = select(Post).filter(row((Post::user_id, Post::views)).in_select(most));
    /// assert!(sql(best).contains(r#"("posts"."user_id", "posts"."views") IN (SELECT "posts"."user_id", max("posts"."views")"#));
    /// ```
    pub fn in_select<O: IntoQuery<Items: Selectable<Row: RowOfTypes<Types: RowsOf<T>>>>>(self, query: O) -> Expr<bool> {
        let (node, select) = (Box::new(Node::Tuple(self.nodes)), Box::new(query.into_query().1));
        Expr::from_node(Node::InSelect { node, select, negated: false })
    }
}
