//! Where a program needs a row that is not there: new ones, with the parents that they need, made in different ways.

use orm::prelude::*;

use super::handles::Handle;
use super::models::*;
use super::run::Machine;
use super::world::{Kind, Nature, Rel};

impl Machine<'_> {
    /// One of the rows of a kind; now and then, or if there is none, a new one.
    pub(super) fn pick(&mut self, kind: Kind, choice: u8, way: u8) -> usize {
        let alive = self.world.alive(kind);
        let choice = usize::from(choice);
        if alive.is_empty() || (choice == 7 && alive.len() < 4) {
            return self.add(kind, way);
        }
        alive[choice % alive.len()]
    }

    /// A new row, with the parents that it needs.
    pub(super) fn add(&mut self, kind: Kind, way: u8) -> usize {
        let label = i64::try_from(self.world.rows.len()).unwrap_or(0);
        macro_rules! plain {
            ($model:ident) => {
                (self.session.add($model::builder().label(label).value(0)).into(), String::new(), [None; 2])
            };
        }
        let (handle, builder, refs): (Handle, String, [Option<usize>; 2]) = match kind {
            Kind::Owner => plain!(Owner),
            Kind::Note => plain!(Note),
            Kind::Card => plain!(Card),
            Kind::Node => plain!(Node),
            Kind::Club => plain!(Club),
            Kind::Tag => plain!(Tag),
            Kind::Part | Kind::Trade => {
                let owner = self.pick(Kind::Owner, way % 2, way);
                return self.add_child(if kind == Kind::Part { Rel::Parts } else { Rel::Sent }, owner, way);
            }
            Kind::Membership => {
                let (owner, mut club) = (self.pick(Kind::Owner, way % 2, way), self.pick(Kind::Club, way / 2, way));
                if !self.world.is_free([Some(owner), Some(club)], None) {
                    club = self.add(Kind::Club, way);
                }
                return self.add_membership(owner, club, way);
            }
        };
        let row = self.world.add(kind, refs);
        self.handles.push(Some(handle));
        let name = self.name(row);
        self.say(format!("let {name} = session.add({kind:?}::builder().label({row}){builder});"));
        row
    }

    /// A new row that needs one parent.
    pub(super) fn add_child(&mut self, rel: Rel, owner: usize, way: u8) -> usize {
        let row = self.world.rows.len();
        let label = i64::try_from(row).unwrap_or(0);
        let Ok(Handle::Owner(parent)) = self.handle(owner) else { unreachable!("an owner") };
        let Nature { child: kind, .. } = rel.nature();
        let (up, down) = rel.fields();
        let owner_name = self.name(owner);
        macro_rules! child {
            ($model:ident, $up:ident, $down:ident) => {{
                let new = $model::builder().label(label).value(0);
                match way {
                    0 => self.session.add(new.$up(&parent)).into(),
                    1 => parent.$down.push(new).into(),
                    2 => {
                        let new = Instance::new(new);
                        new.$up.set(&parent);
                        new.into()
                    }
                    _ => {
                        let new = self.session.add(new);
                        parent.$down.push(&new);
                        new.into()
                    }
                }
            }};
        }
        let handle: Handle = if rel == Rel::Parts { child!(Part, owner, parts) } else { child!(Trade, from, sent) };
        self.handles.push(Some(handle));
        self.world.add(kind, [Some(owner), None]);
        let name = self.name(row);
        let new = format!("{kind:?}::builder().label({row})");
        self.say(match way {
            0 => format!("let {name} = session.add({new}.{up}(&{owner_name}));"),
            1 => format!("let {name} = {owner_name}.{down}.push({new});"),
            2 => format!("let {name} = Instance::new({new});\n{name}.{up}.set(&{owner_name});"),
            _ => format!("let {name} = session.add({new});\n{owner_name}.{down}.push(&{name});"),
        });
        row
    }

    pub(super) fn add_membership(&mut self, owner: usize, club: usize, way: u8) -> usize {
        let row = self.world.rows.len();
        let label = i64::try_from(row).unwrap_or(0);
        let (Ok(Handle::Owner(of)), Ok(Handle::Club(to))) = (self.handle(owner), self.handle(club)) else {
            unreachable!("an owner and a club")
        };
        let new = Membership::builder().label(label).value(0);
        let text = format!("Membership::builder().label({row})");
        let (owner, club, name) = (self.name(owner), self.name(club), format!("membership{row}"));
        let (handle, line) = match way {
            0 => (
                self.session.add(new.owner(&of).club(&to)),
                format!("let {name} = session.add({text}.owner(&{owner}).club(&{club}));"),
            ),
            1 => (
                of.memberships.push(new.club(&to)),
                format!("let {name} = {owner}.memberships.push({text}.club(&{club}));"),
            ),
            2 => (
                to.memberships.push(new.owner(&of)),
                format!("let {name} = {club}.memberships.push({text}.owner(&{owner}));"),
            ),
            _ => {
                let new = self.session.add(new);
                new.owner.set(&of);
                to.memberships.push(&new);
                let add = format!("let {name} = session.add({text});");
                (new, format!("{add}\n{name}.owner.set(&{owner});\n{club}.memberships.push(&{name});"))
            }
        };
        self.handles.push(Some(handle.into()));
        self.world.add(Kind::Membership, [Some(of.label as usize), Some(to.label as usize)]);
        self.say(line);
        row
    }
}
