//! `#[column(..)]`.

use proc_macro2::Span;
use quote::ToTokens;
use syn::{Expr, Field, Ident, Path};

use super::args::{Arg, ArgValue, Args, Keys, item_path};
use super::{numbering, types};
use crate::errors::{Errors, suggestion};
use crate::ir::{Action, ColumnIr, Deferrable, ForeignKeyIr, ItemPath, VersionIr, field_name};

/// Of `#[column(..)]`.
pub(super) const KEYS: Keys = Keys {
    known: &[
        "primary_key",
        "autoincrement",
        "name",
        "length",
        "precision",
        "scale",
        "unique",
        "index",
        "default",
        "server_default",
        "onupdate",
        "server_onupdate",
        "computed",
        "computed_stored",
        "computed_virtual",
        "identity",
        "check",
        "comment",
        "foreign_key",
        "on_delete",
        "on_update",
        "deferrable",
        "initially",
        "match_full",
        "nullable",
        "version",
        "validate",
    ],
    repeated: &[],
    later: &[],
};

const ACTIONS: [(&str, &str); 5] = [
    ("cascade", "Cascade"),
    ("set null", "SetNull"),
    ("restrict", "Restrict"),
    ("no action", "NoAction"),
    ("set default", "SetDefault"),
];

/// Types of which it is known that `length` means nothing to them.
pub(super) const WITHOUT_LENGTH: [&str; 18] = [
    "i8",
    "i16",
    "i32",
    "i64",
    "u8",
    "u16",
    "u32",
    "u64",
    "f32",
    "f64",
    "bool",
    "DateTime",
    "NaiveDateTime",
    "NaiveDate",
    "NaiveTime",
    "Uuid",
    "Decimal",
    "Value",
];

/// Types that are known to be no integers.
pub(super) const NOT_COUNTED: [&str; 13] = [
    "f32",
    "f64",
    "bool",
    "char",
    "String",
    "Vec",
    "DateTime",
    "NaiveDateTime",
    "NaiveDate",
    "NaiveTime",
    "Uuid",
    "Decimal",
    "Value",
];

/// The column of a field, and the foreign key declared on it; `index` is its place in the table.
pub(super) fn column(
    field: &Field,
    ident: &Ident,
    index: usize,
    mut args: Args,
    errors: &mut Errors,
) -> (ColumnIr, Option<ForeignKeyIr>) {
    args.check("column attribute", &KEYS, errors);
    let nullable = types::argument_of(&field.ty, "Option").is_some();
    if let Some(arg) = args.take("nullable") {
        let ty = source(&field.ty);
        let message = if nullable {
            format!("`{ident}` is nullable already, by its type `{ty}`")
        } else {
            format!("a nullable column is an `Option<{ty}>`; write `{ident}: Option<{ty}>`")
        };
        errors.over(arg.key, message);
    }
    let foreign_key = foreign_key(ident, index, nullable, &mut args, errors);
    let length = args.positive("length", errors);
    if let Some(length) = &length
        && types::is_one_of(types::base(&field.ty), &WITHOUT_LENGTH)
    {
        errors.over(length, format!("a `{}` has no length; `String` and `Vec<u8>` have", source(&field.ty)));
    }
    let server_onupdate = args.flag("server_onupdate", errors).is_some();
    let column = ColumnIr {
        ident: ident.clone(),
        constant: ident.clone(),
        vis: field.vis.clone(),
        docs: super::docs(&field.attrs),
        ty: field.ty.clone(),
        name: args.name("name", errors).map_or_else(|| field_name(ident), |name| name.value()),
        nullable,
        integer: types::is_integer(&field.ty),
        primary_key: args.flag("primary_key", errors).is_some(),
        autoincrement: args.switch("autoincrement", errors),
        length,
        numeric: numeric(field, &mut args, errors),
        unique: args.flag("unique", errors).is_some(),
        index: args.flag("index", errors).is_some(),
        default: args.expr("default", errors),
        fetched_default: args.bare("server_default"),
        server_default: args.expr("server_default", errors),
        server_onupdate,
        onupdate: args.expr("onupdate", errors),
        check: args.expr("check", errors),
        computed: computed(&mut args, errors),
        identity: numbering::identity(&mut args, errors),
        comment: args.string("comment", errors),
        version: version(field, ident, nullable, server_onupdate, &mut args, errors),
        validate: validate(&mut args, errors),
    };
    unfillable(&column, errors);
    numbering::check(&column, errors);
    if column.primary_key && nullable {
        errors.over(
            &field.ty,
            format!("a primary key is never NULL; write `{ident}: {}`", source(types::base(&field.ty))),
        );
    }
    (column, foreign_key)
}

