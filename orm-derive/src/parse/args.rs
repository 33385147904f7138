//! [`Args`]: the arguments of one attribute, syntactically.
//!
//! `#[column(unique, length = 50)]` is a list of [`Arg`]s, each a key with nothing, a value or a list after it. Which
//! keys mean something is decided by whoever takes them out of the [`Args`]; asking for them reports wrong forms.

use proc_macro2::Span;
use syn::parse::{ParseStream, Result};
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, Ident, Lit, LitInt, LitStr, Meta, Path, Token, parenthesized, token};

use crate::errors::{Errors, nearest, suggestion};
use crate::ir::ItemPath;

/// One argument.
pub(super) struct Arg {
    pub(super) key: Path,
    pub(super) value: ArgValue,
}

/// What follows the key of an argument.
pub(super) enum ArgValue {
    /// Nothing.
    Flag,
    /// `= expression`.
    Expr(Box<Expr>),
    /// `(arguments)`.
    List(Vec<Arg>),
}

/// The arguments of an attribute (of all attributes of that name together).
#[derive(Default)]
pub(super) struct Args(Vec<Arg>);

/// The keys that an attribute takes.
pub(super) struct Keys {
    /// All of them.
    pub(super) known: &'static [&'static str],
    /// Those that may be given more than once.
    pub(super) repeated: &'static [&'static str],
    /// Those to come, of which users may have read.
    pub(super) later: &'static [&'static str],
}

impl Keys {
    /// Keys that are given once each.
    pub(super) const fn of(known: &'static [&'static str]) -> Self {
        Keys { known, repeated: &[], later: &[] }
    }
}

