//! Checks of other models, as constants: a wrong name or type is an error at the attribute that says it.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;

use super::located;
use crate::ir::{self, ColumnIr, Follows, ItemPath, Kind, ModelIr, RelationshipIr, field_name};

/// All checks.
pub(super) fn checks(model: &ModelIr) -> TokenStream {
    let relationships = model.relationships.iter();
    let of_relationships = relationships.flat_map(|relationship| {
        let key = match inverse(model, relationship) {
            Some(inverse) => [Some(inverse), named_key(model, relationship)],
            None => [foreign_key(model, relationship), None],
        };
        key.into_iter().chain([secondary(model, relationship), position(relationship)]).flatten()
    });
    numbered(model).chain(of_relationships).collect()
}

/// What the database is to number is an integer, whatever its type is called.
fn numbered(model: &ModelIr) -> impl Iterator<Item = TokenStream> {
    let numbered = model.columns.iter().filter(|column| column.is_numbered());
    numbered.map(|ColumnIr { ident, ty, .. }| {
        let (owner, field) = (&model.ident, field_name(ident));
        let message = format!("`{owner}::{field}`: the database numbers rows by integers");
        quote_spanned! {ty.span()=>
            const _: () = _orm::assert!(<#ty as _orm::SqlType>::TYPE.is_integer(), #message);
        }
    })
}

/// The places of members are not their keys.
fn position(relationship: &RelationshipIr) -> Option<TokenStream> {
    let column = relationship.position.as_ref()?;
    let target = &relationship.target;
    Some(quote_spanned! {column.span()=>
        const _: () = _orm::assert!(
            !_orm::is_key_of::<#target, _, _>(#column),
            "a row that is moved in the collection would get another primary key: keep places in a column of their own"
        );
    })
}

/// The table in between references both sides, and it is clear how.
fn secondary(model: &ModelIr, relationship: &RelationshipIr) -> Option<TokenStream> {
    let between = relationship.secondary.as_ref()?;
    let span = between.span();
    let between_name = between.to_token_stream().to_string().replace(' ', "");
    let (owner, target) = (&model.ident, &relationship.target);
    let (this, target_name) = (field_name(&relationship.ident), target.to_token_stream().to_string().replace(' ', ""));
    let near = format!("`{owner}::{this}`: no foreign key leads from `{between_name}` to `{owner}`");
    let far = format!("`{owner}::{this}`: no foreign key leads from `{between_name}` to `{target_name}`");
    let mut checks = quote_spanned! {span=>
        const _: () = {
            _orm::assert!(_orm::foreign_key_candidates::<#between, #owner>() > 0, #near);
            _orm::assert!(_orm::foreign_key_candidates::<#between, #target>() > 0, #far);
        };
    };
    if let Follows::Remote(path) = &relationship.follows {
        let field = field_name(&path.item);
        let message = format!("`{between_name}::{field}` is not a foreign key to `{owner}`");
        let ItemPath { owner: model, item } = path;
        checks.extend(quote_spanned! {path.span()=>
            const _: () = _orm::assert!(_orm::leads_to::<#between, #owner, _>(#model::#item), #message);
        });
    } else {
        let several = format!(
            "`{owner}::{this}`: several foreign keys lead from `{between_name}` to `{owner}`; name the one that leads here with `foreign_key = {between_name}::..`"
        );
        // The other side may name it.
        if relationship.back_populates.is_none() {
            checks.extend(quote_spanned! {span=>
                const _: () = _orm::assert!(_orm::foreign_key_candidates::<#between, #owner>() < 2, #several);
            });
        }
    }
    Some(checks)
}

/// `back_populates` names a relationship that leads back, and it says the same.
fn inverse(model: &ModelIr, relationship: &RelationshipIr) -> Option<TokenStream> {
    let field = relationship.back_populates.as_ref()?;
    let span = field.span();
    let (owner, this, target) = (&model.ident, &relationship.constant, &relationship.target);
    let target_name = target.to_token_stream().to_string().replace(' ', "");
    let (this_name, field_name) = (field_name(&relationship.ident), field_name(field));
    let message = format!(
        "`{owner}::{this_name}` says `back_populates = \"{field_name}\"`, but `{target_name}::{field_name}` does not say `back_populates = \"{this_name}\"`"
    );
    let siblings = model.relationships.iter().map(|sibling| ir::field_name(&sibling.ident));
    let siblings = siblings.filter(|sibling| *sibling != this_name);
    let (owner, this, target) = (located(owner, span), located(this, span), located(target, span));
    let check = if relationship.secondary.is_some() { "check_many_to_many" } else { "check_inverse" };
    let check = Ident::new(check, span);
    Some(quote_spanned! {span=>
        const _: () = _orm::assert!(
            _orm::#check(#owner::#this, <<#target as _orm::Mapped>::Fields>::#field, &[#(#siblings),*]),
            #message
        );
    })
}

/// The foreign key that a relationship names although it has another side is one that leads here.
fn named_key(model: &ModelIr, relationship: &RelationshipIr) -> Option<TokenStream> {
    let named = matches!(relationship.follows, Follows::Remote(_));
    named.then(|| foreign_key(model, relationship)).flatten()
}

/// The foreign key of a relationship that has no other side to ask is there, and is the only one unless it is named.
fn foreign_key(model: &ModelIr, relationship: &RelationshipIr) -> Option<TokenStream> {
    if relationship.kind == Kind::BelongsTo || relationship.secondary.is_some() || relationship.primaryjoin.is_some() {
        return None;
    }
    let owner = &model.ident;
    let target = &relationship.target;
    let target_name = target.to_token_stream().to_string().replace(' ', "");
    let this = field_name(&relationship.ident);
    Some(match &relationship.follows {
        Follows::Remote(path) => {
            let field = field_name(&path.item);
            let message = format!("`{target_name}::{field}` is not a foreign key to `{owner}`");
            let ItemPath { owner: model, item } = path;
            quote_spanned! {path.span()=>
                const _: () = _orm::assert!(_orm::leads_to::<#target, #owner, _>(#model::#item), #message);
            }
        }
        _ => {
            let none = format!("`{owner}::{this}`: no foreign key leads from `{target_name}` to `{owner}`");
            let several = format!(
                "`{owner}::{this}`: several foreign keys lead from `{target_name}` to `{owner}`; name one with `foreign_key = {target_name}::..`"
            );
            let target = located(target, relationship.span);
            quote_spanned! {relationship.span=>
                const _: () = {
                    let candidates = _orm::foreign_key_candidates::<#target, #owner>();
                    _orm::assert!(candidates > 0, #none);
                    _orm::assert!(candidates < 2, #several);
                };
            }
        }
    })
}
