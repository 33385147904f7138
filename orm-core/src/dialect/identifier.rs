//! Identifiers: quoted, and refused where the database would cut them short or misread them.

use super::{Dialect, IdentifierLimit};
use crate::error::{Error, Result, StatementError};

impl Dialect {
    /// Appends a quoted identifier.
    pub fn quote(&self, identifier: &str, out: &mut String) {
        let quote = self.capabilities.quote;
        out.reserve(identifier.len() + 2 * quote.len_utf8());
        out.push(quote);
        if !identifier.contains(quote) {
            out.push_str(identifier);
            return out.push(quote);
        }
        for c in identifier.chars() {
            if c == quote {
                out.push(quote);
            }
            out.push(c);
        }
        out.push(quote);
    }

    /// Whether the database can take an identifier as it is.
    ///
    /// ```
    /// use orm_core::dialect::Dialect;
    /// assert!(Dialect::POSTGRES.check_identifier("a \"strange\" name: 🦀").is_ok());
    /// assert!(Dialect::POSTGRES.check_identifier(&"x".repeat(64)).is_err()); // it would be cut
    /// assert!(Dialect::MYSQL.check_identifier("🦀").is_err()); // it would be `?`
    /// assert!(Dialect::SQLITE.check_identifier("a\0b").is_err());
    /// ```
    ///
    /// # Errors
    /// When it is empty, contains a NUL or what the database would replace, or is longer than the database allows (PostgreSQL would cut it without a word).
    pub fn check_identifier(&self, identifier: &str) -> Result<()> {
        if identifier.is_empty() {
            return Err(StatementError::Schema("a name is empty".to_owned()).into());
        }
        if identifier.contains('\0') {
            let shown = identifier.escape_default();
            return Err(Error::Unsupported { feature: format!("a NUL in the name \"{shown}\""), dialect: self.name });
        }
        if !self.capabilities.ddl.astral_identifiers
            && let Some(c) = identifier.chars().find(|c| c.len_utf8() > 3)
        {
            let feature = format!("the character `{c}` in a name: \"{identifier}\"");
            return Err(Error::Unsupported { feature, dialect: self.name });
        }
        let (length, limit, unit) = match self.capabilities.ddl.max_identifier {
            IdentifierLimit::None => return Ok(()),
            IdentifierLimit::Bytes(limit) => (identifier.len(), limit, "bytes"),
            // Bytes are never fewer than characters.
            IdentifierLimit::Chars(limit) if identifier.len() <= limit => return Ok(()),
            IdentifierLimit::Chars(limit) => (identifier.chars().count(), limit, "characters"),
        };
        if length > limit {
            let feature = format!("a name of {length} {unit} (at most {limit}): \"{identifier}\"");
            return Err(Error::Unsupported { feature, dialect: self.name });
        }
        Ok(())
    }
}
