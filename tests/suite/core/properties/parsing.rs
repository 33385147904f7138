//! Random statements are read by a parser that knows nothing of this library.

use orm::core::dialect::Dialect;
use orm::core::statement::Statement;
use sqlparser::dialect::{MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;

use super::choices::{Choices, cases, search_now};
use super::generator::Maker;

/// What a database takes and the parser does not, and why.
const UNPARSED: [(&str, &str, &[&str]); 1] =
    [("UPDATE `posts`, `users` SET", "the parser knows UPDATE of one table only", &["MySQL", "MariaDB"])];

fn parsers() -> [(Dialect, Box<dyn sqlparser::dialect::Dialect>); 4] {
    [
        (Dialect::SQLITE, Box::new(SQLiteDialect {})),
        (Dialect::POSTGRES, Box::new(PostgreSqlDialect {})),
        (Dialect::MYSQL, Box::new(MySqlDialect {})),
        (Dialect::MARIADB, Box::new(MySqlDialect {})),
    ]
}

fn known(dialect: &Dialect, sql: &str) -> bool {
    UNPARSED.iter().any(|(part, _, names)| names.contains(&dialect.name) && sql.contains(part))
}

#[test]
fn statements_parse_in_their_dialect() -> Result<(), String> {
    let parsers = parsers();
    search_now(cases(3_000), 220, |choices| {
        let values = choices.seeds(20);
        let values = Choices::new(&values);
        let statement = Maker::new(choices, &values, false).statement();
        for (dialect, parser) in &parsers {
            let bound = statement.compile(dialect).map(|all| all.iter().map(|one| one.sql.to_string()).collect());
            for sql in [bound, statement.to_sql(dialect).map(|sql| vec![sql])] {
                let all = match sql {
                    Ok(all) => all,
                    Err(orm::Error::Unsupported { .. }) => continue,
                    Err(error) => return Err(format!("{error}\n{statement:?}")),
                };
                for sql in all {
                    if let Err(error) = Parser::parse_sql(&**parser, &sql)
                        && !known(dialect, &sql)
                    {
                        return Err(format!("{}: {error}\n{sql}", dialect.name));
                    }
                }
            }
        }
        Ok(())
    })
}
