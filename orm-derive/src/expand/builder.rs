//! The builder: `User::builder().name("Alice")`.
//!
//! It holds what may be left out as a struct of options, then one state per required column, `Unset` or `Set<T>`, that
//! its type parameters name. It is `Buildable` when every state is a `Filled` one.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Type};

use super::suffixed;
use crate::ir::{ColumnIr, Kind, ModelIr, RelationshipIr, field_name};

/// The type parameters, one per required column.
pub(super) fn states(count: usize) -> Vec<Ident> {
    (0..count).map(|index| Ident::new(&format!("S{index}"), Span::call_site())).collect()
}

/// The type of the builder and of what it holds besides required columns.
pub(super) fn types(model: &ModelIr) -> TokenStream {
    let (ident, vis) = (&model.ident, &model.vis);
    let (builder, optional) = (suffixed(model, "Builder"), suffixed(model, "Optional"));
    let states = states(model.required().len());
    let columns = model
        .columns
        .iter()
        .enumerate()
        .filter(|(index, column)| !model.is_required(*index) && column.computed.is_none());
    let columns = columns.map(|(_, ColumnIr { ident, ty, .. })| quote!(#ident: ::orm::__private::Option<#ty>));
    let relationships = model.relationships.iter().map(|RelationshipIr { ident, ty, .. }| quote!(#ident: #ty));
    let fields: Vec<_> = columns.chain(relationships).collect();
    let doc = format!("A new [`{ident}`](struct@{ident}) in the making, from [`{ident}::builder`].");
    quote! {
        #[doc = #doc]
        #[derive(::orm::__private::Default)]
        #[allow(dead_code)]
        #vis struct #builder<#(#states),*>(#optional, #(#states),*);
        #[derive(::orm::__private::Default)]
        #[allow(deprecated, nonstandard_style)]
        struct #optional {
            #(#fields,)*
        }
    }
}

/// `User::builder()`.
pub(super) fn function(model: &ModelIr) -> TokenStream {
    let vis = &model.vis;
    let builder = suffixed(model, "Builder");
    let unset = vec![quote!(_orm::Unset); model.required().len()];
    quote! {
        #vis fn builder() -> #builder<#(#unset),*> {
            _orm::Default::default()
        }
    }
}

/// One method per field.
pub(super) fn setters(model: &ModelIr) -> TokenStream {
    let builder = suffixed(model, "Builder");
    let required = model.required();
    let states = states(required.len());
    let settable = model.columns.iter().enumerate().filter(|(_, column)| column.computed.is_none());
    let columns = settable.map(|(index, column)| match required.iter().position(|&required| required == index) {
        Some(place) => required_setter(&builder, column, place, &states),
        None => optional_setter(column),
    });
    let relationships = model.relationships.iter().map(relationship_setter);
    quote! {
        impl<#(#states),*> #builder<#(#states),*> {
            #(#columns)*
            #(#relationships)*
        }
    }
}

fn required_setter(builder: &Ident, column: &ColumnIr, place: usize, states: &[Ident]) -> TokenStream {
    let ColumnIr { ident, ty, docs, .. } = column;
    let doc = doc(ident, docs);
    let value = column_value(ty);
    let types = states.iter().enumerate().map(|(index, state)| match index == place {
        true => quote!(_orm::Set<#ty>),
        false => quote!(#state),
    });
    let values = (0..states.len()).map(|index| match index == place {
        true => quote!(_orm::Set(value.into_field())),
        false => {
            let index = Literal::usize_unsuffixed(index + 1);
            quote!(self.#index)
        }
    });
    quote! {
        #doc
        pub fn #ident(self, value: #value) -> #builder<#(#types),*> {
            #builder(self.0, #(#values),*)
        }
    }
}

fn optional_setter(column: &ColumnIr) -> TokenStream {
    let ColumnIr { ident, ty, docs, .. } = column;
    let (doc, value) = (doc(ident, docs), column_value(ty));
    quote! {
        #doc
        pub fn #ident(mut self, value: #value) -> Self {
            self.0.#ident = _orm::Some(value.into_field());
            self
        }
    }
}

/// What the setter of a column accepts. Wrong values are explained with a look at the field's type.
fn column_value(ty: &Type) -> TokenStream {
    quote_spanned!(ty.span()=> impl _orm::IntoField<#ty>)
}

fn relationship_setter(relationship: &RelationshipIr) -> TokenStream {
    let RelationshipIr { ident, ty, target, kind, docs, span, .. } = relationship;
    let doc = doc(ident, docs);
    let value = match kind {
        Kind::HasMany | Kind::WriteOnly => {
            quote_spanned!(*span=> impl _orm::IntoIterator<Item: _orm::IntoInstance<Model = #target>>)
        }
        Kind::HasOne | Kind::BelongsTo => quote_spanned!(*span=> impl _orm::IntoInstance<Model = #target>),
    };
    let of = quote_spanned!(*span=> <#ty>::of);
    quote! {
        #doc
        pub fn #ident(mut self, value: #value) -> Self {
            self.0.#ident = #of(value);
            self
        }
    }
}

/// The field's own documentation, or a line that says the obvious.
fn doc(ident: &Ident, docs: &[Attribute]) -> TokenStream {
    if docs.is_empty() {
        let doc = format!("Sets `{}`.", field_name(ident));
        return quote!(#[doc = #doc]);
    }
    quote!(#(#docs)*)
}

/// `impl Buildable` for the struct (a literal) and for its builder.
pub(super) fn buildable(model: &ModelIr) -> TokenStream {
    let ident = &model.ident;
    let placeholders = model.columns.iter().enumerate().filter_map(|(index, column)| {
        let field = &column.ident;
        let fillable = column.server_default.is_some()
            || column.fetched_default
            || column.computed.is_some()
            || column.version.is_some()
            || model.is_generated_key(index);
        fillable.then(|| {
            let index = Literal::usize_unsuffixed(index);
            quote!((#index, _orm::is_default(&self.#field)))
        })
    });
    let builder = for_builder(model);
    quote! {
        impl _orm::Buildable for #ident {
            type Model = #ident;
            fn build(self) -> _orm::Built<#ident> {
                let placeholders = [#(#placeholders),*];
                _orm::Built::from_literal(self, &placeholders)
            }
        }
        #builder
    }
}

fn for_builder(model: &ModelIr) -> TokenStream {
    let ident = &model.ident;
    let builder = suffixed(model, "Builder");
    let required = model.required();
    let states = states(required.len());
    let markers = required.iter().map(|&index| marker(model, &model.columns[index]));
    let bounds = required.iter().zip(&states).map(|(&index, state)| {
        let ColumnIr { ident, ty, .. } = &model.columns[index];
        let set = is_set(ident, model.ident.span());
        quote_spanned!(model.ident.span()=> #state: #set<#ty>)
    });
    let columns = model.columns.iter().enumerate().map(|(index, ColumnIr { ident, computed, .. })| {
        match required.iter().position(|&required| required == index) {
            Some(place) => {
                let place = Literal::usize_unsuffixed(place + 1);
                quote!(#ident: self.#place.into_value())
            }
            None if computed.is_some() => {
                let index = Literal::usize_unsuffixed(index);
                quote!(#ident: columns.column(#index, _orm::None))
            }
            None => {
                let index = Literal::usize_unsuffixed(index);
                quote!(#ident: columns.column(#index, self.0.#ident))
            }
        }
    });
    let relationships = model.relationships.iter().map(|relationship| &relationship.ident);
    // As if written by hand: of a derived impl the compiler says that it should be written by hand when its bounds fail.
    let header = quote_spanned!(ident.span()=> _orm::Buildable for #builder<#(#states),*>);
    quote! {
        #(#markers)*
        impl<#(#bounds),*> #header {
            type Model = #ident;
            fn build(self) -> _orm::Built<#ident> {
                let mut columns = _orm::Completion::of::<#ident>();
                let model = #ident { #(#columns,)* #(#relationships: self.0.#relationships,)* };
                columns.finish(model)
            }
        }
    }
}

/// The name of a column's [`marker`]. Not the column's own, which would hide a crate or module that a type mentions, as in
/// `uuid: uuid::Uuid`.
fn is_set(column: &Ident, span: Span) -> Ident {
    Ident::new(&format!("{}_set", field_name(column)), span)
}

/// A trait that says of a state that the column is set, for the sake of its message when it is not.
fn marker(model: &ModelIr, column: &ColumnIr) -> TokenStream {
    let (owner, ident) = (&model.ident, &column.ident);
    let name = field_name(ident);
    let set = is_set(ident, Span::call_site());
    let message = format!("a `{owner}` cannot be built yet: column `{name}` is not set");
    let label = format!("column `{name}` is not set");
    quote! {
        #[diagnostic::on_unimplemented(message = #message, label = #label)]
        pub trait #set<T>: _orm::Filled<T> {}
        #[diagnostic::do_not_recommend]
        impl<T> #set<T> for _orm::Set<T> {}
    }
}
