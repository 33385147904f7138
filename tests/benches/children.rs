//! Children of one parent, one by one: what one costs must not depend on how many there are.
//!
//! `cargo bench -p orm-benches --bench children`; `MOST` sets the largest number.

mod memory;

use std::process::Command;
use std::time::Instant;

use memory::resident;
use orm::prelude::*;

#[derive(Model, Debug)]
#[model(table = "parents")]
pub struct Parent {
    #[column(primary_key)]
    pub id: i64,
    #[relationship(back_populates = "parent", cascade = "all")]
    pub children: HasMany<Child>,
}

#[derive(Model, Debug)]
#[model(table = "hubs")]
pub struct Hub {
    #[column(primary_key)]
    pub id: i64,
    #[relationship(back_populates = "hub")]
    pub children: HasMany<Child>,
}

#[derive(Model, Debug)]
#[model(table = "children")]
pub struct Child {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = Parent::id, index)]
    pub parent_id: Option<i64>,
    #[column(foreign_key = Hub::id, index)]
    pub hub_id: Option<i64>,
    #[relationship(back_populates = "children")]
    pub parent: BelongsTo<Option<Parent>>,
    #[relationship(back_populates = "children")]
    pub hub: BelongsTo<Option<Hub>>,
}

/// A parent with a row, in a session of its own.
struct Bench {
    session: Session,
    parent: Instance<Parent>,
    count: usize,
}

impl Bench {
    async fn new(count: usize, loaded: bool) -> orm::Result<Self> {
        let engine = create_engine("sqlite::memory:").connect().await?;
        metadata![Parent, Hub, Child].create_all(&engine).await?;
        let mut session = Session::new(&engine);
        let id = session.add(Parent::builder());
        session.commit().await?;
        let mut session = Session::new(&engine);
        let parent = session.get(Parent, id.id).await?.ok_or_else(|| orm::Error::NoResultFound(Default::default()))?;
        if loaded {
            session.load(&parent, Parent::children).await?;
        }
        Ok(Bench { session, parent, count })
    }

    /// With the children there already.
    async fn filled(count: usize) -> orm::Result<(Self, Vec<Instance<Child>>)> {
        let mut bench = Bench::new(count, true).await?;
        let children = bench.added(|bench| bench.parent.children.push(Child::builder()));
        bench.session.commit().await?;
        Ok((bench, children))
    }

    fn added(&self, add: impl Fn(&Bench) -> Instance<Child>) -> Vec<Instance<Child>> {
        (0..self.count).map(|_| add(self)).collect()
    }
}

/// Times what is done to all children, and says what one costs.
struct Row {
    name: &'static str,
    count: usize,
    start: Instant,
    memory: Option<u64>,
    parts: Vec<String>,
}

impl Row {
    fn new(name: &'static str, count: usize) -> Self {
        Row { name, count, start: Instant::now(), memory: resident(), parts: Vec::new() }
    }

    fn lap(&mut self, what: &str) {
        let micros = self.start.elapsed().as_nanos() as f64 / 1000.0 / self.count as f64;
        self.parts.push(format!("{what} {micros:6.2} µs"));
        self.start = Instant::now();
    }

    fn print(self) {
        let memory = match (self.memory, resident()) {
            (Some(before), Some(after)) => {
                format!("{:6} bytes", 1024 * after.saturating_sub(before) / self.count as u64)
            }
            _ => "unknown".to_owned(),
        };
        println!("{:<34} {:>7}  {:<38} {memory}", self.name, self.count, self.parts.join(", "));
    }
}

async fn add(
    name: &'static str,
    loaded: bool,
    count: usize,
    one: impl Fn(&Bench) -> Instance<Child>,
) -> orm::Result<()> {
    let mut bench = Bench::new(count, loaded).await?;
    let mut row = Row::new(name, count);
    let children = bench.added(one);
    row.lap("add");
    bench.session.flush().await?;
    row.lap("flush");
    assert!(children.iter().all(|child| child.parent_id == Some(bench.parent.id)));
    row.print();
    Ok(())
}

/// Children that hold a hub, which holds many others.
async fn add_with_hub(count: usize) -> orm::Result<()> {
    let mut bench = Bench::new(count, true).await?;
    let hub = bench.session.add(Hub::builder().children((0..1000).map(|_| Child::builder())));
    bench.session.flush().await?;
    let mut row = Row::new("push, child with a hub", count);
    let children: Vec<_> = (0..count)
        .map(|_| {
            let child = Instance::new(Child::builder());
            child.hub.set(&hub);
            bench.parent.children.push(child)
        })
        .collect();
    row.lap("add");
    bench.session.flush().await?;
    row.lap("flush");
    assert!(children.iter().all(|child| child.hub_id == Some(hub.id)));
    row.print();
    Ok(())
}

