//! [`Key`]: primary keys, of one column or several.

use std::fmt::Debug;
use std::hash::Hash;

use super::{IdentityKey, IntoField};
use crate::error::DecodeError;
use crate::row::RowReader;
use crate::types::SqlType;
use crate::value::Value;

/// The primary key of a model: a column type that can be hashed, or a tuple of up to four of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a primary key",
    note = "a primary key is a column type with `Eq`, `Hash` and `Debug`, or several of them"
)]
pub trait Key: Clone + Eq + Hash + Debug + Send + Sync + IntoKey<Self> + 'static {
    /// The values, in the order of the key columns.
    fn to_values(&self) -> Vec<Value>;
    /// The key without its type.
    fn identity(&self) -> IdentityKey {
        IdentityKey::of(self.to_values())
    }
    /// Reads the key from the columns `indices`, counted from `at`.
    ///
    /// # Errors
    /// When a column cannot be decoded.
    fn read(row: &dyn RowReader, at: usize, indices: &[usize]) -> Result<Self, DecodeError>;
}

/// What can be given where a key of type `K` is wanted: `1`, `"name"`, `(1, 2)`.
#[diagnostic::on_unimplemented(message = "the primary key is a `{K}`, not a `{Self}`", label = "not the model's key")]
pub trait IntoKey<K> {
    /// The key.
    fn into_key(self) -> K;
}

impl<T: SqlType + Eq + Hash + Debug> Key for T {
    fn to_values(&self) -> Vec<Value> {
        vec![self.to_value()]
    }

    fn identity(&self) -> IdentityKey {
        self.to_value().into()
    }

    fn read(row: &dyn RowReader, at: usize, indices: &[usize]) -> Result<Self, DecodeError> {
        T::read(row, at + nth(indices, 0)?)
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType, V: IntoField<T>> IntoKey<T> for V {
    fn into_key(self) -> T {
        self.into_field()
    }
}

fn nth(indices: &[usize], n: usize) -> Result<usize, DecodeError> {
    indices.get(n).copied().ok_or_else(|| DecodeError::missing(n, indices.len()))
}

macro_rules! composite {
    ($($name:ident $from:ident $index:tt),+) => {
        impl<$($name: SqlType + Eq + Hash + Debug),+> Key for ($($name,)+) {
            fn to_values(&self) -> Vec<Value> {
                vec![$(self.$index.to_value()),+]
            }

            fn read(row: &dyn RowReader, at: usize, indices: &[usize]) -> Result<Self, DecodeError> {
                Ok(($($name::read(row, at + nth(indices, $index)?)?,)+))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($name: SqlType, $from: IntoKey<$name>),+> IntoKey<($($name,)+)> for ($($from,)+) {
            fn into_key(self) -> ($($name,)+) {
                ($(self.$index.into_key(),)+)
            }
        }
    };
}

composite!(A FromA 0, B FromB 1);
composite!(A FromA 0, B FromB 1, C FromC 2);
composite!(A FromA 0, B FromB 1, C FromC 2, D FromD 3);
