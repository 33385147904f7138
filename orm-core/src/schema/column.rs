//! [`ColumnDef`]: one column of a table.

use crate::expr::Node;
use std::fmt::Display;

use super::{
    CheckConstraint, ColumnType, Computed, Deferrable, ForeignKey, Identity, MatchType, Name, ReferentialAction,
    SchemaExpr, Version,
};
use crate::expr::Column;
use crate::model::{ColumnValue, Mapped};
use crate::relationship::{ReferencedBy, referenced_column};
use crate::types::SqlType;

/// Says why a value is not valid.
pub type Validator = fn(&dyn ColumnValue) -> Result<(), String>;

/// Calls a typed function as a [`Validator`].
///
/// # Errors
/// The function's, in words.
pub fn validate_with<T: SqlType, E: Display>(
    value: &dyn ColumnValue,
    valid: impl FnOnce(&T) -> Result<(), E>,
) -> Result<(), String> {
    value.as_any().downcast_ref::<T>().map_or(Ok(()), |value| valid(value).map_err(|error| error.to_string()))
}

/// One column of a [`Table`](super::Table): its type and what fills it.
///
/// ```
/// use orm_core::schema::ColumnDef;
/// let column = ColumnDef::new::<Option<String>>("email").length(50).unique();
/// assert!(column.nullable);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ColumnDef {
    /// Name in the database.
    pub name: Name,
    /// Name of the struct field; the same as `name` unless renamed.
    pub field: Name,
    /// Type.
    pub ty: ColumnType,
    /// Whether NULL is allowed.
    pub nullable: bool,
    /// Whether the column is (part of) the primary key.
    pub primary_key: bool,
    /// Autoincrement as asked for; `None` leaves it to [`Table::autoincrement`](super::Table::autoincrement).
    pub autoincrement: Option<bool>,
    /// UNIQUE on this column alone.
    pub unique: bool,
    /// Index on this column alone.
    pub index: bool,
    /// Sent by the client when an INSERT leaves the column out: a value or a SQL expression.
    pub default: Option<SchemaExpr>,
    /// DEFAULT of the DDL: the database fills the column, the flush reads it back.
    pub server_default: Option<SchemaExpr>,
    /// Set by every UPDATE of the row that does not set the column itself.
    pub onupdate: Option<SchemaExpr>,
    /// Whether something that the table's definition does not show (a trigger) fills the column when an INSERT leaves it out.
    pub fetched_default: bool,
    /// Whether the database changes the column by itself when it updates a row (a trigger, `ON UPDATE`).
    pub server_onupdate: bool,
    /// What the database computes the column from; no statement writes it then.
    pub computed: Option<Computed>,
    /// How the database numbers the rows, if in any particular way.
    pub identity: Option<Identity>,
    /// Whether the flush counts the writes of a row in this column, and how.
    pub version: Option<Version>,
    /// COMMENT.
    pub comment: Option<Name>,
    /// Asked by a flush about every value that it writes to the column.
    pub validator: Option<Validator>,
    /// CHECK constraints on this column.
    pub(super) checks: Vec<CheckConstraint>,
    /// The foreign key on this column alone.
    pub(super) foreign_key: Option<ForeignKey>,
}

impl ColumnDef {
    /// A column of Rust type `T`; it is nullable if `T` is an `Option`.
    pub fn new<T: SqlType>(name: impl Into<Name>) -> Self {
        Self::of_type(name.into(), T::TYPE, T::NULLABLE)
    }

    fn of_type(name: Name, ty: ColumnType, nullable: bool) -> Self {
        ColumnDef {
            field: name.clone(),
            name,
            ty,
            nullable,
            primary_key: false,
            autoincrement: None,
            unique: false,
            index: false,
            default: None,
            server_default: None,
            onupdate: None,
            fetched_default: false,
            server_onupdate: false,
            computed: None,
            identity: None,
            version: None,
            comment: None,
            validator: None,
            checks: Vec::new(),
            foreign_key: None,
        }
    }

    /// A column of a result, of a type as far as it is known.
    pub(crate) fn untyped(name: Name, ty: ColumnType) -> Self {
        Self::of_type(name, ty, true)
    }

    /// The struct field that holds the column.
    pub fn field(mut self, field: impl Into<Name>) -> Self {
        self.field = field.into();
        self
    }

    /// Makes the column (part of) the primary key.
    pub fn primary_key(mut self) -> Self {
        self.primary_key = true;
        self
    }

    /// Says whether the database numbers the rows; by default it does for a single integer key that is no foreign key.
    pub fn autoincrement(mut self, on: bool) -> Self {
        self.autoincrement = Some(on);
        self
    }

    /// The longest text (in characters) or byte string (in bytes). No effect on other types.
    pub fn length(mut self, length: u32) -> Self {
        match &mut self.ty {
            ColumnType::Text(limit) | ColumnType::Bytes(limit) => *limit = Some(length),
            _ => {}
        }
        self
    }

    /// Digits in all and after the point. No effect on types other than decimals.
    pub fn numeric(mut self, precision: u8, scale: u8) -> Self {
        if let ColumnType::Numeric(limit) = &mut self.ty {
            *limit = Some((precision, scale));
        }
        self
    }

