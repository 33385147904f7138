//! The name of a column instead of the column.

use orm::prelude::*;

fn main() {
    let _ = select("name");
}
