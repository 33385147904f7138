//! Constraints and indexes: what they enforce, and their names.

use orm::prelude::*;
use orm_tests::{Backend, TestDb, db_test};

#[derive(Model, Clone, Debug)]
#[model(
    table = "accounts",
    unique(bank, number),
    unique(columns(holder, bank), name = "one_account_per_bank"),
    index(bank, holder),
    index(columns(iban), name = "iban_once", unique)
)]
pub struct Account {
    #[column(primary_key)]
    pub id: i64,
    pub bank: String,
    pub number: i32,
    #[column(length = 40, index)]
    pub holder: String,
    #[column(unique)]
    pub card: Option<String>,
    pub iban: Option<String>,
    #[column(unique, index)]
    pub token: Option<i64>,
}

/// A key of two columns, one of them text without a length.
#[derive(Model, Clone, Debug)]
#[model(table = "translations")]
pub struct Translation {
    #[column(primary_key)]
    pub language: String,
    #[column(primary_key)]
    pub key: Uuid,
    pub text: String,
}

/// References a key of text and bytes.
#[derive(Model, Clone, Debug)]
#[model(
    table = "proofreads",
    foreign_key(
        columns(language, key),
        references(Translation::language, Translation::key),
        on_delete = "cascade",
        on_update = "cascade"
    )
)]
pub struct Proofread {
    #[column(primary_key)]
    pub id: i64,
    pub language: String,
    pub key: Uuid,
    pub translation: BelongsTo<Translation>,
}

#[derive(Model, Clone, Debug)]
#[model(table = "parents")]
pub struct Parent {
    #[column(primary_key, autoincrement = false)]
    pub id: i64,
}

#[derive(Model, Clone, Debug)]
#[model(table = "children")]
pub struct Child {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = Parent::id, on_delete = "cascade", on_update = "cascade")]
    pub cascades: Option<i64>,
    #[column(foreign_key = Parent::id, on_delete = "set null", on_update = "set null")]
    pub loosens: Option<i64>,
    #[column(foreign_key = Parent::id, on_delete = "restrict")]
    pub restricts: Option<i64>,
}

fn account(id: i64) -> Account {
    let text = id.to_string();
    Account { id, bank: text.clone(), number: 1, holder: text.clone(), card: None, iban: Some(text), token: None }
}

/// The constraint that inserting the rows violates.
async fn violated(db: &TestDb, rows: [Account; 2]) -> orm::Result<Option<String>> {
    let mut conn = db.engine.acquire().await?;
    conn.execute(delete(Account)).await?;
    let Err(error) = conn.execute(insert(Account).values(rows)).await else { return Ok(None) };
    assert!(error.is_unique_violation(), "{error}");
    Ok(error.constraint().map(str::to_owned))
}

async fn family(db: &TestDb) -> orm::Result<Connection> {
    db.create(&metadata![Parent, Child]).await?;
    let mut conn = db.engine.acquire().await?;
    conn.execute(insert(Parent).values([1, 2, 3].map(|id| Parent { id }))).await?;
    let child = Child { id: 1, cascades: Some(1), loosens: Some(2), restricts: Some(3) };
    conn.execute(insert(Child).values([child])).await?;
    conn.commit().await?;
    Ok(conn)
}

