//! Rows to values: `decode` and `key`.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::{ColumnIr, ModelIr};

/// `Mapped::decode`. Relationships come out as not loaded.
pub(super) fn decode(model: &ModelIr) -> TokenStream {
    let ident = &model.ident;
    let columns = model.columns.iter().enumerate().map(|(index, column)| {
        let ColumnIr { ident: field, ty, numeric, .. } = column;
        let at = match Literal::usize_unsuffixed(index) {
            _ if index == 0 => quote!(at),
            index => quote!(at + #index),
        };
        let value = quote!(<#ty as _orm::SqlType>::read(row, #at)?);
        match numeric {
            Some((precision, scale)) => {
                let ty = quote!(_orm::ColumnType::Numeric(_orm::Some((#precision, #scale))));
                quote!(#field: _orm::SqlType::in_column(#value, #ty))
            }
            None => quote!(#field: #value),
        }
    });
    let relationships = model.relationships.iter().map(|relationship| &relationship.ident);
    quote! {
        fn decode(row: &dyn _orm::RowReader, at: usize) -> _orm::Decoded<Self> {
            _orm::Ok(#ident { #(#columns,)* #(#relationships: _orm::Default::default(),)* })
        }
    }
}

/// `Mapped::key`.
pub(super) fn key(model: &ModelIr) -> TokenStream {
    let parts: Vec<_> = model
        .columns
        .iter()
        .filter(|column| column.primary_key)
        .map(|column| &column.ident)
        .map(|field| quote!(_orm::Clone::clone(&self.#field)))
        .collect();
    let key = match &parts[..] {
        [part] => part.clone(),
        parts => quote!((#(#parts,)*)),
    };
    quote! {
        fn key(&self) -> Self::Key {
            #key
        }
    }
}
