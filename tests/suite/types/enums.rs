//! Enums: native, as text, and as integers.

use orm::core::schema::ColumnType;
use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::{create, round_trips};

#[derive(SqlEnum, Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Status {
    #[default]
    Active,
    OnHold,
    #[sql_enum(rename = "it's \\ gone")]
    Deleted,
}

#[derive(SqlEnum, Clone, Copy, Debug, PartialEq)]
#[sql_enum(text, rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Size {
    Small,
    VeryLarge,
}

#[derive(SqlEnum, Clone, Copy, Debug, Default, PartialEq)]
#[sql_enum(integer)]
pub enum Priority {
    #[default]
    Low = -1,
    High = 20,
}

#[derive(SqlEnum, Clone, Copy, Debug, PartialEq)]
#[sql_enum(integer)]
#[repr(i64)]
pub enum Wide {
    None,
    All = i64::MAX,
}

round_trips! {
    native: Status = [Status::Active, Status::Deleted, Status::OnHold];
    #[column(index)]
    indexed: Status = [Status::Active, Status::Deleted, Status::OnHold];
    texts: Size = [Size::Small, Size::VeryLarge];
    integers: Priority = [Priority::Low, Priority::High];
    wide_integers: Wide = [Wide::None, Wide::All];
}

#[derive(Model, Clone, Debug)]
#[model(table = "tasks")]
pub struct Task {
    #[column(primary_key)]
    pub id: i64,
    #[column(default = Status::Active)]
    pub status: Status,
    #[column(server_default = Status::OnHold)]
    pub fallback: Status,
    pub previous: Option<Status>,
    pub size: Option<Size>,
    #[column(default = Priority::Low)]
    pub priority: Priority,
}

#[derive(Model, Clone, Debug)]
#[model(table = "counts")]
pub struct Count {
    #[column(primary_key)]
    pub status: Status,
    #[column(primary_key)]
    pub day: i32,
    pub number: i32,
}

db_test! {
    async fn enums_are_queried(db: &TestDb) {
        create(db, &metadata![Task]).await?;
        let mut session = db.session();
        let tasks = session.add_all([
            Task::builder(),
            Task::builder().status(Status::Deleted).previous(Status::Active).size(Size::VeryLarge),
            Task::builder().status(Status::OnHold).priority(Priority::High),
        ]);
        session.commit().await?;
        assert_eq!((tasks[0].status, tasks[0].fallback, tasks[0].previous), (Status::Active, Status::OnHold, None));

        let ids = async |session: &mut Session, condition| {
            session.scalars(select(Task::id).filter(condition).order_by(Task::id)).all().await
        };
        assert_eq!(ids(&mut session, Task::status.eq(Status::Deleted)).await?, [2]);
        assert_eq!(ids(&mut session, Task::status.ne(Status::Deleted)).await?, [1, 3]);
        assert_eq!(ids(&mut session, Task::status.in_([Status::Deleted, Status::OnHold])).await?, [2, 3]);
        assert_eq!(ids(&mut session, Task::status.not_in([Status::Deleted])).await?, [1, 3]);
        assert_eq!(ids(&mut session, Task::previous.eq(None)).await?, [1, 3]);
        assert_eq!(ids(&mut session, Task::previous.eq(Status::Active)).await?, [2]);
        assert_eq!(ids(&mut session, Task::status.eq(Task::fallback)).await?, [3]);
        assert_eq!(ids(&mut session, Task::size.eq(Size::VeryLarge)).await?, [2]);
        assert_eq!(ids(&mut session, Task::priority.gt(Priority::Low)).await?, [3]);
        let either = func::coalesce(Task::previous, Status::Deleted);
        assert_eq!(ids(&mut session, either.eq(Status::Deleted)).await?, [1, 3]);
        let by_status = session.scalars(select(Task::status).order_by(Task::status.desc())).all().await?;
        // By the order of the labels where the type is native, by their text elsewhere.
        let expected = match db.backend {
            Backend::Sqlite => [Status::OnHold, Status::Deleted, Status::Active],
            _ => [Status::Deleted, Status::OnHold, Status::Active],
        };
        assert_eq!(by_status, expected);

        for task in &tasks {
            task.edit().previous = Some(task.status);
            task.edit().status = Status::OnHold;
        }
        session.commit().await?;
        assert_eq!(ids(&mut session, Task::status.eq(Status::OnHold)).await?, [1, 2, 3]);
        session.execute(update(Task).set(Task::previous, None).set(Task::status, Status::Deleted)).await?;
        let groups = session.execute(select((Task::status, func::count(Task::id))).group_by(Task::status)).all().await?;
        assert_eq!(groups, [(Status::Deleted, 3)]);
    }

    async fn an_enum_is_part_of_a_key(db: &TestDb) {
        create(db, &metadata![Count]).await?;
        let mut session = db.session();
        for day in 1..4 {
            session.add(Count::builder().status(Status::Active).day(day).number(day));
            session.add(Count::builder().status(Status::Deleted).day(day).number(-day));
        }
        session.commit().await?;
        let mut session = db.session();
        let count = session.get(Count, (Status::Deleted, 2)).await?.expect("a row");
        assert_eq!(count.number, -2);
        for count in session.scalars(select(Count)).all().await? {
            count.edit().number *= 2;
        }
        session.commit().await?;
        session.delete(&count).await?;
        session.commit().await?;
        let sum = session.scalars(select(func::sum(Count::number))).one().await?;
        assert_eq!(sum, Some(4));
    }

    async fn returning_gives_enums(db: &TestDb) {
        create(db, &metadata![Task]).await?;
        if !db.backend.has_insert_returning() {
            return Ok(());
        }
        let mut conn = db.engine.acquire().await?;
        let rows = [Task::builder().previous(Status::Deleted), Task::builder().status(Status::OnHold)];
        let returned = conn.execute(insert(Task).values(rows).returning((Task::status, Task::previous))).all().await?;
        assert_eq!(returned, [(Status::Active, Some(Status::Deleted)), (Status::OnHold, None)]);
    }

    async fn an_unknown_label_is_an_error(db: &TestDb) {
        create(db, &metadata![Task]).await?;
        let mut conn = db.engine.acquire().await?;
        let error = conn.scalar::<Status>(text("SELECT 'lost'")).await.unwrap_err();
        let reason = r"it is no `Status`: `lost` is none of `active`, `on_hold`, `it's \ gone`";
        assert_eq!(error.to_string(), format!("cannot read column 0 of the row: {reason}"));
        conn.execute(insert(Task).values([Task::builder()])).await?;
        conn.execute(text("UPDATE tasks SET priority = 7")).await?;
        let error = conn.execute(select(Task)).one().await.unwrap_err();
        let reason = "it is no `Priority`: `7` is none of `Low`, `High`";
        assert_eq!(error.to_string(), format!("cannot read column `Task::priority`: {reason}"));
    }

    async fn enums_are_declared_in_each_databases_way(db: &TestDb) {
        let column = |index: usize| (db.engine.dialect().column_type)(metadata![Task].tables()[0].columns[index].ty, false);
        let native = match db.backend {
            Backend::Sqlite => "VARCHAR(11)",
            Backend::Postgres => "\"status\"",
            Backend::MariaDb | Backend::MySql => r"ENUM('active', 'on_hold', 'it''s \\ gone')",
        };
        assert_eq!(column(1), native);
        assert_eq!(column(4), "VARCHAR(10)");
        assert_eq!(metadata![Task].tables()[0].columns[5].ty, ColumnType::Integer);
    }
}
