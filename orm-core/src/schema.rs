//! Schema metadata: what tables there are and how they hang together.
//!
//! A [`Table`] is a plain run-time value. Models are sugar over it: the derive builds one `Table` per model, once,
//! and everything below (statements, DDL, the unit of work) reads nothing else.

mod column;
mod column_type;
mod default;
mod foreign_key;
mod index;
mod metadata;
mod naming;
mod sort;
mod table;

pub use column::ColumnDef;
pub use column_type::{ColumnType, CustomType, EnumType};
pub use default::{ColumnDefault, default_node};
pub use foreign_key::{ForeignKey, ReferentialAction};
pub use index::{Index, UniqueConstraint};
pub use metadata::MetaData;
pub use naming::NamingConvention;
pub use sort::{dependencies_first, strongly_connected};
pub use table::Table;
