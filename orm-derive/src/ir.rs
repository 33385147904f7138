//! [`ModelIr`]: a model as its attributes describe it, checked as far as one struct can be.

mod decorator;

pub(crate) use decorator::{EnumIr, NewtypeIr, Storage, VariantIr};
use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Ident, LitInt, LitStr, Path, Type, Visibility};

/// A model.
pub(crate) struct ModelIr {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    /// Name of the table.
    pub(crate) table: String,
    pub(crate) schema: Option<LitStr>,
    pub(crate) comment: Option<LitStr>,
    pub(crate) checks: Vec<CheckIr>,
    /// In the order of the fields, which is that of the table.
    pub(crate) columns: Vec<ColumnIr>,
    pub(crate) relationships: Vec<RelationshipIr>,
    /// Over several columns (or named).
    pub(crate) uniques: Vec<IndexIr>,
    /// Over several columns (or named).
    pub(crate) indexes: Vec<IndexIr>,
    /// All of them, those of a single column first.
    pub(crate) foreign_keys: Vec<ForeignKeyIr>,
}

/// A field with a value in the database.
pub(crate) struct ColumnIr {
    pub(crate) ident: Ident,
    /// What the constant is called: as the field, unless the model says otherwise.
    pub(crate) constant: Ident,
    pub(crate) vis: Visibility,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) ty: Type,
    /// Name in the database.
    pub(crate) name: String,
    /// Whether the type is an `Option`.
    pub(crate) nullable: bool,
    /// Whether the type is one of the integers, by name.
    pub(crate) integer: bool,
    pub(crate) primary_key: bool,
    pub(crate) autoincrement: Option<bool>,
    pub(crate) length: Option<LitInt>,
    /// Precision and scale.
    pub(crate) numeric: Option<(LitInt, LitInt)>,
    pub(crate) unique: bool,
    pub(crate) index: bool,
    pub(crate) default: Option<Expr>,
    pub(crate) server_default: Option<Expr>,
    /// `server_default` without a value: a trigger or the like fills the column.
    pub(crate) fetched_default: bool,
    pub(crate) server_onupdate: bool,
    pub(crate) onupdate: Option<Expr>,
    pub(crate) check: Option<Expr>,
    /// The expression, and whether it is said to be stored.
    pub(crate) computed: Option<(Expr, Option<bool>)>,
    pub(crate) identity: Option<IdentityIr>,
    pub(crate) comment: Option<LitStr>,
    pub(crate) version: Option<VersionIr>,
    /// The function that says whether a value is valid.
    pub(crate) validate: Option<Path>,
}

/// What makes the next value of a version column.
pub(crate) enum VersionIr {
    Counter,
    Made(Expr),
    /// A closure, which is given the last one.
    After(Expr),
    /// The database makes it.
    Server,
}

/// A unique constraint or an index.
#[derive(Default)]
pub(crate) struct IndexIr {
    pub(crate) columns: Vec<usize>,
    pub(crate) name: Option<LitStr>,
    pub(crate) unique: bool,
    /// Instead of columns.
    pub(crate) on: Option<Expr>,
    pub(crate) filter: Option<Expr>,
    pub(crate) using: Option<LitStr>,
    pub(crate) include: Vec<usize>,
    pub(crate) opclass: Option<LitStr>,
    pub(crate) nulls_not_distinct: bool,
    pub(crate) only_on: Vec<LitStr>,
    pub(crate) deferrable: Option<Deferrable>,
}

/// A CHECK constraint of the table.
pub(crate) struct CheckIr {
    pub(crate) name: Option<LitStr>,
    pub(crate) condition: Expr,
}

