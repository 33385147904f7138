//! Which keys led to the rows that a query brought. Mostly a row has the key of its parent, value by value. But the database compares in its
//! own way (collations, spaces at the end, spellings of documents): where what it found has no key that was asked for, it was found by one
//! that *may* be equal. Is there only one, it is that; otherwise the database is asked again, key by key.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use orm_core::Value;

use crate::instance::rough;

/// Values of columns.
pub(super) type Key = Vec<Value>;
/// What was found, by the keys that were asked for.
pub(super) type Found<T> = HashMap<Key, Vec<T>, RandomState>;

/// Puts rows, each with its own key, to the keys that were asked for. Returns the keys about which only the database can tell. `single` says
/// that each key leads to one row, to which others may lead too.
pub(super) fn settle<T>(keys: &[Key], rows: Vec<(Key, T)>, single: bool, found: &mut Found<T>) -> Vec<Key> {
    let asked: HashMap<&Key, usize, RandomState> = keys.iter().enumerate().map(|(at, key)| (key, at)).collect();
    let mut alike: Option<Alike> = None;
    let mut open = vec![false; keys.len()];
    let mut met = vec![false; keys.len()];
    let mut brought = Vec::new();
    for (key, target) in rows {
        if single {
            brought.push(key.clone());
        }
        let at = match asked.get(&key) {
            Some(&at) => at,
            None => match alike.get_or_insert_with(|| Alike::new(keys)).to(&key)[..] {
                [only] => only,
                ref several => {
                    several.iter().for_each(|&at| open[at] = true);
                    continue;
                }
            },
        };
        met[at] = true;
        found.entry(keys[at].clone()).or_default().push(target);
    }
    if single && met.contains(&false) {
        let brought = Alike::new(&brought);
        for (at, key) in keys.iter().enumerate().filter(|(at, _)| !met[*at]) {
            open[at] = !brought.to(key).is_empty();
        }
    }
    let open: Vec<Key> = keys.iter().zip(open).filter(|(_, open)| *open).map(|(key, _)| key.clone()).collect();
    for key in &open {
        found.remove(key);
    }
    open
}

/// Keys by what those have in common that may be equal.
#[derive(Default)]
struct Alike {
    known: HashMap<Key, Vec<usize>, RandomState>,
    /// Those that may be equal to anything.
    unknown: Vec<usize>,
    count: usize,
}

impl Alike {
    fn new(keys: &[Key]) -> Self {
        let mut alike = Alike { count: keys.len(), ..Alike::default() };
        for (at, key) in keys.iter().enumerate() {
            match rough_key(key) {
                Some(rough) => alike.known.entry(rough).or_default().push(at),
                None => alike.unknown.push(at),
            }
        }
        alike
    }

    /// The positions of those that may be equal to a key.
    fn to(&self, key: &Key) -> Vec<usize> {
        match rough_key(key) {
            Some(rough) => self.known.get(&rough).into_iter().flatten().chain(&self.unknown).copied().collect(),
            None => (0..self.count).collect(),
        }
    }
}

fn rough_key(key: &Key) -> Option<Key> {
    key.iter().map(rough).collect()
}

#[cfg(test)]
mod tests {
    use orm_core::Value;

    use super::{Found, Key, settle};

    fn key(text: &str) -> Key {
        vec![Value::Text(text.to_owned())]
    }

    fn open(keys: &[&str], rows: &[&str], single: bool) -> Vec<Key> {
        let keys: Vec<Key> = keys.iter().map(|text| key(text)).collect();
        let rows = rows.iter().map(|text| (key(text), ())).collect();
        settle(&keys, rows, single, &mut Found::default())
    }

    #[test]
    fn the_database_is_asked_where_several_keys_may_be_meant() {
        assert!(open(&["a", "b"], &["a", "b", "B"], false).is_empty());
        assert!(open(&["a", "b", "c"], &["a"], false).is_empty());
        assert_eq!(open(&["b", "B"], &["b "], false), [key("b"), key("B")]);
        assert_eq!(open(&["é", "b"], &["E"], false), Vec::<Key>::new());
        assert_eq!(open(&["é", "è"], &["E"], false), [key("é"), key("è")]);
        // What leads to one row: another spelling of its key does too, perhaps.
        assert_eq!(open(&["a", "A"], &["a"], true), [key("A")]);
        assert!(open(&["a", "x"], &["a"], true).is_empty());
    }
}
