//! `TypeDecorator` of a newtype or an enum.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::ir::{EnumIr, NewtypeIr, Storage, VariantIr};

/// Of a struct of one field.
pub(crate) fn sql_type(newtype: &NewtypeIr) -> TokenStream {
    let NewtypeIr { ident, member, inner, length, digits, names } = newtype;
    let length = length.iter();
    let digits = digits.iter().map(|(precision, scale)| quote!(.with_digits(#precision, #scale)));
    // What is wrong with the field's type is to be reported there.
    let base = quote_spanned!(inner.span()=> <#inner as _orm::SqlType>::TYPE);
    let base = quote!(#base #(.with_length(#length))* #(#digits)*);
    let ty = if names.is_empty() {
        base
    } else {
        let names = names.iter().map(|(database, name)| {
            let database = Ident::new(database, Span::call_site());
            quote!(#database: _orm::Some(#name))
        });
        quote!(_orm::ColumnType::Custom(&_orm::CustomType { #(#names,)* ..{ _orm::CustomType::of(#base) } }))
    };
    implementation(
        ident,
        &quote!(#inner),
        &ty,
        &quote!(_orm::Clone::clone(&self.#member)),
        &quote!(_orm::Ok(#ident { #member: inner })),
    )
}

/// Of an enum.
pub(crate) fn sql_enum(definition: &EnumIr) -> TokenStream {
    let EnumIr { ident, name, storage, variants } = definition;
    let variants_of = |variant: &VariantIr| variant.ident.clone();
    let names: Vec<_> = variants.iter().map(variants_of).collect();
    let labels: Vec<_> = variants.iter().map(|variant| &variant.label).collect();
    if let Storage::Integer(inner) = storage {
        return implementation(
            ident,
            &quote!(#inner),
            &quote!(<#inner as _orm::SqlType>::TYPE),
            &quote!(match self { #(#ident::#names => #ident::#names as #inner,)* }),
            &quote! {
                match inner {
                    #(value if value == #ident::#names as #inner => _orm::Ok(#ident::#names),)*
                    _ => _orm::Err(_orm::unknown_label(inner, &[#(_orm::stringify!(#names)),*])),
                }
            },
        );
    }
    let native = matches!(storage, Storage::Native);
    implementation(
        ident,
        &quote!(_orm::String),
        &quote!(_orm::ColumnType::Enum(&_orm::EnumType { name: #name, labels: &[#(#labels),*], native: #native })),
        &quote!(_orm::String::from(match self { #(#ident::#names => #labels,)* })),
        &quote! {
            match &*inner {
                #(#labels => _orm::Ok(#ident::#names),)*
                _ => _orm::Err(_orm::unknown_label(inner, &[#(#labels),*])),
            }
        },
    )
}

/// What is left of a type with mistakes: it is one, so that the mistakes are all that the compiler reports.
pub(crate) fn decorator_stub(ident: &Ident) -> TokenStream {
    let body = quote!(::core::unreachable!());
    implementation(ident, &quote!(_orm::String), &quote!(<_orm::String as _orm::SqlType>::TYPE), &body, &body)
}

fn implementation(
    ident: &Ident,
    inner: &TokenStream,
    ty: &TokenStream,
    to_inner: &TokenStream,
    from_inner: &TokenStream,
) -> TokenStream {
    quote! {
        #[allow(deprecated)]
        const _: () = {
            use ::orm::__private as _orm;
            impl _orm::TypeDecorator for #ident {
                type Inner = #inner;
                const TYPE: _orm::ColumnType = #ty;
                fn to_inner(&self) -> #inner {
                    #to_inner
                }
                fn from_inner(inner: #inner) -> _orm::Result<Self, _orm::String> {
                    #from_inner
                }
            }
        };
    }
}
