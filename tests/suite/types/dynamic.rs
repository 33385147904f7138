//! `Value` as a type: what is known only at run time.

use orm::core::Value;
use orm::prelude::*;
use orm_tests::db_test;

db_test! {
    async fn values_are_read_and_bound_as_they_are(db: &TestDb) {
        let mut conn = db.engine.acquire().await?;
        let statement = text("SELECT 1, 'a', NULL, 1.5 WHERE 2 = :two").bind("two", Value::I64(2));
        let row: (Value, Value, Value, Value) =
            conn.execute(statement.columns::<(Value, Value, Value, Value)>()).one().await?;
        assert_eq!((&row.0, &row.1), (&Value::from(1), &Value::from("a")));
        assert!(row.2.is_null());
        let number = match row.3 {
            Value::Decimal(number) => number.to_string(),
            Value::F64(number) => number.to_string(),
            other => panic!("{other}"),
        };
        assert_eq!(number, "1.5");
    }
}

#[test]
fn values_are_made_of_rust_values() {
    assert_eq!(Value::from(5_u8), Value::I64(5));
    assert_eq!(Value::from(None::<i32>), Value::Null(orm::core::schema::ColumnType::Integer));
    assert_eq!(Value::from(vec![1, 2]).to_string(), "[1, 2]");
    assert_eq!(Value::from('a'), Value::from("a"));
    assert_eq!(Value::from(vec![1_u8, 2]), Value::Bytes(vec![1, 2]));
    assert_eq!(Value::from(Some("a".to_owned())), Value::from("a"));
}
