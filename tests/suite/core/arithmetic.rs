//! Arithmetic on every kind of number: its result, and what happens where it does not fit.

use orm::prelude::*;
use orm_tests::db_test;

#[derive(Model, Clone, Debug)]
#[model(table = "numbers")]
pub struct Number {
    #[column(primary_key)]
    pub id: i64,
    pub tiny: u8,
    pub int: i32,
    pub unsigned: u32,
    pub big: i64,
    pub double: f64,
    #[column(precision = 12, scale = 4)]
    pub money: Decimal,
    pub maybe: Option<i32>,
}

async fn filled(db: &orm_tests::TestDb) -> orm::Result<Connection> {
    db.create(&metadata![Number]).await?;
    let mut conn = db.engine.acquire().await?;
    let money = Decimal::new(7, 0);
    let row = Number { id: 1, tiny: 200, int: 7, unsigned: 3, big: i64::MAX, double: 7.0, money, maybe: None };
    conn.execute(insert(Number).values([row])).await?;
    conn.commit().await?;
    Ok(conn)
}

db_test! {
    async fn integers_divide_to_integers_everywhere(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = select((Number::int / 2, -Number::int / 2, Number::int % 4, -Number::int % 4));
        assert_eq!(conn.execute(query).one().await?, (3, -3, 3, -3));
        let query = select((Number::int * 3 / 2, Number::int / (Number::unsigned_as_int() - 1), Number::big / 10));
        assert_eq!(conn.execute(query).one().await?, (10, 3, i64::MAX / 10));
    }

    async fn columns_known_at_run_time_divide_like_others(db: &TestDb) {
        use orm::core::schema::{ColumnDef, Table};
        let mut conn = filled(db).await?;
        let columns = Table::new("numbers").column(ColumnDef::new::<i64>("id")).column(ColumnDef::new::<i32>("int"));
        let numbers = TableRef::from(columns.column(ColumnDef::new::<f64>("double")));
        let halves = (numbers.c("int") / 2, numbers.c("double") / 2.0, func::sum(numbers.c("id")) / 3);
        let row: (orm::core::Value, orm::core::Value, Option<orm::core::Value>) =
            conn.execute(select(halves).group_by((numbers.c("int"), numbers.c("double")))).one().await?;
        assert_eq!((row.0.as_i64(), row.1, row.2.and_then(|sum| sum.as_i64())), (Some(3), 3.5.into(), Some(0)));
    }

    async fn floats_and_decimals_divide_to_fractions(db: &TestDb) {
        let mut conn = filled(db).await?;
        assert_eq!(conn.execute(select(Number::double / 2.0)).one().await?, 3.5);
        let two = Decimal::new(2, 0);
        let half: Decimal = conn.execute(select(Number::money / two)).one().await?;
        assert_eq!(half, Decimal::new(35, 1));
        let quarter: Decimal = conn.execute(select((Number::money - Decimal::new(4, 0)) / (two * two))).one().await?;
        assert_eq!(quarter, Decimal::new(75, 2));
    }

    async fn values_alone_keep_their_type(db: &TestDb) {
        let mut conn = filled(db).await?;
        let big = 9_007_199_254_740_993_i64;
        let query = select((literal(big) + 1, -literal(5_i64), func::abs(literal(-big)), func::abs(literal(-big)) + 1));
        assert_eq!(conn.execute(query).one().await?, (big + 1, -5, big, big + 1));
        let one = case::<i64>().when(Number::int.gt(1), 1).otherwise(0);
        assert_eq!(conn.execute(select(func::sum(one))).one().await?, Some(1));
        let (half, third) = (Decimal::new(5, 1), Decimal::new(333, 3));
        assert_eq!(conn.execute(select(literal(half) + third)).one().await?, half + third);
        let nulls = select(literal(None::<i64>)).union_all(select(literal(Some(big))));
        assert_eq!(conn.execute(nulls).all().await?, [None, Some(big)]);
    }

    async fn decimals_calculate_exactly_enough(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = select((Number::money + Decimal::new(25, 2), Number::money * Decimal::new(15, 1), -Number::money));
        let row: (Decimal, Decimal, Decimal) = conn.execute(query).one().await?;
        assert_eq!(row, (Decimal::new(725, 2), Decimal::new(105, 1), Decimal::new(-7, 0)));
    }

    async fn null_makes_the_result_null(db: &TestDb) {
        let mut conn = filled(db).await?;
        let query = select((Number::maybe + 1, Number::maybe * Number::int, -Number::maybe));
        assert_eq!(conn.execute(query).one().await?, (None, None, None));
    }

    async fn a_result_that_does_not_fit_is_an_error(db: &TestDb) {
        let mut conn = filled(db).await?;
        let overflows = [
            conn.execute(select(Number::big + 1)).one().await.err(),
            conn.execute(select(Number::big * 2)).one().await.err(),
            conn.execute(select(Number::int * i32::MAX)).one().await.err(),
            conn.execute(select(Number::tiny + 100)).one().await.err(),
            conn.execute(select(Number::unsigned - 5)).one().await.err(),
        ];
        for error in overflows {
            assert!(matches!(error, Some(orm::Error::Decode(_) | orm::Error::Database(_))), "{error:?}");
        }
    }

    async fn arithmetic_works_in_conditions_and_updates(db: &TestDb) {
        let mut conn = filled(db).await?;
        let set = update(Number).filter((Number::int - 1).eq(6)).set(Number::int, Number::int * 2 + 1);
        assert_eq!(conn.execute(set).await?.rows_affected(), 1);
        assert_eq!(conn.execute(select(Number::int)).one().await?, 15);
    }

    /// The others have no numbers that large.
    async fn the_highest_bit_is_one_on_mysql(db: &TestDb) {
        let high = 1_u64 << 63;
        if matches!(db.engine.dialect().name, "MySQL" | "MariaDB") {
            let mut conn = db.engine.acquire().await?;
            let masked = literal(high + 5).bit_and(high);
            assert_eq!(conn.execute(select((masked.clone(), masked.eq(high)))).one().await?, (high, true));
            assert_eq!(conn.execute(select(literal(0_u64).bit_not())).one().await?, u64::MAX);
        }
    }
}

impl Number {
    fn unsigned_as_int() -> Expr<i32> {
        Expr::from_node(Number::unsigned.node())
    }
}
