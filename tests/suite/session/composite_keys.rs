//! Foreign keys of several columns, some of which they share: with the primary key, with each other.

// Two keys of one model share a column: that is the topic.
#![allow(clippy::duplicated_attributes)]

use orm::prelude::*;
use orm_tests::{TestDb, db_test};

#[derive(Model, Debug)]
#[model(table = "tariffs")]
struct Tariff {
    #[column(primary_key)]
    tenant: i32,
    #[column(primary_key)]
    no: i32,
    #[relationship(back_populates = "tariff", order_by = User::id)]
    users: HasMany<User>,
}

#[derive(Model, Debug)]
#[model(table = "users", foreign_key(columns(tenant, tariff_no), references(Tariff::tenant, Tariff::no)))]
struct User {
    #[column(primary_key)]
    tenant: i32,
    #[column(primary_key)]
    id: i32,
    tariff_no: Option<i32>,
    #[relationship(back_populates = "users")]
    tariff: BelongsTo<Option<Tariff>>,
}

/// The same, never loaded.
#[derive(Model, Debug)]
#[model(table = "plans")]
struct Plan {
    #[column(primary_key)]
    tenant: i32,
    #[column(primary_key)]
    no: i32,
    clients: WriteOnly<Client>,
}

#[derive(Model, Debug)]
#[model(table = "clients", foreign_key(columns(tenant, plan_no), references(Plan::tenant, Plan::no)))]
struct Client {
    #[column(primary_key)]
    tenant: i32,
    #[column(primary_key)]
    id: i32,
    plan_no: Option<i32>,
    plan: BelongsTo<Option<Plan>>,
}

/// No column of the key can be NULL.
#[derive(Model, Debug)]
#[model(table = "cards", foreign_key(columns(tenant, tariff_no), references(Tariff::tenant, Tariff::no)))]
struct Card {
    #[column(primary_key)]
    tenant: i32,
    #[column(primary_key)]
    id: i32,
    tariff_no: i32,
    tariff: BelongsTo<Tariff>,
}

#[derive(Model, Debug)]
#[model(
    table = "guests",
    foreign_key(columns(tenant, tariff_no), references(Tariff::tenant, Tariff::no), on_delete = "set null")
)]
struct Guest {
    #[column(primary_key)]
    tenant: i32,
    #[column(primary_key)]
    id: i32,
    tariff_no: Option<i32>,
    tariff: BelongsTo<Option<Tariff>>,
}

/// Both keys share a column that can be NULL.
#[derive(Model, Debug)]
#[model(
    table = "notes",
    foreign_key(columns(tenant, tariff_no), references(Tariff::tenant, Tariff::no)),
    foreign_key(columns(tenant, user_id), references(User::tenant, User::id))
)]
struct Note {
    #[column(primary_key)]
    id: i32,
    tenant: Option<i32>,
    tariff_no: Option<i32>,
    user_id: Option<i32>,
    tariff: BelongsTo<Option<Tariff>>,
    user: BelongsTo<Option<User>>,
}

#[derive(Model, Debug)]
#[model(table = "authors")]
struct Author {
    #[column(primary_key)]
    tenant: i32,
    #[column(primary_key, length = 20)]
    name: String,
    #[relationship(foreign_key = Post::author_name, back_populates = "author")]
    posts: HasMany<Post>,
    #[relationship(foreign_key = Post::editor_name, back_populates = "editor")]
    edits: HasMany<Post>,
}

#[derive(Model, Debug)]
#[model(
    table = "posts",
    foreign_key(columns(tenant, author_name), references(Author::tenant, Author::name)),
    foreign_key(columns(tenant, editor_name), references(Author::tenant, Author::name))
)]
struct Post {
    #[column(primary_key)]
    tenant: i32,
    #[column(primary_key)]
    id: i32,
    #[column(length = 20)]
    author_name: Option<String>,
    #[column(length = 20)]
    editor_name: Option<String>,
    #[relationship(foreign_key = author_name, back_populates = "posts")]
    author: BelongsTo<Option<Author>>,
    #[relationship(foreign_key = editor_name, back_populates = "edits")]
    editor: BelongsTo<Option<Author>>,
}

#[derive(Model, Debug)]
#[model(table = "teams")]
struct Team {
    #[column(primary_key)]
    group_id: i32,
    #[column(primary_key)]
    team_id: i32,
    #[relationship(secondary = TeamMember, back_populates = "teams")]
    members: HasMany<Member>,
}

#[derive(Model, Debug)]
#[model(table = "members")]
struct Member {
    #[column(primary_key)]
    group_id: i32,
    #[column(primary_key)]
    member_id: i32,
    #[relationship(secondary = TeamMember, back_populates = "members")]
    teams: HasMany<Team>,
}

