//! Row 16: several columns compared as one.

use orm::prelude::*;

use super::*;

pub fn cases() -> Vec<Case> {
    let authored = || row((Post::user_id, Post::title));
    vec![
        query("16", "row values are equal", post_ids(authored().eq((1, "SQL"))), [2]),
        query("16", "row values differ", post_ids(authored().ne((1, "SQL"))), [1, 3]),
        query("16", "a row value is smaller", post_ids(row((Post::views, Post::id)).lt((10, 1))), [2, 3]),
        query("16", "a row value is at least", post_ids(row((Post::views, Post::id)).ge((7, 3))), [1, 3]),
        query(
            "16",
            "row values of columns",
            post_ids(row((Post::id, Post::user_id)).eq((Post::user_id, Post::id))),
            [1, 3],
        ),
        query("16", "row values IN a list", post_ids(authored().in_([(1, "Rust"), (3, "SQL"), (3, "Tea")])), [1, 3]),
        query("16", "row values NOT IN a list", post_ids(authored().not_in([(1, "Rust"), (3, "SQL")])), [2, 3]),
        query("16", "row values IN an empty list", post_ids(authored().in_([] as [(i64, &str); 0])), []),
        query(
            "16",
            "row values IN a query",
            post_ids(row((Post::id, Post::user_id)).in_select(select((User::id, User::id)).filter(User::is_active))),
            [1, 3],
        ),
        query(
            "16",
            "keyset pagination",
            select(Post::id)
                .filter(row((Post::views, Post::id)).lt((10, 1)))
                .order_by((Post::views.desc(), Post::id.desc()))
                .limit(5),
            [3, 2],
        ),
    ]
}
