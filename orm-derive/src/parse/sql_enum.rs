//! `#[derive(SqlEnum)]`: an enum without fields.

use heck::{ToKebabCase, ToLowerCamelCase, ToPascalCase, ToShoutyKebabCase, ToShoutySnakeCase, ToSnakeCase};
use proc_macro2::Span;
use syn::{Attribute, Data, DeriveInput, Error, Expr, ExprLit, Ident, Lit, Meta, Variant};

use super::args;
use super::args::Keys;
use crate::errors::{Errors, suggestion};
use crate::ir::{EnumIr, Storage, VariantIr, field_name};

/// Of `#[sql_enum(..)]` on the enum, and on a variant.
const KEYS: Keys = Keys::of(&["name", "text", "integer", "rename_all"]);
const VARIANT_KEYS: Keys = Keys::of(&["rename"]);

/// Makes a label of the name of a variant.
type Convert = fn(&str) -> String;

/// How labels are made of the names of variants; the first is the default.
const CASES: [(&str, Convert); 8] = [
    ("snake_case", |name| name.to_snake_case()),
    ("lowercase", |name| name.to_lowercase()),
    ("UPPERCASE", |name| name.to_uppercase()),
    ("PascalCase", |name| name.to_pascal_case()),
    ("camelCase", |name| name.to_lower_camel_case()),
    ("SCREAMING_SNAKE_CASE", |name| name.to_shouty_snake_case()),
    ("kebab-case", |name| name.to_kebab_case()),
    ("SCREAMING-KEBAB-CASE", |name| name.to_shouty_kebab_case()),
];

/// The integers that discriminants can be stored as.
const INTEGERS: [&str; 7] = ["i8", "i16", "i32", "i64", "u8", "u16", "u32"];

/// Reads an enum.
///
/// # Errors
/// All mistakes in it.
pub(crate) fn sql_enum(input: &DeriveInput) -> Result<EnumIr, Error> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new_spanned(
            &input.ident,
            "`SqlEnum` is for enums; a struct of one field derives `SqlType`",
        ));
    };
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(&input.generics, "an enum of labels has no generic parameters"));
    }
    if data.variants.is_empty() {
        return Err(Error::new_spanned(&input.ident, "an enum without variants has no values to store"));
    }
    let mut errors = Errors::default();
    let mut args = args(&input.attrs, "sql_enum", &mut errors);
    args.check("sql_enum attribute", &KEYS, &mut errors);
    let name = args.name("name", &mut errors);
    let (text, integer) = (args.flag("text", &mut errors), args.flag("integer", &mut errors));
    let case = args.string("rename_all", &mut errors);
    let to_label = match case.as_ref().map(|case| (case, case.value())) {
        None => CASES[0].1,
        Some((case, text)) => CASES.iter().find(|(name, _)| *name == text).map_or_else(
            || {
                errors.over(case, format!("unknown case `{text}`; {}", suggestion(&text, CASES.map(|(name, _)| name))));
                CASES[0].1
            },
            |(_, convert)| *convert,
        ),
    };
    if integer.is_some() {
        for literal in [&name, &case].into_iter().flatten() {
            errors.over(literal, "discriminants are stored, which have no labels and are of no type of their own");
        }
    }
    let storage = match (text, integer) {
        (Some(_), Some(span)) => {
            errors.at(span, "an enum is stored as `text` or as `integer`, not as both");
            Storage::Text
        }
        (Some(_), None) => Storage::Text,
        (None, Some(_)) => Storage::Integer(integer_type(&input.attrs, data.variants.iter(), &mut errors)),
        (None, None) => Storage::Native,
    };
    let mut variants: Vec<VariantIr> = Vec::new();
    for variant in &data.variants {
        let label = label(variant, to_label, &storage, &mut errors);
        if let Some(first) = variants.iter().find(|first| first.label == label) {
            errors.over(&variant.ident, format!("the label `{label}` is that of `{}` already", first.ident));
        }
        variants.push(VariantIr { ident: variant.ident.clone(), label });
    }
    match errors.finish() {
        Some(error) => Err(error),
        None => Ok(EnumIr {
            ident: input.ident.clone(),
            name: name.map_or_else(|| field_name(&input.ident).to_snake_case(), |name| name.value()),
            storage,
            variants,
        }),
    }
}

fn label(variant: &Variant, convert: Convert, storage: &Storage, errors: &mut Errors) -> String {
    if !variant.fields.is_empty() {
        errors.over(&variant.fields, "a label has no fields; store such an enum as a `Json<_>`");
    }
    let mut args = args(&variant.attrs, "sql_enum", errors);
    args.check("sql_enum attribute of a variant", &VARIANT_KEYS, errors);
    match args.name("rename", errors) {
        Some(rename) => {
            if matches!(storage, Storage::Integer(_)) {
                errors.over(&rename, "discriminants are stored, which have no labels: write `= 1` after the variant");
            }
            rename.value()
        }
        None => convert(&field_name(&variant.ident)),
    }
}

/// The type of the discriminants: that of `#[repr(..)]`, or `i32`.
fn integer_type<'v>(
    attributes: &[Attribute],
    variants: impl Iterator<Item = &'v Variant>,
    errors: &mut Errors,
) -> Ident {
    let mut repr = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("repr")) {
        let Meta::List(list) = &attribute.meta else { continue };
        if let Ok(ident) = list.parse_args::<Ident>() {
            repr = Some(ident);
        }
    }
    if let Some(ident) = repr {
        if !INTEGERS.iter().any(|known| ident == known) {
            errors.over(&ident, format!("discriminants are stored as one of {}", crate::errors::list(INTEGERS)));
        }
        return ident;
    }
    for variant in variants {
        let Some((_, discriminant)) = &variant.discriminant else { continue };
        if !is_small(discriminant) {
            errors.over(discriminant, "say of which type the discriminants are: `#[repr(i64)]` on the enum");
        }
    }
    Ident::new("i32", Span::call_site())
}

/// Whether a discriminant is seen to fit in `i32`.
fn is_small(discriminant: &Expr) -> bool {
    match discriminant {
        Expr::Lit(ExprLit { lit: Lit::Int(value), .. }) => {
            value.base10_parse::<i32>().is_ok_and(|value| value < i32::MAX)
        }
        Expr::Unary(unary) => is_small(&unary.expr),
        Expr::Group(group) => is_small(&group.expr),
        Expr::Paren(paren) => is_small(&paren.expr),
        _ => false,
    }
}
