//! Mistakes that must not compile, and what the compiler says about each: `cases/*.rs` beside `*.stderr`.
//!
//! The cases are only checked, against the `orm` that is built already: nothing is compiled for them.
//!
//! `ORM_COMPILE_FAIL=overwrite cargo test -p orm-compile-fail` writes the messages anew.

mod compiler;
mod normalise;

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use compiler::Compiler;
use normalise::normalise;

/// The compiler that the messages are pinned for; others word and wrap them differently.
const RUSTC: &str = "rustc 1.95.";
/// This package, from the root of the workspace.
const PACKAGE: &str = "tests/compile_fail";

#[test]
fn compile_fail() {
    let compiler = Compiler::default();
    let version = compiler.version();
    if !version.starts_with(RUSTC) {
        eprintln!("skipped: the messages are those of {RUSTC}x, this is {version}");
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace");
    let suite = Suite { root: &root, orm: &compiler.orm(), compiler, overwrite: overwrite() };
    let cases = suite.names("rs");
    let mut failures: Vec<String> = suite
        .names("stderr")
        .difference(&cases)
        .map(|name| format!("{name}.stderr is of no case: there is no {name}.rs"))
        .collect();
    let cases: Vec<String> = cases.into_iter().collect();
    assert!(!cases.is_empty(), "no cases");
    failures.extend(suite.run(&cases));
    failures.sort();
    assert!(
        failures.is_empty(),
        "{} failures in {} cases; ORM_COMPILE_FAIL=overwrite writes the messages anew\n\n{}\n",
        failures.len(),
        cases.len(),
        failures.join("\n\n"),
    );
}

fn overwrite() -> bool {
    std::env::var_os("ORM_COMPILE_FAIL").is_some_and(|what| what == "overwrite")
}

struct Suite<'a> {
    root: &'a Path,
    orm: &'a Path,
    compiler: Compiler,
    overwrite: bool,
}

impl Suite<'_> {
    /// The files with this extension, without it.
    fn names(&self, extension: &str) -> BTreeSet<String> {
        let files = fs::read_dir(self.root.join(PACKAGE).join("cases")).expect("the cases");
        files
            .map(|file| file.expect("a file").path())
            .filter(|path| path.extension() == Some(OsStr::new(extension)))
            .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
            .collect()
    }

    /// Checks the cases, as many at a time as there are processors; returns what is wrong.
    fn run(&self, cases: &[String]) -> Vec<String> {
        let next = AtomicUsize::new(0);
        let worker = || {
            let taken = std::iter::from_fn(|| cases.get(next.fetch_add(1, Ordering::Relaxed)));
            taken.filter_map(|name| self.check(name).err()).collect::<Vec<String>>()
        };
        thread::scope(|scope| {
            let threads = thread::available_parallelism().map_or(1, usize::from);
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
            workers.into_iter().flat_map(|worker| worker.join().expect("a worker")).collect()
        })
    }

    fn check(&self, name: &str) -> Result<(), String> {
        let case = format!("cases/{name}.rs");
        let Err(output) = self.compiler.check(self.root, &format!("{PACKAGE}/{case}"), self.orm) else {
            return Err(format!("{name}.rs compiles, and must not"));
        };
        let actual = normalise(&output, self.root, PACKAGE, &case);
        let path = self.root.join(format!("{PACKAGE}/cases/{name}.stderr"));
        let expected = fs::read_to_string(&path).ok();
        // Line by line: a checkout may have other ends of lines.
        if expected.as_ref().is_some_and(|expected| expected.lines().eq(actual.lines())) {
            return Ok(());
        }
        if self.overwrite {
            return fs::write(&path, actual).map_err(|error| format!("{name}.stderr: {error}"));
        }
        Err(match expected {
            Some(expected) => format!("{name}.rs: expected\n\n{expected}\nbut the compiler says\n\n{actual}"),
            None => format!("{name}.rs: there is no {name}.stderr; the compiler says\n\n{actual}"),
        })
    }
}
