//! [`Alias`]: what stands in a FROM under a name of its own.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Call, Node, TableRef};
use crate::schema::{ColumnDef, ColumnType, Table};
use crate::statement::QueryCore;

/// Something that a FROM provides under a name of its own: another name for a table, a subquery, a CTE, a list of values, or
/// a function that gives rows.
///
/// Every alias is different from every other, whatever their names; without a name the compiler finds one (`users_1`).
pub struct Alias {
    id: u64,
    /// The name, if it was given one.
    pub name: Option<Cow<'static, str>>,
    /// What it is.
    pub of: AliasOf,
    /// The columns, for all but tables.
    columns: Table,
}

/// What an alias stands for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum AliasOf {
    /// A table.
    Table(TableRef),
    /// A fraction of a table's rows, in percent: `TABLESAMPLE BERNOULLI (5)`.
    Sample(TableRef, f64),
    /// `(SELECT …)`.
    Subquery {
        /// The query.
        query: Arc<QueryCore>,
        /// Whether it sees what stands before it in the FROM.
        lateral: bool,
    },
    /// A common table expression: `WITH name AS (SELECT …)`.
    Cte(Arc<Cte>),
    /// Within a recursive CTE, the CTE itself: the alias of this id.
    Recursion(u64),
    /// `(VALUES (..), (..))`.
    Values(Vec<Vec<Node>>),
    /// A function that gives rows.
    Function(Call),
}

/// A common table expression.
#[derive(Clone, Debug)]
pub struct Cte {
    /// The query; of a recursive CTE, the part that starts it.
    pub query: QueryCore,
    /// The part that is repeated until it gives no more rows, and whether equal rows are kept (UNION ALL).
    pub recursive: Option<(QueryCore, bool)>,
    /// `MATERIALIZED` or `NOT MATERIALIZED`, where the database takes such hints.
    pub materialized: Option<bool>,
}

static NEXT: AtomicU64 = AtomicU64::new(1);

impl Alias {
    /// Another name for a table.
    pub fn table_alias(table: TableRef, name: Option<Cow<'static, str>>) -> Self {
        Self::new(name, AliasOf::Table(table), Table::default())
    }

    /// Anything with columns of its own.
    pub fn new(name: Option<Cow<'static, str>>, of: AliasOf, columns: Table) -> Self {
        Alias { id: Self::next_id(), name, of, columns }
    }

    /// What will be the alias `id`.
    pub(crate) fn with_id(id: u64, name: Option<Cow<'static, str>>, of: AliasOf, columns: Table) -> Self {
        Alias { id, name, of, columns }
    }

    pub(crate) fn next_id() -> u64 {
        NEXT.fetch_add(1, Ordering::Relaxed)
    }

    /// Tells it from every other alias. Within a recursive CTE, the CTE and its mention share one.
    pub fn id(&self) -> u64 {
        match self.of {
            AliasOf::Recursion(id) => id,
            _ => self.id,
        }
    }

    /// The columns it provides.
    pub fn table(&self) -> &Table {
        match &self.of {
            AliasOf::Table(table) | AliasOf::Sample(table, _) => table,
            _ => &self.columns,
        }
    }

    /// What a generated name begins with.
    pub(crate) fn base_name(&self) -> &str {
        match &self.of {
            AliasOf::Table(table) | AliasOf::Sample(table, _) => &table.name,
            _ => "anon",
        }
    }

    /// Whether it sees what stands before it in the FROM.
    pub(crate) fn is_lateral(&self) -> bool {
        matches!(self.of, AliasOf::Subquery { lateral: true, .. } | AliasOf::Function(_))
    }
}

/// The columns of something that is no table: of the given names, or `column_1` and so on, made different from each other.
pub(crate) fn described(names: impl IntoIterator<Item = (Option<Cow<'static, str>>, ColumnType)>) -> Table {
    let mut columns: Vec<ColumnDef> = Vec::new();
    for (index, (name, ty)) in names.into_iter().enumerate() {
        let base = name.unwrap_or_else(|| format!("column_{}", index + 1).into());
        let mut unique = base.clone();
        let mut number = 1;
        while columns.iter().any(|column| column.name == unique) {
            unique = format!("{base}_{number}").into();
            number += 1;
        }
        columns.push(ColumnDef::untyped(unique, ty));
    }
    Table::new("anon").with_columns(columns)
}

impl fmt::Debug for Alias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.name, &self.of) {
            (Some(name), _) => f.write_str(name),
            (None, AliasOf::Table(table)) => write!(f, "aliased({})", table.model),
            (None, _) => f.write_str("subquery"),
        }
    }
}
