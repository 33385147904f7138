//! Types of one's own: by derive, by hand, with names per database.

use orm::prelude::*;
use orm_tests::{Backend, db_test};

use super::round_trips;

#[derive(SqlType, Clone, Debug, Default, PartialEq, Eq, Hash)]
#[sql_type(length = 50)]
pub struct Email(pub String);

#[derive(SqlType, Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct AccountId(i64);

/// Named fields, and digits of its own.
#[derive(SqlType, Clone, Copy, Debug, PartialEq)]
#[sql_type(precision = 10, scale = 2)]
pub struct Money {
    amount: Decimal,
}

/// Of another name on each database.
#[derive(SqlType, Clone, Debug, PartialEq)]
#[sql_type(sqlite = "CLOB", postgres = "XML", mysql = "MEDIUMTEXT")]
pub struct Document(String);

/// Bound as text and cast.
#[derive(SqlType, Clone, Debug, PartialEq)]
#[sql_type(postgres = "BIT VARYING(8)")]
pub struct Bits(String);

/// A type of a type.
#[derive(SqlType, Clone, Debug, PartialEq)]
pub struct WorkEmail(Email);

/// By hand: not every number is one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Even(i32);

impl TypeDecorator for Even {
    type Inner = i32;

    fn to_inner(&self) -> i32 {
        self.0
    }