fn numeric(field: &Field, args: &mut Args, errors: &mut Errors) -> Option<(syn::LitInt, syn::LitInt)> {
    let numeric = match (args.positive("precision", errors), args.integer("scale", errors)) {
        (Some(precision), Some(scale)) => (precision, scale),
        (Some(one), None) | (None, Some(one)) => {
            errors.over(one, "`precision` and `scale` go together: `precision = 10, scale = 2`");
            return None;
        }
        (None, None) => return None,
    };
    if !types::is_one_of(types::base(&field.ty), &["Decimal"]) {
        errors.over(&numeric.0, format!("a `{}` has no precision; a `Decimal` has", source(&field.ty)));
    }
    Some(numeric)
}

fn foreign_key(
    ident: &Ident,
    index: usize,
    nullable: bool,
    args: &mut Args,
    errors: &mut Errors,
) -> Option<ForeignKeyIr> {
    let target = args.expr("foreign_key", errors);
    let on_delete = action("on_delete", args, errors);
    let on_update = action("on_update", args, errors);
    let (deferrable, match_full) = (deferrable(args, errors), args.flag("match_full", errors));
    if let (None, Some(span)) = (&target, match_full.or(deferrable.map(|(_, span)| span))) {
        errors.add(syn::Error::new(span, "a foreign key has this: `foreign_key = User::id`"));
    }
    for (key, action) in [("on_delete", &on_delete), ("on_update", &on_update)] {
        let Some((_, literal)) = action else { continue };
        if target.is_none() {
            errors.over(literal, format!("`{key}` needs a foreign key: `foreign_key = User::id`"));
        } else if literal.value() == "set null" && !nullable {
            errors.over(literal, format!("`{ident}` cannot be set to NULL; its type must be an `Option`"));
        }
    }
    Some(ForeignKeyIr {
        columns: vec![index],
        targets: vec![column_path(&target?, errors)?],
        on_delete: on_delete.map(|(action, _)| action),
        on_update: on_update.map(|(action, _)| action),
        name: None,
        deferrable: deferrable.map(|(deferrable, _)| deferrable),
        match_full: match_full.is_some(),
        inline: true,
    })
}

/// A `foreign_key = User::id`.
pub(super) fn column_path(expr: &Expr, errors: &mut Errors) -> Option<ItemPath> {
    let path: Option<&Path> = match expr {
        Expr::Path(path) if path.qself.is_none() => Some(&path.path),
        _ => None,
    };
    let item = path.and_then(item_path);
    if item.is_none() {
        errors.over(expr, "expected a column of a model, such as `User::id`");
    }
    item
}

/// Takes out `on_delete = ".."` or `on_update = ".."`.
pub(super) fn action(key: &str, args: &mut Args, errors: &mut Errors) -> Option<(Action, syn::LitStr)> {
    let literal = args.string(key, errors)?;
    let text = literal.value();
    let action = ACTIONS.iter().find(|(name, _)| text.eq_ignore_ascii_case(name));
    if action.is_none() {
        let names = ACTIONS.map(|(name, _)| name);
        errors.over(&literal, format!("unknown action `{text}`; {}", suggestion(&text, names)));
    }
    action.map(|(_, variant)| (Action(variant), literal))
}

/// Takes out `deferrable` and `initially = ".."`, which goes with it.
pub(super) fn deferrable(args: &mut Args, errors: &mut Errors) -> Option<(Deferrable, Span)> {
    let flag = args.flag("deferrable", errors);
    let Some(literal) = args.string("initially", errors) else {
        return flag.map(|span| (Deferrable("Immediate"), span));
    };
    let variant = match literal.value().as_str() {
        "deferred" => "Deferred",
        "immediate" => "Immediate",
        _ => {
            errors.over(&literal, "write `initially = \"deferred\"` or `initially = \"immediate\"`");
            return None;
        }
    };
    if flag.is_none() {
        errors.over(&literal, "`initially` says when what is `deferrable` is checked; add `deferrable`");
    }
    Some((Deferrable(variant), literal.span()))
}

