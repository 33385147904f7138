//! [`ColumnDef`]: one column of a table.

use super::{ColumnType, ForeignKey, ReferentialAction};
use crate::expr::{Column, IntoExpr, Node};
use crate::model::Mapped;
use crate::relationship::{ReferencedBy, referenced_column};
use crate::types::SqlType;

/// Makes the expression of a default. Called anew for every use, so that `default = Uuid::new_v4()` differs per row.
pub type DefaultFn = fn() -> Node;

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
    pub name: &'static str,
    /// Name of the struct field; the same as `name` unless renamed.
    pub field: &'static str,
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
    pub default: Option<DefaultFn>,
    /// DEFAULT of the DDL: the database fills the column, the flush reads it back.
    pub server_default: Option<DefaultFn>,
    /// Set by every UPDATE of the row that does not set the column itself.
    pub onupdate: Option<DefaultFn>,
    /// The foreign key on this column alone.
    pub(super) foreign_key: Option<ForeignKey>,
}

impl ColumnDef {
    /// A column of Rust type `T`; it is nullable if `T` is an `Option`.
    pub fn new<T: SqlType>(name: &'static str) -> Self {
        ColumnDef {
            name,
            field: name,
            ty: T::TYPE,
            nullable: T::NULLABLE,
            primary_key: false,
            autoincrement: None,
            unique: false,
            index: false,
            default: None,
            server_default: None,
            onupdate: None,
            foreign_key: None,
        }
    }

    /// The struct field that holds the column.
    pub fn field(mut self, field: &'static str) -> Self {
        self.field = field;
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
    pub fn default(mut self, default: DefaultFn) -> Self {
        self.default = Some(default);
        self
    }

    /// What the database fills in when the column is left out.
    pub fn server_default(mut self, default: DefaultFn) -> Self {
        self.server_default = Some(default);
        self
    }

    /// What every UPDATE sets.
    pub fn onupdate(mut self, value: DefaultFn) -> Self {
        self.onupdate = Some(value);
        self
    }

    /// References a column of model `M`. Fails to compile unless the foreign key (this column) is of its type, NULL aside.
    pub fn references<F, A, M: Mapped, B: ReferencedBy<A>>(self, key: Column<F, A>, target: Column<M, B>) -> Self {
        let foreign_key = ForeignKey::new([self.name], M::TABLE, [referenced_column(key, target)]);
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
}

/// The node of a default written in an attribute, which may be a Rust value or a SQL expression of type `T`.
pub fn default_node<T: SqlType>(default: impl IntoExpr<T::Base>) -> Node {
    default.into_expr().into_node()
}
