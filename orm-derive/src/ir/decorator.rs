//! Types of columns: [`NewtypeIr`] and [`EnumIr`].

use syn::{Ident, LitInt, LitStr, Member, Type};

/// A struct of one field.
pub(crate) struct NewtypeIr {
    pub(crate) ident: Ident,
    /// The field.
    pub(crate) member: Member,
    pub(crate) inner: Type,
    pub(crate) length: Option<LitInt>,
    /// Precision and scale.
    pub(crate) digits: Option<(LitInt, LitInt)>,
    /// The type's name on each database that calls it by its own, by field of `CustomType`.
    pub(crate) names: Vec<(&'static str, LitStr)>,
}

/// An enum.
pub(crate) struct EnumIr {
    pub(crate) ident: Ident,
    /// Name of the type in the database.
    pub(crate) name: String,
    pub(crate) storage: Storage,
    pub(crate) variants: Vec<VariantIr>,
}

/// A variant of an enum.
pub(crate) struct VariantIr {
    pub(crate) ident: Ident,
    pub(crate) label: String,
}

/// How an enum is stored.
pub(crate) enum Storage {
    /// As labels, of a type of its own where the database has such.
    Native,
    /// As labels, in text.
    Text,
    /// As discriminants, of this type.
    Integer(Ident),
}
