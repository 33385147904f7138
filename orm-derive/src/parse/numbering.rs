//! Columns by which the database numbers the rows: `autoincrement` and `identity(..)`.

use syn::{Expr, ExprLit, Lit, UnOp};

use super::args::{Args, Keys};
use super::column::{NOT_COUNTED, source};
use super::types;
use crate::errors::Errors;
use crate::ir::{ColumnIr, IdentityIr, ModelIr};

/// Of `identity(..)`.
pub(super) const IDENTITY_KEYS: Keys = Keys::of(&["always", "start", "increment", "min", "max", "cache", "cycle"]);

/// Takes out `identity` or `identity(always, start = 100, ..)`.
pub(super) fn identity(args: &mut Args, errors: &mut Errors) -> Option<IdentityIr> {
    if !args.has_list("identity") {
        return args.flag("identity", errors).map(|_| IdentityIr::default());
    }
    let (_, mut options) = args.lists("identity", errors).pop()?;
    options.check("identity attribute", &IDENTITY_KEYS, errors);
    let mut calls = Vec::new();
    for flag in ["always", "cycle"] {
        calls.extend(options.flag(flag, errors).map(|_| (flag, None)));
    }
    for number in ["start", "increment", "min", "max", "cache"] {
        calls.extend(options.expr(number, errors).map(|value| (number, Some(value))));
    }
    options_make_sense(&calls, errors);
    Some(IdentityIr(calls))
}

/// Reports options of which it is seen that no number fulfils them; what is no literal is seen when the table is created.
fn options_make_sense(options: &[(&'static str, Option<Expr>)], errors: &mut Errors) {
    let option = |key: &str| {
        let value = options.iter().find(|(name, _)| *name == key)?.1.as_ref()?;
        Some((value, number(value)?))
    };
    if let Some((increment, 0)) = option("increment") {
        errors.over(increment, "an increment of 0 gives every row the same number");
    }
    if let Some((cache, ..1)) = option("cache") {
        errors.over(cache, "`cache` is at least 1");
    }
    let (min, max) = (option("min"), option("max"));
    if let (Some((_, min)), Some((max, at_most))) = (min, max)
        && min >= at_most
    {
        errors.over(max, "`max` is more than `min`");
    } else if let Some((start, first)) = option("start")
        && (min.is_some_and(|(_, min)| first < min) || max.is_some_and(|(_, max)| first > max))
    {
        errors.over(start, "the first number is not from `min` to `max`");
    }
}

/// The value of a literal.
fn number(expr: &Expr) -> Option<i128> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(value), .. }) => value.base10_parse().ok(),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => number(&unary.expr).map(|value| -value),
        Expr::Group(group) => number(&group.expr),
        Expr::Paren(paren) => number(&paren.expr),
        _ => None,
    }
}

/// Reports a column that is to be numbered and cannot be. Of types that are not known here the compiler says it.
pub(super) fn check(column: &ColumnIr, errors: &mut Errors) {
    if !column.is_numbered() {
        return;
    }
    let base = types::base(&column.ty);
    if types::is_one_of(base, &NOT_COUNTED) && !types::is_integer(base) {
        errors
            .over(&column.ty, format!("the database numbers rows by integers, and this is a `{}`", source(&column.ty)));
    } else if column.identity.is_none() && !column.primary_key {
        errors.over(
            &column.ident,
            "`autoincrement` is for a column of the primary key; another one that the database numbers is an `identity`",
        );
    }
}

/// Reports a second column that is to be numbered.
pub(super) fn check_single(model: &ModelIr, errors: &mut Errors) {
    let mut numbered = model.columns.iter().filter(|column| column.is_numbered());
    if let Some(first) = numbered.next() {
        for second in numbered {
            let message = format!("the database numbers rows by one column, and `{}` is it already", first.ident);
            errors.over(&second.ident, message);
        }
    }
}