    /// Adds a UNIQUE constraint (with `index`: one unique index).
    pub fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// Adds an index.
    pub fn index(mut self) -> Self {
        self.index = true;
        self
    }

    /// What the client sends when the column is left out.
    pub fn default(mut self, default: impl Into<SchemaExpr>) -> Self {
        self.default = Some(default.into());
        self
    }

    /// What the database fills in when the column is left out.
    pub fn server_default(mut self, default: impl Into<SchemaExpr>) -> Self {
        self.server_default = Some(default.into());
        self
    }

    /// What every UPDATE sets.
    pub fn onupdate(mut self, value: impl Into<SchemaExpr>) -> Self {
        self.onupdate = Some(value.into());
        self
    }

    /// Says that the database fills the column when an INSERT leaves it out, by what is not part of the table's definition: a trigger.
    pub fn fetched_default(mut self) -> Self {
        self.fetched_default = true;
        self
    }

    /// Says that the database changes the column by itself when it updates a row, so that a flush reads it back.
    ///
    /// ```
    /// use orm_core::schema::{ColumnDef, Version};
    /// let version = ColumnDef::new::<i64>("version").version(Version::Server).server_onupdate();
    /// assert!(version.is_server_filled());
    /// ```
    pub fn server_onupdate(mut self) -> Self {
        self.server_onupdate = true;
        self
    }

    /// Demands a condition of every row.
    ///
    /// ```
    /// use orm::prelude::*;
    /// use orm_core::schema::{CheckConstraint, ColumnDef, own_column};
    /// let seats = ColumnDef::new::<i32>("seats").check(CheckConstraint::new(own_column::<i32>("seats").gt(0)));
    /// ```
    pub fn check(mut self, check: CheckConstraint) -> Self {
        self.checks.push(check);
        self
    }

    /// Lets the database compute the column.
    pub fn computed(mut self, computed: Computed) -> Self {
        self.computed = Some(computed);
        self
    }

    /// Lets the database number the rows by this column, in this way.
    pub fn identity(mut self, identity: Identity) -> Self {
        self.autoincrement = Some(true);
        self.identity = Some(identity);
        self
    }

    /// What a new row has in this column where nothing is said: its default, or its first version.
    pub(crate) fn initial(&self) -> Option<Node> {
        let version = || self.version.as_ref()?.next(None).map(Node::Value);
        self.default.as_ref().map(SchemaExpr::make).or_else(version)
    }

    /// Makes this the column by which the flush notices that somebody else changed a row: see [`Version`].
    pub fn version(mut self, version: Version) -> Self {
        self.version = Some(version);
        self
    }

    /// Adds a comment, where the database keeps comments (SQLite does not).
    pub fn comment(mut self, comment: impl Into<Name>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// Asks a function about every value that a flush writes to the column: see [`validate_with`].
    pub fn validate(mut self, validator: Validator) -> Self {
        self.validator = Some(validator);
        self
    }

    /// Whether the database fills the column when a statement leaves it out, its numbering aside.
    pub fn is_server_filled(&self) -> bool {
        let version = matches!(self.version, Some(Version::Server));
        self.server_default.is_some() || self.computed.is_some() || self.fetched_default || version
    }

    /// Whether the value after an UPDATE is the database's affair: it computes the column, or changes it by itself.
    pub fn is_filled_by_updates(&self) -> bool {
        self.computed.is_some() || self.server_onupdate
    }

    /// Whether a trigger or the like may have a say in the value, which RETURNING does not always show.
    pub fn is_triggered(&self) -> bool {
        self.fetched_default || self.server_onupdate
    }

    /// References a column of model `M`. Fails to compile unless the foreign key (this column) is of its type, NULL aside.
    pub fn references<F, A, M: Mapped, B: ReferencedBy<A>>(self, key: Column<F, A>, target: Column<M, B>) -> Self {
        let foreign_key = ForeignKey::to::<M>([self.name.clone()], [referenced_column(key, target)]);
        ColumnDef { foreign_key: Some(foreign_key), ..self }
    }

    /// What deleting the referenced row does; needs [`references`](Self::references) first.
    pub fn on_delete(mut self, action: ReferentialAction) -> Self {
        self.foreign_key = self.foreign_key.map(|key| key.on_delete(action));
        self
    }

    /// What changing the referenced key does; needs [`references`](Self::references) first.
    pub fn on_update(mut self, action: ReferentialAction) -> Self {
        self.foreign_key = self.foreign_key.map(|key| key.on_update(action));
        self
    }

    /// Lets the check of the foreign key wait for the end of the transaction; needs [`references`](Self::references) first.
    pub fn deferrable(mut self, deferrable: Deferrable) -> Self {
        self.foreign_key = self.foreign_key.map(|key| key.deferrable(deferrable));
        self
    }

    /// Sets MATCH of the foreign key; needs [`references`](Self::references) first.
    pub fn match_type(mut self, match_type: MatchType) -> Self {
        self.foreign_key = self.foreign_key.map(|key| key.match_type(match_type));
        self
    }
}
