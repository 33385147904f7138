//! The Chinook music store: eleven tables, 15,607 rows, loaded through a session and asked a few questions.
//!
//! `cargo run --example chinook -- <url>`, without a URL on SQLite in memory. What is there already is not loaded again.

mod changes;
mod load;
mod models;
mod report;
mod timestamp;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use models::*;
use orm::prelude::*;

/// Rows in all tables.
const ROWS: u64 = 15_607;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let url = std::env::args().nth(1).unwrap_or_else(|| "sqlite::memory:".to_owned());
    let bar =
        ProgressBar::new(ROWS).with_style(ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} rows")?);
    let log = Log::default();
    let engine = create_engine(&url).on_statement(observed(&bar, &log)).connect().await?;

    let metadata = metadata![
        Artist,
        Album,
        Genre,
        MediaType,
        Track,
        Playlist,
        PlaylistTrack,
        Employee,
        Customer,
        Invoice,
        InvoiceLine
    ];
    let created = metadata.create_all(&engine).await?;
    match created.len() {
        0 => println!("The tables exist."),
        _ => println!("Created {}.", created.join(", ")),
    }

    let mut session = Session::new(&engine);
    match session.query(Invoice).count().await? {
        0 => {
            let start = Instant::now();
            load::load(&mut session).await?;
            bar.finish_and_clear();
            println!("Loaded {ROWS} rows in {:.2?}.", start.elapsed());
        }
        invoices => println!("The data is there: {invoices} invoices."),
    }
    report::print(&mut session).await?;
    changes::make(&mut session, &log).await?;
    Ok(())
}

/// The statements of late.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    /// The statements since the last call.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn push(&self, sql: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(sql.to_owned());
    }
}

/// Moves the bar on by the rows of every INSERT, and keeps every statement.
fn observed(bar: &ProgressBar, log: &Log) -> impl Fn(&orm::StatementEvent<'_>) + Send + Sync + 'static {
    let (bar, log) = (bar.clone(), log.clone());
    move |event| {
        if event.sql.starts_with("INSERT") {
            bar.inc(event.rows);
        }
        log.push(event.sql);
    }
}
