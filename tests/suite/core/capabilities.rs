//! What Core can do, one statement for each capability: its SQL in every dialect in a snapshot, the same statement executed on
//! every database with its result asserted, and a table of it all in the guide (`orm/docs/capabilities.md`).
//!
//! A case says what it gives. A database whose dialect refuses the statement when it is compiled must refuse it when it is
//! executed, with the same error. Each case runs in a transaction of its own that is rolled back.

#[path = "capabilities/case.rs"]
mod case;
#[path = "capabilities/expressions.rs"]
mod expressions;
#[path = "capabilities/statements.rs"]
mod statements;
#[path = "capabilities/table.rs"]
mod table;

use case::{Case, case, effect, run_all};

/// All cases by chapter.
fn chapters() -> Vec<(&'static str, Vec<Case>)> {
    vec![("Expressions", expressions::cases()), ("Statements", statements::cases())]
}
