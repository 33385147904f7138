//! How rows are numbered: options of identity columns, sequences.

use orm::core::schema::Sequence;
use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::unsupported;

#[derive(Model, Clone, Debug)]
#[model(table = "tickets")]
pub struct Ticket {
    #[column(primary_key, identity(start = 100))]
    pub id: i64,
    pub text: String,
}

#[derive(Model, Clone, Debug)]
#[model(table = "invoices")]
pub struct Invoice {
    #[column(primary_key, identity(always, start = 1000, increment = 5))]
    pub id: i64,
    pub text: String,
}

#[derive(Model, Clone, Debug)]
#[model(table = "plain")]
pub struct Plain {
    #[column(primary_key, identity)]
    pub id: i64,
    pub text: String,
}

pub const NUMBERS: Sequence = Sequence::named("order \"numbers\"").start(7).increment(2);

#[derive(Model, Clone, Debug)]
#[model(table = "orders")]
pub struct Order {
    #[column(primary_key)]
    pub id: i64,
    #[column(default = NUMBERS.next_value())]
    pub number: i64,
    #[column(server_default = NUMBERS.next_value())]
    pub other: i64,
}

db_test! {
    async fn rows_are_numbered_from_the_start_or_it_is_an_error(db: &TestDb) {
        let metadata = metadata![Ticket];
        if db.backend == Backend::Sqlite {
            assert_eq!(unsupported(metadata.create_all(&db.engine).await), "options of an identity column");
            return Ok(());
        }
        db.create(&metadata).await?;
        let mut session = db.session();
        let tickets = session.add_all(["a", "b"].map(|text| Ticket::builder().text(text)));
        session.commit().await?;
        assert_eq!(tickets.iter().map(|ticket| ticket.id).collect::<Vec<_>>(), [100, 101]);
    }

    async fn numbers_that_are_always_generated_go_by_their_increment(db: &TestDb) {
        let metadata = metadata![Invoice];
        if db.backend != Backend::Postgres {
            let why = unsupported(metadata.create_all(&db.engine).await);
            assert!(why.starts_with("options of an identity column"), "{why}");
            return Ok(());
        }
        db.create(&metadata).await?;
        let mut session = db.session();
        let invoices = session.add_all(["a", "b"].map(|text| Invoice::builder().text(text)));
        session.commit().await?;
        assert_eq!(invoices.iter().map(|invoice| invoice.id).collect::<Vec<_>>(), [1000, 1005]);
        let mut conn = db.engine.acquire().await?;
        let given = Invoice { id: 5, text: "c".to_owned() };
        let error = conn.execute(insert(Invoice).values([given])).await.unwrap_err();
        assert!(error.to_string().contains("GENERATED ALWAYS"), "{error}");
    }

    async fn an_identity_without_options_is_the_database_s_own(db: &TestDb) {
        db.create(&metadata![Plain]).await?;
        let mut session = db.session();
        let row = session.add(Plain::builder().text("a"));
        session.commit().await?;
        assert_eq!(row.id, 1);
    }

    async fn a_sequence_numbers_rows_or_is_an_error(db: &TestDb) {
        let metadata = metadata![Order].sequence(NUMBERS);
        if db.backend == Backend::Sqlite || db.backend.is_genuine_mysql() {
            assert_eq!(unsupported(metadata.create_all(&db.engine).await), "sequences");
            return Ok(());
        }
        db.create(&metadata).await?;
        assert_eq!(metadata.create_all(&db.engine).await?, [""; 0]);
        let mut session = db.session();
        let orders = [session.add(Order::builder()), session.add(Order::builder())];
        session.commit().await?;
        let mut numbers: Vec<i64> = orders.iter().flat_map(|order| [order.number, order.other]).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [7, 9, 11, 13]);
        assert_eq!(session.scalar::<i64>(select(NUMBERS.next_value())).await?, 15);
        session.commit().await?;
        assert_eq!(metadata.drop_all(&db.engine).await?, ["orders"]);
        assert_eq!(metadata.create_all(&db.engine).await?, ["orders"]);
        assert_eq!(session.scalar::<i64>(select(NUMBERS.next_value())).await?, 7);
    }
}
