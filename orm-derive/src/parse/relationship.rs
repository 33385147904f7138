//! `#[relationship(..)]`, and the foreign key that a relationship follows.

use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Field, Ident, Lit, LitStr, Path};

use super::args::{ArgValue, Args, Keys, path_name};
use super::column::column_path;
use super::types;
use crate::errors::{Errors, list, suggestion};
use crate::ir::{CascadeIr, ColumnIr, Follows, ForeignKeyIr, Kind, RelationshipIr, field_name};

/// Of `#[relationship(..)]`.
pub(super) const KEYS: Keys = Keys {
    known: &[
        "back_populates",
        "cascade",
        "order_by",
        "position",
        "foreign_key",
        "secondary",
        "primaryjoin",
        "viewonly",
        "post_update",
        "single_parent",
        "passive_deletes",
        "passive_updates",
    ],
    repeated: &[],
    later: &[],
};

/// In the order of [`CascadeIr::Some`].
const CASCADES: [&str; 6] = ["save-update", "merge", "delete", "delete-orphan", "refresh-expire", "expunge"];
const DELETE: usize = 2;
const DELETE_ORPHAN: usize = 3;

/// The relationship of a field, and `foreign_key = ..` as written; [`follow`] resolves it.
pub(super) fn relationship(
    field: &Field,
    ident: &Ident,
    kind: Kind,
    mut args: Args,
    errors: &mut Errors,
) -> Option<(RelationshipIr, Option<Expr>)> {
    args.check("relationship attribute", &KEYS, errors);
    let name = kind.name();
    let Some(argument) = types::argument_of(&field.ty, name) else {
        errors.over(&field.ty, format!("write the model it leads to: `{name}<User>`"));
        return None;
    };
    let optional = types::argument_of(argument, "Option");
    if kind != Kind::BelongsTo
        && let Some(target) = optional
    {
        let target = target.to_token_stream();
        errors.over(argument, format!("a `{name}` may always be empty; write `{name}<{target}>`"));
    }
    let order_by = args.expr("order_by", errors);
    if kind == Kind::BelongsTo
        && let Some(order_by) = &order_by
    {
        errors.over(order_by, "`order_by` is for a `HasMany`; a `BelongsTo` leads to one row");
    }
    let foreign_key = args.expr("foreign_key", errors);
    let secondary = args.expr("secondary", errors).and_then(|expr| secondary(expr, kind, errors));
    let single_parent = args.flag("single_parent", errors).is_some();
    let relationship = RelationshipIr {
        ident: ident.clone(),
        constant: ident.clone(),
        vis: field.vis.clone(),
        docs: super::docs(&field.attrs),
        ty: field.ty.clone(),
        kind,
        target: optional.unwrap_or(argument).clone(),
        nullable: optional.is_some(),
        span: field.ty.span(),
        back_populates: args.expr("back_populates", errors).and_then(|field| inverse(field, errors)),
        cascade: args.string("cascade", errors).and_then(|literal| {
            let owns = kind != Kind::BelongsTo && secondary.is_none() || single_parent;
            cascade(&literal, owns, errors)
        }),
        order_by,
        position: args.expr("position", errors),
        follows: Follows::Inferred,
        primaryjoin: args.expr("primaryjoin", errors),
        viewonly: args.flag("viewonly", errors).is_some(),
        post_update: args.flag("post_update", errors).is_some(),
        single_parent,
        passive_deletes: passive_deletes(&mut args, errors),
        passive_updates: args.switch("passive_updates", errors),
        secondary,
    };
    check(&relationship, foreign_key.as_ref(), errors);
    Some((relationship, foreign_key))
}

/// `secondary = PostTag`.
fn secondary(expr: Expr, kind: Kind, errors: &mut Errors) -> Option<Path> {
    if !matches!(kind, Kind::HasMany | Kind::WriteOnly) {
        errors.over(expr, "`secondary` is for a `HasMany` or `WriteOnly`");
        return None;
    }
    match expr {
        Expr::Path(path) if path.qself.is_none() => Some(path.path),
        other => {
            errors.over(other, "`secondary` is the model of the table in between: `secondary = PostTag`");
            None
        }
    }
}

/// `passive_deletes`, or `passive_deletes = "all"`.
fn passive_deletes(args: &mut Args, errors: &mut Errors) -> Option<&'static str> {
    let all = |arg: &Expr| matches!(arg, Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if text.value() == "all");
    let arg = args.take("passive_deletes")?;
    match &arg.value {
        ArgValue::Flag => Some("Unloaded"),
        ArgValue::Expr(value) if all(value) => Some("All"),
        _ => {
            errors.over(&arg.key, "write `passive_deletes` or `passive_deletes = \"all\"`");
            None
        }
    }
}

