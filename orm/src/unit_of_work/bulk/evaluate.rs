//! What an expression is worth in a row that is in memory.
//!
//! An answer is given only where every database, with every collation, would give the same one: `None` means that this is not
//! certain, and the caller asks the database instead. NULL is a value like any other here: conditions are three-valued.

use std::cmp::Ordering;

use orm_core::expr::{BinaryOp, Node, TableRef};
use orm_core::schema::{ColumnType, Table};
use orm_core::{Columns, Value};

use super::text;

/// An answer, if it is certain.
type Certain<T> = Option<T>;

/// True, false or NULL.
type Truth = Option<bool>;

/// A row as far as it is known.
pub(super) struct KnownRow<'r> {
    pub(super) table: &'static Table,
    /// The columns as they are in the database.
    pub(super) columns: &'r dyn Columns,
    /// Whether they are current. Of an instance from an earlier transaction, only the key is.
    pub(super) current: bool,
}

impl KnownRow<'_> {
    /// Whether all conditions hold.
    pub(super) fn satisfies(&self, conditions: &[Node]) -> Certain<bool> {
        self.all(conditions, true).map(|truth| truth == Some(true))
    }

    /// What a column that is set to this expression has afterwards. A value is what it is, whatever its type, unless it is more exact
    /// than the column: not every database rounds it.
    pub(super) fn assigned(&self, column: usize, node: &Node) -> Certain<Value> {
        let Node::Value(value) = node else { return self.value(node) };
        let stored = self.table.columns.get(column).and_then(|column| value.to_stored(column.ty));
        match stored {
            Some(stored) if stored == *value => Some(stored),
            Some(_) => None,
            None => Some(value.clone()),
        }
    }

    /// The value of an expression.
    fn value(&self, node: &Node) -> Certain<Value> {
        match node {
            Node::Value(Value::Typed(ColumnType::Custom(_), _)) => None,
            Node::Value(value) => Some(value.untyped().clone()),
            Node::ColumnRef(column) => {
                let own = matches!(&column.table, TableRef::Static(table) if std::ptr::eq(*table, self.table));
                let definition = self.table.columns.get(column.index)?;
                let known = own && (self.current || definition.primary_key) && is_plain(definition.ty);
                let value = if known { self.columns.column(column.index)?.to_value() } else { return None };
                Some(value.untyped().clone())
            }
            Node::Label { node, .. } => self.value(node),
            Node::Negate(node) => match self.value(node)? {
                null @ Value::Null(_) => Some(null),
                value => value.as_i64()?.checked_neg().map(Value::I64),
            },
            Node::Binary { op, sides } if !is_comparison(*op) => {
                calculate(*op, &self.value(&sides.0)?, &self.value(&sides.1)?)
            }
            condition => Some(match self.truth(condition)? {
                Some(value) => Value::Bool(value),
                None => Value::Null(ColumnType::Boolean),
            }),
        }
    }

    fn truth(&self, node: &Node) -> Certain<Truth> {
        match node {
            Node::And(nodes) => self.all(nodes, true),
            Node::Or(nodes) => self.all(nodes, false),
            Node::Not(node) => self.truth(node).map(not),
            Node::IsNull { node, negated } => Some(Some(self.value(node)?.is_null() != *negated)),
            Node::Binary { op, sides } if is_comparison(*op) => {
                compare(*op, &self.value(&sides.0)?, &self.value(&sides.1)?)
            }
            Node::InList { node, values, negated } => {
                let value = self.value(node)?;
                let equal = |other: &Value| compare(BinaryOp::Eq, &value, other.untyped());
                any(values.iter().map(equal)).map(|found| if *negated { not(found) } else { found })
            }
            Node::TupleInList { nodes, rows, negated } => {
                let tuple = nodes.iter().map(|node| self.value(node)).collect::<Option<Vec<_>>>()?;
                let equal = |row: &Vec<Value>| {
                    // All are equal when none is unequal.
                    let unequal = tuple.iter().zip(row).map(|(a, b)| compare(BinaryOp::Ne, a, b.untyped()));
                    any(unequal).map(not)
                };
                any(rows.iter().map(equal)).map(|found| if *negated { not(found) } else { found })
            }
            Node::Between { node, low, high, negated } => {
                let value = self.value(node)?;
                let below = compare(BinaryOp::Lt, &value, &self.value(low)?);
                let above = compare(BinaryOp::Gt, &value, &self.value(high)?);
                any([below, above].into_iter()).map(|outside| if *negated { outside } else { not(outside) })
            }
            Node::Like { sides, escaped, negated, insensitive } => {
                let found = match (self.value(&sides.0)?, self.value(&sides.1)?) {
                    (Value::Null(_), _) | (_, Value::Null(_)) => None,
                    (Value::Text(text), Value::Text(pattern)) => {
                        Some(text::matches(&text, &pattern, *escaped, *insensitive)?)
                    }
                    _ => return None,
                };
                Some(if *negated { not(found) } else { found })
            }
            Node::ColumnRef(_) | Node::Value(_) | Node::Label { .. } => match self.value(node)? {
                Value::Bool(value) => Some(Some(value)),
                Value::Null(_) => Some(None),
                _ => None,
            },
            _ => None,
        }
    }

    /// The conjunction (or disjunction) of conditions. One that is false (or true) decides, whatever the others are.
    fn all(&self, nodes: &[Node], conjunction: bool) -> Certain<Truth> {
        let truths = nodes.iter().map(|node| self.truth(node));
        if conjunction { any(truths.map(|truth| truth.map(not))).map(not) } else { any(truths) }
    }
}

