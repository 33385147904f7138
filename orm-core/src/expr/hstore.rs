//! Operators of hstores. PostgreSQL only.

use super::{Builtin, Expr, IntoExpr, Node, Operators};
use crate::types::{Hstore, SqlType};

/// Operators of [`Hstore`] columns and expressions. PostgreSQL with its extension `hstore` only.
///
/// ```
/// use orm::core::dialect::Dialect;
/// use orm::core::expr::HstoreOperators;
/// use orm::core::statement::Statement;
/// use orm::core::types::Hstore;
/// use orm::prelude::*;
///
/// #[derive(Model)]
/// pub struct Server {
///     #[column(primary_key)]
///     pub id: i64,
///     pub labels: Hstore,
/// }
///
/// let tests = select(Server::labels.value_of("owner")).filter(Server::labels.contains_pairs([("env", Some("test"))]));
/// assert!(tests.compile(&Dialect::POSTGRES)?[0].sql.contains(r#""labels" @> $2::HSTORE"#));
/// # Ok::<(), orm::Error>(())
/// ```
pub trait HstoreOperators: Operators<Type: SqlType<Base = Hstore>> {
    /// The value of a key; NULL if it is, or is not there: `->`.
    fn value_of(self, key: impl IntoExpr<String>) -> Expr<Option<String>> {
        with(Builtin::HstoreGet, self, key.into_expr().into_node())
    }

    /// Whether the key is there, if with NULL: `?`.
    fn has_key(self, key: impl IntoExpr<String>) -> Expr<bool> {
        with(Builtin::HstoreHasKey, self, key.into_expr().into_node())
    }

    /// Whether all these pairs are there: `@>`.
    fn contains_pairs(self, pairs: impl Into<Hstore>) -> Expr<bool> {
        with(Builtin::HstoreContains, self, Node::Value(pairs.into().bound()))
    }

    /// The keys, in an order of the database's.
    fn keys(self) -> Expr<Vec<String>> {
        Expr::from_node(Node::builtin(Builtin::HstoreKeys, [self.operand()]))
    }

    /// With these pairs besides, or in place of those with their keys: `||`.
    fn with_pairs(self, pairs: impl Into<Hstore>) -> Expr<Self::Type> {
        with(Builtin::HstoreConcat, self, Node::Value(pairs.into().bound()))
    }

    /// Without a key.
    fn without_key(self, key: impl IntoExpr<String>) -> Expr<Self::Type> {
        with(Builtin::HstoreDelete, self, key.into_expr().into_node())
    }
}

fn with<T>(op: Builtin, store: impl Operators, other: Node) -> Expr<T> {
    Expr::from_node(Node::builtin(op, [store.operand(), other]))
}

impl<E: Operators<Type: SqlType<Base = Hstore>>> HstoreOperators for E {}
