//! Operands of columns whose type is known only at run time: anything goes.

use super::{Column, Expr, Node, Operand};
use crate::model::Mapped;
use crate::types::SqlType;
use crate::value::Value;

macro_rules! operand {
    ([$($param:ident)?] $ty:ty: |$operand:ident| $node:expr) => {
        #[doc(hidden)]
        impl $(<$param: Mapped>)? Operand<Value> for $ty {
            fn expression(self) -> Expr<Value> {
                let $operand = self;
                Expr::from_node($node)
            }
        }
    };
}

macro_rules! operands {
    ($($ty:ty),* $(,)?) => {$(
        operand!([] $ty: |value| Node::Value(SqlType::to_value(&value)));
        operand!([] Option<$ty>: |value| Node::Value(SqlType::to_value(&value)));
        operand!([] Expr<$ty>: |expr| expr.into_node());
        operand!([M] Column<M, $ty>: |column| column.node());
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

impl Operand<Value> for &str {
    fn expression(self) -> Expr<Value> {
        Expr::from_node(Node::Value(Value::Text(self.to_owned())))
    }
}
