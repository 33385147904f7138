//! A million rows through a session on SQLite: the memory must not grow with them.
//!
//! `cargo bench -p orm-benches --bench stream`; `ROWS` sets another number.

mod memory;

use std::time::Instant;

use memory::resident;
use orm::prelude::*;

#[derive(Model, Debug)]
#[model(table = "readings")]
pub struct Reading {
    #[column(primary_key)]
    pub id: i64,
    pub sensor: String,
    pub value: f64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> orm::Result<()> {
    let rows: u64 = std::env::var("ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(1_000_000);
    let file = std::env::temp_dir().join(format!("orm-bench-stream-{}.db", std::process::id()));
    let outcome = run(&file, rows).await;
    let _ = std::fs::remove_file(&file);
    outcome
}

async fn run(file: &std::path::Path, rows: u64) -> orm::Result<()> {
    let engine = create_engine(format!("sqlite:///{}", file.display())).connect().await?;
    metadata![Reading].create_all(&engine).await?;
    let mut conn = engine.acquire().await?;
    let fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows) \
                INSERT INTO readings (sensor, value) SELECT 'sensor ' || (i % 1000), i / 7.0 FROM n";
    conn.execute(text(fill).bind("rows", i64::try_from(rows).unwrap_or(i64::MAX))).await?;
    conn.commit().await?;

    println!("{rows} rows streamed through a session");
    println!("{:>10}  resident memory", "rows");
    println!("{:>10}  {}", 0, shown(resident()));
    let mut session = Session::new(&engine);
    let start = Instant::now();
    let mut readings = session.scalars(select(Reading)).stream();
    let (mut count, mut sum) = (0, 0.0);
    while let Some(reading) = readings.try_next().await? {
        count += 1;
        sum += reading.value;
        if count % (rows / 10).max(1) == 0 {
            println!("{count:>10}  {}", shown(resident()));
        }
    }
    drop(readings);
    let elapsed = start.elapsed();
    println!("sum {sum:.1}; {} ns per row", elapsed.as_nanos() / u128::from(rows.max(1)));
    Ok(())
}

/// An amount of memory.
fn shown(kib: Option<u64>) -> String {
    kib.map_or_else(
        || "unknown: there is no /proc/self/statm".to_owned(),
        |kib| format!("{:.1} MiB", kib as f64 / 1024.0),
    )
}
