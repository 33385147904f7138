//! Relationship containers: [`HasMany`], [`HasOne`] and [`BelongsTo`], and [`WriteOnly`], which is never loaded.
//!
//! A container is one live cell, shared by all versions of its instance. Its methods take `&self`, act at once on both sides
//! (the side named by `back_populates` follows) and never run SQL. A cell is not loaded, loaded, or changed while not loaded, and
//! keeps its changes since the last flush for the unit of work.
//!
//! Edges and ownership: the side that was loaded or assigned holds its targets (`Link`), the side that
//! `back_populates` filled in does not, and neither does an edge that would close a circle of holding ones. So graphs never leak.
//! A session holds all its instances, so nothing dies while it lives; afterwards an edge whose target is gone reads as not loaded.

mod belongs_to;
mod changes;
mod handle;
mod has_many;
mod has_one;
mod held;
mod inverse;
mod link;
mod links;
mod many;
mod members;
mod one;
mod owner;
mod relation;
mod target;
mod write_only;

pub use belongs_to::BelongsTo;

pub use has_many::HasMany;
pub use has_one::HasOne;
pub use members::Members;
pub use relation::RelationContainer;
pub use target::Target;
pub use write_only::WriteOnly;
