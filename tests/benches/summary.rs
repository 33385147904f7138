//! Times, and a table of them.

use std::hint::black_box;
use std::time::Instant;

use criterion::Criterion;

/// Calls of one routine in a row.
const CALLS: u32 = 200;
/// Turns of all routines.
const ROUNDS: usize = 500;

type Routine<'r> = Box<dyn Fn() + 'r>;

/// Routines, run by criterion one after the other, and then in turns: what else the machine does at a time is the same for all.
pub struct Summary<'r> {
    criterion: Criterion,
    routines: Vec<(&'static str, Routine<'r>)>,
}

impl<'r> Summary<'r> {
    pub fn new() -> Self {
        Summary { criterion: Criterion::default().configure_from_args(), routines: Vec::new() }
    }

    pub fn time<T>(&mut self, name: &'static str, routine: impl Fn() -> T + 'r) {
        self.criterion.bench_function(name, |bencher| bencher.iter(&routine));
        self.routines.push((name, Box::new(move || drop(black_box(routine())))));
    }

    /// Prints how long each takes, and what part that is of what the faster of `others` takes.
    pub fn print(self, others: [&str; 2]) {
        let mut times = vec![Vec::with_capacity(ROUNDS); self.routines.len()];
        for _ in 0..ROUNDS {
            for ((_, routine), times) in self.routines.iter().zip(&mut times) {
                let start = Instant::now();
                (0..CALLS).for_each(|_| routine());
                times.push(start.elapsed() / CALLS);
            }
        }
        let medians = times.into_iter().map(|mut times| {
            times.sort();
            times[ROUNDS / 2].as_nanos() as f64
        });
        let medians: Vec<(&str, f64)> = self.routines.iter().map(|(name, _)| *name).zip(medians).collect();
        let fastest = medians.iter().filter(|(name, _)| others.contains(name)).map(|(_, median)| *median);
        let fastest = fastest.fold(f64::INFINITY, f64::min);
        println!("{:<30} {:>9}  of the faster other crate", "in turns", "median");
        for (name, median) in medians {
            println!("{name:<30} {median:>6} ns  {:.2}", median / fastest);
        }
    }
}
