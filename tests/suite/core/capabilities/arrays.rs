//! Row 19: arrays.

use orm::prelude::*;

use super::*;

pub fn cases() -> Vec<Case> {
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    vec![
        query(
            "19",
            "an array",
            select(Event::tags).order_by(Event::id),
            [words(&["rust", "sql"]), words(&[]), words(&["sql"])],
        ),
        query("19", "arrays are equal", event_ids(Event::tags.eq(words(&["sql"]))), [3]),
        query("19", "has an element", event_ids(Event::tags.has("sql")), [1, 3]),
        query("19", "has all elements", event_ids(Event::tags.contains_all(words(&["sql", "rust"]))), [1]),
        query("19", "elements are among", event_ids(Event::tags.contained_by(words(&["sql"]))), [2, 3]),
        query("19", "have an element in common", event_ids(Event::tags.overlaps(words(&["rust", "go"]))), [1]),
        query("19", "length", select(Event::tags.array_length()).order_by(Event::id), [Some(2), Some(0), Some(1)]),
        query("19", "an element", select(Event::tags.element(2)).order_by(Event::id), [some("sql"), None, None]),
        query("19", "a slice", select(Event::tags.array_slice(1, 1)).order_by(Event::id).limit(1), [words(&["rust"])]),
        query(
            "19",
            "append",
            select(Event::tags.array_append("x")).order_by(Event::id).limit(1),
            [words(&["rust", "sql", "x"])],
        ),
        query(
            "19",
            "concatenate",
            select(Event::tags.array_concat(Event::tags)).filter(Event::id.eq(3)),
            [words(&["sql", "sql"])],
        ),
    ]
}
