//! Row 27: locks of rows.

use orm::prelude::*;

use super::*;

pub fn cases() -> Vec<Case> {
    let first = || ids(User::id.eq(1));
    let joined = || select((User::id, Post::id)).join(User::posts).filter(Post::id.eq(1));
    vec![
        query("27", "FOR UPDATE", first().for_update(), [1]),
        query("27", "FOR SHARE", first().for_share(), [1]),
        query("27", "FOR NO KEY UPDATE", first().lock(Lock::no_key_update()), [1]),
        query("27", "FOR KEY SHARE", first().lock(Lock::key_share()), [1]),
        query("27", "NOWAIT", first().lock(Lock::update().nowait()), [1]),
        query("27", "SKIP LOCKED", first().limit(5).lock(Lock::update().skip_locked()), [1]),
        query("27", "FOR SHARE SKIP LOCKED", first().lock(Lock::share().skip_locked()), [1]),
        query("27", "OF one of the tables", joined().lock(Lock::update().of(Post)), [(1, 1)]),
        query(
            "27",
            "OF an alias",
            {
                let writer = aliased(User);
                select(writer.col(User::id)).filter(writer.col(User::id).eq(1)).lock(Lock::share().of(&writer))
            },
            [1],
        ),
    ]
}
