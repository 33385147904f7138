//! Times, and a table of them.

use std::cell::RefCell;
use std::hint::black_box;
use std::time::Instant;

use criterion::Criterion;

/// Runs benchmarks, and remembers their medians.
pub struct Summary<'c> {
    criterion: &'c mut Criterion,
    /// Nanoseconds, in order; none for what was filtered out.
    medians: Vec<(&'static str, Option<f64>)>,
}

impl<'c> Summary<'c> {
    pub fn new(criterion: &'c mut Criterion) -> Self {
        Summary { criterion, medians: Vec::new() }
    }

    pub fn time<T>(&mut self, name: &'static str, routine: impl Fn() -> T) {
        let samples = RefCell::new(Vec::new());
        self.criterion.bench_function(name, |bencher| {
            bencher.iter_custom(|iterations| {
                let start = Instant::now();
                for _ in 0..iterations {
                    black_box(routine());
                }
                let elapsed = start.elapsed();
                samples.borrow_mut().push(elapsed.as_nanos() as f64 / iterations as f64);
                elapsed
            });
        });
        let mut samples = samples.into_inner();
        samples.sort_by(f64::total_cmp);
        self.medians.push((name, samples.get(samples.len() / 2).copied()));
    }

    fn median(&self, name: &str) -> Option<f64> {
        self.medians.iter().find(|(known, _)| *known == name)?.1
    }

    /// Prints the medians, and what they are of the faster of the other crates.
    pub fn print(&self) {
        let others = ["sea-query: build and compile", "diesel: build and compile"].map(|name| self.median(name));
        let Some(fastest) = others.into_iter().flatten().min_by(f64::total_cmp) else { return };
        println!("{:<30} {:>9}  of the faster other crate", "", "median");
        for (name, median) in &self.medians {
            if let Some(median) = median {
                println!("{name:<30} {median:>6.0} ns  {:.2}", median / fastest);
            }
        }
    }
}