/// Options of a column that numbers rows: a method of `Identity` each, with its argument.
#[derive(Default)]
pub(crate) struct IdentityIr(pub(crate) Vec<(&'static str, Option<Expr>)>);

/// A variant of `Deferrable`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Deferrable(pub(crate) &'static str);

/// A foreign key of one or several columns.
pub(crate) struct ForeignKeyIr {
    pub(crate) columns: Vec<usize>,
    /// What each column references.
    pub(crate) targets: Vec<ItemPath>,
    pub(crate) on_delete: Option<Action>,
    pub(crate) on_update: Option<Action>,
    pub(crate) name: Option<LitStr>,
    pub(crate) deferrable: Option<Deferrable>,
    pub(crate) match_full: bool,
    /// Declared on the column itself.
    pub(crate) inline: bool,
}

/// A variant of `ReferentialAction`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Action(pub(crate) &'static str);

/// A path to an associated constant: `User::id`.
pub(crate) struct ItemPath {
    /// All but the last segment: the model.
    pub(crate) owner: Path,
    pub(crate) item: Ident,
}

/// A field that leads to other models.
pub(crate) struct RelationshipIr {
    pub(crate) ident: Ident,
    /// What the constant is called: as the field, unless the model says otherwise.
    pub(crate) constant: Ident,
    pub(crate) vis: Visibility,
    pub(crate) docs: Vec<Attribute>,
    /// The container.
    pub(crate) ty: Type,
    pub(crate) kind: Kind,
    /// The model it leads to.
    pub(crate) target: Type,
    /// `BelongsTo<Option<_>>`.
    pub(crate) nullable: bool,
    /// Where to report what concerns the relationship as a whole.
    pub(crate) span: Span,
    pub(crate) back_populates: Option<Ident>,
    pub(crate) cascade: Option<CascadeIr>,
    pub(crate) order_by: Option<Expr>,
    /// The column of the target that holds the places of the members.
    pub(crate) position: Option<Expr>,
    pub(crate) follows: Follows,
    /// The model of the table in between.
    pub(crate) secondary: Option<Path>,
    pub(crate) primaryjoin: Option<Expr>,
    pub(crate) viewonly: bool,
    pub(crate) post_update: bool,
    pub(crate) single_parent: bool,
    /// A variant of `PassiveDeletes`.
    pub(crate) passive_deletes: Option<&'static str>,
    pub(crate) passive_updates: Option<bool>,
}

/// The container types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    BelongsTo,
    HasOne,
    HasMany,
    WriteOnly,
}

/// The foreign key that a relationship follows.
pub(crate) enum Follows {
    /// To be found at run time, or by way of the other side.
    Inferred,
    /// One of this model's.
    Local {
        /// Index in [`ModelIr::foreign_keys`].
        key: usize,
        /// The column, by index, that tells it from others, where it is named.
        named: Option<usize>,
    },
    /// A column of the target.
    Remote(ItemPath),
}

/// What `cascade = ".."` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CascadeIr {
    None,
    All,
    AllDeleteOrphan,
    /// The fields of `Cascade` that are on.
    Some([bool; 6]),
}

impl ModelIr {
    /// The names of all fields.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &Ident> {
        let columns = self.columns.iter().map(|column| &column.ident);
        columns.chain(self.relationships.iter().map(|relationship| &relationship.ident))
    }

    /// Whether the database numbers the rows by this column (as far as its type can be seen here).
    pub(crate) fn is_autoincrement(&self, index: usize) -> bool {
        self.is_generated_key(index)
            && (self.columns[index].integer
                || self.columns[index].autoincrement == Some(true)
                || self.columns[index].identity.is_some())
    }

    /// Whether this is a single-column key that nothing but the database would fill.
    pub(crate) fn is_generated_key(&self, index: usize) -> bool {
        let column = &self.columns[index];
        match column.autoincrement {
            _ if column.identity.is_some() => true,
            Some(on) => on,
            None => {
                column.primary_key
                    && self.columns.iter().filter(|column| column.primary_key).count() == 1
                    && column.default.is_none()
                    && !self.foreign_keys.iter().any(|key| key.columns.contains(&index))
            }
        }
    }

    /// Whether a builder must be given this column.
    pub(crate) fn is_required(&self, index: usize) -> bool {
        let column = &self.columns[index];
        let filled_by_relationship = self.relationships.iter().any(|relationship| match relationship.follows {
            Follows::Local { key, .. } => self.foreign_keys[key].columns.contains(&index),
            _ => false,
        });
        !(column.nullable
            || column.default.is_some()
            || column.server_default.is_some()
            || column.fetched_default
            || column.computed.is_some()
            || column.version.is_some()
            || filled_by_relationship
            || self.is_autoincrement(index))
    }

    /// The columns that a builder must be given, by index.
    pub(crate) fn required(&self) -> Vec<usize> {
        (0..self.columns.len()).filter(|&index| self.is_required(index)).collect()
    }
}

impl ModelIr {
    /// Whether the constants are called otherwise than the fields.
    pub(crate) fn renames_constants(&self) -> bool {
        self.relationships.iter().any(|relationship| relationship.constant != relationship.ident)
    }
}

impl ColumnIr {
    /// Whether the attribute says that the database numbers the rows by this column.
    pub(crate) fn is_numbered(&self) -> bool {
        self.identity.is_some() || self.autoincrement == Some(true)
    }
}

impl ForeignKeyIr {
    /// The referenced model.
    pub(crate) fn owner(&self) -> Option<&Path> {
        self.targets.first().map(|target| &target.owner)
    }
}

impl ItemPath {
    /// Where the path is written.
    pub(crate) fn span(&self) -> Span {
        self.owner.span().join(self.item.span()).unwrap_or_else(|| self.item.span())
    }
}

/// The name of a field without `r#`.
pub(crate) fn field_name(ident: &Ident) -> String {
    ident.unraw().to_string()
}
