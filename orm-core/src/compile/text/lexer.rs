//! [`Lexer`]: raw SQL in tokens, as a database's own lexer cuts it. In linear time: no token is looked at more than twice.

use crate::dialect::{Lexis, Placeholders};

/// A piece of raw SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'s> {
    /// What is left alone: a string, a name, a number, an operator.
    Sql(&'s str),
    /// White space or a comment.
    Blank(&'s str),
    /// `:name`
    Bind(&'s str),
    /// `\:`, which stands for a colon.
    Colon,
    /// What the database would take for a placeholder.
    Placeholder(&'s str),
    /// `;`
    End,
}

impl<'s> Token<'s> {
    /// The name of a bind.
    pub(super) fn name(&self) -> Option<&'s str> {
        if let Token::Bind(name) = self { Some(name) } else { None }
    }
}

/// Cuts SQL into tokens.
pub(super) struct Lexer<'s> {
    rest: &'s str,
    lexis: &'s Lexis,
    /// Open brackets.
    brackets: usize,
    before: Before,
}

/// What stands before the rest.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// The end of an operand, after which there is no other: a number, a string, a bind, a closing bracket.
    Operand,
    /// A word, and nothing between it and the rest.
    Word,
    /// Anything else: a keyword, maybe, or an operator.
    Other,
}

impl<'s> Lexer<'s> {
    pub(super) fn new(sql: &'s str, lexis: &'s Lexis) -> Self {
        Lexer { rest: sql, lexis, brackets: 0, before: Before::Other }
    }

    /// Takes so many bytes of the rest.
    fn take(&mut self, len: usize) -> &'s str {
        let (token, rest) = self.rest.split_at_checked(len).unwrap_or((self.rest, ""));
        self.rest = rest;
        token
    }

    fn second(&self) -> Option<char> {
        self.rest.chars().nth(1)
    }

    /// Length of the white space or comment that the rest begins with.
    fn blank(&self, first: char) -> Option<usize> {
        if first.is_ascii_whitespace() {
            return Some(self.rest.find(|c: char| !c.is_ascii_whitespace()).unwrap_or(self.rest.len()));
        }
        let dashes = self.rest.strip_prefix("--").is_some_and(|after| {
            !self.lexis.dashes_need_space
                || after.chars().next().is_none_or(|c| c.is_ascii_whitespace() || c.is_ascii_control())
        });
        if dashes || first == '#' && self.lexis.hash_comments {
            return Some(self.rest.find(self.lexis.line_ends).unwrap_or(self.rest.len()));
        }
        if !self.rest.starts_with("/*") || self.lexis.executed_comments.iter().any(|begin| self.rest.starts_with(begin))
        {
            return None;
        }
        Some(if self.lexis.nested_comments { nested(self.rest) } else { until(self.rest, 2, "*/") })
    }

    /// Length of the string or quoted name that the rest begins with.
    fn quoted(&self, first: char) -> Option<usize> {
        match first {
            '\'' | '"' if self.lexis.backslashes => Some(escaped(self.rest, first)),
            '\'' => Some(until(self.rest, 1, "'")),
            '"' => Some(until(self.rest, 1, "\"")),
            '`' if self.lexis.backticks => Some(until(self.rest, 1, "`")),
            '[' if self.lexis.brackets => Some(until(self.rest, 1, "]")),
            '$' if self.lexis.dollar_quotes => {
                let tag =
                    self.rest.get(..identifier(self.rest.get(1..)?).len() + 2).filter(|tag| tag.ends_with('$'))?;
                Some(until(self.rest, tag.len(), tag))
            }
            _ => None,
        }
    }

    /// The word that the rest begins with, and the string that belongs to it.
    fn word(&mut self, first: char) -> &'s str {
        let number = first.is_ascii_digit();
        let in_word = |c: char| is_in_word(c) && !(number && c == '$');
        let len = self.rest.find(|c| !in_word(c)).unwrap_or(self.rest.len());
        let escapes = self.lexis.escape_strings && self.rest.get(..len).is_some_and(|w| w.eq_ignore_ascii_case("e"));
        if escapes && self.rest.get(len..).is_some_and(|after| after.starts_with('\'')) {
            self.before = Before::Operand;
            return self.take(len + self.escape_string(len));
        }
        self.before = if number { Before::Operand } else { Before::Word };
        self.take(len)
    }

    /// Length of the string after the `E`, which goes on after a line's end.
    fn escape_string(&self, start: usize) -> usize {
        let part = |from: usize| self.rest.get(from..).unwrap_or("");
        let mut end = start + escaped(part(start), '\'');
        while let Some(gap) = continued(part(end)) {
            end += gap;
            end += escaped(part(end), '\'');
        }
        end - start
    }

    /// What a colon begins.
    fn colon(&mut self) -> Token<'s> {
        let after = self.rest.get(1..).unwrap_or("");
        if after.starts_with(':') {
            return Token::Sql(self.take(2));
        }
        let slice = self.lexis.slices && self.brackets > 0 && self.before != Before::Other;
        let name = identifier(after);
        if !slice && !name.is_empty() {
            self.take(1 + name.len());
            self.before = Before::Operand;
            return Token::Bind(name);
        }
        let number = after.len() - after.trim_start_matches(is_in_word).len();
        if number > 0 && self.lexis.placeholders == Placeholders::Any {
            return Token::Placeholder(self.take(1 + number));
        }
        Token::Sql(self.take(1))
    }

    /// Whether the rest begins with what the database takes for a placeholder.
    fn is_placeholder(&self, first: char) -> bool {
        match self.lexis.placeholders {
            Placeholders::Question => first == '?',
            Placeholders::Dollar => first == '$' && self.second().is_some_and(|c| c.is_ascii_digit()),
            Placeholders::Any => matches!(first, '?' | '$' | '@' | '#'),
        }
    }
}

