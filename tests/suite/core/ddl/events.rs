//! SQL of one's own around CREATE and DROP.

use orm::core::schema::Ddl;
use orm::prelude::*;
use orm_tests::db_test;

#[derive(Model, Clone, Debug)]
#[model(table = "entries")]
pub struct Entry {
    #[column(primary_key)]
    pub id: i64,
    pub text: String,
}

#[derive(Model, Clone, Debug)]
#[model(table = "notes")]
pub struct Note {
    #[column(primary_key)]
    pub id: i64,
    #[column(foreign_key = Entry::id)]
    pub entry_id: Option<i64>,
}

fn log(what: &str) -> Ddl {
    Ddl::new(format!("INSERT INTO log VALUES ('{what}');"))
}

pub fn metadata() -> MetaData {
    metadata![Note, Entry]
        .before_create(Ddl::new("CREATE TABLE IF NOT EXISTS log (what VARCHAR(50))"))
        .before_create(log("before notes").on_table("notes"))
        .after_create(log("after entries").on_table("entries"))
        .after_create(log("after all"))
        .after_create(log("on sqlite").only_on(["SQLite"]))
        .after_create(log("elsewhere").only_on(["postgresql", "MySQL", "MariaDB"]))
        .before_drop(log("before drop"))
        .before_drop(log("before drop of notes").on_table("notes"))
        .after_drop(log("after drop of entries").on_table("entries"))
        .after_drop(log("after drop"))
}

db_test! {
    async fn ddl_runs_where_and_when_it_should(db: &TestDb) {
        metadata().create_all(&db.engine).await?;
        let said = async || {
            let mut conn = db.engine.acquire().await?;
            let said = conn.execute(text("SELECT what FROM log").columns::<String>()).all().await?;
            conn.execute(text("DELETE FROM log")).await?;
            conn.commit().await?;
            Ok::<_, orm::Error>(said)
        };
        let sqlite = db.engine.dialect().name == "SQLite";
        let last = if sqlite { "on sqlite" } else { "elsewhere" };
        assert_eq!(said().await?, ["after entries", "before notes", "after all", last]);
        // Nothing is created, nothing is run.
        metadata().create_all(&db.engine).await?;
        assert_eq!(said().await?, [""; 0]);
        metadata().drop_all(&db.engine).await?;
        assert_eq!(said().await?, ["before drop", "before drop of notes", "after drop of entries", "after drop"]);
        metadata().drop_all(&db.engine).await?;
        assert_eq!(said().await?, [""; 0]);
    }

    async fn a_trigger_can_be_made_with_its_table(db: &TestDb) {
        let trigger = "CREATE TRIGGER shout BEFORE INSERT ON entries FOR EACH ROW";
        let metadata = metadata![Entry]
            .after_create(Ddl::new(format!("{trigger} SET NEW.text = upper(NEW.text)")).only_on(["MySQL", "MariaDB"]))
            .after_create(
                Ddl::new(
                    "CREATE TRIGGER shout AFTER INSERT ON entries BEGIN UPDATE entries SET text = upper(text) WHERE id = NEW.id; END",
                )
                .only_on(["SQLite"]),
            )
            .before_create(
                Ddl::new(
                    "CREATE OR REPLACE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql \
                     AS $$ BEGIN NEW.text := upper(NEW.text); RETURN NEW; END $$",
                )
                .only_on(["PostgreSQL"]),
            )
            .after_create(Ddl::new(format!("{trigger} EXECUTE FUNCTION shout()")).only_on(["PostgreSQL"]));
        db.create(&metadata).await?;
        let mut conn = db.engine.acquire().await?;
        conn.execute(insert(Entry).values([Entry::builder().text("a")])).await?;
        assert_eq!(conn.execute(select(Entry::text)).one().await?, "A");
    }
}
