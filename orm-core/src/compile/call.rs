//! Function calls: arguments, FILTER, ORDER BY, WITHIN GROUP, OVER.

use super::Compiler;
use crate::dialect::{IntervalForm, StringAggForm};
use crate::error::Result;
use crate::expr::{Aggregate, Bound, Call, DateUnit, FrameUnit, Function, Node, OrderBy, Window};
use crate::schema::ColumnType;
use crate::value::Value;

impl Compiler<'_> {
    /// Writes a function call.
    pub(super) fn call(&mut self, call: &Call) -> Result<()> {
        let capabilities = &self.dialect.capabilities;
        self.require(call.within_group.is_empty() || capabilities.within_group, "WITHIN GROUP")?;
        match &call.function {
            Function::Named(name) => self.word(name, "function")?,
            Function::Aggregate(aggregate) => match (self.dialect.aggregate)(aggregate) {
                Some(name) => self.push(name),
                None => return Err(self.unsupported(aggregate_name(aggregate))),
            },
        }
        self.push("(");
        if call.distinct {
            self.push("DISTINCT ");
        }
        let keeps_null = matches!(
            &call.function,
            Function::Aggregate(Aggregate::ArrayAgg | Aggregate::JsonAgg | Aggregate::JsonObjectAgg)
        );
        let filtered = capabilities.aggregate_filter || !keeps_null || call.filter.is_none();
        self.require(filtered, "FILTER of an aggregate that keeps NULL")?;
        let filtered = capabilities.aggregate_filter || !call.args.is_empty() || call.filter.is_none();
        self.require(filtered, "FILTER of a call without arguments")?;
        // Without FILTER, what is not to be aggregated is made NULL.
        let emulated = call.filter.as_ref().filter(|_| !capabilities.aggregate_filter);
        let write = |this: &mut Self| {
            this.list(call.args.iter().enumerate(), |this, (position, arg)| match emulated {
                Some(filter) if position == 0 => this.filtered(arg, filter),
                _ => this.node(arg),
            })
        };
        match &call.function {
            Function::Aggregate(Aggregate::Avg(of)) if of.is_integer() && capabilities.averages_are_cut => {
                self.cast(ColumnType::Double, write)?;
            }
            Function::Aggregate(Aggregate::Sum(_) | Aggregate::Avg(_)) => {
                self.calculation(&call.args.iter().collect::<Vec<_>>(), write)?;
            }
            _ => write(self)?,
        }
        let separator = match &call.function {
            Function::Aggregate(Aggregate::StringAgg(separator)) => Some(&**separator),
            _ => None,
        };
        match (separator, capabilities.string_agg) {
            (Some(separator), StringAggForm::Argument) if !(call.distinct && capabilities.distinct_of_one) => {
                self.push(", ");
                self.constant(Value::Text(separator.to_owned()));
                self.aggregate_order(&call.order_by)?;
            }
            (Some(","), StringAggForm::Argument) => self.aggregate_order(&call.order_by)?,
            (Some(_), StringAggForm::Argument) => {
                return Err(self.unsupported("DISTINCT texts joined by anything but a comma"));
            }
            (Some(separator), StringAggForm::Separator) => {
                self.aggregate_order(&call.order_by)?;
                // Only a literal is taken here; in hexadecimal, nothing in it can end it.
                self.push(" SEPARATOR X'");
                separator.bytes().for_each(|byte| self.push(&format!("{byte:02X}")));
                self.push("'");
            }
            (None, _) => {
                self.require(call.order_by.is_empty() || capabilities.aggregate_order_by, "ORDER BY in an aggregate")?;
                self.aggregate_order(&call.order_by)?;
            }
        }
        self.push(")");
        if !call.within_group.is_empty() {
            self.push(" WITHIN GROUP (");
            self.sort_keys("ORDER BY ", &call.within_group)?;
            self.push(")");
        }
        if let (Some(filter), true) = (&call.filter, capabilities.aggregate_filter) {
            self.push(" FILTER (WHERE ");
            self.node(filter)?;
            self.push(")");
        }
        Ok(())
    }

    /// Writes a call and what follows it, as a value of the type that it has in Rust.
    pub(super) fn typed_call(&mut self, call: &Call, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        use ColumnType::{BigInteger, Double, UnsignedBigInteger, UnsignedInteger};
        let ty = match &call.function {
            Function::Aggregate(Aggregate::Sum(BigInteger | UnsignedInteger | UnsignedBigInteger)) => BigInteger,
            Function::Aggregate(Aggregate::Avg(of)) if of.is_integer() => Double,
            _ => return write(self),
        };
        if self.dialect.capabilities.aggregates_are_numeric { self.cast(ty, write) } else { write(self) }
    }

    fn filtered(&mut self, arg: &Node, filter: &Node) -> Result<()> {
        self.push("CASE WHEN ");
        self.node(filter)?;
        self.push(" THEN ");
        match arg {
            Node::Star => self.push("1"),
            arg => self.node(arg)?,
        }
        self.push(" END");
        Ok(())
    }

    fn aggregate_order(&mut self, keys: &[OrderBy]) -> Result<()> {
        if keys.is_empty() { Ok(()) } else { self.sort_keys(" ORDER BY ", keys) }
    }

    fn sort_keys(&mut self, keyword: &str, keys: &[OrderBy]) -> Result<()> {
        let start = self.sql.len();
        self.order_by(keys)?;
        // `order_by` begins with its own keyword.
        self.sql.replace_range(start..start + " ORDER BY ".len(), keyword);
        Ok(())
    }

    /// Writes `OVER (..)`.
    pub(super) fn window(&mut self, window: &Window) -> Result<()> {
        self.push(" OVER (");
        if !window.partition_by.is_empty() {
            self.push("PARTITION BY ");
            self.list(&window.partition_by, |this, node| this.node(node.unlabelled()))?;
        }
        if !window.order_by.is_empty() {
            let keyword = if window.partition_by.is_empty() { "ORDER BY " } else { " ORDER BY " };
            self.sort_keys(keyword, &window.order_by)?;
        }
        if let Some(frame) = window.frame {
            if frame.unit == FrameUnit::Groups {
                self.require(self.dialect.capabilities.group_frames, "a frame of GROUPS")?;
            }
            if !self.sql.ends_with('(') {
                self.push(" ");
            }
            self.push(match frame.unit {
                FrameUnit::Rows => "ROWS BETWEEN ",
                FrameUnit::Range => "RANGE BETWEEN ",
                FrameUnit::Groups => "GROUPS BETWEEN ",
            });
            self.bound(frame.start, "UNBOUNDED PRECEDING")?;
            self.push(" AND ");
            self.bound(frame.end, "UNBOUNDED FOLLOWING")?;
        }
        self.push(")");
        Ok(())
    }

    fn bound(&mut self, bound: Bound, unbounded: &str) -> Result<()> {
        match bound {
            Bound::Unbounded => self.push(unbounded),
            Bound::CurrentRow => self.push("CURRENT ROW"),
            Bound::Preceding(rows) => self.push(&format!("{rows} PRECEDING")),
            Bound::Following(rows) => self.push(&format!("{rows} FOLLOWING")),
            Bound::TimePreceding(count, unit) => {
                self.interval(count, unit)?;
                self.push(" PRECEDING");
            }
            Bound::TimeFollowing(count, unit) => {
                self.interval(count, unit)?;
                self.push(" FOLLOWING");
            }
        }
        Ok(())
    }

    fn interval(&mut self, count: u32, unit: DateUnit) -> Result<()> {
        let unit = format!("{unit:?}").to_uppercase();
        match self.dialect.capabilities.interval_frames {
            Some(IntervalForm::Quoted) => self.push(&format!("INTERVAL '{count} {unit}'")),
            Some(IntervalForm::Plain) => self.push(&format!("INTERVAL {count} {unit}")),
            None => return Err(self.unsupported("a window frame of time")),
        }
        Ok(())
    }
}

fn aggregate_name(aggregate: &Aggregate) -> &'static str {
    match aggregate {
        Aggregate::StringAgg(_) => "string_agg",
        Aggregate::ArrayAgg => "array_agg",
        Aggregate::JsonAgg => "json_agg",
        Aggregate::JsonObjectAgg => "json_object_agg",
        Aggregate::BoolAnd => "bool_and",
        Aggregate::BoolOr => "bool_or",
        Aggregate::Sum(_) => "sum",
        Aggregate::Avg(_) => "avg",
    }
}
