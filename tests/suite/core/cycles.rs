//! Tables that reference themselves and each other.

use orm::prelude::*;
use orm_tests::{TestDb, db_test};

#[derive(Model, Debug)]
#[model(table = "employees")]
pub struct Employee {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = Employee::id)]
    pub manager_id: Option<i64>,
    #[column(foreign_key = Department::id)]
    pub department_id: Option<i64>,
    #[relationship(foreign_key = manager_id)]
    pub manager: BelongsTo<Option<Employee>>,
}

#[derive(Model, Debug)]
#[model(table = "departments")]
pub struct Department {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = Employee::id)]
    pub head_id: Option<i64>,
    #[column(foreign_key = Building::id)]
    pub building_id: Option<i64>,
}

#[derive(Model, Debug)]
#[model(table = "buildings")]
pub struct Building {
    #[column(primary_key)]
    pub id: i64,
}

fn company() -> MetaData {
    metadata![Employee, Department, Building]
}

/// A department whose head works in it; the head manages themself and another.
async fn staffed(db: &TestDb) -> orm::Result<Connection> {
    db.create(&company()).await?;
    let mut conn = db.engine.acquire().await?;
    conn.execute(insert(Building).values([Building { id: 1 }])).await?;
    conn.execute(insert(Department).values([Department { id: 1, head_id: None, building_id: Some(1) }])).await?;
    let employee = |id, manager: i64| Employee::builder().id(id).manager_id(manager).department_id(1);
    conn.execute(insert(Employee).values([employee(1, 1), employee(2, 1)])).await?;
    conn.execute(update(Department).set(Department::head_id, 1)).await?;
    conn.commit().await?;
    Ok(conn)
}

/// Refers to itself, and to what refers to it.
#[derive(Model, Debug)]
#[model(table = "zones")]
struct Zone {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Zone::id, on_delete = "cascade")]
    within_id: Option<i64>,
    #[column(foreign_key = Keeper::id)]
    keeper_id: Option<i64>,
}

#[derive(Model, Debug)]
#[model(table = "keepers")]
struct Keeper {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Zone::id, on_delete = "cascade")]
    zone_id: Option<i64>,
}

db_test! {
    async fn tables_that_reference_each_other_are_created_with_all_their_keys(db: &TestDb) {
        let created = company().create_all(&db.engine).await?;
        assert_eq!(created[0], "buildings");
        assert_eq!(created.len(), 3);
        let mut conn = db.engine.acquire().await?;
        for builder in [Department::builder().head_id(99), Department::builder().building_id(99)] {
            let error = conn.execute(insert(Department).values([builder])).await.unwrap_err();
            assert!(error.is_foreign_key_violation(), "{error}");
            conn.rollback().await?;
        }
        let error = conn.execute(insert(Employee).values([Employee::builder().department_id(99)])).await.unwrap_err();
        assert!(error.is_foreign_key_violation(), "{error}");
    }

    async fn tables_that_reference_each_other_are_dropped_with_their_rows(db: &TestDb) {
        drop(staffed(db).await?);
        let dropped = company().drop_all(&db.engine).await?;
        assert_eq!((dropped.len(), dropped[2].as_str()), (3, "buildings"));
        assert_eq!(company().create_all(&db.engine).await?.len(), 3);
    }

    async fn one_of_two_that_reference_each_other_is_created_later(db: &TestDb) {
        company().create_all(&db.engine).await?;
        if db.engine.dialect().capabilities.alter_add_constraint {
            return Ok(());
        }
        metadata![Department].drop_all(&db.engine).await?;
        assert_eq!(company().create_all(&db.engine).await?, ["departments"]);
    }

    async fn a_self_reference_is_enforced(db: &TestDb) {
        let mut conn = staffed(db).await?;
        let error = conn.execute(update(Employee).set(Employee::manager_id, 99)).await.unwrap_err();
        assert!(error.is_foreign_key_violation(), "{error}");
        conn.rollback().await?;
        let heads = select(Department::head_id);
        let managed = select(Employee::id).filter(Employee::manager_id.in_select(heads)).order_by(Employee::id);
        assert_eq!(conn.execute(managed).all().await?, [1, 2]);
    }

    async fn a_cycle_with_a_table_that_cascades_to_itself_is_dropped(db: &TestDb) {
        for metadata in [metadata![Zone, Keeper], metadata![Keeper, Zone]] {
            metadata.create_all(&db.engine).await?;
            let mut conn = db.engine.acquire().await?;
            conn.execute(insert(Zone).values([Zone::builder().id(1), Zone::builder().id(2).within_id(1)])).await?;
            conn.execute(insert(Keeper).values([Keeper::builder().id(1).zone_id(2)])).await?;
            conn.execute(update(Zone).set(Zone::keeper_id, 1)).await?;
            conn.commit().await?;
            drop(conn);
            assert_eq!(metadata.drop_all(&db.engine).await?.len(), 2);
        }
    }
}
