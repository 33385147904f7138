//! `Instance::validate`: the validators of an instance, before a flush asks them.

use orm_core::Result;

use crate::instance::{Instance, Model};
use crate::unit_of_work::validate;

impl<M: Model> Instance<M> {
    /// Asks the validators of all columns that are set (`#[column(validate = ..)]`), as the flush will for those that it writes.
    ///
    /// # Errors
    /// [`Error::Validation`](crate::Error::Validation), of the first column that is not valid.
    pub fn validate(this: &Self) -> Result<()> {
        validate(&*this.erase(), None)
    }
}
