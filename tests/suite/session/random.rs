//! Random programs against the session and against a naive model of what they should do.

use std::collections::BTreeSet;

use orm::prelude::*;
use orm_tests::{Backend, TestResult, db_test};

use crate::models::*;

/// What a program believes there is. A rollback goes back to the last committed world.
#[derive(Clone, Default)]
struct World {
    users: Vec<(Instance<User>, String)>,
    posts: Vec<(Instance<Post>, String, Instance<User>)>,
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap_or(0)
    }

    fn pick<'l, T>(&mut self, list: &'l [T]) -> Option<&'l T> {
        if list.is_empty() { None } else { list.get(self.below(list.len())) }
    }
}

/// Runs a program of random steps; the trace tells how it came to a failure.
async fn program(engine: &Engine, seed: u64) -> TestResult {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut session = Session::new(engine);
    let mut world = World::default();
    let mut committed = world.clone();
    let mut trace = Vec::new();
    for step in 0..40 {
        let action = random.below(16);
        trace.push(action);
        let outcome = act(&mut session, &mut world, &mut committed, &mut random, action, step).await;
        if let Err(error) = outcome {
            return Err(format!("seed {seed}, steps {trace:?}: {error}").into());
        }
    }
    session.rollback().await?;
    let mut cleanup = engine.acquire().await?;
    cleanup.execute(delete(Post)).await?;
    cleanup.execute(delete(User)).await?;
    cleanup.commit().await?;
    Ok(())
}

async fn act(
    session: &mut Session,
    world: &mut World,
    committed: &mut World,
    random: &mut Random,
    action: usize,
    step: usize,
) -> TestResult {
    match action {
        0 | 1 => {
            let name = format!("user {step}");
            world.users.push((session.add(User::builder().name(&*name)), name));
        }
        2 => {
            let Some((user, _)) = random.pick(&world.users).cloned() else { return Ok(()) };
            let title = format!("pushed {step}");
            world.posts.push((user.posts.push(Post::builder().title(&*title)), title, user));
        }
        3 => {
            let Some((user, _)) = random.pick(&world.users).cloned() else { return Ok(()) };
            let title = format!("set {step}");
            let post = session.add(Post::builder().title(&*title).author(&user));
            world.posts.push((post, title, user));
        }
        4 | 5 => {
            let Some((user, _)) = random.pick(&world.users).cloned() else { return Ok(()) };
            if world.posts.is_empty() {
                return Ok(());
            }
            let index = random.below(world.posts.len());
            let (post, _, owner) = &mut world.posts[index];
            if action == 4 {
                post.author.set(&user);
            } else {
                user.posts.push(&*post);
            }
            *owner = user;
        }
        6 => {
            if let Some(index) = (!world.users.is_empty()).then(|| random.below(world.users.len())) {
                let (user, name) = &mut world.users[index];
                *name = format!("renamed {step}");
                user.edit().name.clone_from(name);
            }
        }
        7 => {
            if let Some(index) = (!world.posts.is_empty()).then(|| random.below(world.posts.len())) {
                let (post, title, _) = &mut world.posts[index];
                *title = format!("retitled {step}");
                post.set(Post::title, title.as_str());
            }
        }
        8 => {
            session.flush().await?;
            if !world.posts.is_empty() {
                let (post, ..) = world.posts.swap_remove(random.below(world.posts.len()));
                session.delete(&post).await?;
            }
        }
        9 => {
            if !world.users.is_empty() {
                let index = random.below(world.users.len());
                if Instance::lifecycle(&world.users[index].0) == Lifecycle::Persistent {
                    let (user, _) = world.users.swap_remove(index);
                    session.delete(&user).await?;
                    world.posts.retain(|(_, _, owner)| !Instance::ptr_eq(owner, &user));
                }
            }
        }
        10 => session.flush().await?,
        11 => {
            session.commit().await?;
            *committed = world.clone();
            check_database(session, world).await?;
            session.commit().await?;
        }
        12 => {
            session.rollback().await?;
            *world = committed.clone();
            for (user, name) in &world.users {
                same(&user.name, name)?;
            }
            for (post, title, owner) in &world.posts {
                same(&post.title, title)?;
                same(&post.user_id, &owner.id)?;
            }
            check_loaded(world)?;
        }
        13 => check_memory(session, world).await?,
        _ => {
            let before = world.clone();
            let mut nested = session.begin_nested().await?;
            for inner in 1..=random.below(8) {
                // No commit or rollback of the whole, but savepoints in the savepoint.
                let action = match random.below(14) {
                    11 | 12 => 14,
                    other => other,
                };
                let step = step.wrapping_mul(101).wrapping_add(inner);
                Box::pin(act(&mut nested, world, committed, random, action, step)).await?;
            }
            match random.below(3) {
                0 => nested.commit().await?,
                1 => {
                    nested.rollback().await?;
                    *world = before;
                }
                _ => {
                    drop(nested);
                    *world = before;
                }
            }
            for (user, name) in &world.users {
                same(&user.name, name)?;
                same(&Instance::lifecycle(user), &Lifecycle::Persistent)?;
            }
            check_loaded(world)?;
            check_database(session, world).await?;
        }
    }
    Ok(())
}

fn same<T: PartialEq + std::fmt::Debug>(found: &T, expected: &T) -> TestResult {
    if found == expected { Ok(()) } else { Err(format!("found {found:?}, expected {expected:?}").into()) }
}

/// The database holds the world.
async fn check_database(session: &mut Session, world: &World) -> TestResult {
    let users: BTreeSet<String> = session.scalars(select(User::name)).all().await?.into_iter().collect();
    same(&users, &world.users.iter().map(|(_, name)| name.clone()).collect())?;
    let posts: BTreeSet<(String, i64)> =
        session.execute(select((Post::title, Post::user_id))).all().await?.into_iter().collect();
    same(&posts, &world.posts.iter().map(|(_, title, owner)| (title.clone(), owner.id)).collect())
}

/// Collections and references lead where the world says.
async fn check_memory(session: &mut Session, world: &World) -> TestResult {
    session.scalars(select(User).options(selectinload(User::posts))).all().await?;
    for (user, _) in &world.users {
        let titles: BTreeSet<String> = user.posts.get()?.iter().map(|post| post.title.clone()).collect();
        let expected = world.posts.iter().filter(|(_, _, owner)| Instance::ptr_eq(owner, user));
        same(&titles, &expected.map(|(_, title, _)| title.clone()).collect())?;
    }
    for (post, _, owner) in &world.posts {
        let author = session.load(post, Post::author).await?;
        same(&author.id, &owner.id)?;
    }
    Ok(())
}

/// Collections and references that are loaded lead where the world says, without asking the database.
fn check_loaded(world: &World) -> TestResult {
    for (user, _) in &world.users {
        let Ok(posts) = user.posts.get() else { continue };
        let titles: BTreeSet<String> = posts.iter().map(|post| post.title.clone()).collect();
        let expected = world.posts.iter().filter(|(_, _, owner)| Instance::ptr_eq(owner, user));
        same(&titles, &expected.map(|(_, title, _)| title.clone()).collect())?;
    }
    for (post, _, owner) in &world.posts {
        if let Ok(author) = post.author.get() {
            same(&author.id, &owner.id)?;
        }
    }
    Ok(())
}

db_test! {
    async fn random_programs_do_what_the_model_says(db: &TestDb) {
        db.create(&metadata![User, Post, Comment]).await?;
        let programs = if db.backend == Backend::Sqlite { 1500 } else { 15 };
        for seed in 1..=programs {
            program(&db.engine, seed).await?;
        }
    }
}
