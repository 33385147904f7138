//! Decimals with more digits than their column: what the instance holds is what the row has, rounded as databases round.

use orm::core::expr::{case, window};
use orm::prelude::*;
use orm_tests::db_test;

#[derive(Model, Debug)]
#[model(table = "prices")]
struct Price {
    #[column(primary_key)]
    id: i64,
    #[column(precision = 8, scale = 2)]
    amount: Decimal,
    #[column(precision = 8, scale = 0)]
    rounded: Option<Decimal>,
    exact: Option<f32>,
}

#[derive(Model, Debug)]
#[model(table = "grades")]
struct Grade {
    #[column(primary_key, precision = 8, scale = 2)]
    mark: Decimal,
    text: Option<String>,
    #[relationship(back_populates = "grade", cascade = "all")]
    papers: HasMany<Paper>,
}

#[derive(Model, Debug)]
#[model(table = "papers")]
struct Paper {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Grade::mark, precision = 8, scale = 2)]
    mark: Decimal,
    #[relationship(back_populates = "papers")]
    grade: BelongsTo<Grade>,
}

#[derive(Model, Debug)]
#[model(table = "items")]
struct Item {
    #[column(primary_key)]
    id: i64,
    #[column(precision = 10, scale = 2)]
    price: Decimal,
    #[column(precision = 10, scale = 2, server_default = Decimal::new(15, 1))]
    usual: Decimal,
    #[column(precision = 10, scale = 2, computed = Item::price + Item::price)]
    twice: Decimal,
    #[column(precision = 10, scale = 3)]
    tax: Option<Decimal>,
}

/// `thousandths(1555)` is 1.555.
fn thousandths(of: i64) -> Decimal {
    Decimal::new(of, 3)
}

