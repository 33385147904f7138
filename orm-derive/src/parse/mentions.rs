//! Which columns of a model an expression mentions, as far as its tokens show.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Ident;

/// Where `expr` says `owner::field`, with such a field.
pub(super) fn column_of(owner: &Ident, expr: impl ToTokens, is_meant: impl Fn(&Ident) -> bool) -> Option<Span> {
    search(owner, expr.into_token_stream(), &is_meant)
}

fn search(owner: &Ident, tokens: TokenStream, is_meant: &dyn Fn(&Ident) -> bool) -> Option<Span> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_colon = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':');
    let here = tokens.windows(4).find_map(|tokens| match tokens {
        [TokenTree::Ident(model), first, second, TokenTree::Ident(field)]
            if model == owner && is_colon(first) && is_colon(second) && is_meant(field) =>
        {
            Some(model.span().join(field.span()).unwrap_or_else(|| field.span()))
        }
        _ => None,
    });
    let within = |token: &TokenTree| match token {
        TokenTree::Group(group) => search(owner, group.stream(), is_meant),
        _ => None,
    };
    here.or_else(|| tokens.iter().find_map(within))
}