#[derive(Model, Debug)]
#[model(
    table = "team_members",
    foreign_key(columns(group_id, team_id), references(Team::group_id, Team::team_id)),
    foreign_key(columns(group_id, member_id), references(Member::group_id, Member::member_id))
)]
struct TeamMember {
    #[column(primary_key)]
    group_id: i32,
    #[column(primary_key)]
    team_id: i32,
    #[column(primary_key)]
    member_id: i32,
}

/// A tariff and its only user.
async fn tariff(db: &TestDb) -> orm::Result<(Session, Instance<Tariff>, Instance<User>)> {
    db.create(&metadata![Tariff, User]).await?;
    let mut session = db.session();
    let tariff = session.add(Tariff::builder().tenant(1).no(5));
    let user = session.add(User::builder().tenant(1).id(1).tariff(&tariff));
    session.commit().await?;
    db.log.take();
    Ok((session, tariff, user))
}

/// That the user is there, and has no tariff.
async fn is_free(session: &mut Session, user: &User) -> orm::Result<()> {
    assert_eq!((user.tenant, user.tariff_no), (1, None));
    let row: (i32, i32, Option<i32>) = session.execute(select((User::tenant, User::id, User::tariff_no))).one().await?;
    assert_eq!(row, (1, 1, None));
    Ok(())
}

fn updates(db: &TestDb) -> Vec<String> {
    let sql = db.log.take().into_iter().map(|sql| sql.replace(['"', '`'], ""));
    sql.filter(|sql| sql.starts_with("UPDATE")).collect()
}

