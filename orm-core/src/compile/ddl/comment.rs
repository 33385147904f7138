//! COMMENT ON, where comments are statements of their own.

use super::Context;
use crate::dialect::Comments;
use crate::error::Result;

/// The comments of a table and its columns.
pub(super) fn create(context: Context<'_>) -> Result<Vec<String>> {
    let table = context.table;
    if context.dialect.capabilities.ddl.comments != Comments::Statement {
        return Ok(Vec::new());
    }
    let own = table.comment.iter().map(|comment| (None, comment));
    let columns = table.columns.iter().filter_map(|column| Some((Some(&column.name), column.comment.as_ref()?)));
    own.chain(columns)
        .map(|(column, comment)| {
            context.statement(|compiler| {
                compiler.push(if column.is_some() { "COMMENT ON COLUMN " } else { "COMMENT ON TABLE " });
                compiler.table_name(table);
                if let Some(column) = column {
                    compiler.push(".");
                    compiler.identifier(column);
                }
                compiler.push(" IS ");
                compiler.literal(comment);
                Ok(())
            })
        })
        .collect()
}