/// What does not go together.
fn check(relationship: &RelationshipIr, foreign_key: Option<&Expr>, errors: &mut Errors) {
    let RelationshipIr { ident, kind, back_populates, cascade, secondary, primaryjoin, .. } = relationship;
    if relationship.viewonly {
        if let Some(field) = back_populates {
            errors
                .over(field, "a `viewonly` relationship has no other side to keep in step; leave `back_populates` out");
        }
        if cascade.is_some_and(|cascade| cascade != CascadeIr::None) {
            errors.over(ident, "nothing cascades along a `viewonly` relationship; leave `cascade` out");
        }
    }
    if let Some(column) = &relationship.position {
        if *kind != Kind::HasMany {
            errors.over(column, "`position` is for a `HasMany`, whose members have an order");
        } else if secondary.is_some() {
            errors.over(
                column,
                "rows that belong to many have a place in each: make it a column of the table in between, and that a relationship of its own",
            );
        } else if relationship.viewonly {
            errors.over(column, "nothing of a `viewonly` relationship is written; use `order_by`");
        }
    }
    if let Some(condition) = primaryjoin {
        if secondary.is_some() {
            errors.over(condition, "a `secondary` relationship follows the foreign keys of the table in between");
        }
        if foreign_key.is_some() {
            errors.over(condition, "`primaryjoin` says what `foreign_key` would; leave one of them out");
        }
    }
    if relationship.single_parent && *kind != Kind::BelongsTo && secondary.is_none() {
        errors.over(
            ident,
            "the rows of a one-to-many relationship have a single parent anyway; leave `single_parent` out",
        );
    }
    let deletes =
        matches!(cascade, Some(CascadeIr::All | CascadeIr::AllDeleteOrphan | CascadeIr::Some([_, _, true, ..])));
    if relationship.passive_deletes == Some("All") && deletes {
        errors.over(
            ident,
            "`passive_deletes = \"all\"` leaves the children alone, and the cascade deletes them; choose one",
        );
    }
    if relationship.passive_deletes.is_some() && *kind == Kind::BelongsTo {
        errors.over(ident, "`passive_deletes` belongs to the other side, whose rows are deleted");
    }
    if *kind == Kind::WriteOnly && relationship.viewonly {
        errors.over(ident, "a collection that is neither loaded nor written is of no use; leave `viewonly` out");
    }
    if *kind == Kind::WriteOnly && primaryjoin.is_some() {
        errors.over(ident, "a `WriteOnly` collection follows a foreign key; leave `primaryjoin` out");
    }
    if relationship.post_update && secondary.is_some() {
        errors.over(ident, "`post_update` is for foreign keys of the two models; this one has none");
    }
}

/// Resolves the foreign key that `relationship` follows: `named` in its attribute, or the only one there is.
pub(super) fn follow(
    relationship: &RelationshipIr,
    named: Option<&Expr>,
    columns: &[ColumnIr],
    keys: &[ForeignKeyIr],
    errors: &mut Errors,
) -> Option<Follows> {
    if relationship.primaryjoin.is_some() {
        return Some(Follows::Inferred);
    }
    if relationship.kind != Kind::BelongsTo {
        return Some(match named {
            Some(expr) => Follows::Remote(column_path(expr, errors)?),
            None => Follows::Inferred,
        });
    }
    let target = types::last_segment(&relationship.target)?.ident.to_string();
    let leads_there = |key: &&(usize, &ForeignKeyIr)| {
        key.1.owner().and_then(|owner| owner.segments.last()).is_some_and(|last| last.ident == target)
    };
    let all: Vec<_> = keys.iter().enumerate().collect();
    let candidates: Vec<_> = all.iter().filter(leads_there).collect();
    let mut telling = None;
    let key = match named {
        Some(expr) => {
            let column = local_column(expr, columns, errors)?;
            telling = Some(column);
            let over: Vec<_> = all.iter().filter(|key| key.1.columns.contains(&column)).collect();
            match over[..] {
                [key] => key.0,
                // A column may be part of several keys; the target tells them apart.
                _ => {
                    match candidates.iter().filter(|key| key.1.columns.contains(&column)).collect::<Vec<_>>()[..] {
                        [key] => key.0,
                        [_, _, ..] => {
                            let names = telling_columns(&candidates, columns);
                            let column = &columns[column].ident;
                            errors.over(
                            expr,
                            format!("`{column}` is part of several foreign keys to `{target}`; name a column of one: {}", list(&names)),
                        );
                            return None;
                        }
                        [] => {
                            let column = &columns[column].ident;
                            errors.over(
                                expr,
                                format!(
                                    "`{column}` is no foreign key; mark it with `#[column(foreign_key = {target}::id)]`"
                                ),
                            );
                            return None;
                        }
                    }
                }
            }
        }
        None => match candidates[..] {
            [key] => key.0,
            [] => {
                errors.over(
                    &relationship.ty,
                    format!(
                        "no foreign key leads to `{target}`: mark a column with `#[column(foreign_key = {target}::id)]`"
                    ),
                );
                return None;
            }
            _ => {
                let names = telling_columns(&candidates, columns);
                errors.over(
                    &relationship.ty,
                    format!(
                        "several foreign keys lead to `{target}` ({}); name one: `#[relationship(foreign_key = {})]`",
                        list(&names),
                        names.first().map_or("..", String::as_str),
                    ),
                );
                return None;
            }
        },
    };
    check_nullability(relationship, &keys[key], columns, errors);
    Some(Follows::Local { key, named: telling })
}