impl<'s> Iterator for Lexer<'s> {
    type Item = Token<'s>;

    fn next(&mut self) -> Option<Token<'s>> {
        let first = self.rest.chars().next()?;
        if let Some(len) = self.blank(first) {
            if self.before == Before::Word {
                self.before = Before::Other;
            }
            return Some(Token::Blank(self.take(len)));
        }
        if let Some(len) = self.quoted(first) {
            self.before = Before::Operand;
            return Some(Token::Sql(self.take(len)));
        }
        if first != '$' && is_in_word(first) {
            return Some(Token::Sql(self.word(first)));
        }
        if first == ':' {
            let before = self.before;
            let token = self.colon();
            if self.before == before && token.name().is_none() {
                self.before = Before::Other;
            }
            return Some(token);
        }
        self.before = Before::Other;
        if self.is_placeholder(first) {
            let rest = self.rest.get(1..).unwrap_or("");
            let len = rest.len() - rest.trim_start_matches(is_in_word).len();
            return Some(Token::Placeholder(self.take(1 + len)));
        }
        match first {
            ';' => {
                self.take(1);
                return Some(Token::End);
            }
            '\\' if self.second() == Some(':') => {
                self.take(2);
                return Some(Token::Colon);
            }
            '[' => self.brackets += 1,
            ']' => self.brackets = self.brackets.saturating_sub(1),
            _ => {}
        }
        if matches!(first, ')' | ']') {
            self.before = Before::Operand;
        }
        Some(Token::Sql(self.take(first.len_utf8())))
    }
}

/// Whether a word goes on with it.
pub(super) fn is_in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '$') || !c.is_ascii()
}

/// The name that SQL begins with.
fn identifier(sql: &str) -> &str {
    let end = sql.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(sql.len());
    sql.get(..end).filter(|name| !name.starts_with(|c: char| c.is_ascii_digit())).unwrap_or("")
}

/// Length of what ends with `end`, which is looked for from `start` on.
fn until(sql: &str, start: usize, end: &str) -> usize {
    sql.get(start..).and_then(|rest| rest.find(end)).map_or(sql.len(), |at| start + at + end.len())
}

/// Length of a string in which a backslash takes its meaning from what follows.
fn escaped(sql: &str, quote: char) -> usize {
    let mut chars = sql.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == '\\' {
            chars.next();
        } else if c == quote {
            return at + 1;
        }
    }
    sql.len()
}

/// Length of a comment that has others within.
fn nested(sql: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    let bytes = sql.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'/', Some(b'*')) => depth += 1,
            (b'*', Some(b'/')) => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    sql.len()
}

/// Length of what is between a string and the part that continues it, or goes on within its quotes: `''`, or white space with
/// a line's end in it.
fn continued(sql: &str) -> Option<usize> {
    let line_ends = ['\n', '\r'];
    let mut rest = sql;
    let mut lines = false;
    loop {
        let gap = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_whitespace()).len();
        let (blank, after) = rest.split_at_checked(gap)?;
        lines |= blank.contains(line_ends);
        if after.starts_with('\'') && (lines || after.len() == sql.len()) {
            return Some(sql.len() - after.len());
        }
        if !after.starts_with("--") {
            return None;
        }
        rest = after.get(after.find(line_ends)?..)?;
    }
}
