//! Runs a program on a session and on the model, and writes down what it does as the Rust that it is.

use orm::prelude::*;

use super::check::{check_database, check_memory};
use super::handles::{Handle, query, stream};
use super::models::*;
use super::program::{Action, Op};
use super::world::{Kind, Nature, Rel, World};

pub(super) type Error = Box<dyn std::error::Error + Send + Sync>;
pub(super) type Outcome = Result<(), Error>;

pub struct Machine<'e> {
    pub(super) engine: &'e Engine,
    pub(super) session: Session,
    /// Reads what is committed.
    observer: &'e mut Connection,
    pub(super) world: World,
    committed: World,
    /// The instances, by label; none where the session has let it go.
    pub(super) handles: Vec<Option<Handle>>,
    listing: Vec<String>,
    values: i64,
    /// Savepoints around the present step.
    pub(super) depth: usize,
}

/// Runs a program. The message of a failure is the listing, with the failure at its end.
pub async fn run(engine: &Engine, observer: &mut Connection, program: &[Op]) -> Result<(), String> {
    let mut machine = Machine {
        engine,
        session: Session::new(engine),
        observer,
        world: World::default(),
        committed: World::default(),
        handles: Vec::new(),
        listing: Vec::new(),
        values: 0,
        depth: 0,
    };
    let outcome = machine.all(program).await;
    let Machine { session, listing, committed, .. } = machine;
    drop(session);
    clear(engine, &committed).await.map_err(|error| format!("cannot clear the tables: {error}"))?;
    outcome.map_err(|error| format!("{}\n// {error}", listing.join("\n")))
}

/// Empties the tables that a program filled.
async fn clear(engine: &Engine, world: &World) -> orm::Result<()> {
    let mut conn = engine.acquire().await?;
    macro_rules! clear {
        ($($kind:ident)*) => {
            $(if world.has(Kind::$kind) {
                conn.execute(delete($kind)).await?;
            })*
        };
    }
    if world.has(Kind::Tag) {
        conn.execute(delete(OwnerTag)).await?;
    }
    if world.has(Kind::Node) {
        conn.execute(update(Node).set(Node::parent_id, None)).await?;
    }
    clear!(Membership Trade Card Part Note Node Tag Club Owner);
    conn.commit().await
}

fn name(world: &World, row: usize) -> String {
    format!("{:?}{row}", world.rows[row].kind).to_lowercase()
}

