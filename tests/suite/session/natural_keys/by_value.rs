//! Children that only their foreign key ties to the row whose key changes: nothing on its side knows of them.

use orm::prelude::*;
use orm_tests::db_test;

#[derive(Model, Debug)]
#[model(table = "teams")]
struct Team {
    #[column(primary_key, length = 20)]
    name: String,
}

/// The database follows; the foreign key is part of the key, and has followers too.
#[derive(Model, Debug)]
#[model(table = "players")]
struct Player {
    #[column(primary_key, length = 20, foreign_key = Team::name, on_update = "cascade")]
    team_name: String,
    #[column(primary_key)]
    number: i32,
    shirt: String,
    #[relationship]
    team: BelongsTo<Team>,
}

/// No relationship at all.
#[derive(Model, Debug)]
#[model(
    table = "goals",
    foreign_key(columns(team_name, number), references(Player::team_name, Player::number), on_update = "cascade")
)]
struct Goal {
    #[column(primary_key)]
    id: i64,
    #[column(length = 20)]
    team_name: String,
    number: i32,
}

/// It can be NULL.
#[derive(Model, Debug)]
#[model(table = "fans")]
struct Fan {
    #[column(primary_key)]
    id: i64,
    #[column(foreign_key = Team::name, length = 20)]
    team_name: Option<String>,
    #[relationship]
    team: BelongsTo<Option<Team>>,
}

db_test! {
    async fn the_database_follows_and_so_does_memory(db: &TestDb) {
        db.create(&metadata![Team, Player, Goal, Fan]).await?;
        let mut session = db.session();
        session.add(Team::builder().name("reds"));
        session.add(Player::builder().team_name("reds").number(7).shirt("red"));
        session.add(Goal::builder().team_name("reds").number(7));
        session.commit().await?;
        let mut session = db.session();
        let team = session.query(Team).one().await?;
        let player = session.query(Player).one().await?;
        let goal = session.query(Goal).one().await?;
        player.edit().shirt = "dark red".into();
        db.log.take();
        team.edit().name = "blues".into();
        session.flush().await?;
        assert_eq!(db.log.take_verbs(), ["UPDATE teams", "UPDATE players"]);
        assert_eq!((player.team_name.as_str(), goal.team_name.as_str()), ("blues", "blues"));
        assert!(!Instance::is_modified(&player) && !Instance::is_modified(&goal));
        let known = session.get(Player, ("blues", 7)).await?.ok_or("no row")?;
        assert!(Instance::ptr_eq(&known, &player));
        session.rollback().await?;
        assert_eq!((player.team_name.as_str(), goal.team_name.as_str(), player.shirt.as_str()), ("reds", "reds", "red"));
        let known = session.get(Player, ("reds", 7)).await?.ok_or("no row")?;
        assert!(Instance::ptr_eq(&known, &player));
    }

    async fn a_nullable_key_lets_go_and_takes_the_new_one(db: &TestDb) {
        db.create(&metadata![Team, Player, Goal, Fan]).await?;
        let mut session = db.session();
        session.add(Team::builder().name("reds"));
        session.add_all([Some("reds"), Some("reds"), None].map(|name| Fan::builder().team_name(name.map(str::to_owned))));
        session.commit().await?;
        let mut session = db.session();
        let team = session.query(Team).one().await?;
        let fan = session.query(Fan).order_by(Fan::id).first().await?.ok_or("no row")?;
        session.load(&fan, Fan::team).await?;
        db.log.take();
        team.edit().name = "blues".into();
        session.commit().await?;
        assert_eq!(db.log.take_verbs(), ["SELECT fans", "UPDATE fans", "UPDATE teams", "UPDATE fans"]);
        assert_eq!(fan.team_name.as_deref(), Some("blues"));
        assert!(fan.team.get()?.is_some_and(|known| Instance::ptr_eq(&known, &team)));
        let names: Vec<Option<String>> = session.scalars(select(Fan::team_name).order_by(Fan::id)).all().await?;
        assert_eq!(names, [Some("blues".to_owned()), Some("blues".to_owned()), None]);
    }
}
