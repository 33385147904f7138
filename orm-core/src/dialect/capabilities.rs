//! [`Capabilities`]: the differences between databases, one field each.

use super::DdlCapabilities;

/// How a statement marks a bound value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// `?`
    Question,
    /// `$1`, `$2`, …
    Dollar,
}

/// How many rows are inserted by one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InsertMany {
    /// `VALUES (..), (..)`
    Values,
    /// `SELECT .. FROM unnest($1, $2) WITH ORDINALITY`: one array per column, so that the text does not depend on the number of rows.
    Unnest,
}

/// How many rows are updated to different values by one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpdateMany {
    /// `UPDATE t SET .. FROM (VALUES (..), (..)) AS v`
    FromValues,
    /// `UPDATE t SET .. FROM unnest($1, $2) AS v (..)`
    FromUnnest,
    /// `UPDATE t JOIN (SELECT .. UNION ALL ..) AS v ON .. SET ..`
    JoinUnion,
}

/// What a database can do and how it spells it.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools)] // independent yes-or-no facts
#[non_exhaustive]
pub struct Capabilities {
    /// Quotes identifiers; doubled within one.
    pub quote: char,
    /// Marks bound values.
    pub placeholder: Placeholder,
    /// INSERT … RETURNING.
    pub insert_returning: bool,
    /// UPDATE … RETURNING.
    pub update_returning: bool,
    /// DELETE … RETURNING.
    pub delete_returning: bool,
    /// The form of an INSERT of many rows.
    pub insert_many: InsertMany,
    /// The form of an UPDATE of many rows.
    pub update_many: UpdateMany,
    /// Whether a list can be bound as one array: `= ANY($1)`.
    pub array_params: bool,
    /// Whether values of types with names of their own (enumerations, custom types) are cast to them: `$1::"mood"`.
    pub cast_values: bool,
    /// Most parameters of one statement.
    pub max_params: usize,
    /// Most rows that we put into one statement.
    pub max_rows: usize,
    /// Most keys in an IN list of a loader; longer ones are cut into several statements.
    pub max_keys: usize,
    /// `a || b` joins strings; otherwise `concat(a, b)`.
    pub concat_operator: bool,
    /// The operator that divides integers towards zero.
    pub integer_division: &'static str,
    /// A decimal without a fraction may be stored as an integer, and divide as one.
    pub decimals_may_be_integers: bool,
    /// A backslash in a string literal escapes.
    pub backslash_escapes: bool,
    /// The current time, to the microsecond where the database can.
    pub now: &'static str,
    /// LIMIT that stands for none, needed before an OFFSET.
    pub no_limit: Option<&'static str>,
    /// `(a, b) IN (VALUES (..))`; otherwise `(a, b) IN ((..))`.
    pub row_values_need_values: bool,
    /// `IN` takes no subquery with LIMIT, and a statement no subquery of the table that it changes, unless they are derived tables.
    pub derived_subqueries: bool,
    /// The expression that inserts a column's default: `DEFAULT`. Where there is none, the column is left out.
    pub default_keyword: bool,
    /// INSERT without any column is `DEFAULT VALUES`; otherwise `() VALUES ()`.
    pub default_values: bool,
    /// What follows the type of a column that the database numbers.
    pub autoincrement: &'static str,
    /// Such a column is declared `PRIMARY KEY` in place, not by a constraint (SQLite's rowid alias).
    pub autoincrement_is_inline_key: bool,
    /// Such a column must be the first of a key.
    pub autoincrement_is_key: bool,
    /// Expressions as DEFAULT stand in parentheses.
    pub default_in_parentheses: bool,
    /// What follows the closing parenthesis of CREATE TABLE.
    pub table_suffix: &'static str,
    /// Constraints can be added to a table that exists: foreign keys in a circle need it.
    pub alter_add_constraint: bool,
    /// Foreign keys to tables that do not exist yet are accepted in CREATE TABLE.
    pub forward_references: bool,
    /// What a schema can have.
    pub ddl: DdlCapabilities,
}