/// Takes out `computed = ..`, `computed_stored = ..` or `computed_virtual = ..`.
fn computed(args: &mut Args, errors: &mut Errors) -> Option<(Expr, Option<bool>)> {
    let forms = [("computed", None), ("computed_stored", Some(true)), ("computed_virtual", Some(false))];
    let mut given = forms.into_iter().filter_map(|(key, stored)| Some((args.expr(key, errors)?, stored)));
    let computed = given.next();
    if let Some((second, _)) = given.next() {
        errors.over(second, "a column is computed by one expression");
    }
    computed
}

/// Takes out `validate = function`.
fn validate(args: &mut Args, errors: &mut Errors) -> Option<Path> {
    match args.expr("validate", errors)? {
        Expr::Path(path) if path.qself.is_none() => Some(path.path),
        other => {
            errors.over(other, "expected the name of a function: `validate = is_valid`");
            None
        }
    }
}

/// Takes out `version` or `version = ..`.
fn version(
    field: &Field,
    ident: &Ident,
    nullable: bool,
    by_server: bool,
    args: &mut Args,
    errors: &mut Errors,
) -> Option<VersionIr> {
    let version = match args.take("version")? {
        Arg { value: ArgValue::Flag, .. } if by_server => VersionIr::Server,
        Arg { key, .. } if by_server => {
            errors.over(key, "`server_onupdate` says that the database makes the versions; write `version` alone");
            return None;
        }
        Arg { value: ArgValue::Flag, .. } => VersionIr::Counter,
        Arg { value: ArgValue::Expr(value), .. } if matches!(*value, Expr::Closure(_)) => VersionIr::After(*value),
        Arg { value: ArgValue::Expr(value), .. } => VersionIr::Made(*value),
        Arg { key, .. } => {
            errors.over(key, "write `version`, or `version = ..` with what makes the next one");
            return None;
        }
    };
    if nullable {
        let ty = source(types::base(&field.ty));
        errors.over(&field.ty, format!("a version is never NULL; write `{ident}: {ty}`"));
    } else if matches!(version, VersionIr::Counter)
        && !types::is_integer(&field.ty)
        && types::is_one_of(&field.ty, &NOT_COUNTED)
    {
        let ty = source(&field.ty);
        errors.over(&field.ty, format!("a `{ty}` does not count; say what makes the next one: `version = ..`"));
    }
    Some(version)
}

/// Reports what a column cannot have because the database fills it.
fn unfillable(column: &ColumnIr, errors: &mut Errors) {
    let others = [&column.default, &column.server_default, &column.onupdate];
    let other = others.into_iter().flatten().next();
    let filled = column.computed.is_some() || column.identity.is_some() || column.autoincrement == Some(true);
    let by_server = matches!(column.version, Some(VersionIr::Server));
    if by_server && (filled || column.default.is_some() || column.onupdate.is_some()) {
        errors
            .over(&column.ident, "the database makes these versions: only `server_default` says what the first one is");
    } else if column.version.is_some() && column.primary_key {
        errors.over(
            &column.ident,
            "a version changes with every write, which a primary key does not; make it a column of its own",
        );
    } else if column.version.is_some() && !by_server && (filled || other.is_some() || column.fetched_default) {
        errors.over(
            &column.ident,
            "the flush fills a version, which has no default; if the database makes it, add `server_onupdate`",
        );
    } else if filled && (column.fetched_default || column.server_onupdate) {
        errors.over(&column.ident, "a column that is computed or numbered is filled by nothing else");
    } else if column.computed.is_some() {
        if let Some(other) = other {
            errors.over(other, "a computed column has no default: its expression is what fills it");
        } else if let Some(validate) = &column.validate {
            errors.over(validate, "a computed column is never written: there is nothing to validate");
        } else if column.identity.is_some() || column.autoincrement == Some(true) {
            errors.over(&column.ident, "a column is either computed or numbered");
        }
    } else if let Some(other) = other.filter(|_| filled) {
        errors.over(other, "a column that the database numbers has no default");
    }
}

/// Tokens as they would be written, near enough for a message.
pub(super) fn source(tokens: impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    [" <", "< ", " >", " ::", ":: "]
        .iter()
        .fold(text, |text, pattern| text.replace(pattern, pattern.trim()))
        .replace(" ,", ",")
}
