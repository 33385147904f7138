//! New rows: a model value with the columns that nobody has set yet, and what the generated builders are made of.

use super::{ColumnSet, Mapped};
use crate::expr::Node;
use crate::row::Row;
use crate::schema::Table;
use crate::types::SqlType;

/// A new instance, together with the columns that are left to the database (or to a relationship).
#[derive(Clone, Debug)]
pub struct Built<M> {
    /// The instance. Unset columns hold `Default::default()`.
    pub model: M,
    /// Columns without a value of their own.
    pub unset: ColumnSet,
    /// Columns that were not given, whether or not a default stands in for them.
    pub omitted: ColumnSet,
}

impl<M: Mapped> Built<M> {
    /// A struct literal. Of `placeholders` (a column, and whether it equals `Default::default()`), those that are
    /// set and that the database can fill count as unset.
    ///
    /// Whether a literal's `0` is meant or a placeholder cannot be seen; use the builder to write such a value
    /// to a column that the database would fill.
    pub fn from_literal(model: M, placeholders: &[(usize, bool)]) -> Self {
        let unset = filled(M::table(), placeholders);
        Built { model, omitted: unset.clone(), unset }
    }
}

/// Those of the placeholders that the database fills.
fn filled(table: &Table, placeholders: &[(usize, bool)]) -> ColumnSet {
    let filled_by_database = |index: usize| {
        let column = &table.columns[index];
        table.autoincrement() == Some(index) || column.is_server_filled() || column.version.is_some()
    };
    let computed = |index: usize| table.columns[index].computed.is_some();
    let unset = placeholders.iter().filter(|(index, blank)| computed(*index) || *blank && filled_by_database(*index));
    unset.map(|(index, _)| *index).collect()
}

/// Whether a field of a literal holds its type's default.
#[doc(hidden)]
pub fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// What completes into a new instance of a model: the model itself, or its builder once every required column is set.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a new instance of a model",
    note = "give a model value or a builder on which every required column is set"
)]
pub trait Buildable {
    /// The model.
    type Model: Mapped;
    /// The instance with its unset columns.
    fn build(self) -> Built<Self::Model>;
}

/// An instance whose unset columns are known already.
#[diagnostic::do_not_recommend]
impl<M: Mapped> Buildable for Built<M> {
    type Model = M;

    fn build(self) -> Built<M> {
        self
    }
}

/// State of a required column in a builder: it has a value.
#[derive(Clone, Copy, Debug)]
pub struct Set<T>(pub T);

/// State of a required column in a builder: it has no value yet.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unset;

/// A state in which a value is there.
///
/// The derive emits one trait like it per required column, with this one as its supertrait, so that the compiler's
/// message can name the column; a type parameter that stands for the column would be printed as a path.
#[doc(hidden)]
pub trait Filled<T> {
    /// The value.
    fn into_value(self) -> T;
}

impl<T> Filled<T> for Set<T> {
    fn into_value(self) -> T {
        self.0
    }
}

/// Completes a builder: finds values for the columns that it was not given, and keeps account of those without any.
#[doc(hidden)]
#[derive(Debug)]
pub struct Completion {
    table: &'static Table,
    unset: ColumnSet,
    omitted: ColumnSet,
}

impl Completion {
    /// For a new instance of `M`.
    pub fn of<M: Mapped>() -> Self {
        Completion { table: M::table(), unset: ColumnSet::EMPTY, omitted: ColumnSet::EMPTY }
    }

    /// The value of the column at `index`: as given, the default if that is a plain value, NULL if nothing else fills
    /// the column; otherwise a placeholder, and the column counts as unset.
    pub fn column<T: SqlType + Default>(&mut self, index: usize, given: Option<T>) -> T {
        if given.is_none() {
            self.omitted.insert(index);
        }
        given.or_else(|| self.stand_in(index)).unwrap_or_else(|| {
            self.unset.insert(index);
            T::default()
        })
    }

    fn stand_in<T: SqlType>(&self, index: usize) -> Option<T> {
        let column = self.table.columns.get(index)?;
        match &column.default {
            Some(default) => match default.make() {
                Node::Value(value) => T::read(&Row::new([], vec![value]), 0).ok(),
                _ => None,
            },
            None if column.is_server_filled() => None,
            None => T::null(),
        }
    }

    /// The new instance.
    pub fn finish<M>(self, model: M) -> Built<M> {
        Built { model, unset: self.unset, omitted: self.omitted }
    }
}

/// What can be given where a field of type `T` is wanted: the value, `&str` for a `String`, a bare value for an `Option`.
#[diagnostic::on_unimplemented(message = "expected a value for a `{T}`, found `{Self}`", label = "expected a `{T}`")]
pub trait IntoField<T> {
    /// The value.
    fn into_field(self) -> T;
}

#[diagnostic::do_not_recommend]
impl<T> IntoField<T> for T {
    fn into_field(self) -> T {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: SqlType<Base = T>> IntoField<Option<T>> for T {
    fn into_field(self) -> Option<T> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl IntoField<String> for &str {
    fn into_field(self) -> String {
        self.to_owned()
    }
}

#[diagnostic::do_not_recommend]
impl IntoField<Option<String>> for &str {
    fn into_field(self) -> Option<String> {
        Some(self.to_owned())
    }
}

#[diagnostic::do_not_recommend]
impl IntoField<Vec<u8>> for &[u8] {
    fn into_field(self) -> Vec<u8> {
        self.to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::Completion;
    use crate::expr::Node;
    use crate::model::ColumnSet;
    use crate::schema::{ColumnDef, Table, default_node};

    #[test]
    fn omitted_columns_take_their_default_or_null_or_stay_unset() {
        let table = Table::new("t")
            .column(ColumnDef::new::<i64>("id").primary_key())
            .column(ColumnDef::new::<i32>("stars").default(|| default_node::<i32>(3)))
            .column(ColumnDef::new::<Option<String>>("note"))
            .column(ColumnDef::new::<Option<String>>("sql").server_default(|| default_node::<String>("x")))
            .column(ColumnDef::new::<i64>("star").default(|| Node::Star));
        let mut columns =
            Completion { table: Box::leak(Box::new(table)), unset: ColumnSet::EMPTY, omitted: ColumnSet::EMPTY };
        assert_eq!(columns.column::<i64>(0, None), 0);
        assert_eq!(columns.column::<i32>(1, None), 3);
        assert_eq!(columns.column::<i32>(1, Some(4)), 4);
        assert_eq!(columns.column::<Option<String>>(2, None), None);
        assert_eq!(columns.column::<Option<String>>(3, None), None);
        assert_eq!(columns.column::<i64>(4, None), 0);
        let built = columns.finish(());
        assert_eq!(built.unset, ColumnSet::from_iter([0, 3, 4]));
        assert_eq!(built.omitted, ColumnSet::from_iter([0, 1, 2, 3, 4]));
    }
}
