//! The schema map: other names for schemas than those in the metadata, per engine.

use super::Dialect;

impl Dialect {
    /// The schema to write for one that a table names; `None` is the connection's own.
    ///
    /// ```
    /// use orm_core::dialect::Dialect;
    /// let mut dialect = Dialect::POSTGRES;
    /// dialect.schema_translate_map = vec![("tenant".into(), "acme".into()), ("".into(), "shared".into())];
    /// assert_eq!(dialect.schema_name(Some("tenant")), Some("acme"));
    /// assert_eq!(dialect.schema_name(Some("audit")), Some("audit"));
    /// assert_eq!(dialect.schema_name(None), Some("shared"));
    /// ```
    pub fn schema_name<'a>(&'a self, schema: Option<&'a str>) -> Option<&'a str> {
        let written = schema.unwrap_or_default();
        let translated = self.schema_translate_map.iter().find(|(from, _)| from == written);
        Some(translated.map_or(written, |(_, to)| to)).filter(|name| !name.is_empty())
    }
}