/// For each of some foreign keys, a column to name it by: one that only this key has, if there is one.
fn telling_columns(keys: &[&(usize, &ForeignKeyIr)], columns: &[ColumnIr]) -> Vec<String> {
    let is_own = |index: &usize| keys.iter().filter(|key| key.1.columns.contains(index)).count() == 1;
    let telling =
        |key: &&(usize, &ForeignKeyIr)| key.1.columns.iter().find(|i| is_own(i)).or(key.1.columns.first()).copied();
    keys.iter().filter_map(telling).map(|index| field_name(&columns[index].ident)).collect()
}

/// A `BelongsTo` says whether there may be nobody, and so does the type of its column; they must agree.
fn check_nullability(relationship: &RelationshipIr, key: &ForeignKeyIr, columns: &[ColumnIr], errors: &mut Errors) {
    let nullable = key.columns.iter().find(|&&index| columns[index].nullable);
    let target = relationship.target.to_token_stream();
    let ident = &relationship.ident;
    match (relationship.nullable, nullable) {
        (false, Some(&column)) => {
            let column = &columns[column].ident;
            errors
                .at(relationship.span, format!("`{column}` can be NULL; write `{ident}: BelongsTo<Option<{target}>>`"));
        }
        (true, None) => {
            let columns = list(key.columns.iter().map(|&index| field_name(&columns[index].ident)));
            errors.over(
                &relationship.ty,
                format!(
                    "{columns} cannot be NULL; write `{ident}: BelongsTo<{target}>`, or make the column an `Option`"
                ),
            );
        }
        _ => {}
    }
}

fn local_column(expr: &Expr, columns: &[ColumnIr], errors: &mut Errors) -> Option<usize> {
    let path = match expr {
        Expr::Path(path) if path.qself.is_none() => &path.path,
        _ => {
            errors.over(expr, "expected a field of this struct");
            return None;
        }
    };
    let names = columns.iter().map(|column| field_name(&column.ident));
    let index = path.get_ident().and_then(|ident| columns.iter().position(|column| column.ident == *ident));
    if index.is_none() {
        let wrong = path_name(path);
        let message = match path.segments.last() {
            Some(last) if path.segments.len() > 1 => {
                format!(
                    "a `BelongsTo` follows a column of its own struct; write its field: `foreign_key = {}`",
                    last.ident
                )
            }
            _ => format!("unknown column `{wrong}`; {}", suggestion(&wrong, names)),
        };
        errors.over(expr, message);
    }
    index
}

/// A field's name, as a string or (as the compiler may suggest) without quotes.
fn inverse(field: Expr, errors: &mut Errors) -> Option<Ident> {
    let ident = match &field {
        Expr::Lit(ExprLit { lit: Lit::Str(literal), .. }) => literal.parse().ok(),
        Expr::Path(path) => path.path.get_ident().cloned(),
        _ => None,
    };
    if ident.is_none() {
        errors.over(field, "`back_populates` is the name of a field of the other model: `back_populates = \"author\"`");
    }
    ident
}

fn cascade(literal: &LitStr, owns: bool, errors: &mut Errors) -> Option<CascadeIr> {
    let mut on = [false; 6];
    let text = literal.value();
    let words: Vec<_> = text.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        errors.over(literal, "write `none` if nothing cascades, or leave `cascade` out for `save-update, merge`");
    } else if words.len() > 1 && words.contains(&"none") {
        errors.over(literal, "`none` stands alone");
    }
    for word in words {
        match (word, CASCADES.iter().position(|known| *known == word)) {
            (_, Some(index)) => on[index] = true,
            ("none", None) => {}
            // `all` leaves `delete-orphan` out, as in SQLAlchemy.
            ("all", None) => (0..6).filter(|&index| index != DELETE_ORPHAN).for_each(|index| on[index] = true),
            _ => {
                let known = CASCADES.into_iter().chain(["all", "none"]);
                errors.over(literal, format!("unknown cascade `{word}`; {}", suggestion(word, known)));
                return None;
            }
        }
    }
    if on[DELETE_ORPHAN] && !on[DELETE] {
        errors.over(literal, "`delete-orphan` goes with `delete`: write `all, delete-orphan`");
    }
    if on[DELETE_ORPHAN] && !owns {
        errors.over(
            literal,
            "`delete-orphan` belongs to the side that owns the rows, a `HasMany` or `HasOne`; here it needs `single_parent`",
        );
    }
    Some(match on {
        [false, false, false, false, false, false] => CascadeIr::None,
        [true, true, true, true, true, true] => CascadeIr::AllDeleteOrphan,
        [true, true, true, false, true, true] => CascadeIr::All,
        on => CascadeIr::Some(on),
    })
}

impl Kind {
    /// The name of the container.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::BelongsTo => "BelongsTo",
            Kind::HasOne => "HasOne",
            Kind::HasMany => "HasMany",
            Kind::WriteOnly => "WriteOnly",
        }
    }
}
