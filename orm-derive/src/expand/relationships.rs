//! Relationships: their constants (`User::posts`), their definitions, and the fields that hold them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::located;
use crate::ir::{CascadeIr, Follows, ItemPath, Kind, ModelIr, RelationshipIr, field_name};

/// `pub const posts: Relationship<User, Post, HasMany<Post>>`, and so on.
pub(super) fn constants(model: &ModelIr) -> TokenStream {
    let constants = model.relationships.iter().map(|relationship| {
        let RelationshipIr { ident, constant, vis, ty, target, back_populates, .. } = relationship;
        let name = field_name(ident);
        let inverse = match back_populates {
            Some(field) => {
                let field = field_name(field);
                quote!(_orm::Some(#field))
            }
            None => quote!(_orm::None),
        };
        quote_spanned! {ident.span()=>
            #vis const #constant: _orm::Relationship<Self, #target, #ty> =
                _orm::Relationship::new(#name, #inverse, |m| &m.#ident);
        }
    });
    constants.collect()
}

/// The relationships by the names of their fields, where the constants are called otherwise: what others check `back_populates` against.
pub(super) fn fields(model: &ModelIr) -> Option<TokenStream> {
    let owner = &model.ident;
    let constants = model.relationships.iter().map(|RelationshipIr { ident, constant, vis, ty, target, .. }| {
        quote!(#vis const #ident: _orm::Relationship<#owner, #target, #ty> = #owner::#constant;)
    });
    model.renames_constants().then(|| {
        quote! {
            pub struct _Fields;
            impl _Fields {
                #(#constants)*
            }
        }
    })
}

/// The `RelationshipDef`.
pub(super) fn definition(model: &ModelIr, relationship: &RelationshipIr) -> TokenStream {
    let RelationshipIr { kind, cascade, order_by, position, target, follows, span, .. } = relationship;
    let owner = located(&model.ident, *span);
    let ident = located(&relationship.constant, *span);
    let kind = match kind {
        Kind::BelongsTo => "belongs_to",
        Kind::HasOne => "has_one",
        Kind::HasMany => "has_many",
        Kind::WriteOnly => "write_only",
    };
    let kind = Ident::new(kind, *span);
    let definition = quote_spanned!(*span=> _orm::RelationshipDef::#kind(#owner::#ident));
    let foreign_key = match follows {
        Follows::Local { named: Some(column), .. } => {
            let column = &model.columns[*column].name;
            Some(quote!(.foreign_key(#column)))
        }
        Follows::Remote(ItemPath { owner, item }) => Some(quote!(.foreign_key(#owner::#item.name()))),
        _ => None,
    };
    let cascade = cascade.map(|on| {
        let cascade = cascade_value(on);
        quote!(.cascade(#cascade))
    });
    let order_by = order_by.iter();
    let position =
        position.iter().map(|column| quote_spanned!(column.span()=> _orm::position_of::<#target, _>(#column)));
    let secondary = relationship.secondary.iter();
    let primaryjoin = relationship.primaryjoin.iter();
    let flags = flags(relationship);
    quote! {
        #definition
            #foreign_key
            #cascade
            #(.secondary::<#secondary>())*
            #(.primaryjoin(|| _orm::join_condition(#primaryjoin)))*
            #flags
            #(.position(#position))*
            #(.order_by(|| _orm::IntoOrderBy::into_order_by(#order_by)))*
    }
}

/// `.viewonly()` and the like.
fn flags(relationship: &RelationshipIr) -> TokenStream {
    let RelationshipIr { viewonly, post_update, single_parent, passive_deletes, passive_updates, .. } = relationship;
    let named = [("viewonly", *viewonly), ("post_update", *post_update), ("single_parent", *single_parent)];
    let named = named.into_iter().filter(|(_, on)| *on).map(|(name, _)| Ident::new(name, Span::call_site()));
    let deletes = passive_deletes.iter().map(|variant| Ident::new(variant, Span::call_site()));
    let updates = passive_updates.iter();
    quote! {
        #(.#named())*
        #(.passive_deletes(_orm::PassiveDeletes::#deletes))*
        #(.passive_updates(#updates))*
    }
}

fn cascade_value(cascade: CascadeIr) -> TokenStream {
    match cascade {
        CascadeIr::None => quote!(_orm::Cascade::NONE),
        CascadeIr::All => quote!(_orm::Cascade::ALL),
        CascadeIr::AllDeleteOrphan => quote!(_orm::Cascade::ALL_DELETE_ORPHAN),
        CascadeIr::Some(on) => {
            let names = ["save_update", "merge", "delete", "delete_orphan", "refresh_expire", "expunge"];
            let on = names.into_iter().zip(on).filter(|(_, on)| *on);
            let fields = on.map(|(name, _)| Ident::new(name, Span::call_site()));
            quote!(_orm::Cascade { #(#fields: true,)* .._orm::Cascade::NONE })
        }
    }
}

/// `impl Model`: what a session needs of a mapped struct.
pub(super) fn model(model: &ModelIr) -> TokenStream {
    let ident = &model.ident;
    let columns = model.columns.iter().map(|column| &column.ident);
    let shared = model.relationships.iter().map(|RelationshipIr { ident, span, .. }| {
        let field = located(ident, *span);
        quote_spanned!(*span=> #ident: self.#field.share())
    });
    let containers = model.relationships.iter().map(|RelationshipIr { ident, span, .. }| {
        let field = located(ident, *span);
        quote_spanned!(*span=> |m| &m.#field)
    });
    quote! {
        impl _orm::Model for #ident {
            const CONTAINERS: &'static [fn(&Self) -> &dyn _orm::Container] = &[#(#containers),*];
            fn share(&self) -> Self {
                #ident {
                    #(#columns: _orm::Clone::clone(&self.#columns),)*
                    #(#shared,)*
                }
            }
        }
    }
}
