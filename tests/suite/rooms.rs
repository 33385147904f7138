//! The rooms of the library: what is in one knows only those below it. CONTRIBUTING.md says what each must not know; this holds it to that.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of `orm/src`, each above those that it may know.
const ROOMS: [&str; 13] = [
    "fetch",
    "stream",
    "config",
    "driver",
    "instance",
    "events",
    "engine",
    "connection",
    "ddl",
    "containers",
    "loading",
    "unit_of_work",
    "session",
];

/// A room, what stands in none of its files, and what CONTRIBUTING.md says of that.
const UNKNOWN: [(&str, &[&str], &str); 4] = [
    ("orm-core/src", &["tokio", "sqlx", "async fn", "std::fs", "std::net"], "orm-core does no I/O"),
    ("orm/src/unit_of_work", &[": Model", "Instance<", "Entity<", "<M>"], "unit_of_work knows no model type"),
    (
        "orm/src/loading/selectin.rs",
        &[": Model", "Instance<", "Session"],
        "a strategy of loading knows no model type and no session",
    ),
    ("orm/src/config", &["sqlx", "tokio", "async"], "config is plain values"),
];

fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The Rust files of a folder, or the file itself, and beside a folder the file of its name.
fn files(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_file() {
        found.push(path.to_owned());
    }
    let Ok(entries) = fs::read_dir(path) else { return };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() || path.extension().is_some_and(|extension| extension == "rs") {
            files(&path, found);
        }
    }
}

/// A room: `name.rs` and `name/`.
fn room(path: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(path, &mut found);
    files(&path.with_extension("rs"), &mut found);
    found.dedup();
    found
}

/// The code of a file with its line numbers: no comments, and nothing from its own unit tests on.
fn code(file: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(file).expect("a source file");
    let lines = text.lines().enumerate().take_while(|(_, line)| !line.contains("#[cfg(test)]"));
    let code = lines.filter(|(_, line)| !line.trim_start().starts_with("//"));
    code.map(|(at, line)| (at + 1, line.to_owned())).collect()
}

#[test]
fn a_room_knows_only_those_below_it() {
    let source = repository().join("orm/src");
    let mut wrong = Vec::new();
    for (height, name) in ROOMS.iter().enumerate() {
        let files = room(&source.join(name));
        assert!(!files.is_empty(), "there is no room `{name}`");
        for file in files.iter().filter(|file| !file.ends_with("engine/tests.rs")) {
            for (line, text) in code(file) {
                for other in ROOMS.iter().skip(height + 1).filter(|other| text.contains(&format!("crate::{other}"))) {
                    wrong.push(format!("{}:{line}: {name} knows {other}: {}", file.display(), text.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_room_is_on_the_list() {
    let source = repository().join("orm/src");
    for entry in fs::read_dir(source).expect("the library") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let is_room = ROOMS.contains(&name.as_str()) || ["lib", "prelude", "guide"].contains(&name.as_str());
        assert!(is_room, "`{name}` is in no order with the other rooms");
    }
}

#[test]
fn a_room_does_not_know_what_the_map_says() {
    let map = fs::read_to_string(repository().join("CONTRIBUTING.md")).expect("CONTRIBUTING.md");
    let mut wrong = Vec::new();
    for (path, unknown, sentence) in UNKNOWN {
        assert!(map.contains(sentence), "CONTRIBUTING.md does not say: {sentence}");
        for file in room(&repository().join(path)) {
            for (line, text) in code(&file) {
                if let Some(word) = unknown.iter().find(|word| text.contains(**word)) {
                    wrong.push(format!("{}:{line}: {word}, but {sentence}: {}", file.display(), text.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
