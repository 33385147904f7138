//! Columns as constants (`User::name`), and the fields that hold them by index.

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::located;
use crate::ir::{ColumnIr, ModelIr};

/// `pub const name: Column<User, String>`, and so on.
pub(super) fn constants(model: &ModelIr) -> TokenStream {
    let constants = model.columns.iter().enumerate().map(|(index, column)| {
        let (ident, vis, ty, name) = (&column.constant, &column.vis, &column.ty, &column.name);
        let index = Literal::usize_unsuffixed(index);
        // At the field, for a method of the same name to be reported there.
        quote_spanned! {ident.span()=>
            #vis const #ident: _orm::Column<Self, #ty> = _orm::Column::new(&(#name, #index));
        }
    });
    constants.collect()
}

/// `Mapped::FIELDS`.
pub(super) fn fields(model: &ModelIr) -> TokenStream {
    let fields = model.columns.iter().map(|ColumnIr { ident, ty, .. }| {
        // What is wrong with a field's type is to be reported there.
        let field = located(ident, ty.span());
        quote_spanned!(ty.span()=> _orm::Field::new(|m| &m.#field, |m| &mut m.#field))
    });
    quote! {
        const FIELDS: &'static [_orm::Field<Self>] = &[#(#fields),*];
    }
}
