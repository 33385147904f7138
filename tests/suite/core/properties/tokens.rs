//! Raw SQL of random tokens: binds are found where the database has none of its own tokens, and the database reads the rest as it was meant.

use orm::core::statement::Statement;
use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::choices::{Choices, cases, search};

/// Tokens and what they are worth; `b1` is bound to "v1", `b2` to "v2", and `n` to 3.
type Tokens = &'static [(&'static str, &'static str)];

const VALUES: Tokens = &[
    ("'a'", "a"),
    ("''", ""),
    ("'it''s :x'", "it's :x"),
    ("'-- :x'", "-- :x"),
    ("'/* :x'", "/* :x"),
    ("'$$ :x'", "$$ :x"),
    ("'# ? $1 @a'", "# ? $1 @a"),
    ("'\"`['", "\"`["),
    ("'é:x'", "é:x"),
    (":b1", "v1"),
    (":b2", "v2"),
    ("(:b2)", "v2"),
    ("CASE WHEN:b1='v1'THEN:b2 END", "v2"),
];

const SQLITE: Tokens = &[
    ("'\\'", "\\"),
    ("\"q\"\" :x\"", "c1"),
    ("[b :x]", "c2"),
    ("`k`` :x`", "c3"),
    ("a$b", "c4"),
    ("(5--:x\n||'')", "5"),
    ("('a'||:b1)", "av1"),
];

const POSTGRES: Tokens = &[
    ("'\\'", "\\"),
    ("E'it\\'s :x'", "it's :x"),
    ("e'\\\\'", "\\"),
    ("E'a'':x\\''", "a':x'"),
    ("E'a' -- :x\n '\\':x'", "a':x"),
    ("$$ :x ' $$", " :x ' "),
    ("$t$ $$ :x $tt$ $t$", " $$ :x $tt$ "),
    ("U&'\\0061:x'", "a:x"),
    ("\"q\"\" :x\"", "c1"),
    ("a$b", "c4"),
    (":b1::text", "v1"),
    ("(ARRAY['p','q','r'])[:n]", "r"),
    ("array_to_string((ARRAY['p','q','r'])[one:two], '')", "pq"),
    ("array_to_string((ARRAY['p','q','r'])[1:two], '')", "pq"),
    ("array_to_string((ARRAY['p','q','r'])[:n: :n], '')", "r"),
    ("('{\"a\":1}'::jsonb ? 'a')::text", "true"),
    ("(ARRAY[:b1, :b2])[2]", "v2"),
    ("('a'||:b1)", "av1"),
];

const MYSQL: Tokens = &[
    ("\"a :x\"", "a :x"),
    ("'it\\'s :x'", "it's :x"),
    ("\"\\\" :x\"", "\" :x"),
    ("'\\\\'", "\\"),
    ("`k`` :x`", "c3"),
    ("a$b", "c4"),
    ("CONCAT(5--1)", "6"),
    ("CONCAT(5--:n)", "8"),
    ("CONCAT(5 -- :x\n)", "5"),
    ("/*! :b1 */", "v1"),
];

const BLANKS: &[&str] = &[" ", "\n", "/* :x ' */", "-- :x '\n", "/**/", "/* -- */", "/***/"];

/// What is there beside the values, and the columns that names are of.
fn dialect(backend: Backend) -> (Tokens, &'static [&'static str], &'static str) {
    match backend {
        Backend::Sqlite => (
            SQLITE,
            &["--:x\n", "/* /* :x */"],
            r#"(SELECT 'c1' AS "q"" :x", 'c2' AS [b :x], 'c3' AS `k`` :x`, 'c4' AS a$b) AS names"#,
        ),
        Backend::Postgres => (
            POSTGRES,
            &["--:x\n", "--:x\r", "/* /* :x */ ' */", "/* /*/ :x */*/"],
            r#"(SELECT 'c1' AS "q"" :x", 'c4' AS a$b, 1 AS one, 2 AS two) AS names"#,
        ),
        Backend::MariaDb | Backend::MySql => {
            (MYSQL, &["# :x '\n", "--\t:x\n", "/* /* :x */", "#\n"], "(SELECT 'c3' AS `k`` :x`, 'c4' AS a$b) AS names")
        }
    }
}

/// A SELECT of tokens, and what it gives.
fn statement(choices: &Choices<'_>, backend: Backend) -> (String, Vec<&'static str>) {
    let (more, blanks, names) = dialect(backend);
    let (values, blanks) = ([VALUES, more].concat(), [BLANKS, blanks].concat());
    let mut sql = String::from("SELECT ");
    let mut expected = Vec::new();
    for column in 0..=choices.below(6) {
        sql.push_str(if column == 0 { "" } else { "," });
        let (token, value) = choices.pick(&values);
        sql.push_str(choices.pick(&blanks));
        sql.push_str(token);
        sql.push_str(choices.pick(&blanks));
        expected.push(value);
    }
    sql.push_str(&format!(" FROM {names}"));
    (sql, expected)
}

fn bound(sql: &str) -> orm::core::statement::Text {
    let has = |name: &str| sql.contains(name);
    let mut statement = text(sql);
    for (name, value) in [("b1", "v1"), ("b2", "v2")] {
        statement = if has(&format!(":{name}")) { statement.bind(name, value) } else { statement };
    }
    if has(":n") { statement.bind("n", 3) } else { statement }
}

db_test! {
    async fn raw_sql_is_read_as_the_database_reads_it(db: &TestDb) {
        let mut conn = db.engine.acquire().await?;
        let conn = &mut conn;
        let found = search(cases(600), 1, 40, async |lists| {
            let (sql, expected) = statement(&Choices::new(&lists[0]), db.backend);
            let outcome = conn.execute(bound(&sql)).one().await;
            let values = outcome.and_then(|row| (0..expected.len()).map(|at| Ok(row.get::<String>(at)?)).collect());
            let result: orm::Result<Vec<String>> = values;
            vec![match result {
                Ok(values) if values == expected => Ok(()),
                Ok(values) => Err(format!("{values:?}, not {expected:?}\n{sql}")),
                Err(error) => {
                    let _ = conn.rollback().await;
                    Err(format!("{error}\n{sql}"))
                }
            }]
        }).await;
        if let Err(message) = found {
            return Err(format!("on {:?}:\n{message}", db.backend).into());
        }
    }
}

/// What is cut anywhere is read without a panic, in linear time, and keeps its characters.
#[test]
fn cut_sql_is_read_too() {
    for backend in [Backend::Sqlite, Backend::Postgres, Backend::MySql] {
        let dialect = match backend {
            Backend::Sqlite => orm::core::dialect::Dialect::SQLITE,
            Backend::Postgres => orm::core::dialect::Dialect::POSTGRES,
            _ => orm::core::dialect::Dialect::MYSQL,
        };
        let whole: String = [VALUES, self::dialect(backend).0].concat().iter().map(|(token, _)| *token).collect();
        for (start, _) in whole.char_indices() {
            for (end, _) in whole.char_indices().filter(|(end, _)| *end >= start && *end < start + 40) {
                let _ = text(&whole[start..end]).compile(&dialect);
            }
        }
    }
}
