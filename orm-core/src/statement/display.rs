//! Statements print as SQL.

use std::fmt;

use super::{Compound, Delete, Insert, Select, Selectable, Statement, Text, TextQuery, Update};
use crate::dialect::Dialect;
use crate::row::FromRow;

macro_rules! display {
    ($(<$($param:ident: $bound:path),*> $statement:ty;)*) => {$(
        /// The SQL for SQLite with its values as literals, or why there is none: to be read by people. For other databases there is
        /// [`to_sql`](Statement::to_sql).
        ///
        /// ```
        /// # use {orm_guide::*, orm::prelude::*};
        /// let statement = select(User::name).filter(User::id.eq(1));
        /// assert_eq!(statement.to_string(), r#"SELECT "users"."name" FROM "users" WHERE "users"."id" = 1"#);
        /// ```
        impl<$($param: $bound),*> fmt::Display for $statement
        where
            $statement: Statement,
        {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write(self, f)
            }
        }
    )*};
}

display! {
    <Q: Selectable> Select<Q>;
    <Q: Selectable> Compound<Q>;
    <M: Send, Q: Send> Insert<M, Q>;
    <M: Send, Q: Send> Update<M, Q>;
    <M: Send, Q: Send> Delete<M, Q>;
    <T: FromRow> TextQuery<T>;
    <> Text;
}

fn write(statement: &dyn Statement, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match statement.to_sql(&Dialect::SQLITE) {
        Ok(sql) => f.write_str(&sql),
        Err(error) => write!(f, "<{error}>"),
    }
}
