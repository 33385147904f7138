//! Functions and operators that databases spell differently, by the dialect's templates.

use super::Compiler;
use crate::dialect::Dialect;
use crate::error::Result;
use crate::expr::{Builtin, Node, Template};

impl Compiler<'_> {
    /// Writes a builtin.
    pub(super) fn builtin(&mut self, op: Builtin, args: &[Node]) -> Result<()> {
        if op == Builtin::IsValid && !self.dialect.capabilities.input_is_valid {
            return Err(self.unsupported(if self.dialect.name == Dialect::POSTGRES.name {
                "TRY_CAST before 16"
            } else {
                "TRY_CAST"
            }));
        }
        if op == Builtin::Regexp && !self.dialect.capabilities.regexp {
            return Err(self.unsupported("regexp_match without the cargo feature `regexp` of `orm`"));
        }
        if op == Builtin::AtUtc
            && let ([instant], None) = (args, (self.dialect.builtin)(op))
        {
            return self.node(instant);
        }
        let Some(template) = (self.dialect.builtin)(op) else {
            return Err(self.unsupported(&feature(op)));
        };
        if matches!(op, Builtin::Abs | Builtin::Ceil | Builtin::Floor | Builtin::FloorDiv) {
            return self.calculation(&args.iter().collect::<Vec<_>>(), |this| this.fill(template, args));
        }
        self.fill(template, args)
    }

    pub(super) fn fill(&mut self, template: Template, args: &[Node]) -> Result<()> {
        let mut rest = template.sql;
        while let Some(open) = rest.find('{') {
            self.push(&rest[..open]);
            let Some(close) = rest.find('}') else { break };
            match &rest[open + 1..close] {
                "*" => self.list(args, |this, arg| this.operand(arg, template.operand))?,
                number => {
                    if let Some(arg) = number.parse().ok().and_then(|index: usize| args.get(index)) {
                        self.operand(arg, template.operand)?;
                    }
                }
            }
            rest = &rest[close + 1..];
        }
        self.push(rest);
        Ok(())
    }
}

/// `regexp_replace`, `date_add(hour)`.
fn feature(op: Builtin) -> String {
    let mut name = String::new();
    for c in format!("{op:?}").chars() {
        if c.is_ascii_uppercase() && !name.is_empty() && !name.ends_with('(') {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}
