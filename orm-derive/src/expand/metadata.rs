//! `Mapped::table` and the constants beside it.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Expr;
use syn::spanned::Spanned;

use super::{located, relationships};
use crate::ir::{
    Action, CheckIr, ColumnIr, Deferrable, ForeignKeyIr, IdentityIr, IndexIr, ItemPath, ModelIr, VersionIr, field_name,
};

/// `Key`, `NAME`, `TABLE`, `SCHEMA` if there is one, and `FOREIGN_KEYS`.
pub(super) fn constants(model: &ModelIr) -> TokenStream {
    let keys: Vec<_> = model.columns.iter().filter(|column| column.primary_key).map(|column| &column.ty).collect();
    let key = match keys[..] {
        [key] => quote!(#key),
        _ => quote!((#(#keys,)*)),
    };
    constants_with_key(model, key)
}

/// The same for a given key.
pub(super) fn constants_with_key(model: &ModelIr, key: TokenStream) -> TokenStream {
    let (name, table) = (field_name(&model.ident), &model.table);
    let foreign_keys = model.foreign_keys.iter().filter_map(|key| {
        let columns = key.columns.iter().map(|&index| Literal::usize_unsuffixed(index));
        let ItemPath { owner, item } = key.targets.first()?;
        Some(quote_spanned!(item.span()=> _orm::ForeignKeyMeta::to(#owner::#item, &[#(#columns),*])))
    });
    let schema = model.schema.iter();
    let key_columns = model.columns.iter().enumerate().filter(|(_, column)| column.primary_key);
    let key_columns = key_columns.map(|(index, _)| Literal::usize_unsuffixed(index));
    let fields = if model.renames_constants() { quote!(_Fields) } else { model.ident.to_token_stream() };
    quote! {
        type Key = #key;
        type Fields = #fields;
        const NAME: &'static str = #name;
        const TABLE: &'static str = #table;
        #(const SCHEMA: _orm::Option<&'static str> = _orm::Some(#schema);)*
        const FOREIGN_KEYS: &'static [_orm::ForeignKeyMeta] = &[#(#foreign_keys),*];
        const KEY_COLUMNS: &'static [usize] = &[#(#key_columns),*];
    }
}

/// `Mapped::table`.
pub(super) fn table(model: &ModelIr) -> TokenStream {
    let (table, name) = (&model.table, field_name(&model.ident));
    let columns = (0..model.columns.len()).map(|index| column(model, index));
    let foreign_keys = model.foreign_keys.iter().filter(|key| !key.inline).map(|key| foreign_key(model, key));
    let uniques = model.uniques.iter().map(|unique| {
        let unique = index(model, unique, quote!(UniqueConstraint));
        quote!(.unique(#unique))
    });
    let indexes = model.indexes.iter().map(|entry| {
        let index = index(model, entry, quote!(Index));
        quote!(.index(#index))
    });
    let (schema, comment) = (model.schema.iter(), model.comment.iter());
    let checks = model.checks.iter().map(|CheckIr { name, condition }| {
        let (name, check) = (name.iter(), check(condition));
        quote!(.check(#check #(.named(#name))*))
    });
    let relationships = model.relationships.iter().map(|relationship| relationships::definition(model, relationship));
    quote! {
        fn table() -> &'static _orm::Table {
            static TABLE: _orm::LazyLock<_orm::Table> = _orm::LazyLock::new(|| {
                _orm::Table::new(#table).model(#name)#(.schema(#schema))*#(.comment(#comment))*.with_columns([#(#columns),*])
                    #(.foreign_key(#foreign_keys))*
                    #(#uniques)*
                    #(#checks)*
                    #(#indexes)*
                    #(.relationship(#relationships))*
            });
            &TABLE
        }
    }
}

fn column(model: &ModelIr, index: usize) -> TokenStream {
    let owner = &model.ident;
    let ColumnIr { ident, ty, name, primary_key, autoincrement, length, numeric, unique, index: indexed, .. } =
        &model.columns[index];
    let column = &model.columns[index];
    let constant = &column.constant;
    let field = field_name(ident);
    let flag = |on: bool, method: &str| {
        let method = Ident::new(method, Span::call_site());
        on.then(|| quote!(.#method()))
    };
    let mut methods: Vec<TokenStream> = Vec::new();
    methods.extend((field != *name).then(|| quote!(.field(#field))));
    methods.extend(flag(*primary_key, "primary_key"));
    methods.extend(autoincrement.map(|on| quote!(.autoincrement(#on))));
    methods.extend(length.as_ref().map(|length| quote!(.length(#length))));
    methods.extend(numeric.as_ref().map(|(precision, scale)| quote!(.numeric(#precision, #scale))));
    methods.extend(flag(*unique, "unique"));
    methods.extend(flag(*indexed, "index"));
    for (method, value) in
        [("default", &column.default), ("server_default", &column.server_default), ("onupdate", &column.onupdate)]
    {
        let method = Ident::new(method, Span::call_site());
        methods.extend(value.as_ref().map(|value| {
            let node = quote_spanned!(value.span()=> #owner::#constant.node_of(#value));
            quote!(.#method(_orm::SchemaExpr::Fn(|| #node)))
        }));
    }
    methods.extend(column.check.as_ref().map(check).map(|check| quote!(.check(#check))));
    if let Some((expr, stored)) = &column.computed {
        let node = quote_spanned!(expr.span()=> #owner::#constant.node_of(#expr));
        let stored = stored.iter();
        methods.push(quote!(.computed(_orm::Computed::new(_orm::SchemaExpr::Fn(|| #node)) #(.stored(#stored))*)));
    }
    if let Some(IdentityIr(options)) = &column.identity {
        let options = options.iter().map(|(method, value)| {
            let method = Ident::new(method, Span::call_site());
            quote!(.#method(#value))
        });
        methods.push(quote!(.identity(_orm::Identity::new() #(#options)*)));
    }
    methods.extend(column.comment.as_ref().map(|comment| quote!(.comment(#comment))));
    methods.extend(column.version.as_ref().map(|version| match version {
        VersionIr::Counter => quote_spanned!(ty.span()=> .version(_orm::Version::counter::<#ty>())),
        VersionIr::Made(made) => {
            let node = quote_spanned!(made.span()=> #owner::#constant.node_of(#made));
            quote!(.version(_orm::Version::Made(_orm::SchemaExpr::Fn(|| #node))))
        }
        VersionIr::After(next) => {
            let next = quote_spanned!(next.span()=> _orm::Version::after::<#ty>(last, #next));
            quote!(.version(_orm::Version::After(|last| #next)))
        }
        VersionIr::Server => quote!(.version(_orm::Version::Server)),
    }));
    methods.extend(column.fetched_default.then(|| quote!(.fetched_default())));
    methods.extend(column.server_onupdate.then(|| quote!(.server_onupdate())));
    methods.extend(column.validate.as_ref().map(|validate| validator(column, validate)));
    let inline = model.foreign_keys.iter().find(|key| key.inline && key.columns == [index]);
    if let Some(key) = inline
        && let [target] = &key.targets[..]
    {
        let columns = own_and_referenced(model, index, target);
        methods.push(quote_spanned!(target.item.span()=> .references(#columns)));
        methods.extend(actions(key));
        methods.extend(rest_of_key(key));
    }
    quote!(<#ty as _orm::SqlType>::column(#name) #(#methods)*)
}

/// A validator is called with the value of an `Option`, if there is one.
fn validator(column: &ColumnIr, function: &syn::Path) -> TokenStream {
    let ty = &column.ty;
    let call = if column.nullable {
        quote_spanned!(function.span()=> value.as_ref().map_or(_orm::Ok(()), |value| #function(value)))
    } else {
        quote_spanned!(function.span()=> #function(value))
    };
    quote!(.validate(|value| _orm::validate_with(value, |value: &#ty| #call)))
}

fn foreign_key(model: &ModelIr, key: &ForeignKeyIr) -> Option<TokenStream> {
    let owner = key.owner()?;
    let columns = key.columns.iter().map(|&index| &model.columns[index].name);
    let targets = key.columns.iter().zip(&key.targets).map(|(&index, target)| {
        let columns = own_and_referenced(model, index, target);
        quote_spanned!(target.item.span()=> _orm::referenced_column(#columns))
    });
    let name = key.name.iter();
    let actions = actions(key).chain(rest_of_key(key));
    Some(quote! {
        _orm::ForeignKey::to::<#owner>([#(#columns),*], [#(#targets),*])
            #(.named(#name))*
            #(#actions)*
    })
}

/// The column at `index` and the one that it references, as arguments of what checks that they go together.
fn own_and_referenced(model: &ModelIr, index: usize, target: &ItemPath) -> TokenStream {
    let (model, column) = (&model.ident, &model.columns[index].constant);
    let ItemPath { owner, item } = target;
    let (model, column) = (located(model, item.span()), located(column, item.span()));
    quote_spanned!(item.span()=> #model::#column, #owner::#item)
}

fn actions(key: &ForeignKeyIr) -> impl Iterator<Item = TokenStream> {
    let actions = [("on_delete", key.on_delete), ("on_update", key.on_update)];
    actions.into_iter().filter_map(|(method, action)| {
        let Action(variant) = action?;
        let (method, variant) = (Ident::new(method, Span::call_site()), Ident::new(variant, Span::call_site()));
        Some(quote!(.#method(_orm::ReferentialAction::#variant)))
    })
}

/// MATCH and DEFERRABLE.
fn rest_of_key(key: &ForeignKeyIr) -> impl Iterator<Item = TokenStream> {
    let full = key.match_full.then(|| quote!(.match_type(_orm::MatchType::Full)));
    full.into_iter().chain(deferrable(key.deferrable))
}

fn deferrable(deferrable: Option<Deferrable>) -> Option<TokenStream> {
    let Deferrable(variant) = deferrable?;
    let variant = Ident::new(variant, Span::call_site());
    Some(quote!(.deferrable(_orm::Deferrable::#variant)))
}

fn check(condition: &Expr) -> TokenStream {
    let node = condition_node(condition);
    quote!(_orm::CheckConstraint::new(_orm::SchemaExpr::Fn(|| #node)))
}

/// The node of a condition.
fn condition_node(condition: &Expr) -> TokenStream {
    quote_spanned!(condition.span()=> _orm::condition(#condition))
}

fn index(model: &ModelIr, index: &IndexIr, ty: TokenStream) -> TokenStream {
    let names = |columns: &[usize]| {
        let names = columns.iter().map(|&index| &model.columns[index].name);
        quote!([#(#names),*])
    };
    let columns = names(&index.columns);
    let (name, using, opclass) = (index.name.iter(), index.using.iter(), index.opclass.iter());
    let unique = index.unique.then(|| quote!(.unique()));
    let new = match &index.on {
        Some(on) => {
            let keys = quote_spanned!(on.span()=> _orm::IntoOrderBy::into_order_by(#on));
            quote!(on(_orm::SchemaExpr::Fn(|| #keys)))
        }
        None => quote!(new(#columns)),
    };
    let filter = index.filter.as_ref().map(|filter| {
        let node = condition_node(filter);
        quote!(.filter(_orm::SchemaExpr::Fn(|| #node)))
    });
    let include = (!index.include.is_empty()).then(|| names(&index.include)).map(|names| quote!(.include(#names)));
    let nulls = index.nulls_not_distinct.then(|| quote!(.nulls_not_distinct()));
    let only_on = &index.only_on;
    let only_on = (!only_on.is_empty()).then(|| quote!(.only_on([#(#only_on),*])));
    let deferrable = deferrable(index.deferrable);
    quote! {
        _orm::#ty::#new #(.named(#name))* #unique #filter #(.using(#using))* #include #(.opclass(#opclass))* #nulls #only_on #deferrable
    }
}
