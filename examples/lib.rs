//! Examples of the `orm` crate; run one with `cargo run --example quickstart`.
