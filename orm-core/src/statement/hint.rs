//! [`Hint`]: SQL for one database alone, which says how a SELECT is to be executed.

use super::Select;
use crate::dialect::Dialect;
use crate::expr::TableRef;

/// SQL that one dialect gets, and the others do not.
#[derive(Clone, Debug)]
pub struct Hint {
    /// Name of the dialect.
    pub dialect: &'static str,
    /// Where it stands.
    pub place: HintPlace,
    /// The SQL, as it is.
    pub sql: &'static str,
}

/// Where a hint stands.
#[derive(Clone, Debug)]
pub enum HintPlace {
    /// After SELECT.
    Prefix,
    /// At the end.
    Suffix,
    /// After a table of the FROM.
    Table(TableRef),
}

impl<Q> Select<Q> {
    /// SQL after the word SELECT, for one dialect; nothing for the others.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// use orm::core::dialect::Dialect;
    /// use orm::core::statement::Statement;
    ///
    /// let posts = select(Post::id).prefix_with(Dialect::MYSQL, "/*+ MAX_EXECUTION_TIME(1000) */");
    /// assert!(posts.to_sql(&Dialect::MYSQL)?.starts_with("SELECT /*+ MAX_EXECUTION_TIME(1000) */ `posts`"));
    /// assert!(posts.to_sql(&Dialect::POSTGRES)?.starts_with("SELECT \"posts\""));
    /// # Ok::<(), orm::Error>(())
    /// ```
    #[must_use]
    pub fn prefix_with(self, dialect: Dialect, sql: &'static str) -> Self {
        self.hinted(dialect, HintPlace::Prefix, sql)
    }

    /// SQL at the end of the statement, for one dialect.
    #[must_use]
    pub fn suffix_with(self, dialect: Dialect, sql: &'static str) -> Self {
        self.hinted(dialect, HintPlace::Suffix, sql)
    }

    /// SQL after a table of the FROM, for one dialect.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// use orm::core::dialect::Dialect;
    /// use orm::core::statement::Statement;
    ///
    /// let users = select(User::id).with_hint(User, Dialect::MARIADB, "USE INDEX (PRIMARY)");
    /// assert!(users.to_sql(&Dialect::MARIADB)?.ends_with("FROM `users` USE INDEX (PRIMARY)"));
    /// # Ok::<(), orm::Error>(())
    /// ```
    #[must_use]
    pub fn with_hint(self, table: impl Into<TableRef>, dialect: Dialect, sql: &'static str) -> Self {
        self.hinted(dialect, HintPlace::Table(table.into()), sql)
    }

    fn hinted(mut self, dialect: Dialect, place: HintPlace, sql: &'static str) -> Self {
        self.core_mut().hints.push(Hint { dialect: dialect.name, place, sql });
        self
    }
}
