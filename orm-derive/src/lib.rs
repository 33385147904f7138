//! `#[derive(Model)]`: turns a struct into a mapped model.
//!
//! ```text
//! DeriveInput ──parse/──> ModelIr (every mistake collected, reported together) ──expand/──> items
//! ```
//!
//! The expansion names everything through `::orm::__private`; what it does at run time lives there, in generic code,
//! and the generated items only say which columns and relationships there are.

mod errors;
mod expand;
mod ir;
mod parse;

use proc_macro::TokenStream;
use syn::DeriveInput;

use crate::parse::Mistaken;

/// Derives `orm::Model` and what comes with it. The `orm` crate documents the attributes.
#[proc_macro_derive(Model, attributes(model, column, relationship))]
pub fn derive_model(input: TokenStream) -> TokenStream {
    derive(syn::parse_macro_input!(input)).into()
}

fn derive(input: DeriveInput) -> proc_macro2::TokenStream {
    match parse::parse(input) {
        Ok(model) => expand::expand(&model),
        Err(Mistaken { model, error }) => {
            let mut tokens = error.into_compile_error();
            tokens.extend(model.map(|model| expand::stub(&model)));
            tokens
        }
    }
}
