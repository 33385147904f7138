//! Lists of values and functions in a FROM.

use std::borrow::Cow;
use std::sync::Arc;

use super::{FromClause, Selectable};
use crate::expr::func::Args;
use crate::expr::{Alias, AliasOf, Call, Expr, Node, TableRef, described};
use crate::types::SqlType;
use crate::value::Value;

/// One row of [`values`]: a tuple of column types.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row of values",
    label = "not a tuple of column types",
    note = "give tuples of one to twelve values: `values([(1, \"a\".to_owned()), (2, \"b\".to_owned())])`"
)]
pub trait ValuesRow {
    /// The columns.
    type Columns: Selectable<Columns = Self::Columns>;

    /// The values.
    fn into_values(self) -> Vec<Value>;
    /// The types.
    fn types() -> Vec<crate::schema::ColumnType>;
    /// The columns of `source`.
    fn columns(source: &TableRef) -> Self::Columns;
}

macro_rules! tuple {
    ($($name:ident $index:tt),+) => {
        #[diagnostic::do_not_recommend]
        impl<$($name: SqlType),+> ValuesRow for ($($name,)+) {
            type Columns = ($(Expr<$name>,)+);

            fn into_values(self) -> Vec<Value> {
                vec![$(self.$index.to_value()),+]
            }

            fn types() -> Vec<crate::schema::ColumnType> {
                vec![$($name::TYPE),+]
            }

            fn columns(source: &TableRef) -> Self::Columns {
                ($(Expr::<$name>::from_node(Node::ColumnRef(crate::expr::ColumnRef { table: source.clone(), index: $index })),)+)
            }
        }
    };
}

crate::each_tuple!(tuple);

/// Rows of values as what a statement selects from: `(VALUES (1, 'a'), (2, 'b')) AS name`.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// use orm::core::statement::values;
///
/// let wanted = values("wanted", [(1_i64, "Alice".to_owned()), (2, "Bob".to_owned())]);
/// let (id, name) = wanted.columns();
/// let statement = select((id.clone(), User::name)).join(User.on(User::id.eq(id) & User::name.eq(name)));
/// assert!(sql(statement).contains("VALUES (?, ?), (?, ?)"));
/// ```
pub fn values<R: ValuesRow>(
    name: impl Into<Cow<'static, str>>,
    rows: impl IntoIterator<Item = R>,
) -> FromClause<R::Columns> {
    let types = R::types();
    let rows: Vec<Vec<Node>> =
        rows.into_iter().map(|row| row.into_values().into_iter().map(Node::Value).collect()).collect();
    let columns = described(types.iter().map(|&ty| (None, ty)));
    let source = TableRef::Alias(Arc::new(Alias::new(Some(name.into()), AliasOf::Values(rows), columns)));
    FromClause::new(source.clone(), R::columns(&source))
}

/// A function that gives rows, as what a statement selects from. `R` is the tuple of its columns' types, `columns` are their
/// names: those that the function gives them on SQLite, any elsewhere.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// use orm::core::dialect::Dialect;
/// use orm::core::statement::{Statement, table_function};
///
/// let series = table_function::<(i32,)>("generate_series", ["n"], (1, 3));
/// let statement = select(series.columns().0);
/// assert_eq!(
///     &*statement.compile(&Dialect::POSTGRES)?[0].sql,
///     r#"SELECT "anon_1"."n" FROM generate_series($1, $2) AS "anon_1"("n")"#,
/// );
/// # Ok::<(), orm::Error>(())
/// ```
///
/// A database without the function refuses it; MySQL and MariaDB have none.
pub fn table_function<R: ValuesRow>(
    name: &'static str,
    columns: impl IntoIterator<Item = &'static str>,
    args: impl Args,
) -> FromClause<R::Columns> {
    let mut names = columns.into_iter();
    let columns = described(R::types().into_iter().map(|ty| (names.next().map(Cow::from), ty)));
    let call = Call::named(name, args.into_args());
    let source = TableRef::Alias(Arc::new(Alias::new(None, AliasOf::Function(call), columns)));
    FromClause::new(source.clone(), R::columns(&source))
}
