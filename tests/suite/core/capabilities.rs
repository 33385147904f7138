//! What Core can do, one statement for each capability: its SQL in every dialect in a snapshot, the same statement executed on
//! every database with its result asserted, and a table of it all in the guide (`orm/docs/capabilities.md`).
//!
//! A case says what it gives. A database whose dialect refuses the statement when it is compiled must refuse it when it is
//! executed, with the same error. Each case runs in a transaction of its own that is rolled back.

#[path = "capabilities/aggregates.rs"]
mod aggregates;
#[path = "capabilities/arrays.rs"]
mod arrays;
#[path = "capabilities/case.rs"]
mod case;
#[path = "capabilities/comparisons.rs"]
mod comparisons;
#[path = "capabilities/compounds.rs"]
mod compounds;
#[path = "capabilities/ctes.rs"]
mod ctes;
#[path = "capabilities/custom.rs"]
mod custom;
#[path = "capabilities/dates.rs"]
mod dates;
#[path = "capabilities/deletes.rs"]
mod deletes;
#[path = "capabilities/hstores.rs"]
mod hstores;
#[path = "capabilities/inserts.rs"]
mod inserts;
#[path = "capabilities/joins.rs"]
mod joins;
#[path = "capabilities/json.rs"]
mod json;
#[path = "capabilities/locks.rs"]
mod locks;
#[path = "capabilities/logic.rs"]
mod logic;
#[path = "capabilities/numbers.rs"]
mod numbers;
#[path = "capabilities/ordering.rs"]
mod ordering;
#[path = "capabilities/ranges.rs"]
mod ranges;
#[path = "capabilities/raw.rs"]
mod raw;
#[path = "capabilities/rows.rs"]
mod rows;
#[path = "capabilities/runtime.rs"]
mod runtime;
#[path = "capabilities/sources.rs"]
mod sources;
#[path = "capabilities/subqueries.rs"]
mod subqueries;
#[path = "capabilities/table.rs"]
mod table;
#[path = "capabilities/tables.rs"]
mod tables;
#[path = "capabilities/texts.rs"]
mod texts;
#[path = "capabilities/types.rs"]
mod types;
#[path = "capabilities/updates.rs"]
mod updates;
#[path = "capabilities/upserts.rs"]
mod upserts;
#[path = "capabilities/values.rs"]
mod values;
#[path = "capabilities/windows.rs"]
mod windows;

use case::{Case, change, query};
use tables::*;

macro_rules! topics {
    ($($title:literal $topic:ident,)*) => {
        /// All cases by chapter.
        fn chapters() -> Vec<(&'static str, Vec<Case>)> {
            vec![$(($title, $topic::cases())),*]
        }

        mod executed {
            orm_tests::db_test! {$(
                async fn $topic(db: &TestDb) {
                    crate::core::capabilities::case::run_all(db, &crate::core::capabilities::$topic::cases()).await?;
                }
            )*}
        }

        mod rendered {
            $(#[test]
            fn $topic() {
                super::case::snapshot(concat!("capabilities_", stringify!($topic)), &super::$topic::cases());
            })*
        }
    };
}

topics! {
    "Comparisons" comparisons,
    "Conditions" logic,
    "Row values" rows,
    "Values, CASE and CAST" values,
    "Text" texts,
    "Numbers" numbers,
    "Dates and times" dates,
    "JSON" json,
    "Arrays" arrays,
    "Ranges" ranges,
    "Hstores" hstores,
    "Types" types,
    "Aggregates" aggregates,
    "Window functions" windows,
    "Sorting and limits" ordering,
    "Joins" joins,
    "Subqueries" subqueries,
    "Common table expressions" ctes,
    "UNION, INTERSECT and EXCEPT" compounds,
    "Other things in a FROM" sources,
    "Locks" locks,
    "INSERT" inserts,
    "Upserts" upserts,
    "UPDATE" updates,
    "DELETE" deletes,
    "Raw SQL" raw,
    "Tables known only at run time" runtime,
    "Operators and functions of one's own" custom,
}