db_test! {
    async fn a_reference_lets_go_by_the_columns_that_can_be_null(db: &TestDb) {
        let (mut session, tariff, user) = tariff(db).await?;
        user.tariff.clear();
        session.commit().await?;
        let updates = updates(db);
        assert!(updates.len() == 1 && updates[0].contains("SET tariff_no = "), "{updates:?}");
        is_free(&mut session, &user).await?;
        assert!(user.tariff.get()?.is_none());
        assert!(session.load(&tariff, Tariff::users).await?.is_empty());
        user.tariff.set(&tariff);
        session.commit().await?;
        assert_eq!(user.tariff_no, Some(5));
    }

    async fn a_collection_lets_go_likewise(db: &TestDb) {
        let (mut session, tariff, user) = tariff(db).await?;
        tariff.users.remove(&user);
        session.commit().await?;
        is_free(&mut session, &user).await?;
        assert!(session.load(&user, User::tariff).await?.is_none());
    }

    async fn a_deleted_parent_lets_go_likewise(db: &TestDb) {
        let (mut session, tariff, user) = tariff(db).await?;
        session.delete(&tariff).await?;
        session.commit().await?;
        is_free(&mut session, &user).await?;
        assert!(user.tariff.get()?.is_none());
    }

    async fn a_member_that_moves_keeps_its_new_owner(db: &TestDb) {
        let (mut session, tariff, user) = tariff(db).await?;
        let other = session.add(Tariff::builder().tenant(1).no(6));
        tariff.users.remove(&user);
        other.users.push(&user);
        session.delete(&tariff).await?;
        session.commit().await?;
        assert_eq!(session.scalars(select(User::tariff_no)).one().await?, Some(6));
        assert_eq!(other.users.get()?.len(), 1);
    }

    async fn a_rollback_leads_back(db: &TestDb) {
        let (mut session, tariff, user) = tariff(db).await?;
        session.delete(&tariff).await?;
        session.flush().await?;
        session.rollback().await?;
        assert_eq!(user.tariff_no, Some(5));
        let found = session.load(&user, User::tariff).await?.ok_or("no tariff")?;
        assert!(Instance::ptr_eq(&found, &tariff));
    }

    async fn members_that_are_never_loaded_let_go(db: &TestDb) {
        db.create(&metadata![Plan, Client]).await?;
        let mut session = db.session();
        let plan = session.add(Plan::builder().tenant(1).no(5));
        let client = session.add(Client::builder().tenant(1).id(1).plan(&plan));
        session.commit().await?;
        session.delete(&plan).await?;
        session.commit().await?;
        assert_eq!((client.tenant, client.plan_no), (1, None));
        assert_eq!(session.scalars(select(Client::plan_no)).one().await?, None);
    }

    async fn a_key_without_a_column_that_can_be_null_is_an_error(db: &TestDb) {
        db.create(&metadata![Tariff, Card]).await?;
        let mut session = db.session();
        let tariff = session.add(Tariff::builder().tenant(1).no(5));
        let card = session.add(Card::builder().tenant(1).id(1).tariff(&tariff));
        session.commit().await?;
        session.delete(&tariff).await?;
        assert!(session.commit().await.is_err());
        session.rollback().await?;
        assert_eq!(card.tariff_no, 5);
    }

    async fn the_database_lets_go_of_the_columns_that_can_be_null(db: &TestDb) {
        let created = db.create(&metadata![Tariff, User, Guest]).await;
        if db.engine.dialect().name != "PostgreSQL" {
            let error = created.unwrap_err().to_string();
            assert!(error.contains("(tenant, tariff_no) of `Guest`") && error.contains("leave `on_delete` out"), "{error}");
            return Ok(());
        }
        created?;
        let mut session = db.session();
        let tariff = session.add(Tariff::builder().tenant(1).no(5));
        let guest = session.add(Guest::builder().tenant(1).id(1).tariff(&tariff));
        session.commit().await?;
        session.delete(&tariff).await?;
        session.commit().await?;
        assert_eq!((guest.tenant, guest.tariff_no), (1, None));
        assert_eq!(session.scalars(select(Guest::tariff_no)).one().await?, None);
    }

    async fn a_shared_column_keeps_the_value_that_another_key_needs(db: &TestDb) {
        db.create(&metadata![Tariff, User, Note]).await?;
        let mut session = db.session();
        let tariff = session.add(Tariff::builder().tenant(1).no(5));
        let user = session.add(User::builder().tenant(1).id(1));
        let note = session.add(Note::builder().id(1).tariff(&tariff).user(&user));
        session.commit().await?;
        note.tariff.clear();
        session.commit().await?;
        assert_eq!((note.tenant, note.tariff_no, note.user_id), (Some(1), None, Some(1)));
        let found = session.load(&note, Note::user).await?.ok_or("no user")?;
        assert!(Instance::ptr_eq(&found, &user));
    }

    async fn a_column_tells_two_keys_apart_that_share_another(db: &TestDb) {
        db.create(&metadata![Author, Post]).await?;
        let mut session = db.session();
        let (a, b) = session.add_all((
            Author::builder().tenant(1).name("a"),
            Author::builder().tenant(1).name("b"),
        ));
        let post = session.add(Post::builder().tenant(1).id(1).author(&a).editor(&b));
        session.commit().await?;
        assert_eq!((post.author_name.as_deref(), post.editor_name.as_deref()), (Some("a"), Some("b")));
        session.expunge_all();
        let author = session.scalars(select(Author).filter(Author::name.eq("b")).options(selectinload(Author::edits))).one().await?;
        assert_eq!(author.edits.get()?.len(), 1);
        assert!(session.load(&author, Author::posts).await?.is_empty());
        author.edits.clear()?;
        session.commit().await?;
        let row: (i32, Option<String>, Option<String>) =
            session.execute(select((Post::tenant, Post::author_name, Post::editor_name))).one().await?;
        assert_eq!(row, (1, Some("a".to_owned()), None));
    }

    async fn references_that_disagree_on_a_shared_column_are_refused(db: &TestDb) {
        db.create(&metadata![Author, Post]).await?;
        let mut session = db.session();
        let (a, b) = session.add_all((
            Author::builder().tenant(1).name("a"),
            Author::builder().tenant(2).name("b"),
        ));
        session.add(Post::builder().tenant(1).id(1).author(&a).editor(&b));
        db.log.take();
        let error = session.flush().await.unwrap_err().to_string();
        assert!(error.contains("`Post::tenant`") && error.contains("(1 and 2)"), "{error}");
        assert_eq!(db.log.take(), Vec::<String>::new());
    }

    async fn a_link_lists_a_shared_column_once(db: &TestDb) {
        db.create(&metadata![Team, Member, TeamMember]).await?;
        let mut session = db.session();
        let team = session.add(Team::builder().group_id(7).team_id(1));
        let members = session.add_all((11..14).map(|id| Member::builder().group_id(7).member_id(id)));
        team.members.push(&members[0]);
        members[1].teams.push(&team);
        session.commit().await?;
        let links = select((TeamMember::group_id, TeamMember::team_id, TeamMember::member_id)).order_by(TeamMember::member_id);
        let rows: Vec<(i32, i32, i32)> = session.execute(links.clone()).all().await?;
        assert_eq!(rows, [(7, 1, 11), (7, 1, 12)]);
        team.members.remove(&members[0]);
        team.members.push(&members[2]);
        session.commit().await?;
        let rows: Vec<(i32, i32, i32)> = session.execute(links.clone()).all().await?;
        assert_eq!(rows, [(7, 1, 12), (7, 1, 13)]);
        session.expunge_all();
        let team = session.scalars(select(Team).options(selectinload(Team::members))).one().await?;
        assert_eq!(team.members.get()?.len(), 2);
        session.delete(&team).await?;
        session.commit().await?;
        assert_eq!(session.query(TeamMember).count().await?, 0);
    }

    async fn a_link_of_rows_that_disagree_is_refused(db: &TestDb) {
        db.create(&metadata![Team, Member, TeamMember]).await?;
        let mut session = db.session();
        let team = session.add(Team::builder().group_id(7).team_id(1));
        let member = session.add(Member::builder().group_id(8).member_id(12));
        team.members.push(&member);
        db.log.take();
        let error = session.flush().await.unwrap_err().to_string();
        assert!(error.contains("`TeamMember::group_id`"), "{error}");
        assert!(db.log.take().is_empty());
    }
}
