//! [`Identity`]: how the database numbers rows.

/// Options of a column that the database numbers.
///
/// ```
/// use orm_core::schema::{ColumnDef, Identity};
/// let id = ColumnDef::new::<i64>("id").primary_key().identity(Identity::new().start(1000).increment(10));
/// assert_eq!(id.identity.and_then(|identity| identity.start), Some(1000));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identity {
    /// Refuse numbers given by an INSERT: GENERATED ALWAYS.
    pub always: bool,
    /// The first number.
    pub start: Option<i64>,
    /// The distance between numbers.
    pub increment: Option<i64>,
    /// The smallest number.
    pub min: Option<i64>,
    /// The largest number.
    pub max: Option<i64>,
    /// How many numbers a connection takes at once.
    pub cache: Option<i64>,
    /// Begin anew after the largest number.
    pub cycle: bool,
}

impl Identity {
    /// The database's own numbering.
    pub const fn new() -> Self {
        Identity { always: false, start: None, increment: None, min: None, max: None, cache: None, cycle: false }
    }

    /// Refuses numbers given by an INSERT.
    #[must_use]
    pub const fn always(self) -> Self {
        Identity { always: true, ..self }
    }

    /// Sets the first number.
    #[must_use]
    pub const fn start(self, start: i64) -> Self {
        Identity { start: Some(start), ..self }
    }

    /// Sets the distance between numbers.
    #[must_use]
    pub const fn increment(self, increment: i64) -> Self {
        Identity { increment: Some(increment), ..self }
    }

    /// Sets the smallest number.
    #[must_use]
    pub const fn min(self, min: i64) -> Self {
        Identity { min: Some(min), ..self }
    }

    /// Sets the largest number.
    #[must_use]
    pub const fn max(self, max: i64) -> Self {
        Identity { max: Some(max), ..self }
    }

    /// Sets how many numbers a connection takes at once.
    #[must_use]
    pub const fn cache(self, cache: i64) -> Self {
        Identity { cache: Some(cache), ..self }
    }

    /// Begins anew after the largest number.
    #[must_use]
    pub const fn cycle(self) -> Self {
        Identity { cycle: true, ..self }
    }

    /// Why no row can be numbered in this way.
    pub(crate) fn nonsense(self) -> Option<&'static str> {
        let ascending = self.increment.unwrap_or(1) > 0;
        let min = self.min.unwrap_or(if ascending { 1 } else { i64::MIN });
        let max = self.max.unwrap_or(if ascending { i64::MAX } else { -1 });
        let outside = self.start.is_some_and(|start| start < min || start > max);
        let why = [
            (self.increment == Some(0), "an increment of 0 gives every row the same number"),
            (self.cache.is_some_and(|cache| cache < 1), "`cache` is at least 1"),
            (min >= max, "`max` is more than `min`"),
            (outside, "the first number is not from `min` (1, unless said) to `max`"),
        ];
        why.into_iter().find_map(|(is_so, why)| is_so.then_some(why))
    }
}
