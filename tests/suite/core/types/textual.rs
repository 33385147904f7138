//! Text and JSON.

use serde_json::{Value as Json, json};

use super::round_trips;

fn texts() -> [String; 12] {
    [
        "",
        " ",
        "plain",
        "it's \"quoted\" `here`",
        r"back\slash \n %_?:x $1",
        "tab\t line\r\nend",
        " spaces ",
        "größe ñ ﬁ",
        "日本語 العربية עברית",
        "🦀👩‍👩‍👧‍👦🏳️‍🌈",
        "e\u{301} \u{200b}\u{feff}",
        "true",
    ]
    .map(str::to_owned)
}

round_trips! {
    strings: String = texts();
    #[column(length = 30)]
    short_strings: String = texts();
    #[column(index)]
    indexed_strings: String = texts();
    long_strings: String = ["x".repeat(100_000), "🦀".repeat(50_000)];
    jsons: Json = [
        json!({"a": [1, -2.5, true, null], "b": {"c": "größe 🦀 \"q\" \\ ' %"}}),
        json!([]),
        json!({}),
        json!("text"),
        json!(""),
        json!(0),
        json!(0.1),
        json!(true),
        json!(i64::MIN),
        json!(u64::MAX),
        Json::Null,
    ];
}
