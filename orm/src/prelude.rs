//! Everything a program needs: `use orm::prelude::*;`.

#[cfg(feature = "chrono")]
pub use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
pub use orm_core::expr::ArrayOperators;
#[cfg(feature = "chrono")]
pub use orm_core::expr::DateOperators;
#[cfg(feature = "json")]
pub use orm_core::expr::JsonOperators;
pub use orm_core::expr::{
    BitOperators, Bound, Column, DatePart, DateUnit, Expr, HstoreOperators, IntoExpr, Operators, RangeOperators,
    StringOperators, TableRef, all_of, any_of, by_dialect, case, case_of, exists, func, literal, null, row, window,
};
#[allow(deprecated)] // they say what to write instead
pub use orm_core::expr::{and_, not_, or_};
pub use orm_core::model::{Buildable, IntoKey, aliased, aliased_as};
pub use orm_core::schema::MetaData;
pub use orm_core::statement::{
    Lock, delete, excluded, insert, select, table_function, text, update, update_rows, values,
};
#[cfg(feature = "json")]
pub use orm_core::types::Json;
pub use orm_core::types::TypeDecorator;
pub use orm_core::{Entity, Relationship};
#[cfg(feature = "decimal")]
pub use rust_decimal::Decimal;
#[cfg(feature = "uuid")]
pub use uuid::Uuid;

pub use crate::connection::Connection;
pub use crate::containers::{BelongsTo, HasMany, HasOne, Members, WriteOnly};
pub use crate::ddl::MetaDataExt;
pub use crate::engine::{Engine, create_engine};
pub use crate::instance::{Instance, IntoInstance, Lifecycle};
pub use crate::loading::{LoadOptions, selectinload};
#[allow(deprecated)] // they say what to write instead
pub use crate::loading::{joinedload, subqueryload};
pub use crate::session::Session;
pub use crate::{Model, SqlEnum, metadata};
// The derive alone: the trait's methods are for those who name it.
pub use orm_derive::SqlType;
