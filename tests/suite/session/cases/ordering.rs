//! Cases 1 to 19: what a flush writes, in which order, in which batches.

#[path = "ordering/batches.rs"]
mod batches;
#[path = "ordering/circles.rs"]
mod circles;
#[path = "ordering/trees.rs"]
mod trees;
#[path = "ordering/values.rs"]
mod values;