fn not(truth: Truth) -> Truth {
    truth.map(|value| !value)
}

/// The disjunction.
fn any(truths: impl Iterator<Item = Certain<Truth>>) -> Certain<Truth> {
    let mut found = Some(Some(false));
    for truth in truths {
        match truth {
            Some(Some(true)) => return Some(Some(true)),
            Some(Some(false)) => {}
            Some(None) => found = found.map(|_| None),
            None => found = None,
        }
    }
    found
}

fn is_comparison(op: BinaryOp) -> bool {
    use BinaryOp::{Eq, Ge, Gt, Le, Lt, Ne};
    matches!(op, Eq | Ne | Lt | Le | Gt | Ge)
}

/// Types whose values are the same in memory and in the database, to the last bit.
fn is_plain(ty: ColumnType) -> bool {
    use ColumnType::{Array, Custom, Float, Interval, Json, Numeric};
    !matches!(ty, Float | Numeric(_) | Json | Interval | Array(_) | Custom(_))
}

fn compare(op: BinaryOp, a: &Value, b: &Value) -> Certain<Truth> {
    if a.is_null() || b.is_null() {
        return Some(None);
    }
    let equality = matches!(op, BinaryOp::Eq | BinaryOp::Ne);
    let order = order(a, b).or_else(|| if equality { inequality(a, b) } else { None })?;
    Some(Some(match op {
        BinaryOp::Eq => order.is_eq(),
        BinaryOp::Ne => order.is_ne(),
        BinaryOp::Lt => order.is_lt(),
        BinaryOp::Le => order.is_le(),
        BinaryOp::Gt => order.is_gt(),
        BinaryOp::Ge => order.is_ge(),
        _ => return None,
    }))
}

/// How two values are ordered.
fn order(a: &Value, b: &Value) -> Option<Ordering> {
    if let (Some(a), Some(b)) = (a.as_i64(), b.as_i64()) {
        return Some(a.cmp(&b));
    }
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::F64(a), Value::F64(b)) => a.partial_cmp(b),
        // The same text is equal to itself in every collation.
        (Value::Text(a), Value::Text(b)) if a == b => Some(Ordering::Equal),
        (Value::Bytes(a), Value::Bytes(b)) if a == b => Some(Ordering::Equal),
        #[cfg(feature = "uuid")]
        (Value::Uuid(a), Value::Uuid(b)) if a == b => Some(Ordering::Equal),
        #[cfg(feature = "chrono")]
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        #[cfg(feature = "chrono")]
        (Value::Time(a), Value::Time(b)) if is_stored(a) && is_stored(b) => Some(a.cmp(b)),
        #[cfg(feature = "chrono")]
        (Value::DateTime(a), Value::DateTime(b)) if is_stored(a) && is_stored(b) => Some(a.cmp(b)),
        #[cfg(feature = "chrono")]
        (Value::Timestamp(a), Value::Timestamp(b)) if is_stored(a) && is_stored(b) => Some(a.cmp(b)),
        _ => None,
    }
}

/// An order of values that are not equal, where nothing but that is known.
fn inequality(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) if text::certainly_differ(a, b) => Some(Ordering::Less),
        (Value::Bytes(a), Value::Bytes(b)) if a != b => Some(Ordering::Less),
        #[cfg(feature = "uuid")]
        (Value::Uuid(a), Value::Uuid(b)) if a != b => Some(Ordering::Less),
        _ => None,
    }
}

/// Whether a time is what a database keeps of it: whole microseconds.
#[cfg(feature = "chrono")]
fn is_stored(time: &impl chrono::Timelike) -> bool {
    time.nanosecond().is_multiple_of(1_000)
}

fn calculate(op: BinaryOp, a: &Value, b: &Value) -> Certain<Value> {
    if a.is_null() || b.is_null() {
        return Some(Value::Null(ColumnType::BigInteger));
    }
    if let (BinaryOp::Concat, Value::Text(a), Value::Text(b)) = (op, a, b) {
        return Some(Value::Text(format!("{a}{b}")));
    }
    let (a, b) = (a.as_i64()?, b.as_i64()?);
    let result = match op {
        BinaryOp::Add => a.checked_add(b),
        BinaryOp::Sub => a.checked_sub(b),
        BinaryOp::Mul => a.checked_mul(b),
        BinaryOp::IntegerDiv => a.checked_div(b),
        BinaryOp::Rem => a.checked_rem(b),
        _ => None,
    };
    result.map(Value::I64)
}
