//! Random expressions, evaluated by the database, are worth what the same trees are worth in Rust.

use orm::core::error::DecodeError;
use orm::core::expr::{ColumnRef, Node};
use orm::core::row::RowReader;
use orm::core::statement::{SelectItem, Selectable, Statement};
use orm::core::types::SqlType;
use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::choices::{Choices, cases, search};
use super::tree::{Answer, Ast, Generator, Kind, Row};

#[derive(Model, Clone, Debug)]
#[model(table = "samples")]
pub struct Sample {
    #[column(primary_key)]
    pub id: i64,
    pub p: Option<bool>,
    pub q: Option<bool>,
    pub a: Option<i64>,
    pub b: Option<i64>,
    pub c: Option<i64>,
    pub s: Option<String>,
    pub t: Option<String>,
    pub x: Option<f64>,
    pub y: Option<f64>,
}

/// Any number of expressions of any types.
#[derive(Clone)]
struct Many(Vec<(Kind, Node)>);

impl Selectable for Many {
    type Row = Vec<Answer>;
    type Columns = Many;

    fn items(&self, out: &mut Vec<SelectItem>) {
        out.extend(self.0.iter().map(|(_, node)| SelectItem::Node(node.clone())));
    }

    fn columns(&self, source: &TableRef, at: &mut usize) -> Many {
        let columns = self.0.iter().enumerate().map(|(position, (kind, _))| {
            (*kind, Node::ColumnRef(ColumnRef { table: source.clone(), index: *at + position }))
        });
        let columns = columns.collect();
        *at += self.0.len();
        Many(columns)
    }

    fn decode(&self, row: &dyn RowReader, at: &mut usize) -> Result<Vec<Answer>, DecodeError> {
        let answers = self.0.iter().map(|(kind, _)| {
            let index = *at;
            *at += 1;
            Ok(match kind {
                Kind::Bool => Answer::Bool(SqlType::read(row, index)?),
                Kind::Int => Answer::Int(SqlType::read(row, index)?),
                Kind::Text => Answer::Text(SqlType::read(row, index)?),
                Kind::Float => Answer::Float(SqlType::read(row, index)?),
            })
        });
        answers.collect()
    }
}

pub fn rows() -> Vec<Row> {
    let text = |text: &str| Some(text.to_owned());
    vec![
        Row {
            b: [Some(true), Some(false)],
            i: [Some(7), Some(-2), Some(0)],
            t: [text("ab"), text("it's 100%")],
            f: [Some(1.5), Some(-2.0)],
        },
        Row::default(),
        Row { b: [None, Some(true)], i: [Some(-7), None, Some(3)], t: [None, text("")], f: [None, Some(0.25)] },
        Row {
            b: [Some(false), None], i: [Some(1), Some(1), None], t: [text(" é🦀/_ "), None], f: [Some(-0.5), None]
        },
        Row {
            b: [Some(true), Some(true)],
            i: [Some(i64::MAX), Some(i64::MIN), Some(-1)],
            t: [text("a"), text("A")],
            f: [Some(8.0), Some(8.0)],
        },
    ]
}

/// What the trees are worth in each row, by the database.
async fn evaluate(conn: &mut Connection, trees: &[&Ast]) -> orm::Result<Vec<Vec<Answer>>> {
    let query = Many(trees.iter().map(|tree| (tree.kind(), tree.node())).collect());
    let query = select(query).select_from(Sample::table_ref()).order_by(Sample::id);
    let outcome = conn.execute(query).all().await;
    conn.rollback().await?;
    outcome
}

impl Sample {
    fn table_ref() -> TableRef {
        TableRef::Static(<Sample as orm::core::model::Mapped>::table())
    }
}

/// The rows after the first that a predicate lets through.
async fn filtered(conn: &mut Connection, tree: &Ast) -> orm::Result<Vec<i64>> {
    let predicate = Expr::<bool>::from_node(tree.node());
    let query = select(Sample::id).filter(Sample::id.gt(1)).filter(predicate).order_by(Sample::id);
    let outcome = conn.execute(query).all().await;
    conn.rollback().await?;
    outcome
}

