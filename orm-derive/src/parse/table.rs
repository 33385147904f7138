//! `#[model(..)]`: the name of the table, and what concerns several columns.

use heck::ToSnakeCase;
use quote::ToTokens;
use syn::{Ident, LitStr, Path};

use super::args::{Args, Keys, item_path, path_name};
use super::column::{action, deferrable};
use crate::errors::{Errors, suggestion};
use crate::ir::{CheckIr, ColumnIr, ForeignKeyIr, IndexIr, ModelIr, field_name};

/// Of `#[model(..)]`.
pub(super) const KEYS: Keys = Keys {
    known: &["table", "schema", "comment", "unique", "index", "foreign_key", "check", "constants"],
    repeated: &["unique", "index", "foreign_key", "check"],
    later: &[],
};

/// Of what `#[model(..)]` says at length about several columns.
pub(super) const UNIQUE_KEYS: Keys = Keys::of(&["columns", "name", "nulls_not_distinct", "deferrable", "initially"]);
pub(super) const INDEX_KEYS: Keys = Keys::of(&[
    "columns",
    "name",
    "unique",
    "on",
    "filter",
    "using",
    "include",
    "opclass",
    "nulls_not_distinct",
    "only_on",
]);
pub(super) const CHECK_KEYS: Keys = Keys::of(&["expr", "name"]);
pub(super) const FOREIGN_KEY_KEYS: Keys =
    Keys::of(&["columns", "references", "on_delete", "on_update", "name", "deferrable", "initially", "match_full"]);

/// Reads the arguments into `model`, whose columns are known.
pub(super) fn table(mut args: Args, model: &mut ModelIr, errors: &mut Errors) {
    args.check("model attribute", &KEYS, errors);
    model.table = match args.string("table", errors) {
        Some(name) if name.value().is_empty() => {
            errors.over(name, "a table has a name");
            String::new()
        }
        Some(name) => name.value(),
        None => format!("{}s", field_name(&model.ident).to_snake_case()),
    };
    model.schema = args.name("schema", errors);
    if let Some(schema) = model.schema.as_ref().filter(|schema| schema.value().contains('.')) {
        errors.over(schema, "a schema is one name, without a dot");
    }
    model.comment = args.string("comment", errors);
    if let Some(case) = args.string("constants", errors) {
        constants(&case, model, errors);
    }
    for (key, list) in args.lists("check", errors) {
        model.checks.extend(check(&key, list, errors));
    }
    for (key, list) in args.lists("unique", errors) {
        model.uniques.extend(index(&key, list, &UNIQUE_KEYS, &model.columns, errors));
    }
    for (key, list) in args.lists("index", errors) {
        model.indexes.extend(index(&key, list, &INDEX_KEYS, &model.columns, errors));
    }
    for (key, list) in args.lists("foreign_key", errors) {
        model.foreign_keys.extend(foreign_key(&key, list, &model.columns, errors));
    }
}

/// Names the constants of columns and relationships otherwise than the fields, which are free for methods then.
fn constants(case: &LitStr, model: &mut ModelIr, errors: &mut Errors) {
    if case.value() != "UPPERCASE" {
        errors.over(case, "constants are called like the fields, or else `constants = \"UPPERCASE\"`");
        return;
    }
    let upper = |field: &Ident| Ident::new(&field_name(field).to_uppercase(), field.span());
    for column in &mut model.columns {
        column.constant = upper(&column.ident);
    }
    for relationship in &mut model.relationships {
        relationship.constant = upper(&relationship.ident);
    }
}

/// `(a, b)` or `(columns(a, b), name = "..", unique)`.
fn index(key: &Path, mut args: Args, keys: &Keys, columns: &[ColumnIr], errors: &mut Errors) -> Option<IndexIr> {
    if !args.has_list("columns") && !args.has("on") {
        let columns = fields(key, args.into_paths(errors), columns, errors)?;
        return Some(IndexIr { columns, ..IndexIr::default() });
    }
    args.check(&format!("{} attribute", path_name(key)), keys, errors);
    let on = args.expr("on", errors);
    let name = args.name("name", errors);
    if let Some(on) = on.as_ref().filter(|_| name.is_none()) {
        errors.over(on, "an index on expressions needs a name: `name = \"..\"`");
    }
    if let Some(on) = on.as_ref().filter(|_| args.has_list("columns")) {
        errors.over(on, "an index is on `columns(..)` or `on = ..`, not both");
    }
    let include = if args.has_list("include") {
        let paths = args.paths("include", errors);
        fields(key, paths, columns, errors)?
    } else {
        Vec::new()
    };
    let unique = args.flag("unique", errors).is_some();
    let nulls = args.flag("nulls_not_distinct", errors);
    // A constraint is unique without saying so.
    if let Some(span) = nulls.filter(|_| key.is_ident("index") && !unique) {
        errors.at(span, "an index that is not `unique` compares no NULLs");
    }
    Some(IndexIr {
        columns: if on.is_some() { Vec::new() } else { column_list(key, &mut args, columns, errors)? },
        name,
        unique,
        on,
        filter: args.expr("filter", errors),
        using: args.name("using", errors),
        include,
        opclass: args.name("opclass", errors),
        nulls_not_distinct: nulls.is_some(),
        only_on: args.string("only_on", errors).map(|list| dialects(&list, errors)).unwrap_or_default(),
        deferrable: deferrable(&mut args, errors).map(|(deferrable, _)| deferrable),
    })
}