impl Machine<'_> {
    async fn all(&mut self, program: &[Op]) -> Outcome {
        let mut steps = program.iter();
        while !steps.as_slice().is_empty() {
            self.steps(&mut steps).await?;
        }
        self.commit().await
    }

    pub(super) fn say(&mut self, line: impl Into<String>) {
        self.listing.push(line.into());
    }

    pub(super) fn name(&self, row: usize) -> String {
        name(&self.world, row)
    }

    pub(super) fn handle(&self, row: usize) -> Result<Handle, String> {
        self.handles[row].clone().ok_or_else(|| format!("there is no instance of {}", self.name(row)))
    }

    pub(super) async fn step(&mut self, Op { action, a, b, way }: Op) -> Outcome {
        match action {
            Action::Edit(kind) => {
                let row = self.pick(kind, a, way);
                self.edit(row)?;
            }
            Action::Relate(rel) => self.relate(rel, a, b, way).await?,
            Action::Unrelate(rel) => self.unrelate(rel, a, way).await?,
            Action::Link | Action::Unlink => {
                let (owner, tag) = (self.pick(Kind::Owner, a, way), self.pick(Kind::Tag, b, way));
                self.link(matches!(action, Action::Link), owner, tag, way)?;
            }
            Action::Delete(kind) => {
                let row = self.pick(kind, a, way);
                if !self.world.rows[row].flushed {
                    self.flush().await?;
                }
                // The flush may have deleted it as an orphan.
                if self.world.rows[row].alive {
                    self.say(format!("session.delete(&{}).await?;", self.name(row)));
                    self.handle(row)?.delete(&mut self.session).await?;
                    self.world.delete(row);
                }
            }
            Action::LoadParent(rel) => {
                let child = self.pick(rel.nature().child, a, way);
                self.flush().await?;
                if !self.world.rows[child].alive {
                    return Ok(());
                }
                let handle = self.handle(child)?;
                self.say(format!(
                    "session.load(&{}, {:?}::{}).await?;",
                    self.name(child),
                    rel.nature().child,
                    rel.fields().0
                ));
                rel.load_parent(&mut self.session, &handle).await?;
                check_memory(&self.world, &self.handles, true)?;
            }
            Action::LoadChildren(rel) => {
                let parent = self.pick(rel.nature().parent, a, way);
                self.load_children(rel, parent).await?;
                self.flushed()?;
            }
            Action::LoadTags => {
                self.say("session.scalars(select(Owner).options(selectinload(Owner::tags))).all().await?;");
                self.session.scalars(select(Owner).options(selectinload(Owner::tags))).all().await?;
                self.flushed()?;
            }
            Action::Look => check_memory(&self.world, &self.handles, false)?,
            Action::Flush => self.flush().await?,
            Action::Commit => self.commit().await?,
            Action::Rollback => self.rollback().await?,
            Action::Fail => {
                self.fail().await?;
                self.rollback().await?;
            }
            Action::Refuse => {
                self.say("let refused = session.add(Tag::builder().label(-1).value(REFUSED));");
                let refused = self.session.add(Tag::builder().label(-1).value(REFUSED));
                self.say("session.flush().await.unwrap_err();\nsession.expunge(&refused);");
                if !matches!(self.session.flush().await, Err(orm::Error::Validation { .. })) {
                    return Err("the flush was not refused".into());
                }
                self.session.expunge(&refused);
            }
            Action::Meanwhile(kind) => self.meanwhile(kind, a, b, way).await?,
            Action::Nest | Action::Unnest => {}
            Action::Refresh(kind) => {
                let row = self.pick(kind, a, way);
                self.flush().await?;
                if self.world.rows[row].alive {
                    self.say(format!("session.refresh(&{}).await?;", self.name(row)));
                    self.handle(row)?.refresh(&mut self.session).await?;
                    check_memory(&self.world, &self.handles, true)?;
                }
            }
            Action::Stream(kind) => {
                let row = self.pick(kind, a, way);
                self.flush().await?;
                if self.world.rows[row].alive {
                    self.stream(kind, row).await?;
                }
            }
            Action::Expunge(kind) => {
                let model = format!("{kind:?}");
                self.say(format!("session.expunge(&session.add({model}::builder()));"));
                macro_rules! expunge {
                    ($($kind:ident)*) => {
                        match kind {
                            $(Kind::$kind => {
                                let new = self.session.add($kind::builder().label(-1).value(0));
                                self.session.expunge(&new);
                            })*
                        }
                    };
                }
                expunge!(Owner Note Part Card Node Trade Club Membership Tag);
            }
            Action::ExpungeAll => {
                // What is read in a transaction after it was expunged stays as it is read.
                self.commit().await?;
                self.say("session.expunge_all();");
                self.session.expunge_all();
                self.reload().await?;
            }
            Action::Fresh => {
                self.commit().await?;
                self.say("let mut session = Session::new(&engine);");
                self.session = Session::new(self.engine);
                self.reload().await?;
            }
        }
        Ok(())
    }

    /// A flush while which a value is set, and a link comes or goes.
    async fn meanwhile(&mut self, kind: Kind, a: u8, b: u8, way: u8) -> Outcome {
        let row = self.pick(kind, a, way);
        let pair = (self.pick(Kind::Owner, a, way), self.pick(Kind::Tag, b, way));
        let (handle, owner, tag) = (self.handle(row)?, self.handle(pair.0)?, self.handle(pair.1)?);
        let link = !self.world.tags.contains(&pair);
        self.values += 1;
        let value = self.values;
        self.say(format!(
            "let (flushed, ()) = tokio::join!(session.flush(), async {{ {}.edit().value = {value}; {}.tags.{}(&{}); }});",
            self.name(row),
            self.name(pair.0),
            if link { "push" } else { "remove" },
            self.name(pair.1),
        ));
        let change = async {
            handle.set_value(value);
            match (&owner, &tag) {
                (Handle::Owner(owner), Handle::Tag(tag)) if link => drop(owner.tags.push(tag)),
                (Handle::Owner(owner), Handle::Tag(tag)) => drop(owner.tags.remove(tag)),
                _ => {}
            }
        };
        let (flushed, ()) = tokio::join!(self.session.flush(), change);
        flushed?;
        self.world.flush();
        self.world.rows[row].value = value;
        if link {
            self.world.tags.insert(pair);
        } else {
            self.world.tags.remove(&pair);
        }
        check_memory(&self.world, &self.handles, false)?;
        Ok(())
    }

    /// A flush that must fail.
    pub(super) async fn fail(&mut self) -> Outcome {
        self.say("session.add(Part::builder().label(-1)); // of nobody");
        self.session.add(Part::builder().label(-1).value(0));
        self.say("session.flush().await.unwrap_err();");
        if self.session.flush().await.is_ok() {
            return Err("the flush succeeded".into());
        }
        Ok(())
    }

    fn edit(&mut self, row: usize) -> Outcome {
        self.values += 1;
        self.say(format!("{}.edit().value = {};", self.name(row), self.values));
        self.handle(row)?.set_value(self.values);
        self.world.rows[row].value = self.values;
        Ok(())
    }

    async fn relate(&mut self, rel: Rel, a: u8, b: u8, way: u8) -> Outcome {
        let Nature { child: kind, parent: of, slot, one, .. } = rel.nature();
        let (child, parent) = (self.pick(kind, a, way), self.pick(of, b, way));
        let (up, down) = rel.fields();
        if kind == Kind::Membership {
            let mut refs = self.world.rows[child].refs;
            refs[slot] = Some(parent);
            if self.world.rows[child].refs != refs && !self.world.is_free(refs, Some(child)) {
                return Ok(());
            }
        }
        if kind == Kind::Node && self.world.is_under(parent, child) {
            return Ok(());
        }
        if one {
            // What goes out must be known.
            self.load_children(rel, parent).await?;
            self.world.flush();
            if !self.world.rows[child].alive || !self.world.rows[parent].alive {
                return Ok(());
            }
        }
        let (of, it) = (self.name(parent), self.name(child));
        let (parent_handle, child_handle) = (self.handle(parent)?, self.handle(child)?);
        if way.is_multiple_of(2) {
            self.say(format!("{it}.{up}.set(&{of});"));
            rel.set(&child_handle, &parent_handle);
        } else {
            self.say(format!("{of}.{down}.{}(&{it});", if one { "set" } else { "push" }));
            rel.push(&parent_handle, &child_handle);
        }
        self.world.relate(rel, child, parent);
        Ok(())
    }

    async fn unrelate(&mut self, rel: Rel, a: u8, way: u8) -> Outcome {
        let Nature { child: kind, slot, nullable, orphans, one, .. } = rel.nature();
        if !nullable && !orphans {
            return Ok(());
        }
        let child = self.pick(kind, a, way);
        let Some(parent) = self.world.rows[child].refs[slot] else { return Ok(()) };
        let (up, down) = rel.fields();
        if nullable && way.is_multiple_of(2) {
            self.say(format!("{}.{up}.clear();", self.name(child)));
            rel.clear(&self.handle(child)?);
        } else {
            if one {
                self.load_children(rel, parent).await?;
                self.world.flush();
                if !self.world.rows[child].alive || !self.world.rows[parent].alive {
                    return Ok(());
                }
                self.say(format!("{}.{down}.clear()?;", self.name(parent)));
            } else {
                self.say(format!("{}.{down}.remove(&{});", self.name(parent), self.name(child)));
            }
            rel.remove(&self.handle(parent)?, &self.handle(child)?);
        }
        self.world.unrelate(rel, child);
        Ok(())
    }

    fn link(&mut self, link: bool, owner: usize, tag: usize, way: u8) -> Outcome {
        let (Handle::Owner(of), Handle::Tag(to)) = (self.handle(owner)?, self.handle(tag)?) else {
            return Ok(());
        };
        let linked = self.world.tags.contains(&(owner, tag));
        if linked == link {
            return Ok(());
        }
        let (owner_name, tag_name) = (self.name(owner), self.name(tag));
        let verb = if link { "push" } else { "remove" };
        if way.is_multiple_of(2) {
            self.say(format!("{owner_name}.tags.{verb}(&{tag_name});"));
            if link {
                of.tags.push(&to);
            } else {
                of.tags.remove(&to);
            }
        } else {
            self.say(format!("{tag_name}.owners.{verb}(&{owner_name});"));
            if link {
                to.owners.push(&of);
            } else {
                to.owners.remove(&of);
            }
        }
        if link {
            self.world.tags.insert((owner, tag))
        } else {
            self.world.tags.remove(&(owner, tag))
        };
        Ok(())
    }

    async fn load_children(&mut self, rel: Rel, parent: usize) -> Outcome {
        self.say(format!(
            "session.load(&{}, {:?}::{}).await?;",
            self.name(parent),
            rel.nature().parent,
            rel.fields().1
        ));
        let handle = self.handle(parent)?;
        rel.load_children(&mut self.session, &handle).await?;
        Ok(())
    }

    async fn stream(&mut self, kind: Kind, row: usize) -> Outcome {
        self.values += 1;
        self.say(format!(
            "// streams all `{kind:?}`s and sets the value of {} to {} on the way",
            self.name(row),
            self.values
        ));
        let label = i64::try_from(row).unwrap_or(0);
        let kept = stream(&mut self.session, kind, label, self.values).await?;
        if kept.len() != 1 {
            return Err(format!("{} came {} times", self.name(row), kept.len()).into());
        }
        self.world.rows[row].value = self.values;
        Ok(())
    }

    async fn flush(&mut self) -> Outcome {
        self.say("session.flush().await?;");
        self.session.flush().await?;
        self.flushed()
    }

    /// After a flush, or what flushes.
    pub(super) fn flushed(&mut self) -> Outcome {
        self.world.flush();
        check_memory(&self.world, &self.handles, true)?;
        Ok(())
    }

    async fn commit(&mut self) -> Outcome {
        self.say("session.commit().await?;");
        self.session.commit().await?;
        self.flushed()?;
        self.committed = self.world.clone();
        check_database(&self.world, self.observer).await
    }

    async fn rollback(&mut self) -> Outcome {
        self.say("session.rollback().await?;");
        self.session.rollback().await?;
        self.rolled_back_to(self.committed.clone())
    }

    /// After a rollback.
    pub(super) fn rolled_back_to(&mut self, before: World) -> Outcome {
        for handle in self.handles.drain(before.rows.len()..).flatten() {
            if !matches!(handle.lifecycle(), Lifecycle::Transient | Lifecycle::Detached) {
                return Err(format!("what was new is {:?} after the rollback", handle.lifecycle()).into());
            }
        }
        self.world = before;
        // Whether the database has anything else the next commit shows.
        check_memory(&self.world, &self.handles, true)?;
        Ok(())
    }

    /// Asks for all instances anew.
    async fn reload(&mut self) -> Outcome {
        self.handles.iter_mut().for_each(|handle| *handle = None);
        for kind in Kind::ALL {
            for handle in query(&mut self.session, kind).await? {
                let row = usize::try_from(handle.label())?;
                self.handles[row] = Some(handle);
            }
        }
        check_memory(&self.world, &self.handles, true)?;
        Ok(())
    }
}
