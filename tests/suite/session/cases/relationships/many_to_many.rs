//! Cases 31 and 31b: many-to-many.

use orm::prelude::*;
use orm_tests::db_test;

#[derive(Model, Debug)]
#[model(table = "a")]
struct A {
    #[column(primary_key)]
    id: i64,
    #[relationship(secondary = Ab, back_populates = "r#as", order_by = B::id)]
    bs: HasMany<B>,
}

#[derive(Model, Debug)]
#[model(table = "b")]
struct B {
    #[column(primary_key)]
    id: i64,
    #[relationship(secondary = Ab, back_populates = "bs")]
    r#as: HasMany<A>,
}

#[derive(Model, Debug)]
#[model(table = "ab")]
struct Ab {
    #[column(primary_key, foreign_key = A::id)]
    a_id: i64,
    #[column(primary_key, foreign_key = B::id)]
    b_id: i64,
}

db_test! {
    async fn case_31_only_the_difference_is_written(db: &TestDb) {
        db.create(&metadata![A, B, Ab]).await?;
        let mut session = db.session();
        let a = session.add(A::builder().bs([B::builder(), B::builder()]));
        db.log.take();
        session.commit().await?;
        let mut verbs = db.log.take_verbs();
        assert_eq!(verbs.pop().as_deref(), Some("INSERT ab"));
        verbs.sort();
        // Rows without a single value are inserted one by one.
        verbs.dedup();
        assert_eq!(verbs, ["INSERT a", "INSERT b"]);
        let [b1, b2] = &session.load(&a, A::bs).await?[..] else { panic!("two") };
        let b3 = session.add(B::builder());
        session.flush().await?;
        db.log.take();
        a.bs.replace([b2, &b3])?;
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["DELETE ab", "INSERT ab"]);
        let rows: Vec<(i64, i64)> = session.execute(select((Ab::a_id, Ab::b_id)).order_by(Ab::b_id)).all().await?;
        assert_eq!(rows, [(a.id, b2.id), (a.id, b3.id)]);
        assert!(b1.r#as.get().is_err() || b1.r#as.get()?.is_empty());
    }

    async fn case_31b_two_sides_are_one_row(db: &TestDb) {
        db.create(&metadata![A, B, Ab]).await?;
        let mut session = db.session();
        let a = session.add(A::builder());
        let b = session.add(B::builder());
        a.bs.push(&b);
        session.commit().await?;
        assert_eq!(session.query(Ab).count().await?, 1);
        session.commit().await?;
        db.log.take();
        session.delete(&a).await?;
        session.delete(&b).await?;
        session.commit().await?;
        let verbs = db.log.take_verbs();
        assert_eq!((verbs.len(), verbs[0].as_str()), (3, "DELETE ab"), "{verbs:?}");
    }

    // SQLAlchemy selects the other side first; the links go by their key without it.
    async fn case_31b_one_side_alone_takes_its_links_along(db: &TestDb) {
        db.create(&metadata![A, B, Ab]).await?;
        let mut session = db.session();
        session.add(A::builder().bs([B::builder(), B::builder()]));
        session.commit().await?;
        let mut session = db.session();
        let a = session.query(A).one().await?;
        db.log.take();
        session.delete(&a).await?;
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["DELETE ab", "DELETE a"]);
        assert_eq!((session.query(B).count().await?, session.query(Ab).count().await?), (2, 0));
    }
}
