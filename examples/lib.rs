//! Examples of the `orm` crate; run one with `cargo run --example quickstart`.

#[cfg(test)]
mod tests {
    const QUICKSTART: &str = include_str!("quickstart.rs");

    #[test]
    fn the_readme_shows_the_quickstart() {
        let block = format!("```rust\n{QUICKSTART}```\n");
        assert!(include_str!("../README.md").contains(&block), "copy examples/quickstart.rs into README.md");
    }

    #[test]
    fn the_quickstart_has_at_most_40_lines() {
        assert!(QUICKSTART.lines().count() <= 40);
    }
}
