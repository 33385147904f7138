//! [`DdlCapabilities`]: the differences between databases in what a schema can have.

/// How long an identifier may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentifierLimit {
    /// As long as one likes.
    None,
    /// So many bytes of UTF-8.
    Bytes(usize),
    /// So many characters.
    Chars(usize),
}

/// How comments on tables and columns are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comments {
    /// There are none: they are left out.
    None,
    /// `COMMENT '..'` in CREATE TABLE.
    Inline,
    /// `COMMENT ON TABLE .. IS '..'`.
    Statement,
}

/// Which index methods there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexMethods {
    /// One, without a name.
    None,
    /// Those installed: `ON t USING gin (..)`.
    Any,
    /// Those named: `USING btree` before ON, or a kind of index: `CREATE FULLTEXT INDEX`.
    Named {
        /// After USING.
        using: &'static [&'static str],
        /// Before INDEX.
        kinds: &'static [&'static str],
    },
}

/// How options of a column that numbers rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityForm {
    /// There are none.
    None,
    /// `GENERATED ALWAYS AS IDENTITY (START WITH 100)`.
    Clause,
    /// The first number alone, as an option of the table: `AUTO_INCREMENT=100`.
    TableOption,
}

/// How the next number of a sequence is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sequences {
    /// There are none.
    None,
    /// `nextval('"s"')`
    Nextval,
    /// `NEXT VALUE FOR s`
    NextValueFor,
}

/// How enumerations are declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnumTypes {
    /// As text that a CHECK limits.
    Check,
    /// With the column.
    Inline,
    /// `CREATE TYPE .. AS ENUM (..)` before the table.
    Types,
}

/// What the schema of a database can have and how it is spelt.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools)] // independent yes-or-no facts
#[non_exhaustive]
pub struct DdlCapabilities {
    /// How long an identifier may be.
    pub max_identifier: IdentifierLimit,
    /// Identifiers may have characters beyond the Basic Multilingual Plane.
    pub astral_identifiers: bool,
    /// How comments are written.
    pub comments: Comments,
    /// A CHECK may be a value that is true or false. Otherwise that is compared.
    pub check_of_values: bool,
    /// Foreign keys can be DEFERRABLE.
    pub deferrable: bool,
    /// UNIQUE constraints can be DEFERRABLE.
    pub deferrable_unique: bool,
    /// Foreign keys can be MATCH FULL.
    pub match_full: bool,
    /// ON DELETE and ON UPDATE can SET DEFAULT.
    pub set_default: bool,
    /// ON DELETE SET NULL can name the columns.
    pub set_null_columns: bool,
    /// Between ALTER TABLE and the name, to take out a foreign key.
    pub drop_foreign_key: &'static str,
    /// UNIQUE NULLS NOT DISTINCT.
    pub nulls_not_distinct: bool,
    /// Indexes of the rows that fulfil a condition.
    pub index_filter: bool,
    /// Indexes of expressions.
    pub index_expressions: bool,
    /// INCLUDE in indexes.
    pub index_include: bool,
    /// Operator classes in indexes.
    pub index_opclass: bool,
    /// Index methods.
    pub index_methods: IndexMethods,
    /// The schema is written before the name of an index; otherwise before that of its table.
    pub index_in_schema: bool,
    /// Makes a schema that does not exist. Where there is nothing, it must exist.
    pub create_schema: Option<&'static str>,
    /// Foreign keys can lead into another schema.
    pub foreign_keys_across_schemas: bool,
    /// A foreign key without a schema leads into that of its own table, rather than of the connection.
    pub foreign_keys_stay_in_schema: bool,
    /// Computed columns can be VIRTUAL.
    pub virtual_columns: bool,
    /// Computed columns can be NOT NULL.
    pub computed_not_null: bool,
    /// Options of columns that number rows.
    pub identity: IdentityForm,
    /// Sequences.
    pub sequences: Sequences,
    /// Enumerations.
    pub enum_types: EnumTypes,
}
