//! [`Window`]: the rows that a window function sees.

use super::{DateUnit, IntoOrderBy, Node, OrderBy};

/// The rows that a window function sees: [`window`] makes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Window {
    /// PARTITION BY.
    pub partition_by: Vec<Node>,
    /// ORDER BY.
    pub order_by: Vec<OrderBy>,
    /// The frame; otherwise up to the current row and its peers, or everything without an order.
    pub frame: Option<Frame>,
}

/// Rows around the current one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Frame {
    /// What is counted.
    pub unit: FrameUnit,
    /// First.
    pub start: Bound,
    /// Last.
    pub end: Bound,
}

/// What a frame counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FrameUnit {
    /// Rows.
    Rows,
    /// Values of the sort key.
    Range,
    /// Groups of rows with equal sort keys.
    Groups,
}

/// Where a frame begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
    /// The first row of the partition, or the last.
    Unbounded,
    /// The current row.
    CurrentRow,
    /// So many before it.
    Preceding(u32),
    /// So many after it.
    Following(u32),
    /// So much time before it, in a frame of RANGE that is sorted by a date or time. SQLite and MariaDB have none.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// use orm::core::dialect::Dialect;
    /// use orm::core::statement::Statement;
    ///
    /// let week = window().order_by(User::created_at).range(Bound::TimePreceding(7, DateUnit::Day), Bound::CurrentRow);
    /// let statement = select(func::count_all().over(week)).select_from(User);
    /// assert!(statement.compile(&Dialect::POSTGRES)?[0].sql.contains("RANGE BETWEEN INTERVAL '7 DAY' PRECEDING AND CURRENT ROW"));
    /// # Ok::<(), orm::Error>(())
    /// ```
    TimePreceding(u32, DateUnit),
    /// So much time after it.
    TimeFollowing(u32, DateUnit),
}

/// A window: all rows, until it is told otherwise.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// use orm::core::expr::{Bound, window};
///
/// let rank = func::rank().over(window().partition_by(Post::user_id).order_by(Post::views.desc()));
/// assert_eq!(
///     sql(select((Post::id, rank))),
///     r#"SELECT "posts"."id", rank() OVER (PARTITION BY "posts"."user_id" ORDER BY "posts"."views" DESC) FROM "posts""#,
/// );
/// let running = func::sum(Post::views).over(window().order_by(Post::id).rows(Bound::Unbounded, Bound::CurrentRow));
/// assert!(sql(select(running)).contains("ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"));
/// ```
pub fn window() -> Window {
    Window::default()
}

impl Window {
    /// Restarts for every group of rows with equal keys.
    #[must_use]
    pub fn partition_by(mut self, keys: impl IntoOrderBy) -> Self {
        self.partition_by.extend(keys.into_order_by().into_iter().map(|key| key.node));
        self
    }

    /// Sorts the rows within the partition.
    #[must_use]
    pub fn order_by(mut self, keys: impl IntoOrderBy) -> Self {
        self.order_by.extend(keys.into_order_by());
        self
    }

    /// The rows from `start` to `end`.
    #[must_use]
    pub fn rows(self, start: Bound, end: Bound) -> Self {
        self.frame(FrameUnit::Rows, start, end)
    }

    /// The rows whose sort key lies from `start` to `end` of the current row's.
    #[must_use]
    pub fn range(self, start: Bound, end: Bound) -> Self {
        self.frame(FrameUnit::Range, start, end)
    }

    /// The groups of rows with equal sort keys from `start` to `end`. MySQL and MariaDB have none.
    #[must_use]
    pub fn groups(self, start: Bound, end: Bound) -> Self {
        self.frame(FrameUnit::Groups, start, end)
    }

    fn frame(mut self, unit: FrameUnit, start: Bound, end: Bound) -> Self {
        self.frame = Some(Frame { unit, start, end });
        self
    }
}
