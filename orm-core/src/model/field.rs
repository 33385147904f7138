//! [`Field`]: where a model holds a column.

use super::ColumnValue;

/// The field of model `M` that holds a column.
pub struct Field<M> {
    get: fn(&M) -> &dyn ColumnValue,
    get_mut: fn(&mut M) -> &mut dyn ColumnValue,
}

impl<M> Field<M> {
    /// The field that both functions return.
    pub const fn new(get: fn(&M) -> &dyn ColumnValue, get_mut: fn(&mut M) -> &mut dyn ColumnValue) -> Self {
        Field { get, get_mut }
    }

    /// The field of an instance.
    pub fn get<'m>(&self, model: &'m M) -> &'m dyn ColumnValue {
        (self.get)(model)
    }

    /// The field of an instance, to be written.
    pub fn get_mut<'m>(&self, model: &'m mut M) -> &'m mut dyn ColumnValue {
        (self.get_mut)(model)
    }
}