db_test! {
    async fn halves_are_rounded_away_from_zero(db: &TestDb) {
        db.create(&metadata![Price]).await?;
        let mut session = db.session();
        let given = [1555, 1545, -1555, 1554, 1550, -1, 500, 2500];
        let prices = session.add_all(given.map(|of| {
            Price::builder().amount(thousandths(of)).rounded(thousandths(of)).exact(1.1_f32)
        }));
        session.commit().await?;
        let known: Vec<_> = prices.iter().map(|price| price.amount.to_string()).collect();
        assert_eq!(known, ["1.56", "1.55", "-1.56", "1.55", "1.55", "0.00", "0.50", "2.50"]);
        let whole: Vec<_> = prices.iter().filter_map(|price| price.rounded).map(|rounded| rounded.to_string()).collect();
        assert_eq!(whole, ["2", "2", "-2", "2", "2", "0", "1", "3"]);

        prices[4].set(Price::amount, thousandths(9_995));
        prices[5].edit().rounded = Some(thousandths(-4_500));
        session.commit().await?;
        assert_eq!((prices[4].amount.to_string(), prices[5].rounded), ("10.00".to_owned(), Some(Decimal::from(-5))));

        let known: Vec<_> = prices.iter().map(|price| (price.amount, price.rounded, price.exact)).collect();
        drop((session, prices));
        let columns = select((Price::amount, Price::rounded, Price::exact)).order_by(Price::id);
        assert_eq!(db.session().execute(columns).all().await?, known);
    }

    async fn a_statement_of_the_session_does_the_same(db: &TestDb) {
        db.create(&metadata![Price]).await?;
        let mut session = db.session();
        let price = session.add(Price::builder().amount(thousandths(1000)));
        session.commit().await?;
        session.execute(update(Price).set(Price::amount, thousandths(1_555))).await?;
        session.query(Price).all().await?;
        let known = price.amount;
        session.commit().await?;
        drop((session, price));
        assert_eq!(db.session().scalars(select(Price::amount)).one().await?, known);
    }

    async fn a_key_is_rounded_before_it_is_known_by_it(db: &TestDb) {
        db.create(&metadata![Grade, Paper]).await?;
        let mut session = db.session();
        let grade = session.add(Grade::builder().mark(thousandths(1_555)).papers([Paper::builder()]));
        session.commit().await?;
        let paper = grade.papers.get()?[0].clone();
        assert_eq!((grade.mark, paper.mark), (thousandths(1_560), thousandths(1_560)));
        let again = session.get_one(Grade, thousandths(1_560)).await?;
        assert!(Instance::ptr_eq(&again, &grade));
        grade.set(Grade::text, "edited");
        session.commit().await?;

        // One that takes over its row.
        let new = Grade::builder().mark(thousandths(1_564)).papers([Paper::builder()]);
        session.delete(&grade).await?;
        let new = session.add(new);
        db.log.take();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE grades", "INSERT papers", "DELETE papers"]);
        assert_eq!(new.mark, thousandths(1_560));
        let paper = new.papers.get()?[0].clone();
        drop((session, grade, new));

        // By value.
        let mut session = db.session();
        let paper = session.get_one(Paper, paper.id).await?;
        session.add(Grade::builder().mark(thousandths(2_555)));
        session.flush().await?;
        paper.set(Paper::mark, thousandths(2_555));
        session.commit().await?;
        assert_eq!(paper.mark, thousandths(2_560));
        assert_eq!(session.load(&paper, Paper::grade).await?.mark, thousandths(2_560));
    }

    async fn a_decimal_is_shown_with_the_scale_of_its_column(db: &TestDb) {
        use orm::core::model::aliased;

        db.create(&metadata![Item]).await?;
        let mut session = db.session();
        let item = session.add(Item::builder().price(Decimal::new(15, 1)));
        session.commit().await?;
        let shown = |item: &Item| [item.price, item.usual, item.twice].map(|decimal| decimal.to_string());
        assert_eq!(shown(&item), ["1.50", "1.50", "3.00"]);
        item.set(Item::price, Item::price + Decimal::ONE);
        session.commit().await?;
        assert_eq!(shown(&item), ["2.50", "1.50", "5.00"]);
        session.refresh(&item).await?;
        assert_eq!(shown(&item), ["2.50", "1.50", "5.00"]);
        let inserted = insert(Item).values([Item::builder().price(Decimal::ONE)]);
        if db.engine.dialect().capabilities.insert_returning {
            let prices = session.execute(inserted.returning((Item::price, Item::twice))).all().await?;
            assert_eq!(prices[0].1.to_string(), "2.00");
            assert_eq!(prices[0].0.to_string(), "1.00");
            session.execute(delete(Item).filter(Item::price.eq(Decimal::ONE))).await?;
        }

        let other = aliased(Item);
        let inner = select((Item::id, Item::price)).subquery();
        let (_, price) = inner.columns();
        let inside = select(func::max(Item::price)).scalar_subquery();
        let largest = select(func::max(Item::price)).subquery();
        let calculated = (
            (Item::price.optional(), func::max(Item::price), func::min(Item::price), func::sum(Item::price)),
            func::coalesce(Item::tax, Decimal::ONE),
            func::greatest(Item::price, Decimal::ONE),
            case().when(Item::id.gt(0), Item::price).otherwise(Decimal::ONE),
            (Item::price + Item::price, Item::price - Decimal::ONE, -Item::price.expr()),
            Item::price.label("labelled"),
            inside,
        );
        let row = session.execute(select(calculated).group_by((Item::id, Item::price, Item::tax))).one().await?;
        let ((optional, max, min, sum), tax, greatest, case, (twice, less, negative), labelled, inside) = row;
        let found = [optional, max, min, sum, Some(tax), Some(greatest), Some(case), Some(twice), Some(less), Some(negative), Some(labelled), inside];
        let found = found.map(|decimal| decimal.map_or_else(String::new, |decimal| decimal.to_string()));
        assert_eq!(
            found,
            ["2.50", "2.50", "2.50", "2.50", "1.000", "2.50", "2.50", "5.00", "1.50", "-2.50", "2.50", "2.50"]
        );
        assert_eq!(session.scalars(select(other.col(Item::price))).one().await?.to_string(), "2.50");
        assert_eq!(session.scalars(select(price)).one().await?.to_string(), "2.50");
        assert_eq!(session.scalars(select(largest.columns())).one().await?.map(|max| max.to_string()).as_deref(), Some("2.50"));
        let lag = func::coalesce(func::lag(Item::price, 1).over(window().order_by(Item::id)), Item::price);
        assert_eq!(session.scalars(select(lag)).one().await?.to_string(), "2.50");
    }
}
