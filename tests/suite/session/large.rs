//! Flushes of many rows: a statement per batch, never one per row, and time in proportion.

use orm::prelude::*;
use orm_tests::db_test;

use super::cases::fixture::*;

const ROWS: usize = 3000;

/// A blob.
#[derive(Model, Debug)]
#[model(table = "files")]
struct File {
    #[column(primary_key)]
    id: i64,
    content: Vec<u8>,
}

db_test! {
    /// MySQL and MariaDB take a statement of 16 MiB, if nobody said otherwise.
    async fn rows_that_are_too_large_together_go_in_several_statements(db: &TestDb) {
        db.create(&metadata![File]).await?;
        let content = |n: u8| vec![n; 5_000_000];
        let mut session = db.session();
        let files = session.add_all((0..4).map(|n| File::builder().content(content(n))));
        session.flush().await?;
        for file in &files {
            file.edit().content[0] = 77;
        }
        session.flush().await?;
        session.execute(insert(File).values((4..8).map(|n| File::builder().content(content(n))))).await?;
        let rows = files.iter().map(|file| (file.id, content(9)));
        session.execute(update_rows(File, File::content, rows)).await?;
        session.commit().await?;
        assert_eq!(session.scalar(select(func::count_all()).select_from(File)).await?, 8);
    }

    async fn one_large_row_does_not_part_the_others(db: &TestDb) {
        db.create(&metadata![File]).await?;
        let mut session = db.session();
        let size = |n: usize| if n == 150 { 9_000_000 } else { 1_000 };
        let files = session.add_all((0..300).map(|n| File::builder().content(vec![1; size(n)])));
        session.flush().await?;
        let inserts = db.log.take_verbs().len();
        for file in &files {
            file.edit().content[0] = 2;
        }
        session.flush().await?;
        let updates = db.log.take_verbs().len();
        assert!(inserts <= 3 && updates <= 2, "{inserts} and {updates} statements");
    }

    async fn thousands_of_children_of_one_parent(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        let user = session.add(User::builder().name("u"));
        for n in 0..ROWS {
            user.addresses.push(Address::builder().email(format!("{n}")));
        }
        session.flush().await?;
        let addresses = user.addresses.get()?;
        for address in &addresses {
            address.edit().email.push('!');
        }
        session.flush().await?;
        session.delete_all(addresses.iter()).await?;
        session.flush().await?;
        assert!(user.addresses.get()?.is_empty());
        let statements = db.log.take_verbs();
        assert!(statements.len() < ROWS / 50, "{}", statements.len());
        assert_eq!(session.query(Address).count().await?, 0);
    }

    async fn a_collection_that_is_nearly_emptied_is_restored(db: &TestDb) {
        db.create(&metadata![User, Address]).await?;
        let mut session = db.session();
        let user = session.add(User::builder().name("u"));
        user.addresses.extend((0..ROWS).map(|n| Address::builder().email(format!("{n}"))));
        session.commit().await?;
        let addresses = user.addresses.get()?;
        // All but every hundredth go out, in two flushes, and some come in between.
        for (n, address) in addresses.iter().enumerate().filter(|(n, _)| n % 100 != 0) {
            user.addresses.remove(address);
            if n % 50 == 7 {
                user.addresses.push(Address::builder().email(format!("new {n}")));
            }
            if n == ROWS / 2 + 1 {
                session.flush().await?;
            }
        }
        session.flush().await?;
        user.addresses.push(&addresses[1]);
        assert_eq!(user.addresses.get()?.len(), ROWS / 100 + ROWS / 50 + 1);
        session.rollback().await?;
        let restored = user.addresses.get()?;
        assert_eq!(restored.len(), ROWS);
        assert!(restored.iter().zip(&addresses).all(|(a, b)| Instance::ptr_eq(a, b)), "in their order");
        assert!(restored.iter().all(|address| address.user_id == Some(user.id)));
    }

    async fn thousands_of_values_that_pass_from_row_to_row(db: &TestDb) {
        db.create(&metadata![Seat]).await?;
        let mut session = db.session();
        let seats = session.add_all((0..ROWS).map(|n| Seat::builder().guest(format!("{n}"))));
        session.flush().await?;
        db.log.take();
        // All but two swap in pairs, and those two are replaced.
        for pair in seats[2..].chunks_exact(2) {
            let (a, b) = (pair[0].guest.clone(), pair[1].guest.clone());
            pair[0].edit().guest = b;
            pair[1].edit().guest = a;
        }
        session.delete(&seats[0]).await?;
        session.delete(&seats[1]).await?;
        session.add_all(["0", "1"].map(|guest| Seat::builder().guest(guest)));
        session.flush().await?;
        let statements = db.log.take_verbs();
        assert!(statements.len() < ROWS / 50, "{}", statements.len());
        assert_eq!(session.query(Seat).count().await?, ROWS as i64);
    }
}

#[derive(Model, Debug)]
#[model(table = "seats")]
struct Seat {
    #[column(primary_key)]
    id: i64,
    #[column(unique)]
    guest: Option<String>,
}