/// MariaDB 10.11 says that `((NULL, 1) = (NULL, 1)) IS NULL` is false, though the comparison is NULL when it is selected.
fn hides_null(tree: &Ast) -> bool {
    !matches!(tree, Ast::RowCompare(..)) && format!("{tree:?}").contains("RowCompare")
}

fn sql(db: &orm_tests::TestDb, tree: &Ast) -> String {
    let query = Many(vec![(tree.kind(), tree.node())]);
    select(query).to_sql(db.engine.dialect()).unwrap_or_else(|error| error.to_string())
}

db_test! {
    async fn databases_and_rust_agree(db: &TestDb) {
        db.create(&metadata![Sample]).await?;
        let mut conn = db.engine.acquire().await?;
        let rows = rows();
        conn.execute(insert(Sample).values((1..).zip(rows.clone()).map(|(id, row)| {
            let (Row { b: [p, q], i: [a, b, c], t: [s, t], f: [x, y] }, id) = (row, id);
            Sample { id, p, q, a, b, c, s, t, x, y }
        }))).await?;
        conn.commit().await?;
        let count = cases(if db.backend == Backend::Sqlite { 4_000 } else { 800 });
        let maria = matches!(db.backend, Backend::MariaDb | Backend::MySql);
        let conn = &mut conn;
        let found = search(count, 40, 60, async |lists| {
            let trees: Vec<Ast> = lists.iter().map(|list| {
                let choices = Choices::new(list);
                Generator { choices: &choices }.any()
            }).collect();
            // What is undefined in one of the rows is left out.
            let worth = |tree: &Ast| {
                if maria && hides_null(tree) { None } else { rows.iter().map(|row| tree.eval(row).ok()).collect() }
            };
            let expected: Vec<Option<Vec<Answer>>> = trees.iter().map(worth).collect();
            let defined: Vec<(usize, &Ast)> =
                trees.iter().enumerate().filter(|(at, _)| expected[*at].is_some()).collect();
            let mut outcomes: Vec<Result<(), String>> = trees.iter().map(|_| Ok(())).collect();
            if defined.is_empty() {
                return outcomes;
            }
            let together: Vec<&Ast> = defined.iter().map(|(_, tree)| *tree).collect();
            let answers = match evaluate(conn, &together).await {
                Ok(answers) => Some(answers),
                Err(_) if defined.len() > 1 => None,
                Err(error) => {
                    outcomes[defined[0].0] = Err(format!("{}\n{error}", sql(db, defined[0].1)));
                    return outcomes;
                }
            };
            for (position, (at, tree)) in defined.into_iter().enumerate() {
                let found: Vec<Answer> = match &answers {
                    Some(rows) => rows.iter().map(|row| row[position].clone()).collect(),
                    // One of the batch fails: which?
                    None => match evaluate(conn, &[tree]).await {
                        Ok(rows) => rows.into_iter().flatten().collect(),
                        Err(error) => {
                            outcomes[at] = Err(format!("{}\n{error}", sql(db, tree)));
                            continue;
                        }
                    },
                };
                let expected = expected[at].clone().unwrap_or_default();
                if found != expected {
                    outcomes[at] = Err(format!("{}\n  gives {found:?}\n  not   {expected:?}", sql(db, tree)));
                } else if tree.kind() == Kind::Bool && at % 4 == 0 {
                    let holds = (1..).zip(expected).filter(|(_, answer)| *answer == Answer::Bool(Some(true)));
                    let holds: Vec<i64> = holds.map(|(id, _)| id).filter(|id| *id > 1).collect();
                    match filtered(conn, tree).await {
                        Ok(ids) if ids == holds => {}
                        other => outcomes[at] = Err(format!("WHERE {}\n  gives {other:?}\n  not {holds:?}", sql(db, tree))),
                    }
                }
            }
            outcomes
        }).await;
        if let Err(message) = found {
            return Err(format!("on {:?}:\n{message}", db.backend).into());
        }
    }
}
