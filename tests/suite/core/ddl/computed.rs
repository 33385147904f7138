//! Columns that the database computes.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::unsupported;

#[derive(Model, Clone, Debug, PartialEq)]
#[model(table = "order_lines")]
pub struct Line {
    #[column(primary_key)]
    pub id: i64,
    pub price: i64,
    #[column(default = 1)]
    pub quantity: i64,
    #[column(computed = Line::price * Line::quantity, index)]
    pub total: i64,
    #[column(computed_stored = func::upper(Line::name))]
    pub shout: Option<String>,
    pub name: Option<String>,
}

#[derive(Model, Clone, Debug)]
#[model(table = "virtuals")]
pub struct Virtual {
    #[column(primary_key)]
    pub id: i64,
    #[column(computed_virtual = Virtual::size + 1)]
    pub next: i64,
    pub size: i64,
}

db_test! {
    async fn the_flush_reads_back_what_an_insert_computed(db: &TestDb) {
        db.create(&metadata![Line]).await?;
        let mut session = db.session();
        let one = session.add(Line::builder().price(3).quantity(4).name("tea"));
        let rest = session.add_all((1..=3).map(|price| Line::builder().price(price)));
        session.commit().await?;
        assert_eq!((one.total, one.shout.as_deref()), (12, Some("TEA")));
        assert_eq!(rest.iter().map(|line| (line.total, line.shout.clone())).collect::<Vec<_>>(), [1, 2, 3].map(|n| (n, None)));
    }

    async fn the_flush_reads_back_what_an_update_computed(db: &TestDb) {
        db.create(&metadata![Line]).await?;
        let mut session = db.session();
        let lines = session.add_all((1..=3).map(|price| Line::builder().price(price)));
        session.commit().await?;
        lines[0].edit().quantity = 5;
        lines[2].edit().quantity = 6;
        lines[1].edit().name = Some("milk".to_owned());
        session.flush().await?;
        assert_eq!(lines.iter().map(|line| line.total).collect::<Vec<_>>(), [5, 2, 18]);
        assert_eq!(lines[1].shout.as_deref(), Some("MILK"));
        session.rollback().await?;
        assert_eq!(lines.iter().map(|line| line.total).collect::<Vec<_>>(), [1, 2, 3]);
    }

    async fn what_is_written_into_a_computed_column_is_lost(db: &TestDb) {
        db.create(&metadata![Line]).await?;
        let mut session = db.session();
        let literal = Line { id: 7, price: 2, quantity: 2, total: 99, shout: Some("x".to_owned()), name: None };
        let line = session.add(literal);
        session.commit().await?;
        assert_eq!((line.total, line.shout.clone()), (4, None));
        line.edit().total = 50;
        session.commit().await?;
        assert_eq!(line.total, 4);
        line.edit().total = 50;
        line.edit().price = 3;
        session.commit().await?;
        assert_eq!(line.total, 6);
    }

    async fn core_inserts_leave_computed_columns_to_the_database(db: &TestDb) {
        db.create(&metadata![Line]).await?;
        let mut conn = db.engine.acquire().await?;
        let literal = Line { id: 10, price: 2, quantity: 3, total: 0, shout: None, name: Some("a".to_owned()) };
        conn.execute(insert(Line).values([literal])).await?;
        conn.execute(insert(Line).values([Line::builder().price(5)])).await?;
        let totals = select((Line::total, Line::shout)).order_by(Line::total.desc());
        assert_eq!(conn.execute(totals).all().await?, [(6, Some("A".to_owned())), (5, None)]);
        assert_eq!(conn.execute(select(Line::id).filter(Line::total.gt(5))).all().await?, [10]);
    }

    async fn a_virtual_column_is_one_or_an_error(db: &TestDb) {
        let metadata = metadata![Virtual];
        if db.backend == Backend::Postgres {
            assert_eq!(unsupported(metadata.create_all(&db.engine).await), "a VIRTUAL computed column");
            return Ok(());
        }
        db.create(&metadata).await?;
        let mut session = db.session();
        let row = session.add(Virtual::builder().size(1));
        session.commit().await?;
        assert_eq!(row.next, 2);
    }
}
