//! Relationships on conditions of their own (`primaryjoin`), and those that are only read (`viewonly`).

use orm::prelude::*;
use orm_tests::db_test;

#[derive(Model, Debug)]
#[model(table = "shops")]
struct Shop {
    #[column(primary_key)]
    id: i64,
    #[column(length = 20)]
    city: String,
    #[relationship(back_populates = "shop", order_by = Order::id)]
    orders: HasMany<Order>,
    #[relationship(primaryjoin = Shop::id.eq(Order::shop_id) & Order::open.eq(true), viewonly, order_by = Order::id)]
    open_orders: HasMany<Order>,
    /// No foreign key at all: whoever lives in the same city.
    #[relationship(primaryjoin = Shop::city.eq(Customer::city), viewonly, order_by = Customer::id)]
    neighbours: HasMany<Customer>,
}

#[derive(Model, Debug)]
#[model(table = "orders")]
struct Order {
    #[column(primary_key)]
    id: i64,
    open: bool,
    #[column(foreign_key = Shop::id)]
    shop_id: i64,
    #[relationship(back_populates = "orders")]
    shop: BelongsTo<Shop>,
}

#[derive(Model, Debug)]
#[model(table = "customers")]
struct Customer {
    #[column(primary_key)]
    id: i64,
    #[column(length = 20)]
    city: String,
    #[relationship(primaryjoin = Customer::city.eq(Shop::city), viewonly)]
    nearest: HasOne<Shop>,
}

/// Written along a condition: its own foreign key, and a filter.
#[derive(Model, Debug)]
#[model(table = "lists")]
struct List {
    #[column(primary_key)]
    id: i64,
    #[relationship(primaryjoin = Task::list_id.eq(List::id) & Task::done.eq(false))]
    tasks: HasMany<Task>,
}

#[derive(Model, Debug)]
#[model(table = "tasks")]
struct Task {
    #[column(primary_key)]
    id: i64,
    #[column(default = false)]
    done: bool,
    #[column(foreign_key = List::id)]
    list_id: Option<i64>,
}

/// Its condition follows no foreign key, and it does not say that it is only read.
#[derive(Model, Debug)]
#[model(table = "maps")]
struct Map {
    #[column(primary_key)]
    id: i64,
    #[relationship(primaryjoin = Map::id.eq(Customer::id))]
    customers: HasMany<Customer>,
}

db_test! {
    async fn a_filtered_collection(db: &TestDb) {
        db.create(&metadata![Shop, Order, Customer]).await?;
        let mut session = db.session();
        let order = |open| Order::builder().open(open);
        session.add(Shop::builder().city("Riga").orders([order(true), order(false), order(true)]));
        session.add(Shop::builder().city("Oslo"));
        session.commit().await?;
        let mut session = db.session();
        let shops = session.scalars(select(Shop).options(selectinload(Shop::open_orders)).order_by(Shop::id)).all().await?;
        assert_eq!((shops[0].open_orders.get()?.len(), shops[1].open_orders.get()?.len()), (2, 0));
        let busy = session.scalars(select(Shop::city).filter(Shop::open_orders.any(true))).all().await?;
        assert_eq!(busy, ["Riga"]);
        let counts: Vec<(String, i64)> = session
            .execute(
                select((Shop::city, func::count(Order::id)))
                    .outerjoin(Shop::open_orders)
                    .group_by((Shop::id, Shop::city))
                    .order_by(Shop::id),
            )
            .all()
            .await?;
        assert_eq!(counts, [("Riga".to_owned(), 2), ("Oslo".to_owned(), 0)]);
    }

    async fn columns_without_a_foreign_key(db: &TestDb) {
        db.create(&metadata![Shop, Order, Customer]).await?;
        let mut session = db.session();
        session.add_all([Shop::builder().city("Riga"), Shop::builder().city("Oslo")]);
        session.add_all(["Riga", "Riga", "Bergen"].map(|city| Customer::builder().city(city)));
        session.commit().await?;
        let mut session = db.session();
        let shops = session.query(Shop).order_by(Shop::id).all().await?;
        assert_eq!(session.load(&shops[0], Shop::neighbours).await?.len(), 2);
        assert!(shops[1].neighbours.get()?.is_empty());
        let customer = session.query(Customer).order_by(Customer::id).first().await?.expect("a row");
        assert!(session.load(&customer, Customer::nearest).await?.is_some_and(|shop| Instance::ptr_eq(&shop, &shops[0])));
    }

    async fn what_is_only_read_is_never_written(db: &TestDb) {
        db.create(&metadata![Shop, Order, Customer]).await?;
        let mut session = db.session();
        let shop = session.add(Shop::builder().city("Riga").orders([Order::builder().open(true)]));
        session.commit().await?;
        session.load(&shop, Shop::open_orders).await?;
        session.commit().await?;
        let order = shop.open_orders.get()?[0].clone();
        shop.open_orders.remove(&order);
        let stray = shop.open_orders.push(Order::builder().open(true));
        db.log.take_all();
        session.commit().await?;
        assert_eq!(db.log.take_all(), Vec::<String>::new());
        assert_eq!(Instance::lifecycle(&stray), Lifecycle::Transient);
        assert!(session.dirty().is_empty());
    }

    async fn a_filtered_collection_over_a_foreign_key_is_written(db: &TestDb) {
        db.create(&metadata![List, Task]).await?;
        let mut session = db.session();
        let list = session.add(List::builder().tasks([Task::builder(), Task::builder()]));
        session.commit().await?;
        let tasks = session.query(Task).all().await?;
        assert!(tasks.iter().all(|task| task.list_id == Some(list.id)));
        tasks[0].set(Task::done, true);
        session.commit().await?;
        session.refresh(&list).await?;
        assert_eq!(session.load(&list, List::tasks).await?.len(), 1);
    }

    async fn a_condition_without_a_foreign_key_must_be_viewonly(db: &TestDb) {
        db.create(&metadata![Map, Customer]).await?;
        let mut session = db.session();
        session.add(Map::builder().customers([Customer::builder().city("Riga")]));
        let error = session.flush().await.unwrap_err().to_string();
        assert!(error.contains("`Map::customers`") && error.contains("viewonly"), "{error}");
    }
}
