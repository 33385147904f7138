//! UNION, INTERSECT and EXCEPT.

use super::{Compiler, Within};
use crate::error::{Result, StatementError};
use crate::expr::Node;
use crate::schema::Table;
use crate::statement::{CompoundCore, SetOp, StatementRef, describe_items, selected_column};

impl Compiler<'_> {
    /// Writes a compound.
    pub(super) fn compound(&mut self, compound: &CompoundCore) -> Result<()> {
        self.compound_as(compound, None)
    }

    /// Writes a compound whose columns have the names of `named`'s.
    pub(super) fn compound_as(&mut self, compound: &CompoundCore, named: Option<&Table>) -> Result<()> {
        // Within an expression a position would be a number.
        let unnamed = named.is_none() && compound.order_by.iter().any(|key| self.has_null_key(key));
        let described = unnamed.then(|| describe_items(compound.selected()));
        let named = named.or(described.as_ref());
        let outer = (self.qualify, self.within);
        self.within = Within::Other;
        let keeps = |op: SetOp| matches!(op, SetOp::IntersectAll | SetOp::ExceptAll);
        if let Some((op, _)) = compound.rest.iter().find(|(op, _)| keeps(*op)) {
            self.require(self.dialect.capabilities.set_operations_all, op.sql())?;
        }
        let tighter = self.dialect.capabilities.intersect_first;
        // Members are evaluated from left to right: what the database would do first is made a unit.
        let is_unit_first = |upto: usize| {
            tighter
                && compound.rest.get(upto).is_some_and(|(op, _)| is_intersection(*op))
                && compound.rest[..upto].iter().any(|(op, _)| !is_intersection(*op))
        };
        let units = (0..compound.rest.len()).filter(|&at| is_unit_first(at)).count();
        if units > 0 && !self.dialect.capabilities.parenthesized_members {
            return Err(self.unsupported("an INTERSECT after a UNION or EXCEPT: make those a subquery"));
        }
        self.push(&"(".repeat(units));
        self.member_as(compound.first.statement(), true, named)?;
        for (at, (op, member)) in compound.rest.iter().enumerate() {
            if is_unit_first(at) {
                self.push(")");
            }
            self.push(" ");
            self.push(op.sql());
            self.push(" ");
            self.member(member.statement(), true)?;
        }
        (self.qualify, self.within) = outer;
        let position = |key: &Node| {
            if let Node::Invalid(error) = key {
                return Err((**error).clone());
            }
            let message = "a compound is sorted by columns or labels that its first member selects";
            selected_column(compound.selected(), key).ok_or_else(|| StatementError::Empty(message.to_owned()))
        };
        // By position: several columns can have one name.
        self.sort(
            &compound.order_by,
            |this, key| {
                this.push(&(position(key)? + 1).to_string());
                Ok(())
            },
            |this, key| {
                if let Some(column) = named.zip(Some(position(key)?)).and_then(|(table, at)| table.columns.get(at)) {
                    this.identifier(&column.name);
                }
                Ok(())
            },
        )?;
        self.limit(compound.limit.as_ref(), compound.offset.as_ref(), false)
    }

    /// Writes a member of a compound: as it is, or as a unit if it is sorted, limited, or (with `nested`) a compound itself.
    pub(super) fn member(&mut self, member: StatementRef<'_>, nested: bool) -> Result<()> {
        self.member_as(member, nested, None)
    }

    /// As [`member`](Self::member), with columns that have the names of `named`'s.
    fn member_as(&mut self, member: StatementRef<'_>, nested: bool, named: Option<&Table>) -> Result<()> {
        let unit = is_unit(member, nested);
        let parentheses = self.dialect.capabilities.parenthesized_members;
        self.push(match (unit, parentheses) {
            (false, _) => "",
            (true, true) => "(",
            (true, false) => "SELECT * FROM (",
        });
        self.query_as(member, named)?;
        self.push(if unit { ")" } else { "" });
        Ok(())
    }
}

fn is_intersection(op: SetOp) -> bool {
    matches!(op, SetOp::Intersect | SetOp::IntersectAll)
}

/// Whether a member is put between parentheses, or into a subquery.
pub(super) fn is_unit(member: StatementRef<'_>, nested: bool) -> bool {
    is_limited(member) || (nested && matches!(member, StatementRef::Compound(_)))
}

/// Whether what follows a member would not be its own.
fn is_limited(member: StatementRef<'_>) -> bool {
    match member {
        StatementRef::Select(select) => {
            !select.order_by.is_empty() || select.limit.is_some() || select.offset.is_some() || select.lock.is_some()
        }
        StatementRef::Compound(compound) => {
            !compound.order_by.is_empty() || compound.limit.is_some() || compound.offset.is_some()
        }
        // Nobody knows.
        StatementRef::Text(_) => true,
        _ => false,
    }
}
