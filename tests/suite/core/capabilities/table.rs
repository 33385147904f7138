//! The table of capabilities in the guide.

use orm::Error;
use orm::core::dialect::Dialect;
use orm_tests::Backend;

use super::chapters;

const DIALECTS: [(Dialect, Option<Backend>); 4] = [
    (Dialect::SQLITE, Some(Backend::Sqlite)),
    (Dialect::POSTGRES, Some(Backend::Postgres)),
    (Dialect::MARIADB, Some(Backend::MariaDb)),
    (Dialect::MYSQL, Some(Backend::MySql)),
];
const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../orm/docs/capabilities.md");

fn table() -> String {
    let mut page = String::from(
        "Which database has what.\n\nEach line is a statement of the test suite, which compiles it for every dialect, and executes it on SQLite, PostgreSQL and \
         MariaDB, and on MySQL where there is one, with the same result unless the line is about a difference. What a database lacks is emulated where that gives the same; where it cannot be, there is a dash: compiling \
         the statement is [`Error::Unsupported`](crate::Error::Unsupported), which names the feature.\n",
    );
    for (chapter, cases) in chapters() {
        page += &format!("\n# {chapter}\n\n| | SQLite | PostgreSQL | MariaDB | MySQL |\n|---|---|---|---|---|\n");
        let mut notes: Vec<String> = Vec::new();
        for case in cases {
            let marks = DIALECTS.map(|(dialect, backend)| {
                let some = backend.and_then(|backend| case.only_on(backend, dialect.clone()));
                let compiled = (case.compile)(some.as_ref().map_or(&dialect, |(_, dialect)| dialect));
                let why = backend.and_then(|backend| case.skipped_on(backend)).or(some.map(|(which, _)| which));
                match (compiled, why) {
                    (Ok(_), Some(why)) => {
                        let note = format!("{} {why}", dialect.name);
                        if !notes.contains(&note) {
                            notes.push(note);
                        }
                        "yes, if\\*"
                    }
                    (Ok(_), None) => "yes",
                    (Err(Error::Unsupported { .. }), _) => "–",
                    (Err(error), _) => panic!("{}: {error}", case.name),
                }
            });
            page += &format!("| {} | {} |\n", case.name, marks.join(" | "));
        }
        for note in notes {
            page += &format!("\n\\* {note}.\n");
        }
    }
    page
}

/// `UPDATE_DOCS=1 cargo test capabilities` writes the table anew.
#[test]
fn the_guide_has_the_table() {
    let table = table();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(PATH, &table).expect("the guide can be written");
    }
    let known = std::fs::read_to_string(PATH).unwrap_or_default();
    assert!(
        known == table,
        "orm/docs/capabilities.md is out of date: run `UPDATE_DOCS=1 cargo test the_guide_has_the_table`"
    );
}
