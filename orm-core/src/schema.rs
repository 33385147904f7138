//! Schema metadata: what tables there are and how they hang together.
//!
//! A [`Table`] is a plain run-time value. Models are sugar over it: the derive builds one `Table` per model, once,
//! and everything below (statements, DDL, the unit of work) reads nothing else.

mod check;
mod column;
mod column_type;
mod computed;
mod event;
mod expr;
mod foreign_key;
mod identity;
mod index;
mod metadata;
mod naming;
mod sequence;
mod sort;
mod soundness;
mod table;
mod unique;
mod version;

pub use check::CheckConstraint;
pub use column::{ColumnDef, Validator, validate_with};
pub use column_type::{ColumnType, CustomType, EnumType};
pub use computed::Computed;
pub use event::{Ddl, DdlEvent};
pub use expr::{SchemaExpr, condition, default_node, own_column};
pub use foreign_key::{Deferrable, ForeignKey, MatchType, ReferentialAction};
pub use identity::Identity;
pub use index::Index;
pub use metadata::MetaData;
pub use naming::{NameParts, NamingConvention};
pub use sequence::Sequence;
pub use sort::{dependencies_first, strongly_connected};
pub use table::Table;
pub use unique::UniqueConstraint;
pub use version::{Counts, Version};

/// The name of something in the schema: a constant for models, made at run time for other tables.
type Name = std::borrow::Cow<'static, str>;
