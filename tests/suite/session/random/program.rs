//! Programs: lists of actions whose operands are small numbers, resolved against what there is when they run.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::world::{Kind, Rel};

#[derive(Clone, Copy, Debug)]
pub enum Action {
    Edit(Kind),
    Relate(Rel),
    Unrelate(Rel),
    Link,
    Unlink,
    Delete(Kind),
    LoadParent(Rel),
    LoadChildren(Rel),
    LoadTags,
    /// Compares what is in memory without a flush.
    Look,
    Flush,
    Commit,
    Rollback,
    /// A flush that must fail, and the rollback that it asks for.
    Fail,
    /// A flush that is refused before it writes anything.
    Refuse,
    /// A flush, while which a value is set, and a link comes or goes.
    Meanwhile(Kind),
    Refresh(Kind),
    Stream(Kind),
    /// Adds something and takes it out again.
    Expunge(Kind),
    ExpungeAll,
    /// A savepoint.
    Nest,
    /// The end of the innermost savepoint.
    Unnest,
    /// Commits, and goes on in another session.
    Fresh,
}

/// An action with two operands and the way in which it is done.
#[derive(Clone, Copy, Debug)]
pub struct Op {
    pub action: Action,
    pub a: u8,
    pub b: u8,
    pub way: u8,
}

fn action() -> impl Strategy<Value = Action> {
    let rel = || select(&Rel::ALL[..]);
    let kind = || select(&Kind::ALL[..]);
    prop_oneof![
        3 => Just(Action::Flush),
        3 => Just(Action::Commit),
        2 => Just(Action::Rollback),
        1 => Just(Action::Look),
        4 => kind().prop_map(Action::Edit),
        14 => rel().prop_map(Action::Relate),
        7 => rel().prop_map(Action::Unrelate),
        5 => Just(Action::Link),
        3 => Just(Action::Unlink),
        6 => kind().prop_map(Action::Delete),
        2 => rel().prop_map(Action::LoadParent),
        4 => rel().prop_map(Action::LoadChildren),
        1 => Just(Action::LoadTags),
        1 => Just(Action::Fail),
        2 => Just(Action::Refuse),
        2 => kind().prop_map(Action::Meanwhile),
        1 => kind().prop_map(Action::Refresh),
        1 => kind().prop_map(Action::Stream),
        1 => kind().prop_map(Action::Expunge),
        1 => Just(Action::ExpungeAll),
        3 => Just(Action::Nest),
        3 => Just(Action::Unnest),
        2 => Just(Action::Fresh),
    ]
}

fn program(length: usize) -> impl Strategy<Value = Vec<Op>> {
    let op = (action(), 0..8_u8, 0..8_u8, 0..4_u8).prop_map(|(action, a, b, way)| Op { action, a, b, way });
    vec(op, 1..=length)
}

/// How far a search goes.
#[derive(Clone, Copy)]
pub struct Search {
    pub programs: usize,
    pub length: usize,
    pub seed: u8,
}

/// How many failures are told at once.
const FAILURES: usize = 5;

/// Runs programs. One that fails is made smaller while it still does; the smallest ones of different failures are what is told.
pub async fn search(search: Search, mut run: impl AsyncFnMut(&[Op]) -> Result<(), String>) -> Result<(), String> {
    let Search { programs, length, seed } = search;
    // Not the default, which takes a fifth of the time.
    let random = TestRng::from_seed(RngAlgorithm::XorShift, &[seed.wrapping_add(1); 16]);
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let strategy = program(length);
    let mut failures: Vec<String> = Vec::new();
    for _ in 0..programs {
        let mut tree = strategy.new_tree(&mut runner).map_err(|error| error.to_string())?;
        let Err(mut smallest) = run(&tree.current()).await else { continue };
        let mut moved = tree.simplify();
        let mut steps = 0;
        while moved && steps < 2_000 {
            steps += 1;
            moved = match run(&tree.current()).await {
                Err(message) => {
                    smallest = message;
                    tree.simplify()
                }
                Ok(()) => tree.complicate(),
            };
        }
        if !failures.iter().any(|other| kind_of(other) == kind_of(&smallest)) {
            failures.push(smallest);
        }
        if failures.len() == FAILURES {
            break;
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n\n")) }
}

/// A failure without its numbers and values: its last line tells it.
fn kind_of(failure: &str) -> String {
    let last = failure.lines().last().unwrap_or_default();
    last.chars().filter(|c| c.is_alphabetic()).collect()
}
