//! Statements that are put together at run time, from what a user asks for: `cargo run --example dynamic`.
//!
//! A condition, a sort key and a statement are values: they are kept in variables, collected, passed to functions.
use orm::core::expr::OrderBy;
use orm::core::statement::Select;
use orm::prelude::*;

#[derive(Model, Debug)]
#[model(table = "articles")]
pub struct Article {
    #[column(primary_key)]
    pub id: i64,
    pub tenant_id: i64,
    pub title: String,
    pub views: i32,
    pub draft: bool,
}

/// What the user asks for, as it comes out of a form or a URL.
#[derive(Default)]
struct Search<'s> {
    words: &'s [&'s str],
    least_views: Option<i32>,
    draft: Option<bool>,
    /// `"views,-title"`
    sort: &'s str,
}

impl Search<'_> {
    /// Filters that are left out where they are not asked for.
    fn condition(&self) -> Expr<bool> {
        let mut conditions = Vec::new();
        conditions.extend(self.least_views.map(|views| Article::views.ge(views)));
        conditions.extend(self.draft.map(|draft| Article::draft.eq(draft)));
        if !self.words.is_empty() {
            conditions.push(any_of(self.words.iter().map(|word| Article::title.contains(word))));
        }
        all_of(conditions) // of none: true
    }

    /// The sort keys; a name that is not among these is an error, not SQL.
    fn order(&self) -> Result<Vec<OrderBy>, String> {
        let names = self.sort.split(',').filter(|name| !name.is_empty());
        let keys = names.map(|name| match name.trim_start_matches('-') {
            "title" => Ok((name, Article::title.asc())),
            "views" => Ok((name, Article::views.asc())),
            other => Err(format!("articles cannot be sorted by `{other}`")),
        });
        keys.map(|key| key.map(|(name, key)| OrderBy { descending: name.starts_with('-'), ..key })).collect()
    }
}

/// Any statement about articles, for one tenant.
fn of_tenant<Q>(select: Select<Q>, tenant: i64) -> Select<Q> {
    select.filter(Article::tenant_id.eq(tenant))
}

/// A page by its number.
fn paged<Q>(select: Select<Q>, page: u64) -> Select<Q> {
    select.slice(page * 2..page * 2 + 2)
}

/// A page by where the last one ended: as fast for the thousandth as for the first.
fn after<Q>(select: Select<Q>, last: Option<(i32, i64)>) -> Select<Q> {
    let select = select.order_by((Article::views.desc(), Article::id.desc())).limit(2);
    match last {
        Some(last) => select.filter(row((Article::views, Article::id)).lt(last)),
        None => select,
    }
}

/// Columns by their names, of a table that need not be known before: a name that it does not have is an error.
fn columns(table: &TableRef, names: &str) -> Vec<Expr<orm::core::Value>> {
    names.split(',').map(|name| table.c(name)).collect()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = create_engine("sqlite::memory:").connect().await?;
    metadata![Article].create_all(&engine).await?;
    let mut session = Session::new(&engine);
    for (tenant, title, views, draft) in [
        (1, "Rust for cooks", 20, false),
        (1, "SQL for cooks", 20, false),
        (1, "Soup", 300, false),
        (1, "Notes on SQL", 5, true),
        (2, "Rust on rails", 50, false),
    ] {
        session.add(Article::builder().tenant_id(tenant).title(title).views(views).draft(draft));
    }

    for search in [
        Search::default(),
        Search { words: &["Rust", "SQL"], sort: "-views,title", ..Search::default() },
        Search { least_views: Some(10), draft: Some(false), sort: "title", ..Search::default() },
    ] {
        let found = of_tenant(select(Article), 1).filter(search.condition()).order_by(search.order()?);
        let titles: Vec<String> = session.scalars(found).all().await?.iter().map(|found| found.title.clone()).collect();
        println!("found: {}", titles.join(", "));
    }
    let unknown = Search { sort: "views; DROP TABLE articles", ..Search::default() };
    println!("error: {}", unknown.order().expect_err("it is no column"));

    let titles = session.scalars(paged(of_tenant(select(Article::title), 1).order_by(Article::id), 1)).all().await?;
    println!("second page: {}", titles.join(", "));

    let mut last = None;
    loop {
        let page = session.scalars(after(of_tenant(select(Article), 1), last)).all().await?;
        let Some(end) = page.last() else { break };
        last = Some((end.views, end.id));
        println!("page: {}", page.iter().map(|article| &*article.title).collect::<Vec<_>>().join(", "));
    }

    let table = TableRef::from(Article);
    let rows =
        session.execute(select(columns(&table, "title,views")).order_by(table.c("title")).limit(1)).all().await?;
    for row in rows {
        println!("chosen: {}", row.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    }
    let wrong = session.execute(select(columns(&table, "title,votes"))).all().await;
    println!("error: {}", wrong.expect_err("there is no such column"));
    Ok(())
}
