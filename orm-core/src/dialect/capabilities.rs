//! [`Capabilities`]: the differences between databases, one field each.

use super::{DdlCapabilities, Lexis};

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

/// How rows of values stand in a FROM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValuesForm {
    /// `(VALUES (..), (..)) AS v(a, b)`
    Values,
    /// `(SELECT .. AS a, .. AS b UNION ALL SELECT ..) AS v`
    UnionAll,
    /// `(SELECT column1 AS a, column2 AS b FROM (VALUES (..), (..))) AS v`
    SelectValues,
}

/// How a list of values that are more than a statement has parameters is bound as one JSON document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LongLists {
    /// The query before the document.
    pub before: &'static str,
    /// The query after it.
    pub after: &'static str,
    /// The query after it, if there are integers beyond `i64`.
    pub after_unsigned: &'static str,
    /// Whether the values can be texts, and not integers alone.
    pub texts: bool,
    /// Whether the query is made once only if its values are of the type of what is looked for, an integer column. For anything else,
    /// they are literals.
    pub integer_columns: bool,
    /// Longest list of NOT IN whose values are bound one by one: each row is compared with each of them.
    pub not_in: usize,
}

/// How an expression with values that rows are grouped by is written where it is used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupedAgain {
    /// As it is: anything can be used.
    AsItIs,
    /// With the same parameters: `n / $1`.
    SameParameters,
    /// As the one value that it has in a group: `min(n / ?)`.
    Min,
}

/// How an INSERT deals with rows that are there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upsert {
    /// `ON CONFLICT (..) DO UPDATE SET a = excluded.a`
    OnConflict,
    /// `ON DUPLICATE KEY UPDATE a = VALUES(a)`
    OnDuplicateKey,
}

/// How a DELETE uses other tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeleteUsing {
    /// `DELETE FROM t USING u WHERE ..`
    Using,
    /// `DELETE FROM t USING t, u WHERE ..`
    UsingBoth,
    /// `DELETE FROM t WHERE EXISTS (SELECT 1 FROM u WHERE ..)`
    Exists,
}

/// How parts of JSON documents are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonForm {
    /// `j #> '{a,0}'`
    Operators,
    /// `j -> '$.a[0]'`
    Arrows,
    /// `JSON_EXTRACT(j, '$.a[0]')`
    Functions,
}

/// How texts are joined with something between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StringAggForm {
    /// `string_agg(x, ', ' ORDER BY ..)`
    Argument,
    /// `group_concat(x ORDER BY .. SEPARATOR ', ')`
    Separator,
}

