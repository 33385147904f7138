//! Properties that hold for all expressions and statements, shown on random ones.
//!
//! ```text
//! choices.rs     a list of numbers, from which a generator makes its decisions: what shrinks is the list
//! tree.rs        random expressions, as an Expr and as what they are worth in Rust   -> evaluation.rs, memory.rs
//! generator.rs   random statements: generator/{columns,predicates,queries,changes}   -> parsing.rs, execution.rs, cache.rs
//! ```
//!
//! Seeds are fixed. `PROPTEST_CASES=10000` looks further, `ORM_TEST_SEED=7` elsewhere.

#[path = "properties/cache.rs"]
mod cache;
#[path = "properties/choices.rs"]
mod choices;
#[path = "properties/evaluation.rs"]
mod evaluation;
#[path = "properties/execution.rs"]
mod execution;
#[path = "properties/generator.rs"]
mod generator;
#[path = "properties/memory.rs"]
mod memory;
#[path = "properties/parsing.rs"]
mod parsing;
#[path = "properties/tokens.rs"]
mod tokens;
#[path = "properties/tree.rs"]
mod tree;
