//! Common table expressions: written where they are first used, and put before the statement in the end.

use std::borrow::Cow;

use super::bind::Source;
use super::{Compiler, Within};
use crate::dialect::Placeholder;
use crate::error::{Result, StatementError};
use crate::expr::{Alias, Cte};
use crate::schema::Table;
use crate::statement::{QueryCore, StatementRef};
use crate::value::Value;

/// The CTEs of a statement, each after those that it uses.
#[derive(Debug, Default)]
pub(super) struct Ctes {
    written: Vec<Written>,
    /// Those met so far, by the id of their alias.
    met: Vec<u64>,
    /// The names that were given.
    names: Vec<Cow<'static, str>>,
    recursive: bool,
}

#[derive(Debug)]
struct Written {
    sql: String,
    /// Its parameters, where their order is that of the text.
    params: Vec<Value>,
    sources: Vec<Source>,
}

impl Compiler<'_> {
    /// Lets `write` write a statement, and puts the CTEs that it uses before it.
    pub(super) fn with_ctes(&mut self, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let outer = std::mem::take(&mut self.ctes);
        let (start, first) = (self.sql.len(), self.params.len());
        write(self)?;
        let Ctes { written, recursive, .. } = std::mem::replace(&mut self.ctes, outer);
        if written.is_empty() {
            return Ok(());
        }
        let mut with = String::from(if recursive { "WITH RECURSIVE " } else { "WITH " });
        let (mut params, mut sources) = (Vec::new(), Vec::new());
        for (i, cte) in written.into_iter().enumerate() {
            with.push_str(if i == 0 { "" } else { ", " });
            with.push_str(&cte.sql);
            params.extend(cte.params);
            sources.extend(cte.sources);
        }
        with.push(' ');
        self.sql.insert_str(start, &with);
        self.params.splice(first..first, params);
        if let Some(recorder) = &mut self.sources {
            recorder.sources.splice(first..first, sources);
        }
        Ok(())
    }

    /// Writes the name of a CTE, and the CTE itself if this is its first use.
    pub(super) fn cte(&mut self, alias: &Alias, cte: &Cte) -> Result<()> {
        if !self.ctes.met.contains(&alias.id()) {
            self.ctes.met.push(alias.id());
            if let Some(name) = &alias.name {
                if self.ctes.names.contains(name) {
                    let message = format!(
                        "two different CTEs of one statement are called `{name}`; give one of them another name"
                    );
                    return Err(StatementError::Name(message).into());
                }
                self.ctes.names.push(name.clone());
            }
            self.define(alias, cte)?;
        }
        self.alias_name(alias);
        Ok(())
    }

    fn define(&mut self, alias: &Alias, cte: &Cte) -> Result<()> {
        let capabilities = &self.dialect.capabilities;
        let changes = matches!(cte.query, QueryCore::Insert(_) | QueryCore::Update(_) | QueryCore::Delete(_));
        self.require(!changes || capabilities.cte_changes, "INSERT, UPDATE and DELETE in a CTE")?;
        // Values are bound in the order of the text: those of the CTE come before those of the statement.
        let in_order = capabilities.placeholder == Placeholder::Question;
        let sql = std::mem::take(&mut self.sql);
        let params = if in_order { std::mem::take(&mut self.params) } else { Vec::new() };
        let sources = match &mut self.sources {
            Some(recorder) if in_order => std::mem::take(&mut recorder.sources),
            _ => Vec::new(),
        };
        let outer = (std::mem::take(&mut self.scopes), self.qualify, self.within, self.outermost, self.changed.take());
        (self.qualify, self.within) = (true, Within::Other);
        let result = self.definition(alias, cte);
        (self.scopes, self.qualify, self.within, self.outermost, self.changed) = outer;
        let mut written =
            Written { sql: std::mem::replace(&mut self.sql, sql), params: Vec::new(), sources: Vec::new() };
        if in_order {
            written.params = std::mem::replace(&mut self.params, params);
            if let Some(recorder) = &mut self.sources {
                written.sources = std::mem::replace(&mut recorder.sources, sources);
            }
        }
        self.ctes.written.push(written);
        result
    }

    fn definition(&mut self, alias: &Alias, cte: &Cte) -> Result<()> {
        self.alias_name(alias);
        if cte.recursive.is_some() {
            self.ctes.recursive = true;
        }
        // The names of what has no name of its own.
        if cte.recursive.is_some() || !self.names_itself(&cte.query) {
            self.push("(");
            self.list(&alias.table().columns, |this, column| {
                this.identifier(&column.name);
                Ok(())
            })?;
            self.push(")");
        }
        self.push(" AS ");
        if let (Some(once), true) = (cte.materialized, self.dialect.capabilities.cte_materialized) {
            self.push(if once { "MATERIALIZED " } else { "NOT MATERIALIZED " });
        }
        self.push("(");
        match &cte.recursive {
            None => self.named_query(&cte.query, alias.table())?,
            Some((step, all)) => {
                self.member(cte.query.statement(), false)?;
                self.push(if *all { " UNION ALL " } else { " UNION " });
                self.member(step.statement(), false)?;
            }
        }
        self.push(")");
        Ok(())
    }

    /// Whether the columns of a query can be named where they are selected.
    fn names_itself(&self, query: &QueryCore) -> bool {
        matches!(query, QueryCore::Select(_))
    }

    /// Writes a query whose columns have the names of `table`'s.
    pub(super) fn named_query(&mut self, query: &QueryCore, table: &Table) -> Result<()> {
        self.query_as(query.statement(), Some(table))
    }

    /// Writes a query, whose columns have the names of `named`'s if it is given.
    pub(super) fn query_as(&mut self, query: StatementRef<'_>, named: Option<&Table>) -> Result<()> {
        match query {
            StatementRef::Select(select) => self.select_as(select, named),
            StatementRef::Compound(compound) => self.compound_as(compound, named),
            other => self.body(other),
        }
    }
}