/// As `push`, with listeners: of another model, or of this one.
async fn add_heard(name: &'static str, of_children: bool, count: usize) -> orm::Result<()> {
    let mut bench = Bench::new(count, true).await?;
    let events = bench.session.events();
    if of_children {
        events.before_insert(Child, |_| Ok(())).after_insert(Child, |_| Ok(()));
    } else {
        events.before_insert(Hub, |_| Ok(())).after_insert(Hub, |_| Ok(()));
    }
    let mut row = Row::new(name, count);
    bench.added(|bench| bench.parent.children.push(Child::builder()));
    row.lap("add");
    bench.session.flush().await?;
    row.lap("flush");
    row.print();
    Ok(())
}

async fn take_out(count: usize) -> orm::Result<()> {
    let (mut bench, children) = Bench::filled(count).await?;
    let mut row = Row::new("remove", count);
    for child in &children {
        assert!(bench.parent.children.remove(child));
    }
    row.lap("remove");
    bench.session.flush().await?;
    row.lap("flush");
    row.print();
    Ok(())
}

async fn move_away(count: usize) -> orm::Result<()> {
    let (mut bench, children) = Bench::filled(count).await?;
    let other = bench.session.add(Parent::builder());
    bench.session.flush().await?;
    let mut row = Row::new("set to another parent", count);
    for child in &children {
        child.parent.set(&other);
    }
    row.lap("move");
    bench.session.flush().await?;
    row.lap("flush");
    assert!(bench.parent.children.get()?.is_empty() && other.children.get()?.len() == count);
    row.print();
    Ok(())
}

/// UPDATEs of one column, to different values.
async fn edit_each(count: usize) -> orm::Result<()> {
    let (mut bench, children) = Bench::filled(count).await?;
    let hubs = bench.session.add_all((0..2).map(|_| Hub::builder()));
    bench.session.flush().await?;
    let mut row = Row::new("child.edit()", count);
    for (child, hub) in children.iter().zip(hubs.iter().cycle()) {
        child.edit().hub_id = Some(hub.id);
    }
    row.lap("edit");
    bench.session.flush().await?;
    row.lap("flush");
    row.print();
    Ok(())
}

async fn delete_each(count: usize) -> orm::Result<()> {
    let (mut bench, children) = Bench::filled(count).await?;
    let mut row = Row::new("session.delete", count);
    for child in &children {
        bench.session.delete(child).await?;
    }
    row.lap("delete");
    bench.session.flush().await?;
    row.lap("flush");
    assert!(bench.parent.children.get()?.is_empty());
    row.print();
    Ok(())
}

async fn expunge_each(count: usize) -> orm::Result<()> {
    let (mut bench, mut children) = Bench::filled(count).await?;
    children.iter().for_each(|child| child.edit().hub_id = None);
    children.extend(bench.added(|bench| bench.parent.children.push(Child::builder())));
    let mut row = Row::new("session.expunge", 2 * count);
    children.iter().for_each(|child| bench.session.expunge(child));
    row.lap("expunge");
    bench.session.expunge(&bench.parent);
    bench.session.flush().await?;
    row.lap("flush");
    row.print();
    Ok(())
}

/// One row of the table.
async fn run(row: usize, count: usize) -> orm::Result<()> {
    let by_reference = |bench: &Bench| {
        let child = Instance::new(Child::builder());
        child.parent.set(&bench.parent);
        child
    };
    let push = |bench: &Bench| bench.parent.children.push(Child::builder());
    match row {
        0 => add("child.parent.set, loaded", true, count, by_reference).await,
        1 => add("child.parent.set, not loaded", false, count, by_reference).await,
        2 => add("parent.children.push, loaded", true, count, push).await,
        3 => add("parent.children.push, not loaded", false, count, push).await,
        4 => add_with_hub(count).await,
        5 => take_out(count).await,
        6 => move_away(count).await,
        7 => delete_each(count).await,
        8 => edit_each(count).await,
        9 => add_heard("push, listeners of another model", false, count).await,
        10 => add_heard("push, listeners of the children", true, count).await,
        _ => expunge_each(count).await,
    }
}

/// Each row of the table in a process of its own, so that none reuses the memory of another.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    if let Ok(row) = std::env::var("ROW") {
        let (row, count) = row.split_once('/').ok_or("ROW is row/count")?;
        return Ok(run(row.parse()?, count.parse()?).await?);
    }
    let most: usize = std::env::var("MOST").ok().and_then(|most| most.parse().ok()).unwrap_or(100_000);
    println!("{:<34} {:>7}  {:<38} memory per child", "", "", "time per child");
    for row in 0..12 {
        for count in [1000, 10_000, 100_000].into_iter().filter(|count| *count <= most) {
            Command::new(std::env::current_exe()?).env("ROW", format!("{row}/{count}")).status()?;
        }
    }
    Ok(())
}