impl Args {
    /// Adds the arguments of one attribute.
    pub(super) fn extend(&mut self, attribute: &Attribute, errors: &mut Errors) {
        let read = match &attribute.meta {
            Meta::Path(_) => Ok(()),
            Meta::List(list) => list.parse_args_with(|input: ParseStream<'_>| read(input, &mut self.0)),
            Meta::NameValue(pair) => Err(syn::Error::new_spanned(pair, "write the arguments in parentheses")),
        };
        if let Err(error) = read {
            errors.add(error);
        }
    }

    /// Reports keys that are not in `keys`, and keys given twice unless they may be, and drops them.
    pub(super) fn check(&mut self, what: &str, keys: &Keys, errors: &mut Errors) {
        let mut seen: Vec<String> = Vec::new();
        self.0.retain_mut(|arg| {
            let key = arg.name();
            if keys.later.contains(&key.as_str()) {
                errors.over(&arg.key, format!("not implemented yet: the {what} `{key}`"));
                return false;
            }
            if !keys.known.contains(&key.as_str()) {
                errors.over(&arg.key, format!("unknown {what} `{key}`; {}", suggestion(&key, keys.known)));
                // It is clear enough what was meant not to say also that there is no primary key.
                let primary_key = nearest(&key, keys.known).is_some_and(|nearest| *nearest == "primary_key");
                if primary_key {
                    arg.key = Ident::new("primary_key", arg.key.span()).into();
                }
                return primary_key;
            }
            if seen.contains(&key) && !keys.repeated.contains(&key.as_str()) {
                errors.over(&arg.key, format!("`{key}` is given twice"));
                return false;
            }
            seen.push(key);
            true
        });
    }

    /// Takes out the argument `key`.
    pub(super) fn take(&mut self, key: &str) -> Option<Arg> {
        let index = self.0.iter().position(|arg| arg.key.is_ident(key))?;
        Some(self.0.remove(index))
    }

    /// Takes out the flag `key`.
    pub(super) fn flag(&mut self, key: &str, errors: &mut Errors) -> Option<Span> {
        let arg = self.take(key)?;
        match arg.value {
            ArgValue::Flag => Some(arg.key.span()),
            _ => {
                errors.over(&arg.key, format!("`{key}` takes no value"));
                None
            }
        }
    }

    /// Takes out `key` if it stands alone; with a value it stays.
    pub(super) fn bare(&mut self, key: &str) -> bool {
        let is_bare = |arg: &Arg| arg.key.is_ident(key) && matches!(arg.value, ArgValue::Flag);
        self.0.iter().any(is_bare) && self.take(key).is_some()
    }

    /// Takes out `key` or `key = bool`.
    pub(super) fn switch(&mut self, key: &str, errors: &mut Errors) -> Option<bool> {
        let arg = self.take(key)?;
        match &arg.value {
            ArgValue::Flag => Some(true),
            ArgValue::Expr(value) if let Expr::Lit(ExprLit { lit: Lit::Bool(value), .. }) = &**value => {
                Some(value.value)
            }
            _ => {
                errors.over(&arg.key, format!("write `{key}` or `{key} = false`"));
                None
            }
        }
    }

    /// Takes out `key = expression`.
    pub(super) fn expr(&mut self, key: &str, errors: &mut Errors) -> Option<Expr> {
        let arg = self.take(key)?;
        match arg.value {
            ArgValue::Expr(value) => Some(*value),
            _ => {
                errors.over(&arg.key, format!("write `{key} = ..`"));
                None
            }
        }
    }

    /// Takes out `key = "string"`.
    pub(super) fn string(&mut self, key: &str, errors: &mut Errors) -> Option<LitStr> {
        match self.expr(key, errors)? {
            Expr::Lit(ExprLit { lit: Lit::Str(value), .. }) if value.value().contains('\0') => {
                errors.over(value, "no database takes a NUL in this");
                None
            }
            Expr::Lit(ExprLit { lit: Lit::Str(value), .. }) => Some(value),
            other => {
                errors.over(other, format!("`{key}` is a string: `{key} = \"..\"`"));
                None
            }
        }
    }

    /// Takes out `key = "string"`, which is not empty.
    pub(super) fn name(&mut self, key: &str, errors: &mut Errors) -> Option<LitStr> {
        let name = self.string(key, errors)?;
        if name.value().is_empty() {
            errors.over(name, format!("`{key}` is empty"));
            return None;
        }
        Some(name)
    }

    /// Takes out `key = integer`.
    pub(super) fn integer(&mut self, key: &str, errors: &mut Errors) -> Option<LitInt> {
        match self.expr(key, errors)? {
            Expr::Lit(ExprLit { lit: Lit::Int(value), .. }) => Some(value),
            other => {
                errors.over(other, format!("`{key}` is a number: `{key} = 10`"));
                None
            }
        }
    }

    /// Takes out `key = integer`, which is not 0.
    pub(super) fn positive(&mut self, key: &str, errors: &mut Errors) -> Option<LitInt> {
        let number = self.integer(key, errors)?;
        if number.base10_digits() == "0" {
            errors.over(number, format!("`{key}` is at least 1"));
            return None;
        }
        Some(number)
    }

    /// Takes out all arguments `key(..)`.
    pub(super) fn lists(&mut self, key: &str, errors: &mut Errors) -> Vec<(Path, Args)> {
        let mut lists = Vec::new();
        while let Some(arg) = self.take(key) {
            match arg.value {
                ArgValue::List(args) => lists.push((arg.key, Args(args))),
                _ => errors.over(&arg.key, format!("write `{key}(..)`")),
            }
        }
        lists
    }

    /// Takes out the paths in `key(a, b)`.
    pub(super) fn paths(&mut self, key: &str, errors: &mut Errors) -> Vec<Path> {
        self.lists(key, errors).into_iter().flat_map(|(_, list)| list.into_paths(errors)).collect()
    }

    /// Whether there is an argument `key`, of any form.
    pub(super) fn has(&self, key: &str) -> bool {
        self.0.iter().any(|arg| arg.key.is_ident(key))
    }

    /// Whether there is an argument `key(..)`.
    pub(super) fn has_list(&self, key: &str) -> bool {
        self.0.iter().any(|arg| arg.key.is_ident(key) && matches!(arg.value, ArgValue::List(_)))
    }

    /// All arguments as paths without values.
    pub(super) fn into_paths(self, errors: &mut Errors) -> Vec<Path> {
        let path = |arg: Arg| match arg.value {
            ArgValue::Flag => Some(arg.key),
            _ => {
                errors.over(&arg.key, "expected a name alone");
                None
            }
        };
        self.0.into_iter().filter_map(path).collect()
    }
}

impl Arg {
    fn name(&self) -> String {
        path_name(&self.key)
    }
}

/// A path as written, without spaces.
pub(super) fn path_name(path: &Path) -> String {
    let segments: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    segments.join("::")
}

/// What a macro's `$name:literal` or `$name:expr` was given: it arrives in a group that nobody wrote.
fn ungrouped(expr: Expr) -> Expr {
    match expr {
        Expr::Group(group) => ungrouped(*group.expr),
        expr => expr,
    }
}

/// Splits `User::id` into model and constant.
pub(super) fn item_path(path: &Path) -> Option<ItemPath> {
    let mut owner = path.clone();
    let item = owner.segments.pop()?.ident;
    owner.segments.pop_punct();
    (!owner.segments.is_empty()).then_some(ItemPath { owner, item })
}

/// Reads arguments up to the end, or the first one that cannot be read.
fn read(input: ParseStream<'_>, args: &mut Vec<Arg>) -> Result<()> {
    while !input.is_empty() {
        let key = input.call(Path::parse_mod_style)?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            ArgValue::Expr(Box::new(ungrouped(input.parse()?)))
        } else if input.peek(token::Paren) {
            let content;
            parenthesized!(content in input);
            let mut inner = Vec::new();
            read(&content, &mut inner)?;
            ArgValue::List(inner)
        } else {
            ArgValue::Flag
        };
        args.push(Arg { key, value });
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(())
}