db_test! {
    async fn unique_columns_have_names_by_convention(db: &TestDb) {
        db.create(&metadata![Account]).await?;
        let (one, two) = (account(1), account(2));
        let same_key = violated(db, [one.clone(), Account { id: 1, ..two.clone() }]).await?;
        assert_eq!(same_key.as_deref(), Some("pk_accounts"));
        let same_card = [one.clone(), two.clone()].map(|row| Account { card: Some("c".into()), ..row });
        assert_eq!(violated(db, same_card).await?.as_deref(), Some("uq_accounts_card"));
        let same_token = [one.clone(), two.clone()].map(|row| Account { token: Some(1), ..row });
        assert_eq!(violated(db, same_token).await?.as_deref(), Some("ix_accounts_token"));
        let same_number = [one.clone(), Account { bank: "1".into(), ..two.clone() }];
        assert_eq!(violated(db, same_number).await?.as_deref(), Some("uq_accounts_bank_number"));
        assert_eq!(violated(db, [one, two]).await?, None);
    }

    async fn names_that_are_given_are_kept(db: &TestDb) {
        db.create(&metadata![Account]).await?;
        let (one, two) = (account(1), account(2));
        let same_holder = Account { bank: "1".into(), holder: "1".into(), number: 2, ..two.clone() };
        assert_eq!(violated(db, [one.clone(), same_holder]).await?.as_deref(), Some("one_account_per_bank"));
        let same_iban = Account { iban: one.iban.clone(), ..two };
        assert_eq!(violated(db, [one, same_iban]).await?.as_deref(), Some("iban_once"));
    }

    async fn nulls_are_never_equal_in_a_unique_column(db: &TestDb) {
        db.create(&metadata![Account]).await?;
        let rows = [account(1), account(2)].map(|row| Account { iban: None, ..row });
        assert_eq!(violated(db, rows).await?, None);
    }

    async fn indexes_exist_under_their_names(db: &TestDb) {
        db.create(&metadata![Account]).await?;
        let sql = match db.backend {
            Backend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
            Backend::Postgres => {
                "SELECT indexname::text FROM pg_indexes WHERE schemaname = current_schema() \
                 AND indexname NOT LIKE 'pk%' AND indexname NOT LIKE 'uq%' AND indexname NOT LIKE 'one%'"
            }
            _ => {
                "SELECT DISTINCT index_name FROM information_schema.statistics WHERE table_schema = database() \
                 AND index_name NOT LIKE 'PRIMARY' AND index_name NOT LIKE 'uq%' AND index_name NOT LIKE 'one%'"
            }
        };
        let mut names = db.engine.acquire().await?.execute(text(sql).columns::<String>()).all().await?;
        names.sort_unstable();
        assert_eq!(names, ["iban_once", "ix_accounts_bank_holder", "ix_accounts_holder", "ix_accounts_token"]);
    }

    async fn a_key_of_several_columns_may_hold_text(db: &TestDb) {
        db.create(&metadata![Translation, Proofread]).await?;
        let mut conn = db.engine.acquire().await?;
        let key = Uuid::from_u128(7);
        let row = |language: &str| Translation { language: language.to_owned(), key, text: "x".repeat(10_000) };
        conn.execute(insert(Translation).values([row("de"), row("en")])).await?;
        conn.execute(insert(Proofread).values([Proofread::builder().language("de").key(key)])).await?;
        conn.commit().await?;
        let error = conn.execute(insert(Translation).values([row("de")])).await.unwrap_err();
        assert_eq!(error.constraint(), Some("pk_translations"));
        conn.rollback().await?;
        conn.execute(update(Translation).filter(Translation::language.eq("de")).set(Translation::language, "fr")).await?;
        assert_eq!(conn.execute(select(Proofread::language)).one().await?, "fr");
        conn.execute(delete(Translation).filter(Translation::language.eq("fr") & Translation::key.eq(key))).await?;
        assert_eq!(conn.execute(select(Proofread::id)).all().await?, [0; 0]);
    }

    async fn on_delete_does_what_it_says(db: &TestDb) {
        let mut conn = family(db).await?;
        conn.execute(delete(Parent).filter(Parent::id.eq(2))).await?;
        assert_eq!(conn.execute(select(Child::loosens)).one().await?, None);
        conn.commit().await?;
        let error = conn.execute(delete(Parent).filter(Parent::id.eq(3))).await.unwrap_err();
        assert!(error.is_foreign_key_violation(), "{error}");
        conn.rollback().await?;
        conn.execute(delete(Parent).filter(Parent::id.eq(1))).await?;
        assert_eq!(conn.execute(select(Child::id)).all().await?, [0; 0]);
    }

    async fn on_update_does_what_it_says(db: &TestDb) {
        let mut conn = family(db).await?;
        let renumber = |id: i64| update(Parent).filter(Parent::id.eq(id)).set(Parent::id, id * 10);
        conn.execute(renumber(1)).await?;
        conn.execute(renumber(2)).await?;
        assert_eq!(conn.execute(select((Child::cascades, Child::loosens))).one().await?, (Some(10), None));
        let error = conn.execute(renumber(3)).await.unwrap_err();
        assert!(error.is_foreign_key_violation(), "{error}");
    }

    async fn a_violated_foreign_key_is_named_where_the_database_tells(db: &TestDb) {
        let mut conn = family(db).await?;
        let orphan = Child { id: 2, cascades: Some(99), loosens: None, restricts: None };
        let error = conn.execute(insert(Child).values([orphan])).await.unwrap_err();
        assert!(error.is_foreign_key_violation(), "{error}");
        let told = (db.backend != Backend::Sqlite).then_some("fk_children_cascades_parents");
        assert_eq!(error.constraint(), told);
    }

    async fn a_long_name_is_cut_to_what_every_database_takes(db: &TestDb) {
        db.create(&metadata![Long]).await?;
        let mut conn = db.engine.acquire().await?;
        let row = || Long::builder().a_column_with_quite_a_long_name_itself(1).another_column_with_a_long_name(1);
        let error = conn.execute(insert(Long).values([row(), row()])).await.unwrap_err();
        let name = error.constraint().unwrap_or_default();
        assert!(name.starts_with("uq_a_table_with_a_long_name_a_column") && name.len() == 63, "{name}");
    }

    async fn a_key_without_autoincrement_is_given_by_hand(db: &TestDb) {
        let mut conn = family(db).await?;
        conn.execute(insert(Parent).values([Parent { id: 0 }])).await?;
        assert_eq!(conn.execute(select(func::min(Parent::id))).one().await?, Some(0));
    }
}

#[derive(Model, Debug)]
#[model(
    table = "a_table_with_a_long_name",
    unique(a_column_with_quite_a_long_name_itself, another_column_with_a_long_name)
)]
pub struct Long {
    #[column(primary_key)]
    pub id: i64,
    pub a_column_with_quite_a_long_name_itself: i32,
    pub another_column_with_a_long_name: i32,
}
