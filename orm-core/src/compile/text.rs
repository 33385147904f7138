//! Raw SQL with named binds.

use super::Compiler;
use crate::error::{Result, StatementError};
use crate::statement::{TextClause, TextPart};

impl Compiler<'_> {
    /// Writes raw SQL; every bind must have a value and every value a bind.
    pub(crate) fn text(&mut self, clause: &TextClause) -> Result<()> {
        self.raw = true;
        let parts =
            if self.dialect.capabilities.backslash_escapes { clause.parts_with_escapes() } else { clause.parts() };
        for (name, _) in &clause.binds {
            if !parts.iter().any(|part| matches!(part, TextPart::Bind(bind) if bind == name)) {
                return Err(StatementError::Bind(format!("the SQL has no `:{name}` to bind a value to")).into());
            }
        }
        for part in parts {
            match part {
                TextPart::Sql(sql) => self.push(sql),
                TextPart::Bind(name) => {
                    let value = clause.binds.iter().rev().find(|(bind, _)| bind == name).map(|(_, value)| value);
                    let Some(value) = value else {
                        let message = format!("no value for `:{name}`; add `.bind(\"{name}\", ..)`");
                        return Err(StatementError::Bind(message).into());
                    };
                    self.value(value);
                }
            }
        }
        Ok(())
    }
}
