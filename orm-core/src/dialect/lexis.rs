//! [`Lexis`]: how a database cuts SQL into tokens, as far as raw SQL must be read to find its binds.

/// What begins a token of which kind. Strings `'..'`, names `".."` and the comments `--` and `/* */` are there in all databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // independent yes-or-no facts
#[non_exhaustive]
pub struct Lexis {
    /// In `'..'` and `".."`, a backslash takes its meaning from what follows.
    pub backslashes: bool,
    /// In `E'..'` it does.
    pub escape_strings: bool,
    /// `$tag$ .. $tag$` is a string.
    pub dollar_quotes: bool,
    /// `` `..` `` is a name.
    pub backticks: bool,
    /// `[..]` is a name.
    pub brackets: bool,
    /// `x[low:high]` is a slice.
    pub slices: bool,
    /// What ends a comment that `--` begins.
    pub line_ends: &'static [char],
    /// `--` begins a comment before a space only.
    pub dashes_need_space: bool,
    /// `#` begins a comment.
    pub hash_comments: bool,
    /// Comments within comments.
    pub nested_comments: bool,
    /// What looks like a comment and is executed, by what it begins with.
    pub executed_comments: &'static [&'static str],
    /// The placeholders that the database knows.
    pub placeholders: Placeholders,
    /// Several statements in one text are executed even if they have parameters, each with what the one before left.
    pub several_with_binds: bool,
}

/// The placeholders that a database knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholders {
    /// `?`
    Question,
    /// `$1`
    Dollar,
    /// `?`, `?1`, `:1`, `@a`, `$a`, `#a`
    Any,
}

impl Lexis {
    /// SQLite.
    pub const SQLITE: Lexis = Lexis {
        backslashes: false,
        escape_strings: false,
        dollar_quotes: false,
        backticks: true,
        brackets: true,
        slices: false,
        line_ends: &['\n'],
        dashes_need_space: false,
        hash_comments: false,
        nested_comments: false,
        executed_comments: &[],
        placeholders: Placeholders::Any,
        several_with_binds: true,
    };
    /// PostgreSQL, with standard conforming strings, as they are by default.
    pub const POSTGRES: Lexis = Lexis {
        escape_strings: true,
        dollar_quotes: true,
        backticks: false,
        brackets: false,
        slices: true,
        line_ends: &['\n', '\r'],
        nested_comments: true,
        placeholders: Placeholders::Dollar,
        several_with_binds: false,
        ..Lexis::SQLITE
    };
    /// MySQL, in its default SQL mode.
    pub const MYSQL: Lexis = Lexis {
        backslashes: true,
        brackets: false,
        dashes_need_space: true,
        hash_comments: true,
        executed_comments: &["/*!"],
        placeholders: Placeholders::Question,
        several_with_binds: false,
        ..Lexis::SQLITE
    };
    /// MariaDB.
    pub const MARIADB: Lexis = Lexis { executed_comments: &["/*!", "/*M!"], ..Lexis::MYSQL };
}
