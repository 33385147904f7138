//! The SQL of each kind of statement in every dialect. After a change, look at what `INSTA_UPDATE=always cargo test` wrote.

#[path = "snapshots/conditions.rs"]
mod conditions;
#[path = "snapshots/ddl.rs"]
pub mod ddl;
#[path = "snapshots/queries.rs"]
mod queries;
#[path = "snapshots/types.rs"]
mod types;
#[path = "snapshots/values.rs"]
mod values;
#[path = "snapshots/writes.rs"]
mod writes;

use orm::core::compile::Compiled;
use orm::core::dialect::Dialect;
use orm::core::statement::Statement;

/// Dialects that say the same stand together.
const DIALECTS: [(&str, Dialect); 4] = [
    ("SQLite", Dialect::SQLITE),
    ("PostgreSQL", Dialect::POSTGRES),
    ("MySQL", Dialect::MYSQL),
    ("MariaDB", Dialect::MARIADB),
];

/// Statements under a heading each.
#[derive(Default)]
struct Sheet(String);

impl Sheet {
    fn statement(self, heading: &str, statement: &impl Statement) -> Self {
        self.rendered(heading, |dialect| match statement.compile(dialect) {
            Ok(statements) => statements.iter().map(Compiled::to_string).collect::<Vec<_>>().join("\n"),
            Err(error) => format!("error: {error}"),
        })
    }

    fn rendered(mut self, heading: &str, render: impl Fn(&Dialect) -> String) -> Self {
        let mut groups: Vec<(Vec<&str>, String)> = Vec::new();
        for (name, dialect) in &DIALECTS {
            let sql = render(dialect);
            match groups.iter_mut().find(|(_, same)| *same == sql) {
                Some((names, _)) => names.push(name),
                None => groups.push((vec![name], sql)),
            }
        }
        self.0 += &format!("# {heading}\n");
        for (names, sql) in groups {
            self.0 += &format!("{}:\n{}\n", names.join(", "), sql.trim_end());
        }
        self.0.push('\n');
        self
    }

    /// Compares with the file `name.snap`.
    fn check(self, name: &str) {
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_snapshot_path("snapshots");
        settings.bind(|| insta::assert_snapshot!(name, self.0));
    }
}
