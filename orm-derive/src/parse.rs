//! Reads a struct into a [`ModelIr`].
//!
//! Fields first (`column`, `relationship`), then the struct's own attribute (`table`), which names columns, then the
//! foreign key of each relationship, which needs all of it. A mistake never stops the reading: all are reported.

mod args;
mod column;
mod mentions;
mod numbering;
mod relationship;
mod sql_enum;
mod sql_type;
mod table;
#[cfg(test)]
mod tests;
mod types;

use quote::ToTokens;
pub(crate) use sql_enum::sql_enum;
pub(crate) use sql_type::sql_type;
use syn::{Attribute, Data, DeriveInput, Error, Expr, Fields, FieldsNamed, Ident};

use self::args::Args;
use crate::errors::Errors;
use crate::ir::{ModelIr, field_name};

/// A struct that is no proper model.
pub(crate) struct Mistaken {
    /// What could be made of it, if anything.
    pub(crate) model: Option<Box<ModelIr>>,
    /// All mistakes in it.
    pub(crate) error: Error,
}

/// Reads a struct.
///
/// # Errors
/// All mistakes in it.
pub(crate) fn parse(input: DeriveInput) -> Result<ModelIr, Mistaken> {
    let nothing = |error| Mistaken { model: None, error };
    let tokens = types::without_self(input.to_token_stream(), &input.ident);
    let input: DeriveInput = syn::parse2(tokens).map_err(nothing)?;
    let fields = fields(&input).map_err(nothing)?;
    let mut errors = Errors::default();
    let mut model = ModelIr {
        ident: input.ident.clone(),
        vis: input.vis.clone(),
        table: String::new(),
        schema: None,
        comment: None,
        checks: Vec::new(),
        columns: Vec::new(),
        relationships: Vec::new(),
        uniques: Vec::new(),
        indexes: Vec::new(),
        foreign_keys: Vec::new(),
    };
    let foreign_keys = read_fields(fields, &mut model, &mut errors);
    table::table(args(&input.attrs, "model", &mut errors), &mut model, &mut errors);
    for (index, foreign_key) in foreign_keys.iter().enumerate() {
        let follows = relationship::follow(
            &model.relationships[index],
            foreign_key.as_ref(),
            &model.columns,
            &model.foreign_keys,
            &mut errors,
        );
        if let Some(follows) = follows {
            model.relationships[index].follows = follows;
        }
    }
    check(&model, &mut errors);
    match errors.finish() {
        None => Ok(model),
        Some(error) => Err(Mistaken { model: Some(Box::new(model)), error }),
    }
}

fn fields(input: &DeriveInput) -> Result<&FieldsNamed, Error> {
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(&input.generics, "a model has no generic parameters"));
    }
    match &input.data {
        Data::Struct(data) if let Fields::Named(fields) = &data.fields => Ok(fields),
        _ => Err(Error::new_spanned(&input.ident, "a model is a struct with named fields")),
    }
}

/// Sorts the fields into columns and relationships; gives the `foreign_key = ..` of each relationship.
fn read_fields(fields: &FieldsNamed, model: &mut ModelIr, errors: &mut Errors) -> Vec<Option<Expr>> {
    let mut foreign_keys = Vec::new();
    for field in &fields.named {
        let Some(ident) = &field.ident else { continue };
        let container = types::container(&field.ty);
        let (own, other, hint) = match container {
            Some(_) => {
                ("relationship", "column", "this field is a relationship; its attribute is `#[relationship(..)]`")
            }
            None => (
                "column",
                "relationship",
                "the type of a relationship is `HasMany<_>`, `HasOne<_>`, `BelongsTo<_>` or `WriteOnly<_>`; the attribute of a column is `#[column(..)]`",
            ),
        };
        for misplaced in field.attrs.iter().filter(|attribute| attribute.path().is_ident(other)) {
            errors.over(misplaced.path(), hint);
        }
        let args = args(&field.attrs, own, errors);
        match container {
            Some(kind) => {
                if let Some((relationship, foreign_key)) = relationship::relationship(field, ident, kind, args, errors)
                {
                    model.relationships.push(relationship);
                    foreign_keys.push(foreign_key);
                }
            }
            None => {
                let (column, foreign_key) = column::column(field, ident, model.columns.len(), args, errors);
                model.columns.push(column);
                model.foreign_keys.extend(foreign_key);
            }
        }
    }
    foreign_keys
}

/// What can only be seen of the struct as a whole.
fn check(model: &ModelIr, errors: &mut Errors) {
    let ident = &model.ident;
    if !model.columns.iter().any(|column| column.primary_key) {
        errors.over(ident, format!("`{ident}` has no primary key; mark a field with `#[column(primary_key)]`"));
    }
    for field in model.fields() {
        // Constants and functions share a namespace.
        if field == "builder" {
            errors.over(field, format!("a field cannot be called `builder`, as `{ident}::builder()` is a function; rename it, with `#[column(name = \"builder\")]` to keep the column's name"));
        }
    }
    let mut versions = model.columns.iter().filter(|column| column.version.is_some());
    if let (Some(first), Some(second)) = (versions.next(), versions.next()) {
        errors.over(&second.ident, format!("a model has one version, and `{}` is it already", first.ident));
    }
    numbering::check_single(model, errors);
    for column in &model.columns {
        let Some((computed, _)) = &column.computed else { continue };
        if let Some(itself) = mentions::column_of(ident, computed, |field| *field == column.constant) {
            errors.at(itself, format!("`{}` cannot be computed from itself", column.ident));
        }
    }
    for relationship in &model.relationships {
        let Some(order_by) = &relationship.order_by else { continue };
        let target = types::last_segment(&relationship.target).map(|segment| &segment.ident);
        let own = |field: &Ident| model.columns.iter().any(|column| column.constant == *field);
        if target.is_some_and(|target| target != ident)
            && let Some(span) = mentions::column_of(ident, order_by, own)
        {
            errors.at(span, "a collection is sorted by columns of what is in it, not of the model that has it");
        }
    }
    for (index, column) in model.columns.iter().enumerate() {
        if let Some(first) = model.columns[..index].iter().find(|first| first.name == column.name) {
            let (name, first) = (&column.name, field_name(&first.ident));
            errors.over(&column.ident, format!("the column `{name}` is that of the field `{first}` already"));
        }
    }
}

/// The arguments of all attributes called `name`.
fn args(attributes: &[Attribute], name: &str, errors: &mut Errors) -> Args {
    let mut args = Args::default();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(name)) {
        args.extend(attribute, errors);
    }
    args
}

/// The doc comments among the attributes of a field.
fn docs(attributes: &[Attribute]) -> Vec<Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).cloned().collect()
}
