//! [`ByDialect`]: an expression that is another one for each dialect.

use super::{Expr, IntoExpr, Node};
use crate::dialect::Dialect;
use crate::types::SqlType;

/// An expression that is another one for each dialect: [`by_dialect`] makes it.
#[derive(Clone, Debug)]
pub struct ByDialect<T> {
    variants: Vec<(&'static str, Node)>,
    otherwise: std::marker::PhantomData<fn() -> T>,
}

/// An expression of your own that databases spell differently: a function of them is a construct like those of
/// [`func`](crate::expr::func).
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// use orm::core::dialect::Dialect;
/// use orm::core::statement::Statement;
///
/// /// The text in hexadecimal.
/// fn hex(text: impl IntoExpr<String>) -> Expr<String> {
///     let text = text.into_expr();
///     let encoded = func::call("encode", (func::call::<Vec<u8>>("convert_to", (text.clone(), "UTF8")), "hex"));
///     by_dialect().on(Dialect::POSTGRES, func::upper::<Expr<String>>(encoded)).otherwise(func::call::<String>("hex", (text,)))
/// }
///
/// let statement = select(hex(User::name));
/// assert_eq!(sql(statement.clone()), r#"SELECT hex("users"."name") FROM "users""#);
/// assert!(statement.compile(&Dialect::POSTGRES)?[0].sql.starts_with("SELECT upper(encode("));
/// # Ok::<(), orm::Error>(())
/// ```
///
/// Whatever the dialect, the FROM has the tables of all of them.
pub fn by_dialect<T: SqlType<Base = T>>() -> ByDialect<T> {
    ByDialect { variants: Vec::new(), otherwise: std::marker::PhantomData }
}

impl<T: SqlType<Base = T>> ByDialect<T> {
    /// What it is in this dialect. MySQL and MariaDB are two.
    #[must_use]
    pub fn on(mut self, dialect: Dialect, expr: impl IntoExpr<T>) -> Self {
        self.variants.push((dialect.name, expr.into_expr().into_node()));
        self
    }

    /// What it is in all others.
    pub fn otherwise(self, expr: impl IntoExpr<T>) -> Expr<T> {
        let otherwise = Some(Box::new(expr.into_expr().into_node()));
        Expr::from_node(Node::ByDialect { variants: self.variants, otherwise, feature: "" })
    }

    /// The others do not have it: compiling it is [`Unsupported`](crate::Error::Unsupported) there, which names the feature.
    pub fn or_unsupported(self, feature: &'static str) -> Expr<T> {
        Expr::from_node(Node::ByDialect { variants: self.variants, otherwise: None, feature })
    }
}
