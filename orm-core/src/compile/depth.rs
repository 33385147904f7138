//! How deep statements may be nested: what users put together from what others send must not use up the stack.

use super::Compiler;
use crate::error::{Result, StatementError};

/// Expressions and queries within each other. SQLite refuses more, others soon after.
pub(super) const MAX_DEPTH: usize = 1_000;

/// Calls `write`, on a stack that suffices for some more levels.
#[inline]
pub(super) fn with_stack<R>(depth: usize, write: impl FnOnce() -> R) -> R {
    // To ask each time would cost more than many expressions do.
    if depth % 8 == 7 { stacker::maybe_grow(256 * 1024, 1024 * 1024, write) } else { write() }
}

impl Compiler<'_> {
    /// Writes something one level deeper.
    ///
    /// # Errors
    /// Beyond [`MAX_DEPTH`].
    #[inline]
    pub(super) fn nested(&mut self, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        if self.depth >= MAX_DEPTH {
            let message =
                format!("expressions are nested more than {MAX_DEPTH} deep; `any_of` and `all_of` take many at once");
            return Err(StatementError::Depth(message).into());
        }
        self.depth += 1;
        let written = with_stack(self.depth, || write(self));
        self.depth -= 1;
        written
    }
}
