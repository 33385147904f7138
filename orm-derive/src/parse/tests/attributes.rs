//! Every documented attribute is accepted, and nothing else.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Meta;
use syn::parse::Parser;
use syn::punctuated::Punctuated;

use super::{Keys, read};
use crate::parse::{column, numbering, relationship, table};

/// Rows of the table under a heading in the documentation of the derive: the code of the first cells, and of the second.
fn documented(heading: &str) -> Vec<(String, Option<String>)> {
    let source = include_str!("../../lib.rs");
    let (_, section) = source.split_once(&format!("/// # `#[{heading}(..)]`")).expect("a section");
    let rows = section.lines().skip(1).take_while(|line| line.starts_with("///") && !line.starts_with("/// #"));
    let rows = rows.filter_map(|line| line.strip_prefix("/// | `"));
    rows.map(|row| {
        let (argument, rest) = row.split_once("` | ").expect("an argument");
        let ty = rest.strip_prefix('`').and_then(|ty| ty.split_once('`')).map(|(ty, _)| ty.to_owned());
        (argument.to_owned(), ty)
    })
    .collect()
}

fn keys(argument: &str) -> Vec<String> {
    let metas = Punctuated::<Meta, syn::Token![,]>::parse_terminated.parse_str(argument).unwrap();
    metas.iter().map(|meta| meta.path().get_ident().unwrap().to_string()).collect()
}

fn model(attribute: TokenStream, fields: TokenStream) -> Result<(), Vec<String>> {
    let fields = quote! {
        #[column(primary_key)] id: i64,
        name: String,
        email: Option<String>,
        #[column(foreign_key = User::id)] manager_id: i64,
        #fields
    };
    read(quote!(#attribute struct User { #fields })).map(drop)
}

#[test]
fn what_is_documented_is_accepted() {
    for (heading, known) in
        [("model", table::KEYS.known), ("column", column::KEYS.known), ("relationship", relationship::KEYS.known)]
    {
        let mut seen = Vec::new();
        for (argument, ty) in documented(heading) {
            let tokens: TokenStream = argument.parse().unwrap();
            let ty: TokenStream = ty.as_deref().unwrap_or("i64").parse().unwrap();
            let result = match heading {
                "model" => model(quote!(#[model(#tokens)]), quote!()),
                "column" => model(quote!(), quote!(#[column(#tokens)] field: #ty)),
                _ => model(quote!(), quote!(#[relationship(#tokens)] field: #ty)),
            };
            assert_eq!(result, Ok(()), "{argument}");
            seen.extend(keys(&argument));
        }
        // `nullable` is known for the sake of its message.
        let missing: Vec<_> =
            known.iter().filter(|key| **key != "nullable" && !seen.iter().any(|seen| seen == *key)).collect();
        assert!(missing.is_empty(), "not documented: {missing:?}");
    }
}

#[test]
fn what_is_misspelt_is_rejected_with_the_right_spelling() {
    let attribute = |name: &str, tokens: TokenStream| match name {
        "column" => model(quote!(), quote!(#[column(#tokens)] field: i64)),
        "relationship" => model(quote!(), quote!(#[relationship(#tokens)] field: HasMany<Post>)),
        "model" => model(quote!(#[model(#tokens)]), quote!()),
        "unique" => model(quote!(#[model(unique(columns(name), #tokens))]), quote!()),
        "index" => model(quote!(#[model(index(columns(name), #tokens))]), quote!()),
        "check" => model(quote!(#[model(check(expr = true, #tokens))]), quote!()),
        "identity" => model(quote!(), quote!(#[column(identity(#tokens))] field: i64)),
        _ => model(quote!(#[model(foreign_key(columns(name), references(A::b), #tokens))]), quote!()),
    };
    let cases: [(&str, &Keys); 8] = [
        ("column", &column::KEYS),
        ("relationship", &relationship::KEYS),
        ("model", &table::KEYS),
        ("unique", &table::UNIQUE_KEYS),
        ("index", &table::INDEX_KEYS),
        ("foreign key", &table::FOREIGN_KEY_KEYS),
        ("check", &table::CHECK_KEYS),
        ("identity", &numbering::IDENTITY_KEYS),
    ];
    for (name, keys) in cases {
        for key in keys.known {
            let wrong = format!("{key}x");
            let expected = format!("unknown {name} attribute `{wrong}`; did you mean `{key}`?");
            assert_eq!(attribute(name, wrong.parse().unwrap()), Err(vec![expected]));
        }
        let strange = attribute(name, quote!(zzz = 1)).expect_err("rejected").concat();
        assert!(strange.starts_with(&format!("unknown {name} attribute `zzz`; known are `")), "{strange}");
        for key in keys.later {
            let expected = format!("not implemented yet: the {name} attribute `{key}`");
            assert_eq!(attribute(name, key.parse().unwrap()), Err(vec![expected]));
        }
    }
}