/// How a span of time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntervalForm {
    /// `INTERVAL '1 DAY'`
    Quoted,
    /// `INTERVAL 1 DAY`
    Plain,
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
    /// RETURNING of columns of the other tables that an UPDATE or DELETE uses.
    pub returning_others: bool,
    /// Whether RETURNING shows what triggers made of a row before it was written.
    pub returning_after_triggers: bool,
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
    /// Most bytes of values that we put into one statement of several rows.
    pub max_bytes: usize,
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
    /// A literal can contain a NUL. Otherwise it is cast from its bytes.
    pub nul_in_literals: bool,
    /// How raw SQL is read.
    pub lexis: Lexis,
    /// Keys in JSON paths can begin with a minus (MariaDB finds nothing there).
    pub json_keys_begin_with_minus: bool,
    /// The current time, to the microsecond where the database can; in UTC, whatever the zone of the session.
    pub now: &'static str,
    /// The current time as the DEFAULT of a column.
    pub now_as_default: &'static str,
    /// LIMIT that stands for none, needed before an OFFSET.
    pub no_limit: Option<&'static str>,
    /// Longest list of rows that is `(a, b) IN ((..), (..))`; one that is longer is `(a, b) IN (VALUES (..), (..))`.
    pub max_row_list: usize,
    /// `IN` takes no subquery with LIMIT, and a statement no subquery of the table that it changes, unless they are derived tables.
    pub derived_subqueries: bool,
    /// A correlated subquery of an UPDATE or DELETE can be of the table that is changed.
    pub subqueries_of_changed: bool,
    /// How a list is bound that is longer than a statement has parameters, if it can be.
    pub long_lists: Option<LongLists>,
    /// Each member of an AND or OR adds to the depth of the expression, which is limited.
    pub junctions_are_deep: bool,
    /// How an expression with values that rows are grouped by is used again.
    pub grouped_again: GroupedAgain,
    /// JSON is bound as text, which is not compared as JSON: `CAST(? AS JSON)`.
    pub cast_json: bool,
    /// Numbers in a calculation of bound values alone are taken for DOUBLE, unless they are cast.
    pub cast_operands: bool,
    /// A NULL that is bound makes the column of a UNION text; it is written as `NULL`.
    pub nulls_are_text: bool,
    /// A text that is bound is cut in a UNION if it is longer than 65,535 bytes, unless another member has a type that is long enough.
    pub long_texts_are_cut: bool,
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
    /// Expressions as DEFAULT stand in parentheses, and so do values of types that may be large.
    pub default_in_parentheses: bool,
    /// What follows the closing parenthesis of CREATE TABLE.
    pub table_suffix: &'static str,
    /// INSERT, UPDATE and DELETE can be common table expressions.
    pub cte_changes: bool,
    /// `AS [NOT] MATERIALIZED` of common table expressions.
    pub cte_materialized: bool,
    /// WITH before UPDATE and DELETE; otherwise it stands in their subqueries.
    pub cte_before_changes: bool,
    /// TABLESAMPLE.
    pub table_sample: bool,
    /// LATERAL.
    pub lateral: bool,
    /// Functions in FROM.
    pub table_functions: bool,
    /// `AS f(a, b)` names their columns.
    pub column_aliases: bool,
    /// Rows of values in FROM.
    pub values: ValuesForm,
    /// FULL OUTER JOIN.
    pub full_outer_join: bool,
    /// NULLS FIRST and NULLS LAST. Where there is none, NULL is smaller than everything.
    pub nulls_order: bool,
    /// FETCH FIRST .. ROWS WITH TIES.
    pub with_ties: bool,
    /// SELECT .. FOR UPDATE. Where there is none, transactions that write exclude each other anyway.
    pub row_locks: bool,
    /// FOR SHARE.
    pub share_lock: &'static str,
    /// FOR NO KEY UPDATE, FOR KEY SHARE.
    pub key_locks: bool,
    /// FOR UPDATE OF.
    pub lock_of: bool,
    /// DISTINCT ON.
    pub distinct_on: bool,
    /// INTERSECT ALL and EXCEPT ALL.
    pub set_operations_all: bool,
    /// INTERSECT binds more tightly than UNION and EXCEPT.
    pub intersect_first: bool,
    /// A member of a compound can stand in parentheses.
    pub parenthesized_members: bool,
    /// The form of an upsert.
    pub upsert: Upsert,
    /// An upsert can name a constraint.
    pub upsert_by_constraint: bool,
    /// INSERT .. SELECT needs a WHERE before ON CONFLICT or ON DUPLICATE KEY, whose ON would be taken for that of a join.
    pub upsert_select_needs_where: bool,
    /// What an upsert does to a row that is there sees the tables of the query that is inserted, too.
    pub upsert_sees_query: bool,
    /// `UPDATE t, u SET ..`; otherwise `UPDATE t SET .. FROM u`.
    pub update_from_before_set: bool,
    /// SET assigns from left to right, and what follows sees it.
    pub assigns_in_order: bool,
    /// ORDER BY and LIMIT of UPDATE and DELETE; otherwise a subquery finds the rows by their primary key.
    pub limited_changes: bool,
    /// The form of a DELETE that uses other tables.
    pub delete_using: DeleteUsing,
    /// ILIKE; otherwise both sides are made lower case.
    pub ilike: bool,
    /// `= ANY (SELECT ..)` and `< ALL (SELECT ..)`.
    pub quantified_comparison: bool,
    /// `pg_input_is_valid`, which `try_cast` needs. Off in [`Dialect::POSTGRES`](super::Dialect::POSTGRES); an engine that connects to
    /// PostgreSQL 16 or later turns it on.
    pub input_is_valid: bool,
    /// Regular expressions. An engine for SQLite has them with the cargo feature `regexp`.
    pub regexp: bool,
    /// Names of collations can be quoted.
    pub quoted_collations: bool,
    /// How parts of JSON documents are read.
    pub json: JsonForm,
    /// What `JSON_EXTRACT` gives is compared as the text within it, with the spaces that it has; `JSON_COMPACT` makes JSON of it.
    pub json_parts_are_texts: bool,
    /// WITHIN GROUP.
    pub within_group: bool,
    /// `count(x) FILTER (WHERE ..)`; otherwise `count(CASE WHEN .. THEN x END)`.
    pub aggregate_filter: bool,
    /// ORDER BY in aggregates, those that join texts aside.
    pub aggregate_order_by: bool,
    /// How texts are joined.
    pub string_agg: StringAggForm,
    /// An aggregate with DISTINCT takes one argument only.
    pub distinct_of_one: bool,
    /// The sum of BIGINTs is NUMERIC, and so is the average of integers: they are cast to what they are elsewhere.
    pub aggregates_are_numeric: bool,
    /// The average of integers has only four digits of its fraction, unless they are cast to DOUBLE.
    pub averages_are_cut: bool,
    /// Window frames of GROUPS.
    pub group_frames: bool,
    /// Spans of time in window frames of RANGE.
    pub interval_frames: Option<IntervalForm>,
    /// Constraints can be added to a table that exists: foreign keys in a circle need it.
    pub alter_add_constraint: bool,
    /// Foreign keys to tables that do not exist yet are accepted in CREATE TABLE.
    pub forward_references: bool,
    /// What a schema can have.
    pub ddl: DdlCapabilities,
}
