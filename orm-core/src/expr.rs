//! Typed expressions over an untyped tree.
//!
//! `User::email` is a [`Column`], `User::email.eq("x")` an [`Expr<bool>`]. Both only carry types: the expression itself
//! is a [`Node`], the one tree that `compile/` reads. Predicates are plain values, so filters built at run time are plain code.

mod alias;
mod arithmetic;
mod arrays;
mod boolean;
mod builtin;
mod by_dialect;
mod call;
mod case;
mod column;
mod dynamic;
pub mod func;
mod hstore;
mod into_expr;
#[cfg(feature = "json")]
mod json;
mod lift;
mod list;
mod literal;
mod node;
mod operators;
mod order;
mod ranges;
mod row_value;
mod source;
mod strings;
mod types;
mod walk;
mod window;

pub(crate) use alias::described;
pub use alias::{Alias, AliasOf, Cte};
pub use arrays::{ArrayOperators, ArrayType};
pub use boolean::{all_of, any_of, exists};
#[allow(deprecated)] // they say what to write instead
pub use boolean::{and_, not_, or_};
pub use builtin::{Builtin, DatePart, DateUnit, JsonAs, JsonPath, JsonStep, Template};
pub use by_dialect::{ByDialect, by_dialect};
pub use call::{Aggregate, Call, CustomOp, Function};
pub use case::{Case, case, case_of};
pub use column::Column;
pub use func::BitOperators;
#[cfg(feature = "chrono")]
pub use func::{DateOperators, DateType};
pub use hstore::HstoreOperators;
pub use into_expr::{IntoExpr, Operand};
#[cfg(feature = "json")]
pub use json::{JsonOperators, JsonPart, JsonType};
pub use lift::Lift;
pub use list::{IntoList, ListItem};
pub use literal::{literal, null};
pub use node::{BinaryOp, Expr, Node};
pub use operators::{Operators, Typed};
pub use order::{IntoOrderBy, Nulls, OrderBy, SortKeys};
pub use ranges::{RangeOperators, RangeType};
pub use row_value::{IntoRowValue, RowOfTypes, RowOfValues, RowOperands, RowValue, row};
pub use source::{ColumnRef, TableRef};
pub use strings::{StringOperators, TextType};
pub(crate) use types::type_of;
pub use window::{Bound, Frame, FrameUnit, Window, window};
