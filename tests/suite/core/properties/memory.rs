//! Random conditions of a bulk DELETE: the instances that a session takes for deleted are those whose rows are, whether the condition was
//! evaluated in memory or by the database.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::choices::{Choices, cases, search};
use super::evaluation::{Sample, rows};
use super::tree::{Ast, Generator, Kind, Row};

/// Whether the session and the database agree about a condition; and whether the session needed to ask. `None` where the database refuses it.
async fn agree(db: &orm_tests::TestDb, tree: &Ast) -> orm::Result<Option<(Result<(), String>, bool)>> {
    let mut session = db.session();
    let samples = session.query(Sample).order_by(Sample::id).all().await?;
    db.log.take();
    if session.execute(delete(Sample).filter(Expr::<bool>::from_node(tree.node()))).await.is_err() {
        return Ok(None);
    }
    let log = db.log.take();
    let asked = log.iter().any(|sql| sql.starts_with("SELECT") || sql.contains("RETURNING"));
    let left: Vec<i64> = session.scalars(select(Sample::id).order_by(Sample::id)).all().await?;
    let kept = samples.iter().filter(|sample| Instance::lifecycle(sample) == Lifecycle::Persistent);
    let kept: Vec<i64> = kept.map(|sample| sample.id).collect();
    session.rollback().await?;
    let outcome = if kept == left { Ok(()) } else { Err(format!("{log:?}\n  leaves {left:?}\n  not    {kept:?}")) };
    Ok(Some((outcome, asked)))
}

db_test! {
    async fn sessions_and_databases_agree(db: &TestDb) {
        db.create(&metadata![Sample]).await?;
        let mut session = db.session();
        session.execute(insert(Sample).values((1..).zip(rows()).map(|(id, row)| {
            let Row { b: [p, q], i: [a, b, c], t: [s, t], f: [x, y] } = row;
            Sample { id, p, q, a, b, c, s, t, x, y }
        }))).await?;
        session.commit().await?;
        let (mut in_memory, mut asked) = (0, 0);
        let count = cases(if db.backend == Backend::Sqlite { 1_500 } else { 400 });
        let found = search(count, 20, 30, async |lists| {
            let mut outcomes = Vec::new();
            for list in lists {
                let choices = Choices::new(list);
                let tree = Generator { choices: &choices }.of(Kind::Bool, 2);
                outcomes.push(match agree(db, &tree).await {
                    Ok(Some((outcome, was_asked))) => {
                        if was_asked { asked += 1 } else { in_memory += 1 }
                        outcome
                    }
                    Ok(None) => Ok(()),
                    Err(error) => Err(format!("{tree:?}: {error}")),
                });
            }
            outcomes
        }).await;
        if let Err(message) = found {
            return Err(format!("on {:?}:\n{message}", db.backend).into());
        }
        assert!(in_memory > count / 5 && asked > count / 20, "{in_memory} in memory, {asked} asked");
    }
}
