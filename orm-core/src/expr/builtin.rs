//! [`Builtin`]: functions and operators that every database has but spells in its own way.
//!
//! Here is only which there are. How each is spelt is in the dialect's table (`dialect/builtins/*.rs`); one that a dialect does
//! not have is an error when the statement is compiled.

use crate::schema::ColumnType;

/// A function or operator that databases spell differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs)] // the names say it
pub enum Builtin {
    // Comparison
    IsDistinctFrom,
    IsNotDistinctFrom,
    Regexp,
    RegexpReplace,
    Match,
    IsValid,
    Opaque,
    // Numbers
    /// A number as an unsigned one, with the same bits.
    AsUnsigned,
    BitAnd,
    BitOr,
    BitXor,
    BitNot,
    ShiftLeft,
    ShiftRight,
    FloorDiv,
    TrueDiv,
    Power,
    Ceil,
    Floor,
    Round,
    RoundTo,
    Sqrt,
    Ln,
    Exp,
    Abs,
    Sign,
    Greatest,
    Least,
    Random,
    // Text
    Length,
    Substr,
    Position,
    Trim,
    TrimStart,
    TrimEnd,
    Replace,
    Left,
    Right,
    ConcatWs,
    // Date and time
    CurrentDate,
    CurrentTime,
    /// An instant as date and time in UTC, and the other way round, where they are types of their own.
    AtUtc,
    Extract(DatePart),
    Truncate(DateUnit),
    DateAdd(DateUnit),
    TimeAdd(DateUnit),
    DaysBetween,
    SecondsBetween,
    DateOf,
    // JSON
    JsonLength,
    JsonContains,
    // Arrays
    ArrayContains,
    ArrayContainedBy,
    ArrayOverlaps,
    ArrayHas,
    ArrayLength,
    ArrayGet,
    ArraySlice,
    ArrayAppend,
    ArrayConcat,
    // Ranges
    RangeContains,
    RangeContainedBy,
    RangeOverlaps,
    RangeAdjacent,
    RangeIntersection,
    RangeLower,
    RangeUpper,
    RangeIsEmpty,
    // Hstores
    HstoreGet,
    HstoreHasKey,
    HstoreContains,
    HstoreKeys,
    HstoreConcat,
    HstoreDelete,
}

/// A part of a date or time, as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DatePart {
    /// Year.
    Year,
    /// Quarter, 1 to 4.
    Quarter,
    /// Month, 1 to 12.
    Month,
    /// Day of the month.
    Day,
    /// Hour.
    Hour,
    /// Minute.
    Minute,
    /// Whole second.
    Second,
    /// Day of the week: Sunday is 0.
    DayOfWeek,
    /// Day of the year, from 1.
    DayOfYear,
    /// Seconds since 1970.
    Epoch,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateUnit {
    /// Years.
    Year,
    /// Months.
    Month,
    /// Days.
    Day,
    /// Hours.
    Hour,
    /// Minutes.
    Minute,
    /// Seconds.
    Second,
}

/// How a dialect spells a builtin.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// The SQL, with `{0}`, `{1}`, … for the operands and `{*}` for all of them, separated by commas.
    pub sql: &'static str,
    /// How tightly the whole binds.
    pub precedence: u8,
    /// How tightly its operands must bind not to be in parentheses.
    pub operand: u8,
}

impl Template {
    /// A function call: neither it nor its arguments need parentheses.
    pub const fn call(sql: &'static str) -> Self {
        Template { sql, precedence: 9, operand: 0 }
    }

    /// A comparison.
    pub const fn comparison(sql: &'static str) -> Self {
        Template { sql, precedence: 4, operand: 5 }
    }

    /// An operator whose place among the others differs between databases.
    pub const fn operator(sql: &'static str) -> Self {
        Template { sql, precedence: 5, operand: 9 }
    }
}

/// What a part of a JSON document is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JsonAs {
    /// JSON.
    Json,
    /// Text: of a string its content, of anything else its JSON.
    Text,
    /// A number or boolean of this type.
    Cast(ColumnType),
}

/// Where in a JSON document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct JsonPath(pub Vec<JsonStep>);

/// One step into a JSON document.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum JsonStep {
    /// The member of an object.
    Key(String),
    /// The element of an array, from 0.
    Index(u32),
}

impl From<&str> for JsonStep {
    fn from(key: &str) -> Self {
        JsonStep::Key(key.to_owned())
    }
}

impl From<String> for JsonStep {
    fn from(key: String) -> Self {
        JsonStep::Key(key)
    }
}

impl From<u32> for JsonStep {
    fn from(index: u32) -> Self {
        JsonStep::Index(index)
    }
}

// A literal without a suffix is an i32 where several integers could be meant.
impl From<i32> for JsonStep {
    fn from(index: i32) -> Self {
        match u32::try_from(index) {
            Ok(index) => JsonStep::Index(index),
            Err(_) => JsonStep::Key(index.to_string()),
        }
    }
}

impl JsonPath {
    /// `$."a"[0]`, as SQLite and MySQL take it.
    pub(crate) fn dollar(&self) -> String {
        let mut path = String::from("$");
        for step in &self.0 {
            match step {
                JsonStep::Key(key) => {
                    path.push_str(".\"");
                    key.chars().for_each(|c| escape(c, &mut path));
                    path.push('"');
                }
                JsonStep::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }

    /// The steps as texts, as PostgreSQL takes them.
    pub(crate) fn steps(&self) -> impl Iterator<Item = String> + '_ {
        self.0.iter().map(|step| match step {
            JsonStep::Key(key) => key.clone(),
            JsonStep::Index(index) => index.to_string(),
        })
    }
}

/// A character of a key, escaped as JSON documents do: MariaDB compares what is written.
fn escape(c: char, out: &mut String) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
        c => out.push(c),
    }
}
