//! [`TypeDecorator`]: types of your own, stored as another type.

use super::SqlType;
use crate::error::DecodeError;
use crate::row::RowReader;
use crate::schema::ColumnType;
use crate::value::Value;

/// A type that is stored as another: with it a type of your own is a [`SqlType`], in columns, keys, conditions and DDL.
///
/// `#[derive(SqlType)]` and `#[derive(SqlEnum)]` implement it. By hand it is two conversions, of which the one out of the
/// database may fail:
///
/// ```
/// use orm_core::types::TypeDecorator;
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct Email(String);
///
/// impl TypeDecorator for Email {
///     type Inner = String;
///
///     fn to_inner(&self) -> String {
///         self.0.clone()
///     }
///
///     fn from_inner(text: String) -> Result<Self, String> {
///         if text.contains('@') { Ok(Email(text)) } else { Err(format!("there is no @ in `{text}`")) }
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a column",
    label = "not a column type",
    note = "add `#[derive(SqlType)]` or `#[derive(SqlEnum)]`, or implement `TypeDecorator`"
)]
pub trait TypeDecorator: Clone + PartialEq + Send + Sync + Sized + 'static {
    /// What it is stored as.
    type Inner: SqlType<Base = Self::Inner>;
    /// The type of the column: that of [`Inner`](Self::Inner), unless it has a length or a name of its own.
    const TYPE: ColumnType = <Self::Inner as SqlType>::TYPE;

    /// What to store.
    fn to_inner(&self) -> Self::Inner;

    /// The value of what is stored.
    ///
    /// # Errors
    /// Why it is none: the reason that the [`DecodeError`] gives.
    fn from_inner(inner: Self::Inner) -> Result<Self, String>;
}

#[diagnostic::do_not_recommend]
impl<T: TypeDecorator> SqlType for T {
    type Base = Self;
    const TYPE: ColumnType = <T as TypeDecorator>::TYPE;

    fn to_value(&self) -> Value {
        self.to_inner().to_value().of_type(<T as TypeDecorator>::TYPE)
    }

    fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
        let inner = T::Inner::read(row, index)?.in_column(<T as TypeDecorator>::TYPE.base());
        T::from_inner(inner).map_err(|reason| DecodeError::invalid(index, type_name::<T>(), &reason))
    }

    fn same(&self, other: &Self) -> bool {
        self == other || self.to_inner().same(&other.to_inner())
    }
}

/// The name of a type without its path.
fn type_name<T>() -> &'static str {
    let name = std::any::type_name::<T>();
    let path = name.split('<').next().unwrap_or(name);
    path.rsplit("::").next().unwrap_or(path)
}

/// Why a label is not read: the enumeration has no such one.
#[doc(hidden)]
pub fn unknown_label(label: impl std::fmt::Display, labels: &[&str]) -> String {
    format!("`{label}` is none of `{}`", labels.join("`, `"))
}
