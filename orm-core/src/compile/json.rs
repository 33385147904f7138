//! Parts of JSON documents.

use super::Compiler;
use crate::dialect::JsonForm;
use crate::error::Result;
use crate::expr::{JsonAs, JsonPath, JsonStep, Node};
use crate::schema::ColumnType;
use crate::value::Value;

/// The `null` of JSON is NULL in SQL. It is compared as text, `null` rather than `"null"`: as JSON, each database has its own idea of
/// what it equals.
const NOT_NULL: (&str, &str) = ("JSON_UNQUOTE(NULLIF(CONCAT(JSON_EXTRACT(", ")), 'null'))");

impl Compiler<'_> {
    pub(super) fn json_precedence(&self, read: JsonAs) -> u8 {
        match (self.dialect.capabilities.json, read) {
            (JsonForm::Operators, JsonAs::Json | JsonAs::Text) | (JsonForm::Arrows, JsonAs::Json) => 5,
            (JsonForm::Functions, JsonAs::Cast(ColumnType::Boolean)) => 4,
            _ => 9,
        }
    }

    /// Writes a part of a JSON document.
    pub(super) fn json(&mut self, node: &Node, path: &JsonPath, read: JsonAs) -> Result<()> {
        let minus = path.0.iter().any(|step| matches!(step, JsonStep::Key(key) if key.starts_with('-')));
        self.require(
            !minus || self.dialect.capabilities.json_keys_begin_with_minus,
            "a JSON key that begins with `-`",
        )?;
        match (self.dialect.capabilities.json, read) {
            (JsonForm::Operators, JsonAs::Json) => self.json_operator(node, " #> ", path),
            (JsonForm::Operators, JsonAs::Text) => self.json_operator(node, " #>> ", path),
            (JsonForm::Operators, JsonAs::Cast(ty)) => self.cast(ty, |this| this.json_operator(node, " #>> ", path)),
            // `->` gives JSON, `->>` SQL values.
            (JsonForm::Arrows, JsonAs::Json) => self.json_arrow(node, " -> ", path),
            (JsonForm::Arrows, JsonAs::Text) => self.cast(ColumnType::Text(None), |this| this.json_text(node, path)),
            (JsonForm::Arrows, JsonAs::Cast(ty)) => self.cast(ty, |this| this.json_arrow(node, " ->> ", path)),
            (JsonForm::Functions, JsonAs::Json) if self.dialect.capabilities.json_parts_are_texts => {
                self.json_function("JSON_COMPACT(JSON_EXTRACT(", node, path, "))")
            }
            (JsonForm::Functions, JsonAs::Json) => self.json_function("JSON_EXTRACT(", node, path, ")"),
            (JsonForm::Functions, JsonAs::Text) => self.json_function(NOT_NULL.0, node, path, NOT_NULL.1),
            (JsonForm::Functions, JsonAs::Cast(ColumnType::Boolean)) => {
                self.json_function(NOT_NULL.0, node, path, NOT_NULL.1)?;
                self.push(" = 'true'");
                Ok(())
            }
            (JsonForm::Functions, JsonAs::Cast(ty)) => {
                self.cast(ty, |this| this.json_function(NOT_NULL.0, node, path, NOT_NULL.1))
            }
        }
    }

    fn json_operator(&mut self, node: &Node, operator: &str, path: &JsonPath) -> Result<()> {
        self.operand(node, 9)?;
        self.push(operator);
        let steps = path.steps().map(Value::Text).collect();
        self.constant(Value::Array(ColumnType::Text(None), steps));
        self.push("::TEXT[]");
        Ok(())
    }

    fn json_arrow(&mut self, node: &Node, arrow: &str, path: &JsonPath) -> Result<()> {
        self.operand(node, 9)?;
        self.push(arrow);
        self.constant(Value::Text(path.dollar()));
        Ok(())
    }

    /// `->>` makes numbers of booleans; their text is that of the JSON.
    fn json_text(&mut self, node: &Node, path: &JsonPath) -> Result<()> {
        self.push("CASE json_type(");
        self.node(node)?;
        self.push(", ");
        self.constant(Value::Text(path.dollar()));
        self.push(") WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE ");
        self.json_arrow(node, " ->> ", path)?;
        self.push(" END");
        Ok(())
    }

    fn json_function(&mut self, open: &str, node: &Node, path: &JsonPath, close: &str) -> Result<()> {
        self.push(open);
        self.node(node)?;
        self.push(", ");
        self.constant(Value::Text(path.dollar()));
        self.push(close);
        Ok(())
    }
}
