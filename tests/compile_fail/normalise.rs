//! What the compiler says, as it is on every machine, and as it stays when other files than the case change.

use std::path::Path;

/// What ends the output, and does not say what is wrong.
const CLOSING: [&str; 3] =
    ["error: aborting due to ", "Some errors have detailed explanations: ", "For more information about "];
const HEADINGS: [&str; 4] = ["error:", "error[", "warning:", "warning["];
/// What may follow the margin in which the lines of code are numbered.
const AFTER_MARGIN: [&str; 7] = ["|", "--> ", "::: ", "= ", "+ ", "- ", "~ "];

/// Paths in `output` are as from the `root` of the workspace; those in `package` are shown as from there. Of all files, `case` alone
/// keeps its line numbers.
pub fn normalise(output: &str, root: &Path, package: &str, case: &str) -> String {
    let output = output.replace(&*root.to_string_lossy(), "$WORKSPACE");
    let mut errors: Vec<Vec<String>> = Vec::new();
    for line in output.lines().filter(|line| !starts_with_any(line, &CLOSING)) {
        if errors.is_empty() || starts_with_any(line, &HEADINGS) {
            errors.push(Vec::new());
        }
        errors.last_mut().expect("one was pushed").push(line.trim_end().to_owned());
    }
    let errors = errors.into_iter().map(|mut lines| {
        let spare = hide_elsewhere(&mut lines, package, case);
        narrow_margin(&mut lines, spare);
        lines.join("\n").trim_end().to_owned()
    });
    errors.collect::<Vec<String>>().join("\n\n") + "\n"
}

/// Shortens the paths of an error and its notes, and hides the numbers of lines elsewhere. Returns by how much the margin is then
/// wider than the numbers that are left.
fn hide_elsewhere(lines: &mut [String], package: &str, case: &str) -> usize {
    let (mut margin, mut needed, mut hidden) = (1, 1, false);
    for line in lines {
        let text = line.trim_start_matches(' ');
        let indent = line.len() - text.len();
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if let Some(place) = text.strip_prefix("--> ").or(text.strip_prefix("::: ")) {
            let place = shortened(place, package);
            hidden = place.strip_prefix(case).is_none_or(|position| !position.starts_with(':'));
            margin = indent;
            let place = if hidden { without_position(&place) } else { &place };
            *line = format!("{}{place}", &line[..indent + 4]);
        } else if line.starts_with(char::is_alphabetic) {
            hidden = false;
        } else if hidden {
            line.replace_range(..indent + digits, &" ".repeat(indent + digits));
        } else if digits > 0 && has_margin(line) {
            needed = needed.max(digits);
        }
    }
    margin.saturating_sub(needed)
}

fn narrow_margin(lines: &mut [String], spare: usize) {
    let spare = " ".repeat(spare);
    // A heading or a note may go on in further lines, which have no margin.
    let mut is_text = true;
    for line in lines {
        is_text = line.starts_with(char::is_alphabetic) || is_text && !has_margin(line);
        let start = if line.starts_with("...") { 3 } else { 0 };
        if !is_text && line[start..].starts_with(&spare) {
            line.replace_range(start..start + spare.len(), "");
        }
    }
}

fn has_margin(line: &str) -> bool {
    starts_with_any(line.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit()), &AFTER_MARGIN)
}

fn shortened(place: &str, package: &str) -> String {
    let place = place.replace('\\', "/");
    if let Some(own) = place.strip_prefix(package) {
        return own.trim_start_matches('/').to_owned();
    }
    // Of the standard library, whether its sources are installed or not; then of another crate, whose folder follows that of a registry.
    if place.starts_with("/rustc/") || place.contains("/rustlib/src/rust/") {
        if let Some((_, file)) = place.split_once("/library/") {
            return format!("$RUST/{file}");
        }
    } else if let Some((_, file)) = place.split_once("/registry/src/").and_then(|(_, file)| file.split_once('/')) {
        return format!("$CARGO/{file}");
    }
    if Path::new(&place).is_relative() && !place.starts_with('$') { format!("$WORKSPACE/{place}") } else { place }
}

/// `a.rs` of `a.rs:3:14`.
fn without_position(place: &str) -> &str {
    place.trim_end_matches(|c: char| c == ':' || c.is_ascii_digit())
}

fn starts_with_any(line: &str, starts: &[&str]) -> bool {
    starts.iter().any(|start| line.starts_with(start))
}
