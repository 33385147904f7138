//! Columns as constants (`User::name`), and by index.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::spanned::Spanned;

use super::located;
use crate::ir::ModelIr;

/// `pub const name: Column<User, String>`, and so on.
pub(super) fn constants(model: &ModelIr) -> TokenStream {
    let constants = model.columns.iter().enumerate().map(|(index, column)| {
        let (ident, vis, ty, name) = (&column.ident, &column.vis, &column.ty, &column.name);
        let index = Literal::usize_unsuffixed(index);
        quote! {
            #vis const #ident: __orm::Column<Self, #ty> = __orm::Column::new(#name, #index);
        }
    });
    constants.collect()
}

/// `impl Columns`.
pub(super) fn access(model: &ModelIr) -> TokenStream {
    let ident = &model.ident;
    // What is wrong with a field's type is to be reported there.
    let arms = |mutable: Option<TokenStream>| {
        let arms = model.columns.iter().enumerate().map(move |(index, column)| {
            let (index, field) = (Literal::usize_unsuffixed(index), &column.ident);
            let reference = located(quote!(&#mutable self.#field), column.ty.span());
            quote!(#index => __orm::Some(#reference),)
        });
        arms.collect::<TokenStream>()
    };
    let (shared, mutable) = (arms(None), arms(Some(quote!(mut))));
    quote! {
        impl __orm::Columns for #ident {
            fn column(&self, i: usize) -> __orm::Option<&dyn __orm::ColumnValue> {
                match i {
                    #shared
                    _ => __orm::None,
                }
            }
            fn column_mut(&mut self, i: usize) -> __orm::Option<&mut dyn __orm::ColumnValue> {
                match i {
                    #mutable
                    _ => __orm::None,
                }
            }
        }
    }
}
