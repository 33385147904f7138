//! `#[derive(SqlType)]`: a struct of one field.

use syn::{Data, DeriveInput, Error, Index, Member};

use super::args;
use super::args::Keys;
use super::column::WITHOUT_LENGTH;
use super::types;
use crate::errors::Errors;
use crate::ir::NewtypeIr;

/// Of `#[sql_type(..)]`.
const KEYS: Keys = Keys::of(&["length", "precision", "scale", "sqlite", "postgres", "mysql"]);

/// Reads a struct.
///
/// # Errors
/// All mistakes in it.
pub(crate) fn sql_type(input: &DeriveInput) -> Result<NewtypeIr, Error> {
    let fields = match &input.data {
        Data::Struct(data) => &data.fields,
        Data::Enum(_) => return Err(Error::new_spanned(&input.ident, "an enum derives `SqlEnum`")),
        Data::Union(_) => return Err(Error::new_spanned(&input.ident, "a column type is a struct of one field")),
    };
    let mut of_one = fields.iter();
    let (Some(field), None) = (of_one.next(), of_one.next()) else {
        let message = "a column type is a struct of one field; what has several is stored as a `Json<_>`, or implements `TypeDecorator`";
        return Err(Error::new_spanned(&input.ident, message));
    };
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(
            &input.generics,
            "a column type has no generic parameters here; implement `TypeDecorator`",
        ));
    }
    let mut errors = Errors::default();
    if let Some(inner) = types::argument_of(&field.ty, "Option") {
        let (inner, name) = (quote::quote!(#inner), &input.ident);
        errors.over(
            &field.ty,
            format!("a column type is never NULL: store a `{inner}`, and make the column an `Option<{name}>`"),
        );
    }
    let mut args = args(&input.attrs, "sql_type", &mut errors);
    args.check("sql_type attribute", &KEYS, &mut errors);
    let length = args.positive("length", &mut errors);
    if let Some(length) = &length
        && types::is_one_of(&field.ty, &WITHOUT_LENGTH)
    {
        errors.over(length, "this type has no length; `String` and `Vec<u8>` have");
    }
    let digits = match (args.positive("precision", &mut errors), args.integer("scale", &mut errors)) {
        (Some(precision), Some(scale)) => Some((precision, scale)),
        (Some(one), None) | (None, Some(one)) => {
            errors.over(one, "`precision` and `scale` go together: `precision = 10, scale = 2`");
            None
        }
        (None, None) => None,
    };
    let names = ["sqlite", "postgres", "mysql"].into_iter();
    let names = names.filter_map(|name| Some((name, args.name(name, &mut errors)?))).collect();
    match errors.finish() {
        Some(error) => Err(error),
        None => Ok(NewtypeIr {
            ident: input.ident.clone(),
            member: field.ident.clone().map_or(Member::Unnamed(Index::from(0)), Member::Named),
            inner: field.ty.clone(),
            length,
            digits,
            names,
        }),
    }
}
