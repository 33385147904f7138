//! Columns as constants (`User::name`), and by index.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::ModelIr;

/// `pub const name: Column<User, String>`, and so on.
pub(super) fn constants(model: &ModelIr) -> TokenStream {
    let owner = &model.ident;
    let constants = model.columns.iter().enumerate().map(|(index, column)| {
        let (ident, vis, ty, name) = (&column.ident, &column.vis, &column.ty, &column.name);
        let index = Literal::usize_unsuffixed(index);
        quote! {
            #vis const #ident: __orm::Column<#owner, #ty> = __orm::Column::new(#name, #index);
        }
    });
    constants.collect()
}

/// `impl Columns`.
pub(super) fn access(model: &ModelIr) -> TokenStream {
    let ident = &model.ident;
    let fields: Vec<_> = model.columns.iter().map(|column| &column.ident).collect();
    let indices: Vec<_> = (0..fields.len()).map(Literal::usize_unsuffixed).collect();
    quote! {
        #[automatically_derived]
        impl __orm::Columns for #ident {
            fn column(&self, i: usize) -> __orm::Option<&dyn __orm::ColumnValue> {
                match i {
                    #(#indices => __orm::Some(&self.#fields),)*
                    _ => __orm::None,
                }
            }
            fn column_mut(&mut self, i: usize) -> __orm::Option<&mut dyn __orm::ColumnValue> {
                match i {
                    #(#indices => __orm::Some(&mut self.#fields),)*
                    _ => __orm::None,
                }
            }
        }
    }
}
