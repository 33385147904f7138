//! Relationships: their constants (`User::posts`), their definitions, and the containers by index.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use crate::ir::{CascadeIr, Follows, ItemPath, ModelIr, RelationshipIr, field_name};

/// `pub const posts: Relationship<User, Post, HasMany<Post>>`, and so on.
pub(super) fn constants(model: &ModelIr) -> TokenStream {
    let owner = &model.ident;
    let constants = model.relationships.iter().map(|relationship| {
        let RelationshipIr { ident, vis, ty, target, back_populates, .. } = relationship;
        let name = field_name(ident);
        let inverse = match back_populates {
            Some(field) => {
                let field = field_name(field);
                quote!(__orm::Some(#field))
            }
            None => quote!(__orm::None),
        };
        quote! {
            #vis const #ident: __orm::Relationship<#owner, #target, #ty> =
                __orm::Relationship::new(#name, #inverse, |model| &model.#ident);
        }
    });
    constants.collect()
}

/// The `RelationshipDef`.
pub(super) fn definition(model: &ModelIr, relationship: &RelationshipIr) -> TokenStream {
    let RelationshipIr { ident, kind, cascade, order_by, follows, .. } = relationship;
    let (owner, kind) = (&model.ident, kind.ident());
    let foreign_key = match follows {
        Follows::Local { key, named: true } => {
            let column = model.foreign_keys[*key].columns.first().map(|&index| &model.columns[index].name);
            column.map(|column| quote!(.foreign_key(#column)))
        }
        Follows::Remote(ItemPath { owner, item }) => Some(quote!(.foreign_key(#owner::#item.name()))),
        _ => None,
    };
    let cascade = cascade.map(|on| {
        let cascade = cascade_value(on);
        quote!(.cascade(#cascade))
    });
    let order_by = order_by.iter();
    quote! {
        __orm::RelationshipDef::of(#owner::#ident, __orm::RelationshipKind::#kind)
            #foreign_key
            #cascade
            #(.order_by(|| __orm::IntoOrderBy::into_order_by(#order_by)))*
    }
}

fn cascade_value(cascade: CascadeIr) -> TokenStream {
    match cascade {
        CascadeIr::None => quote!(__orm::Cascade::NONE),
        CascadeIr::All => quote!(__orm::Cascade::ALL),
        CascadeIr::AllDeleteOrphan => quote!(__orm::Cascade::ALL_DELETE_ORPHAN),
        CascadeIr::Some(on) => {
            let names = ["save_update", "merge", "delete", "delete_orphan", "refresh_expire", "expunge"];
            let on = names.into_iter().zip(on).filter(|(_, on)| *on);
            let fields = on.map(|(name, _)| Ident::new(name, Span::call_site()));
            quote!(__orm::Cascade { #(#fields: true,)* ..__orm::Cascade::NONE })
        }
    }
}

/// `impl Model`: what a session needs of a mapped struct.
pub(super) fn model(model: &ModelIr) -> TokenStream {
    let ident = &model.ident;
    let columns = model.columns.iter().map(|column| &column.ident);
    let containers: Vec<_> = model.relationships.iter().map(|relationship| &relationship.ident).collect();
    let indices = (0..containers.len()).map(Literal::usize_unsuffixed);
    let body = match containers.is_empty() {
        true => quote!(__orm::None),
        false => quote! {
            match i {
                #(#indices => __orm::Some(&self.#containers),)*
                _ => __orm::None,
            }
        },
    };
    let i = if containers.is_empty() { quote!(_) } else { quote!(i) };
    quote! {
        #[automatically_derived]
        impl __orm::Model for #ident {
            fn share(&self) -> Self {
                #ident {
                    #(#columns: __orm::Clone::clone(&self.#columns),)*
                    #(#containers: self.#containers.share(),)*
                }
            }
            fn container(&self, #i: usize) -> __orm::Option<&dyn __orm::Container> {
                #body
            }
        }
    }
}