    fn from_inner(inner: i32) -> Result<Self, String> {
        if inner % 2 == 0 { Ok(Even(inner)) } else { Err(format!("{inner} is odd")) }
    }
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

round_trips! {
    newtypes: Email = ["", "a@example.org", "it's 🦀"].map(|text| Email(text.into()));
    numbers: AccountId = [0, -1, i64::MIN, i64::MAX].map(AccountId);
    amounts: Money = ["0", "0.01", "-12.50"].map(|amount| Money { amount: decimal(amount) });
    nested: WorkEmail = ["a@example.org"].map(|text| WorkEmail(Email(text.into())));
    by_hand: Even = [Even(0), Even(-2)];
}

#[derive(Model, Clone, Debug)]
#[model(table = "accounts")]
pub struct Account {
    #[column(primary_key, autoincrement)]
    pub id: AccountId,
    #[column(unique)]
    pub email: Email,
    #[column(default = Email("none".into()))]
    pub reply_to: Email,
    #[column(server_default = Even(2))]
    pub even: Option<Even>,
    pub document: Option<Document>,
    #[column(foreign_key = Account::id)]
    pub invited_by: Option<AccountId>,
    #[relationship(foreign_key = invited_by)]
    pub inviter: BelongsTo<Option<Account>>,
}

#[derive(Model, Clone, Debug)]
#[model(table = "aliases")]
pub struct Alias {
    #[column(primary_key)]
    pub email: WorkEmailKey,
    #[column(foreign_key = Account::email)]
    pub account: Email,
}

#[derive(SqlType, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct WorkEmailKey(String);

#[derive(Model, Clone, Debug)]
#[model(table = "flags")]
pub struct Flag {
    #[column(primary_key)]
    pub id: i64,
    pub bits: Option<Bits>,
    pub document: Document,
}

fn email(text: &str) -> Email {
    Email(text.into())
}

db_test! {
    async fn keys_foreign_keys_conditions_and_defaults(db: &TestDb) {
        db.create(&metadata![Account, Alias]).await?;
        let mut session = db.session();
        let alice = session.add(Account::builder().email(email("alice")));
        session.commit().await?;
        assert_eq!((alice.id, &alice.reply_to, alice.even), (AccountId(1), &email("none"), Some(Even(2))));
        let bob = session.add(Account::builder().email(email("bob")).inviter(alice.clone()));
        session.add(Alias::builder().email(WorkEmailKey("b".into())).account(email("bob")));
        session.commit().await?;
        assert_eq!(bob.invited_by, Some(alice.id));

        let mut session = db.session();
        let found = session.get(Account, AccountId(2)).await?.expect("a row");
        assert_eq!(found.email, email("bob"));
        assert!(session.get(Alias, WorkEmailKey("b".into())).await?.is_some());
        let of = |condition| select(Account::id).filter(condition);
        for (condition, expected) in [
            (Account::email.eq(email("bob")), vec![2]),
            (Account::email.in_([email("alice"), email("bob"), email("x")]), vec![1, 2]),
            (Account::invited_by.eq(None), vec![1]),
            (Account::invited_by.eq(AccountId(1)), vec![2]),
            (Account::invited_by.eq(Account::id), vec![]),
            (Account::email.ge(email("b")), vec![2]),
        ] {
            let ids = session.scalars(of(condition).order_by(Account::id)).all().await?;
            assert_eq!(ids, expected.into_iter().map(AccountId).collect::<Vec<_>>());
        }
        session.execute(update(Alias).set(Alias::account, email("alice"))).await?;
        found.edit().email = email("robert");
        session.commit().await?;
        let rows = session.execute(select((Account::email, func::max(Account::id))).group_by(Account::email)).all().await?;
        assert!(rows.contains(&(email("robert"), Some(AccountId(2)))), "{rows:?}");
    }

    async fn what_the_type_does_not_take_is_an_error(db: &TestDb) {
        db.create(&metadata![Account]).await?;
        let mut conn = db.engine.acquire().await?;
        conn.execute(insert(Account).values([Account::builder().email(email("a"))])).await?;
        conn.execute(text("UPDATE accounts SET even = 3")).await?;
        let error = conn.execute(select(Account)).all().await.unwrap_err();
        assert_eq!(error.to_string(), "cannot read column `Account::even`: it is no `Even`: 3 is odd");
    }

    async fn types_are_named_per_database(db: &TestDb) {
        let sql = metadata![Flag].to_sql(db.engine.dialect())?;
        let (bits, document) = match db.backend {
            Backend::Sqlite => ("TEXT", "CLOB NOT NULL"),
            Backend::Postgres => ("BIT VARYING(8)", "XML NOT NULL"),
            Backend::MariaDb | Backend::MySql => ("LONGTEXT", "MEDIUMTEXT NOT NULL"),
        };
        assert!(sql.contains(&format!("bits\" {bits}")) || sql.contains(&format!("bits` {bits}")), "{sql}");
        assert!(sql.contains(document), "{sql}");
    }

    async fn values_of_named_types_are_cast_wherever_they_stand(db: &TestDb) {
        db.create(&metadata![Flag]).await?;
        let mut conn = db.engine.acquire().await?;
        let flag = |id, text: &str| Flag { id, bits: None, document: Document(text.into()) };
        conn.execute(insert(Flag).values([flag(1, "<a/>")])).await?;
        conn.execute(insert(Flag).values((2..5).map(|id| flag(id, "<b/>")))).await?;
        if db.backend == Backend::Postgres {
            // Its own form of a value is not that of its base, so it is read through a cast.
            conn.execute(update(Flag).set(Flag::bits, Bits("101".into()))).await?;
            let mut other = db.engine.acquire().await?;
            let long = Flag { bits: Some(Bits("101010101".into())), ..flag(9, "<a/>") };
            let refused = other.execute(insert(Flag).values([long])).await.unwrap_err();
            assert!(refused.to_string().contains("too long"), "{refused}");
            drop(other);
            let found = conn.execute(select(Flag::id).filter(Flag::bits.eq(Bits("101".into())))).all().await?;
            assert_eq!(found.len(), 4);
            let found = conn.execute(select(Flag::id).filter(Flag::bits.in_([Bits("1".into()), Bits("101".into())]))).all().await?;
            assert_eq!(found.len(), 4);
        }
        let found = conn.execute(select(Flag::document).order_by(Flag::id)).all().await?;
        assert_eq!(found, ["<a/>", "<b/>", "<b/>", "<b/>"].map(|text| Document(text.into())));
        conn.commit().await?;
        let mut session = db.session();
        let columns = (Flag::id, Flag::document);
        assert_eq!(session.execute(select(columns)).all().await?.len(), 4);
        if db.backend == Backend::Postgres {
            let bits = text("bits::text").expr::<Option<String>>();
            let found = session.scalars(select(bits).select_from(Flag).filter(Flag::id.eq(1))).one().await?;
            assert_eq!(found.as_deref(), Some("101"));
            let error = session.scalars(select(Flag)).all().await.unwrap_err();
            assert_eq!(error.to_string(), "cannot read column `Flag::bits`: expected `String`, found VARBIT");
            return Ok(());
        }
        for flag in session.scalars(select(Flag)).all().await? {
            flag.edit().document = Document(format!("<c{}/>", flag.id));
        }
        session.commit().await?;
    }
}
