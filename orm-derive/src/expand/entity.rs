//! The constant that makes `select(User)` work.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::ModelIr;

/// `pub const User: Entity<User>`, beside the struct.
pub(super) fn constant(model: &ModelIr) -> TokenStream {
    let (ident, vis) = (&model.ident, &model.vis);
    let doc = format!("The model [`{ident}`](struct@{ident}) as a value.");
    quote! {
        #[doc = #doc]
        #[allow(dead_code, deprecated, nonstandard_style)]
        #vis const #ident: ::orm::__private::Entity<#ident> = ::orm::__private::Entity::NEW;
    }
}
