//! What is left of the expansion of a struct with mistakes: items without meaning, so that the mistakes are all that
//! the compiler reports and not also that the struct is no model wherever it is used.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{builder, columns, entity, metadata, relationships};
use crate::ir::ModelIr;

/// The items. None of it ever runs.
pub(super) fn stub(model: &ModelIr) -> TokenStream {
    let ident = &model.ident;
    let entity = entity::constant(model);
    let types = builder::types(model);
    let builder = format_ident!("{}Builder", ident);
    let constants = columns::constants(model);
    let relationships = relationships::constants(model);
    // A field of that name is among the mistakes.
    let function = (!model.fields().any(|field| field == "builder")).then(|| builder::function(model));
    let fields = relationships::fields(model);
    let setters = builder::setters(model);
    let states = builder::states(model.required().len());
    let metadata = match model.columns.iter().any(|column| column.primary_key) {
        true => metadata::constants(model),
        false => metadata::constants_with_key(model, quote!(i64)),
    };
    let body = quote!(::core::unreachable!());
    quote! {
        #entity
        #types
        #[allow(dead_code, deprecated, missing_docs, nonstandard_style)]
        const _: () = {
            use ::orm::__private as _orm;
            impl #ident {
                #constants
                #relationships
                #function
            }
            #fields
            impl _orm::Mapped for #ident {
                #metadata
                const FIELDS: &'static [_orm::Field<Self>] = &[];
                fn table() -> &'static _orm::Table { #body }
                fn decode(_: &dyn _orm::RowReader, _: usize) -> _orm::Decoded<Self> { #body }
                fn key(&self) -> Self::Key { #body }
            }
            impl _orm::Model for #ident {
                const CONTAINERS: &'static [fn(&Self) -> &dyn _orm::Container] = &[];
                fn share(&self) -> Self { #body }
            }
            #setters
            impl _orm::Buildable for #ident {
                type Model = #ident;
                fn build(self) -> _orm::Built<#ident> { #body }
            }
            impl<#(#states),*> _orm::Buildable for #builder<#(#states),*> {
                type Model = #ident;
                fn build(self) -> _orm::Built<#ident> { #body }
            }
        };
    }
}
