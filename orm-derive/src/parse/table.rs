//! `#[model(..)]`: the name of the table, and what concerns several columns.

use heck::ToSnakeCase;
use quote::ToTokens;
use syn::Path;

use super::args::{Args, Keys, item_path, path_name};
use super::column::action;
use crate::errors::{Errors, suggestion};
use crate::ir::{ColumnIr, ForeignKeyIr, IndexIr, ModelIr, field_name};

/// Of `#[model(..)]`.
pub(super) const KEYS: Keys = Keys {
    known: &["table", "unique", "index", "foreign_key"],
    repeated: &["unique", "index", "foreign_key"],
    later: &[],
};

/// Of what `#[model(..)]` says at length about several columns.
pub(super) const UNIQUE_KEYS: Keys = Keys::of(&["columns", "name"]);
pub(super) const INDEX_KEYS: Keys = Keys::of(&["columns", "name", "unique"]);
pub(super) const FOREIGN_KEY_KEYS: Keys = Keys::of(&["columns", "references", "on_delete", "on_update", "name"]);

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

/// `(a, b)` or `(columns(a, b), name = "..", unique)`.
fn index(key: &Path, mut args: Args, keys: &Keys, columns: &[ColumnIr], errors: &mut Errors) -> Option<IndexIr> {
    if !args.has_list("columns") {
        let columns = fields(key, args.into_paths(errors), columns, errors)?;
        return Some(IndexIr { columns, name: None, unique: false });
    }
    args.check(&format!("{} attribute", path_name(key)), keys, errors);
    Some(IndexIr {
        columns: column_list(key, &mut args, columns, errors)?,
        name: args.string("name", errors),
        unique: args.flag("unique", errors).is_some(),
    })
}

/// `(columns(a, b), references(Other::x, Other::y), ..)`.
fn foreign_key(key: &Path, mut args: Args, columns: &[ColumnIr], errors: &mut Errors) -> Option<ForeignKeyIr> {
    args.check("foreign key attribute", &FOREIGN_KEY_KEYS, errors);
    let on_delete = action("on_delete", &mut args, errors);
    let on_update = action("on_update", &mut args, errors);
    let name = args.string("name", errors);
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
    for (_, literal) in [&on_delete, &on_update].into_iter().flatten() {
        if literal.value() == "set null"
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