/// `"PostgreSQL, SQLite"`
fn dialects(list: &LitStr, errors: &mut Errors) -> Vec<LitStr> {
    const KNOWN: [&str; 4] = ["SQLite", "PostgreSQL", "MySQL", "MariaDB"];
    let value = list.value();
    let names = value.split(',').map(str::trim);
    for name in names.clone().filter(|name| !KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name))) {
        errors.over(list, format!("unknown dialect `{name}`; {}", suggestion(name, KNOWN)));
    }
    names.map(|name| LitStr::new(name, list.span())).collect()
}

/// `(expr = .., name = "..")`
fn check(key: &Path, mut args: Args, errors: &mut Errors) -> Option<CheckIr> {
    args.check("check attribute", &CHECK_KEYS, errors);
    let name = args.name("name", errors);
    if !args.has("expr") {
        errors.over(key, "a check has a condition: `check(expr = Room::seats.gt(0))`");
        return None;
    }
    Some(CheckIr { name, condition: args.expr("expr", errors)? })
}

/// `(columns(a, b), references(Other::x, Other::y), ..)`.
fn foreign_key(key: &Path, mut args: Args, columns: &[ColumnIr], errors: &mut Errors) -> Option<ForeignKeyIr> {
    args.check("foreign key attribute", &FOREIGN_KEY_KEYS, errors);
    let on_delete = action("on_delete", &mut args, errors);
    let on_update = action("on_update", &mut args, errors);
    let name = args.name("name", errors);
    let (deferrable, match_full) = (deferrable(&mut args, errors), args.flag("match_full", errors));
    let local = column_list(key, &mut args, columns, errors)?;
    let mut targets = Vec::new();
    for path in args.paths("references", errors) {
        match item_path(&path) {
            Some(target) => targets.push(target),
            None => errors.over(path, "expected a column of a model, such as `User::id`"),
        }
    }
    if local.len() != targets.len() {
        errors.over(
            key,
            format!("{} column(s) cannot reference {}: write `references(User::a, ..)`", local.len(), targets.len()),
        );
        return None;
    }
    if let Some((first, rest)) = targets.split_first()
        && let Some(other) = rest.iter().find(|target| path_name(&target.owner) != path_name(&first.owner))
    {
        errors.over(&other.owner, format!("a foreign key references one model, here `{}`", path_name(&first.owner)));
    }
    // ON DELETE can leave the others as they are (PostgreSQL).
    let some_nullable = local.iter().any(|&index| columns[index].nullable);
    for (action, needed) in [(&on_delete, !some_nullable), (&on_update, true)] {
        if let Some((_, literal)) = action
            && literal.value() == "set null"
            && needed
            && let Some(column) = local.iter().map(|&index| &columns[index]).find(|column| !column.nullable)
        {
            errors.over(literal, format!("`{}` cannot be set to NULL; its type must be an `Option`", column.ident));
        }
    }
    Some(ForeignKeyIr {
        columns: local,
        targets,
        on_delete: on_delete.map(|(action, _)| action),
        on_update: on_update.map(|(action, _)| action),
        name,
        deferrable: deferrable.map(|(deferrable, _)| deferrable),
        match_full: match_full.is_some(),
        inline: false,
    })
}

fn column_list(key: &Path, args: &mut Args, columns: &[ColumnIr], errors: &mut Errors) -> Option<Vec<usize>> {
    let paths = args.paths("columns", errors);
    fields(key, paths, columns, errors)
}

/// The indices of the columns whose fields are named.
fn fields(key: &Path, paths: Vec<Path>, columns: &[ColumnIr], errors: &mut Errors) -> Option<Vec<usize>> {
    if paths.is_empty() {
        errors.over(key, "expected the names of columns");
        return None;
    }
    let mut indices: Vec<usize> = Vec::new();
    for path in &paths {
        let ident = path.get_ident();
        let Some(index) = columns.iter().position(|column| ident == Some(&column.ident)) else {
            let known = columns.iter().map(|column| field_name(&column.ident));
            let wrong = path_name(path);
            errors.over(path, format!("unknown column `{wrong}`; {}", suggestion(&wrong, known)));
            continue;
        };
        if indices.contains(&index) {
            errors.over(path, format!("`{}` is listed twice", path.to_token_stream()));
        }
        indices.push(index);
    }
    (indices.len() == paths.len()).then_some(indices)
}
