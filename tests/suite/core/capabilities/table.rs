//! The table of capabilities in the guide.

use orm::Error;
use orm::core::dialect::Dialect;

use super::chapters;

const DIALECTS: [Dialect; 4] = [Dialect::SQLITE, Dialect::POSTGRES, Dialect::MARIADB, Dialect::MYSQL];
const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../orm/docs/capabilities.md");

fn table() -> String {
    let mut page = String::from(
        "Each line is a statement of the test suite, which compiles it for every dialect and executes it on every database. Where \
         a database cannot do something and it cannot be emulated, compiling the statement is `Error::Unsupported`, which names \
         the feature.\n",
    );
    for (chapter, cases) in chapters() {
        page += &format!("\n# {chapter}\n\n| | SQLite | PostgreSQL | MariaDB | MySQL |\n|---|---|---|---|---|\n");
        for case in cases {
            let marks = DIALECTS.map(|dialect| match (case.compile)(&dialect) {
                Ok(_) => "yes",
                Err(Error::Unsupported { .. }) => "–",
                Err(error) => panic!("{}: {error}", case.name),
            });
            page += &format!("| {} | {} |\n", case.name, marks.join(" | "));
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
