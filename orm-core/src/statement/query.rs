//! [`QueryCore`]: any query without the Rust type of its rows, as it stands in another statement; and [`StatementRef`], any
//! statement as the compiler takes it.

use super::{CompoundCore, DeleteCore, InsertCore, SelectCore, TextClause, UpdateCore};

/// A query, or a statement that returns rows, without the Rust type of its rows.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum QueryCore {
    /// SELECT.
    Select(Box<SelectCore>),
    /// UNION and the like.
    Compound(Box<CompoundCore>),
    /// INSERT … RETURNING, in a CTE.
    Insert(Box<InsertCore>),
    /// UPDATE … RETURNING, in a CTE.
    Update(Box<UpdateCore>),
    /// DELETE … RETURNING, in a CTE.
    Delete(Box<DeleteCore>),
    /// Raw SQL.
    Text(Box<TextClause>),
}

/// Any statement, borrowed.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum StatementRef<'s> {
    /// SELECT.
    Select(&'s SelectCore),
    /// UNION and the like.
    Compound(&'s CompoundCore),
    /// INSERT.
    Insert(&'s InsertCore),
    /// UPDATE.
    Update(&'s UpdateCore),
    /// DELETE.
    Delete(&'s DeleteCore),
    /// Raw SQL.
    Text(&'s TextClause),
}

impl QueryCore {
    /// The statement.
    pub fn statement(&self) -> StatementRef<'_> {
        match self {
            QueryCore::Select(select) => StatementRef::Select(select),
            QueryCore::Compound(compound) => StatementRef::Compound(compound),
            QueryCore::Insert(insert) => StatementRef::Insert(insert),
            QueryCore::Update(update) => StatementRef::Update(update),
            QueryCore::Delete(delete) => StatementRef::Delete(delete),
            QueryCore::Text(text) => StatementRef::Text(text),
        }
    }

    /// The SELECT, if it is one.
    pub fn as_select(&self) -> Option<&SelectCore> {
        if let QueryCore::Select(select) = self { Some(select) } else { None }
    }
}

/// Two queries are never taken for the same; what compares expressions treats subqueries as different.
impl PartialEq for QueryCore {
    fn eq(&self, _other: &Self) -> bool {
        false
    }
}

impl From<SelectCore> for QueryCore {
    fn from(select: SelectCore) -> Self {
        QueryCore::Select(Box::new(select))
    }
}

impl From<CompoundCore> for QueryCore {
    fn from(compound: CompoundCore) -> Self {
        QueryCore::Compound(Box::new(compound))
    }
}
