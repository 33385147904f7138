//! Writes the items of a [`ModelIr`].
//!
//! Outside: the entity constant (`entity`) and the builder's type (`builder`). Within one `const _`: the inherent
//! constants (`columns`, `relationships`), the trait impls (`columns`, `metadata`, `decode`, `relationships`, `builder`) and
//! the checks that the compiler makes of other models (`checks`). A struct with mistakes gets a `stub`.

mod builder;
mod checks;
mod columns;
mod decode;
mod decorator;
mod entity;
mod metadata;
mod relationships;
mod stub;
#[cfg(test)]
mod tests;

pub(crate) use decorator::{decorator_stub, sql_enum, sql_type};
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use crate::ir::ModelIr;

/// The expansion of a struct with mistakes, which the caller reports.
pub(crate) fn stub(model: &ModelIr) -> TokenStream {
    stub::stub(model)
}

/// The whole expansion.
pub(crate) fn expand(model: &ModelIr) -> TokenStream {
    let entity = entity::constant(model);
    let ident = &model.ident;
    let constants = columns::constants(model);
    let relationships = relationships::constants(model);
    let fields = relationships::fields(model);
    let builder_fn = builder::function(model);
    let builder = builder::types(model);
    let mapped = mapped(model);
    let model_impl = relationships::model(model);
    let buildable = builder::buildable(model);
    let setters = builder::setters(model);
    let checks = checks::checks(model);
    quote! {
        #entity
        #builder
        #[allow(dead_code, deprecated, missing_docs, nonstandard_style)]
        const _: () = {
            use ::orm::__private as _orm;
            impl #ident {
                #constants
                #relationships
                #builder_fn
            }
            #fields
            #mapped
            #model_impl
            #setters
            #buildable
            #checks
        };
    }
}

fn mapped(model: &ModelIr) -> TokenStream {
    let ident = &model.ident;
    let constants = metadata::constants(model);
    let fields = columns::fields(model);
    let table = metadata::table(model);
    let decode = decode::decode(model);
    let key = decode::key(model);
    quote! {
        impl _orm::Mapped for #ident {
            #constants
            #fields
            #table
            #decode
            #key
        }
    }
}

/// The same tokens as if they were written at `span`, for errors to point there. For tokens of the struct; what the
/// expansion adds to them is quoted with the span as it is, or the compiler would blame the derive.
fn located(tokens: impl ToTokens, span: Span) -> TokenStream {
    let relocate = |token| match token {
        TokenTree::Group(group) => {
            let mut moved = Group::new(group.delimiter(), located(group.stream(), span));
            moved.set_span(group.span().located_at(span));
            TokenTree::Group(moved)
        }
        mut token => {
            token.set_span(token.span().located_at(span));
            token
        }
    };
    tokens.into_token_stream().into_iter().map(relocate).collect()
}

/// `#name` at the place of `model`'s name.
fn suffixed(model: &ModelIr, suffix: &str) -> Ident {
    let name = crate::ir::field_name(&model.ident);
    Ident::new(&format!("{name}{suffix}"), model.ident.span())
}
