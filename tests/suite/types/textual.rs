//! Text and JSON.

use serde_json::json;

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
    boxed_strings: Box<str> = texts().map(Box::from);
    shared_strings: std::sync::Arc<str> = texts().map(std::sync::Arc::from);
    borrowed_strings: std::borrow::Cow<'static, str> = texts().map(std::borrow::Cow::from);
    chars: char = ['a', '\'', '\\', 'é', '🦀', '\u{feff}', char::MAX];
    #[column(index)]
    indexed_strings: String = texts();
    long_strings: String = ["x".repeat(100_000), "🦀".repeat(50_000)];
    jsons: serde_json::Value = [
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
        serde_json::Value::Null,
    ];
}
