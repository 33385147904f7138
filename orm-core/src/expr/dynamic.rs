//! Operands of columns whose type is known only at run time: anything goes.

use super::{Column, Expr, IntoExpr, Node};
use crate::model::Mapped;
use crate::types::SqlType;
use crate::value::Value;

macro_rules! operands {
    ($($ty:ty),* $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl IntoExpr<Value> for $ty {
            fn into_expr(self) -> Expr<Value> {
                Expr::from_node(Node::Value(SqlType::to_value(&self)))
            }
        }

        #[diagnostic::do_not_recommend]
        impl IntoExpr<Value> for Option<$ty> {
            fn into_expr(self) -> Expr<Value> {
                Expr::from_node(Node::Value(SqlType::to_value(&self)))
            }
        }

        #[diagnostic::do_not_recommend]
        impl IntoExpr<Value> for Expr<$ty> {
            fn into_expr(self) -> Expr<Value> {
                Expr::from_node(self.into_node())
            }
        }

        #[diagnostic::do_not_recommend]
        impl<M: Mapped> IntoExpr<Value> for Column<M, $ty> {
            fn into_expr(self) -> Expr<Value> {
                Expr::from_node(self.node())
            }
        }
    )*};
}

operands!(bool, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, String, Vec<u8>);

#[cfg(feature = "chrono")]
operands!(chrono::NaiveDate, chrono::NaiveTime, chrono::NaiveDateTime, chrono::DateTime<chrono::Utc>);

#[cfg(feature = "uuid")]
operands!(uuid::Uuid);

#[cfg(feature = "decimal")]
operands!(rust_decimal::Decimal);

#[cfg(feature = "json")]
operands!(serde_json::Value);

#[diagnostic::do_not_recommend]
impl IntoExpr<Value> for &str {
    fn into_expr(self) -> Expr<Value> {
        Expr::from_node(Node::Value(Value::Text(self.to_owned())))
    }
}
