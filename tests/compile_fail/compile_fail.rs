//! Mistakes that must not compile, and what the compiler says about each: `cases/*.rs` beside `*.stderr`.
//!
//! A package of its own, because trybuild compiles the dependencies of the package anew.
//!
//! `TRYBUILD=overwrite cargo test -p orm-compile-fail` writes the messages anew.

use std::process::Command;

/// The compiler that the messages are pinned for; others word and wrap them differently.
const RUSTC: &str = "rustc 1.95.";

#[test]
fn compile_fail() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().expect("rustc");
    let version = String::from_utf8_lossy(&version.stdout);
    if !version.starts_with(RUSTC) {
        eprintln!("skipped: the messages are those of {RUSTC}x, this is {version}");
        return;
    }
    // One run without `pass` cases: all files are checked by one cargo, nothing is linked.
    trybuild::TestCases::new().compile_fail("cases/*.rs");
}
