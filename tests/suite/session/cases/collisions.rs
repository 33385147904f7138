//! Cases 32 and 35: one row takes over what another gives up, its key or a unique value, in the same flush.

#[path = "collisions/row_switch.rs"]
mod row_switch;
#[path = "collisions/unique.rs"]
mod unique;
