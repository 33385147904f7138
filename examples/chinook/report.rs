//! Questions to the data.

use orm::prelude::*;

use crate::models::*;

pub async fn print(session: &mut Session) -> orm::Result<()> {
    row_counts(session).await?;
    top_artists(session).await?;
    sales_per_employee(session).await?;
    employee_tree(session).await?;
    longest_playlist(session).await?;

    let total = session.scalar(select(func::sum(Invoice::total))).await?;
    println!("\nSum of all invoices: {}", money(total));
    Ok(())
}

async fn row_counts(session: &mut Session) -> orm::Result<()> {
    let counts = [
        ("Artist", session.query(Artist).count().await?),
        ("Album", session.query(Album).count().await?),
        ("Genre", session.query(Genre).count().await?),
        ("MediaType", session.query(MediaType).count().await?),
        ("Track", session.query(Track).count().await?),
        ("Playlist", session.query(Playlist).count().await?),
        ("PlaylistTrack", session.query(PlaylistTrack).count().await?),
        ("Employee", session.query(Employee).count().await?),
        ("Customer", session.query(Customer).count().await?),
        ("Invoice", session.query(Invoice).count().await?),
        ("InvoiceLine", session.query(InvoiceLine).count().await?),
    ];
    println!("\nRows:");
    for (table, rows) in counts {
        println!("{rows:>8}  {table}");
    }
    Ok(())
}

async fn top_artists(session: &mut Session) -> orm::Result<()> {
    let sales = func::sum(InvoiceLine::unit_price * InvoiceLine::quantity);
    let top = session
        .execute(
            select((Artist::name, sales.clone()))
                .join(Artist::albums)
                .join(Album::tracks)
                .join(Track::invoice_lines)
                .group_by((Artist::artist_id, Artist::name))
                .order_by((sales.desc(), Artist::name))
                .limit(5),
        )
        .all()
        .await?;
    println!("\nTop five artists by sales:");
    for (artist, sales) in top {
        println!("{:>8}  {}", money(sales), artist.as_deref().unwrap_or("?"));
    }
    Ok(())
}

async fn sales_per_employee(session: &mut Session) -> orm::Result<()> {
    let sales = func::sum(Invoice::total);
    let employees = session
        .execute(
            select((Employee, func::count_distinct(Customer::customer_id), sales.clone()))
                .join(Employee::customers)
                .join(Customer::invoices)
                .group_by(Employee::employee_id)
                .order_by(sales.desc()),
        )
        .all()
        .await?;
    println!("\nSales per support employee:");
    for (employee, customers, sales) in employees {
        let Employee { first_name, last_name, .. } = &*employee;
        println!("{:>8}  {first_name} {last_name}, {customers} customers", money(sales));
    }
    Ok(())
}

/// Two statements, however deep the tree: the employees, and the reports of all of them.
async fn employee_tree(session: &mut Session) -> orm::Result<()> {
    let employees = session.scalars(select(Employee).options(selectinload(Employee::reports))).all().await?;
    println!("\nEmployees:");
    for employee in employees.iter().filter(|employee| employee.reports_to.is_none()) {
        print_subtree(employee, 1)?;
    }
    Ok(())
}

fn print_subtree(employee: &Employee, depth: usize) -> orm::Result<()> {
    let Employee { first_name, last_name, title, .. } = employee;
    println!("{:indent$}{first_name} {last_name}, {}", "", title.as_deref().unwrap_or("?"), indent = 2 * depth);
    for report in employee.reports.get()? {
        print_subtree(&report, depth + 1)?;
    }
    Ok(())
}

async fn longest_playlist(session: &mut Session) -> orm::Result<()> {
    let length = func::sum(Track::milliseconds);
    let (playlist, tracks, length) = session
        .execute(
            select((Playlist, func::count_all(), length.clone()))
                .join(Playlist::tracks)
                .group_by(Playlist::playlist_id)
                .order_by((length.desc(), Playlist::playlist_id))
                .limit(1),
        )
        .one()
        .await?;
    let minutes = length.unwrap_or_default() / 60_000;
    println!("\nLongest playlist:");
    println!(
        "{:>7}h  {} (number {}), {tracks} tracks, {} minutes",
        minutes / 60,
        playlist.name.as_deref().unwrap_or("?"),
        playlist.playlist_id,
        minutes % 60,
    );
    Ok(())
}

/// SQLite adds up decimals as floating-point numbers.
fn money(sum: Option<Decimal>) -> String {
    format!("{:.2}", sum.unwrap_or_default().round_dp(2))
}
