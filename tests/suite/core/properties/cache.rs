//! What comes out of the cache is what compiling gives: the same SQL, and the values of this very statement.

use orm::core::compile::{Cache, Compiled};
use orm::core::dialect::Dialect;
use orm::core::statement::Statement;

use super::choices::{Choices, cases, search_now};
use super::generator::{Made, Maker};

/// The statement of a shape with some values.
fn made(shape: &[u32], values: &[u32]) -> Made {
    let (shape, values) = (Choices::new(shape), Choices::new(values));
    let maker = Maker::new(&shape, &values, true);
    if shape.one_in(4) { maker.exotic_statement() } else { maker.statement() }
}

/// SQL, and parameters with their types, which say how they are bound.
fn debug(result: orm::Result<Vec<Compiled>>) -> String {
    match result {
        Ok(compiled) => compiled.iter().map(|one| format!("{}\n  {:?}", one.sql, one.params)).collect(),
        Err(error) => format!("error: {error}"),
    }
}

fn same(cache: &Cache, statement: &Made, compiled: &str, dialect: &Dialect) -> Result<(), String> {
    let cached = debug(cache.compile(statement, dialect));
    if cached == compiled {
        return Ok(());
    }
    Err(format!("{}:\ncached   {cached}\ncompiled {compiled}", dialect.name))
}

#[test]
fn a_cached_statement_is_the_compiled_one() -> Result<(), String> {
    let dialects = [Dialect::SQLITE, Dialect::POSTGRES, Dialect::MYSQL, Dialect::MARIADB];
    // A small one, too, that forgets.
    let caches = dialects.each_ref().map(|_| [Cache::new(100_000), Cache::new(8)]);
    search_now(cases(3_000), 220, |choices| {
        let shape = choices.seeds(160);
        let values = [(); 3].map(|()| choices.seeds(20));
        for (dialect, caches) in dialects.iter().zip(&caches) {
            // Failures shrink only if they do not need what came before.
            let fresh = Cache::new(100);
            let statements = values.each_ref().map(|values| {
                let statement = made(&shape, values);
                let compiled = debug(statement.compile(dialect));
                (statement, compiled)
            });
            for at in [0, 1, 0, 2, 1] {
                let (statement, compiled) = &statements[at];
                for cache in [&fresh, &caches[0], &caches[1]] {
                    same(cache, statement, compiled, dialect)?;
                }
            }
        }
        Ok(())
    })
}

#[test]
fn statements_are_cached_at_all() {
    // Otherwise the test above shows nothing.
    let (mut hits, mut total) = (0, 0);
    for seed in 0..300_u32 {
        let numbers: Vec<u32> = (0..160)
            .scan(seed.wrapping_mul(2_654_435_761) | 1, |state, _| {
                *state ^= *state << 13;
                *state ^= *state >> 17;
                *state ^= *state << 5;
                Some(*state)
            })
            .collect();
        let cache = Cache::new(1000);
        let statement = made(&numbers, &numbers);
        if cache.compile(&statement, &Dialect::SQLITE).is_ok() {
            total += 1;
            hits += cache.len();
        }
    }
    assert!(total > 100 && hits * 10 > total * 8, "{hits} of {total}");
}
