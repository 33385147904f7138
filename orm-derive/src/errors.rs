//! [`Errors`]: the mistakes of one struct, collected and reported together.

use proc_macro2::Span;
use quote::ToTokens;
use syn::Error;

/// Mistakes so far.
#[derive(Default)]
pub(crate) struct Errors(Option<Error>);

impl Errors {
    /// Adds a mistake at `span`.
    pub(crate) fn at(&mut self, span: Span, message: impl std::fmt::Display) {
        self.add(Error::new(span, message));
    }

    /// Adds a mistake that spans `tokens`.
    pub(crate) fn over(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.add(Error::new_spanned(tokens, message));
    }

    /// Adds what a parser reported.
    pub(crate) fn add(&mut self, error: Error) {
        match &mut self.0 {
            Some(all) => all.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// All of them as one, if there are any.
    pub(crate) fn finish(self) -> Option<Error> {
        self.0
    }
}

/// `` `a`, `b` and so on ``, for messages.
pub(crate) fn list<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let names: Vec<_> = names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect();
    names.join(", ")
}

/// What to add to "unknown so-and-so": the nearest of `known`, or all of them if none is near.
pub(crate) fn suggestion<S: AsRef<str>>(wrong: &str, known: impl IntoIterator<Item = S>) -> String {
    let known: Vec<_> = known.into_iter().collect();
    match nearest(wrong, &known) {
        Some(name) => format!("did you mean `{}`?", name.as_ref()),
        None => format!("known are {}", list(known)),
    }
}

/// The one of `known` that must have been meant by `wrong`, if any is near.
pub(crate) fn nearest<'k, S: AsRef<str>>(wrong: &str, known: &'k [S]) -> Option<&'k S> {
    let likeness = known.iter().map(|name| (strsim::jaro_winkler(wrong, name.as_ref()), name));
    let near = likeness.filter(|(likeness, _)| *likeness >= 0.8);
    near.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}
