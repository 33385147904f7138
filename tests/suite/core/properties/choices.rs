//! [`Choices`]: what a generator decides by, and the search for a list of them that fails.

use std::cell::Cell;

use proptest::collection::vec;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Decisions in order. Past the end, each is the first of its alternatives: the simplest.
pub struct Choices<'c> {
    list: &'c [u32],
    at: Cell<usize>,
}

impl<'c> Choices<'c> {
    pub fn new(list: &'c [u32]) -> Self {
        Choices { list, at: Cell::new(0) }
    }

    /// One of so many.
    pub fn below(&self, alternatives: usize) -> usize {
        let at = self.at.replace(self.at.get() + 1);
        self.list.get(at).map_or(0, |&choice| choice as usize % alternatives.max(1))
    }

    pub fn pick<T: Clone>(&self, alternatives: &[T]) -> T {
        alternatives[self.below(alternatives.len())].clone()
    }

    /// True once in so many times, and never when out of choices.
    pub fn one_in(&self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    /// A whole list made anew: for something else to decide by.
    pub fn seeds(&self, count: usize) -> Vec<u32> {
        (0..count).map(|_| u32::try_from(self.below(u32::MAX as usize)).unwrap_or(0)).collect()
    }
}

/// How many cases a test looks at: so many by default, or what `PROPTEST_CASES` says.
pub fn cases(default: usize) -> usize {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(default)
}

fn runner() -> TestRunner {
    let seed: u8 = std::env::var("ORM_TEST_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0);
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}

/// How many failures are told at once.
const FAILURES: usize = 5;

/// Looks for lists of choices that fail, a batch at a time, and for smaller ones that fail too.
pub async fn search(
    cases: usize,
    batch: usize,
    length: usize,
    mut run: impl AsyncFnMut(&[Vec<u32>]) -> Vec<Result<(), String>>,
) -> Result<(), String> {
    let mut runner = runner();
    let strategy = vec(proptest::num::u32::ANY, 0..=length);
    let mut failures: Vec<String> = Vec::new();
    for _ in 0..cases.div_ceil(batch) {
        let mut trees: Vec<_> =
            (0..batch).map(|_| strategy.new_tree(&mut runner).expect("a list of numbers")).collect();
        let lists: Vec<Vec<u32>> = trees.iter().map(ValueTree::current).collect();
        let outcomes = run(&lists).await;
        let Some(failed) = outcomes.iter().position(Result::is_err) else { continue };
        let mut smallest = outcomes.into_iter().nth(failed).unwrap_or(Ok(()));
        let tree = &mut trees[failed];
        // A list that fails is made simpler, one that does not a little less simple.
        let mut moved = tree.simplify();
        let mut steps = 0;
        while moved && steps < 3_000 {
            steps += 1;
            let outcome = run(&[tree.current()]).await.pop().unwrap_or(Ok(()));
            moved = if outcome.is_err() {
                smallest = outcome;
                tree.simplify()
            } else {
                tree.complicate()
            };
        }
        if let Err(message) = smallest
            && !failures.contains(&message)
        {
            failures.push(message);
        }
        if failures.len() == FAILURES {
            break;
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n\n")) }
}

/// [`search`] for what needs no database.
pub fn search_now(cases: usize, length: usize, run: impl Fn(&Choices<'_>) -> Result<(), String>) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(|error| error.to_string())?;
    runtime
        .block_on(search(cases, 16, length, async |lists| lists.iter().map(|list| run(&Choices::new(list))).collect()))
}
