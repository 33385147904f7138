//! Row 18: parts of JSON documents.

use orm::prelude::*;
use serde_json::json;

use super::*;

pub fn cases() -> Vec<Case> {
    let kind = || Event::data.json().at("kind");
    let size = || Event::data.json().at("size");
    let name = || Event::data.json().at("who").at("first name");
    vec![
        query("18", "a part as text", select(kind().as_text()).order_by(Event::id), [some("talk"), None, some("talk")]),
        query("18", "a part of a part", select(name().as_text()).order_by(Event::id), [some("Ann"), None, None]),
        query(
            "18",
            "an element",
            select(Event::data.json().at("tags").at(1).as_text()).order_by(Event::id),
            [some("b"), None, None],
        ),
        query("18", "a part as an integer", select(size().as_i64()).order_by(Event::id), [Some(3), Some(10), None]),
        query(
            "18",
            "a part as a float",
            select(Event::data.json().at("rate").as_f64()).order_by(Event::id),
            [Some(1.5), None, None],
        ),
        query(
            "18",
            "a part as a boolean",
            select(Event::data.json().at("open").as_bool()).order_by(Event::id),
            [Some(true), Some(false), None],
        ),
        // As text, `null` is NULL; as JSON, it is not.
        query(
            "18",
            "a part as JSON",
            select(Event::data.json().at("tags").value()).order_by(Event::id),
            [Some(json!(["a", "b"])), Some(json!([])), None],
        ),
        query("18", "null in a document", event_ids(kind().as_text().is_null()), [2]),
        query(
            "18",
            "a document as text",
            select(Event::data.json().at("tags").as_text().is_null()).order_by(Event::id),
            [false, false, true],
        ),
        query("18", "parts compare", event_ids(kind().as_text().eq("talk") & size().as_i64().lt(10)), [1]),
        query("18", "parts calculate", event_ids((size().as_i64() + 1).eq(11)), [2]),
        query(
            "18",
            "parts sort",
            select(Event::id).filter(size().as_i64().is_not_null()).order_by(size().as_i64().desc()),
            [2, 1],
        ),
        query("18", "not a boolean part", event_ids(!Event::data.json().at("open").as_bool().eq(true)), [2]),
        query(
            "18",
            "number of elements",
            select(Event::data.json().at("tags").length()).order_by(Event::id),
            [Some(2), Some(0), None],
        ),
        query("18", "contains", event_ids(Event::data.json_contains(json!({"kind": "talk", "size": 3}))), [1]),
        query(
            "18",
            "the text of null is not null",
            {
                let word = literal(json!({"a": "null", "b": null})).json();
                select((word.clone().at("a").as_text(), word.at("b").as_text()))
            },
            [(some("null"), None)],
        ),
    ]
}
