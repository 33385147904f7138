//! What can be told of a field from the way its type is written.

use proc_macro2::{Group, TokenStream, TokenTree};
use syn::{GenericArgument, Ident, PathArguments, PathSegment, Type};

use crate::ir::Kind;

const INTEGERS: [&str; 8] = ["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64"];

/// The last segment of the type's path: `Option<String>` of `std::option::Option<String>`.
pub(super) fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        Type::Group(group) => last_segment(&group.elem),
        Type::Paren(paren) => last_segment(&paren.elem),
        _ => None,
    }
}

/// The single type argument of the type's last segment, if that is called `name`.
pub(super) fn argument_of<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    let segment = last_segment(ty).filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    let mut types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.next()
}

/// The type without `Option`.
pub(super) fn base(ty: &Type) -> &Type {
    argument_of(ty, "Option").unwrap_or(ty)
}

/// Whether the type is called like an integer type.
pub(super) fn is_integer(ty: &Type) -> bool {
    is_one_of(ty, &INTEGERS)
}

/// Whether the type is called like one of `names`.
pub(super) fn is_one_of(ty: &Type, names: &[&str]) -> bool {
    last_segment(ty).is_some_and(|segment| names.iter().any(|name| segment.ident == name))
}

/// Which container the type is, if it is one.
pub(super) fn container(ty: &Type) -> Option<Kind> {
    let ident = &last_segment(ty)?.ident;
    [Kind::BelongsTo, Kind::HasOne, Kind::HasMany, Kind::WriteOnly].into_iter().find(|kind| ident == kind.name())
}

/// Replaces `Self` by the struct's name: the expansion uses types and paths outside of its impl blocks too.
pub(super) fn without_self(tokens: TokenStream, ident: &Ident) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Ident(this) if this == "Self" => TokenTree::Ident(Ident::new(&ident.to_string(), this.span())),
            TokenTree::Group(group) => {
                let mut replaced = Group::new(group.delimiter(), without_self(group.stream(), ident));
                replaced.set_span(group.span());
                TokenTree::Group(replaced)
            }
            token => token,
        })
        .collect()
}
