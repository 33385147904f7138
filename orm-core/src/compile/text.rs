//! Raw SQL with named binds.

mod lexer;

use std::collections::{HashMap, HashSet};

use lexer::{Lexer, Token};

use super::Compiler;
use crate::error::{Result, StatementError};
use crate::schema::ColumnType;
use crate::statement::TextClause;
use crate::value::Value;

impl Compiler<'_> {
    /// Writes raw SQL, cut into tokens as the database does it; every bind must have a value and every value a bind.
    pub(crate) fn text(&mut self, clause: &TextClause) -> Result<()> {
        self.raw = true;
        let lexis = self.dialect.capabilities.lexis;
        let tokens: Vec<Token<'_>> = Lexer::new(clause.sql(), &lexis).collect();
        let names: HashSet<&str> = tokens.iter().filter_map(Token::name).collect();
        if let Some((name, _)) = clause.binds.iter().find(|(name, _)| !names.contains(&**name)) {
            return refuse(format!("the SQL has no `:{name}` to bind a value to"));
        }
        if lexis.several_with_binds && !clause.binds.is_empty() && several(&tokens) {
            return refuse("several statements in one text cannot have binds; execute them one by one".to_owned());
        }
        // The last value of a name counts.
        let values: HashMap<&str, &Value> = clause.binds.iter().map(|(name, value)| (&**name, value)).collect();
        // Whether `IN` stands before.
        let mut listed = false;
        for token in tokens {
            let after_in = listed;
            listed = match token {
                Token::Sql(sql) => sql.eq_ignore_ascii_case("in"),
                Token::Blank(_) => listed,
                _ => false,
            };
            match token {
                Token::Sql(sql) | Token::Blank(sql) => self.push(sql),
                Token::End => self.push(";"),
                Token::Colon => self.push(":"),
                Token::Placeholder(sql) => {
                    let advice = "write `:name`, and give it a value with `.bind(\"name\", ..)`";
                    return refuse(format!("`{sql}` is a placeholder written by hand; {advice}"));
                }
                Token::Bind(name) => {
                    let Some(value) = values.get(name) else {
                        return refuse(format!("no value for `:{name}`; add `.bind(\"{name}\", ..)`"));
                    };
                    // `LIMIT$1` would be a name.
                    if self.sql.ends_with(lexer::is_in_word) {
                        self.push(" ");
                    }
                    match value {
                        Value::Array(ty, values) if after_in => self.list_in_text(*ty, values),
                        value => self.value(value),
                    }
                }
            }
        }
        Ok(())
    }

    /// Writes a list after `IN`: all its values, or none.
    fn list_in_text(&mut self, ty: ColumnType, values: &[Value]) {
        self.written_for_these_values();
        if self.dialect.capabilities.array_params {
            self.push("(SELECT unnest(");
            self.array(ty, values.to_vec());
            return self.push("))");
        }
        if values.is_empty() {
            return self.push("(SELECT NULL FROM (SELECT 1) AS no_rows WHERE 1 = 0)");
        }
        self.push("(");
        for (i, value) in values.iter().enumerate() {
            self.push(if i > 0 { ", " } else { "" });
            self.value(value);
        }
        self.push(")");
    }
}

fn refuse(message: String) -> Result<()> {
    Err(StatementError::Bind(message).into())
}

/// Whether anything follows the end of a statement.
fn several(tokens: &[Token<'_>]) -> bool {
    let mut after = tokens.iter().skip_while(|token| !matches!(token, Token::End));
    after.any(|token| !matches!(token, Token::End | Token::Blank(_)))
}
