//! Instances of all kinds behind one type, and their relationships behind [`Rel`].

use std::collections::BTreeSet;

use orm::Model;
use orm::prelude::*;

use super::models::*;
use super::world::{Kind, Rel};

/// What all models have.
pub trait Labelled: Model {
    fn label(&self) -> i64;
}

/// The side of a relationship that has the key.
trait Up<P> {
    fn put(&self, parent: &Instance<P>);
    fn unset(&self);
    /// The parent's label, if there is one, if that is loaded.
    fn label(&self) -> Option<Option<i64>>;
}

impl<P: Labelled> Up<P> for BelongsTo<P> {
    fn put(&self, parent: &Instance<P>) {
        self.set(parent);
    }

    fn unset(&self) {}

    fn label(&self) -> Option<Option<i64>> {
        self.get().ok().map(|parent| Some(parent.label()))
    }
}

impl<P: Labelled> Up<P> for BelongsTo<Option<P>> {
    fn put(&self, parent: &Instance<P>) {
        self.set(parent);
    }

    fn unset(&self) {
        self.clear();
    }

    fn label(&self) -> Option<Option<i64>> {
        self.get().ok().map(|parent| parent.map(|parent| parent.label()))
    }
}

/// The other side.
trait Down<C> {
    fn put(&self, child: &Instance<C>);
    fn take(&self, child: &Instance<C>);
    fn labels(&self) -> Option<Vec<i64>>;
}

impl<C: Labelled> Down<C> for HasMany<C> {
    fn put(&self, child: &Instance<C>) {
        self.push(child);
    }

    fn take(&self, child: &Instance<C>) {
        self.remove(child);
    }

    fn labels(&self) -> Option<Vec<i64>> {
        self.get().ok().map(|children| children.iter().map(|child| child.label()).collect())
    }
}

impl<C: Labelled> Down<C> for HasOne<C> {
    fn put(&self, child: &Instance<C>) {
        self.set(child);
    }

    fn take(&self, _child: &Instance<C>) {
        let _ = self.clear();
    }

    fn labels(&self) -> Option<Vec<i64>> {
        self.get().ok().map(|child| child.iter().map(|child| child.label()).collect())
    }
}

macro_rules! kinds {
    ($($kind:ident)*) => {
        #[derive(Clone)]
        pub enum Handle { $($kind(Instance<$kind>),)* }

        $(
            impl Labelled for $kind {
                fn label(&self) -> i64 {
                    self.label
                }
            }

            impl From<Instance<$kind>> for Handle {
                fn from(instance: Instance<$kind>) -> Self {
                    Handle::$kind(instance)
                }
            }
        )*

        impl Handle {
            pub fn label(&self) -> i64 {
                match self { $(Handle::$kind(instance) => instance.label,)* }
            }

            pub fn value(&self) -> i64 {
                match self { $(Handle::$kind(instance) => instance.value,)* }
            }

            pub fn set_value(&self, value: i64) {
                match self { $(Handle::$kind(instance) => instance.edit().value = value,)* }
            }

            pub fn lifecycle(&self) -> Lifecycle {
                match self { $(Handle::$kind(instance) => Instance::lifecycle(instance),)* }
            }

            pub async fn delete(&self, session: &mut Session) -> orm::Result<()> {
                match self { $(Handle::$kind(instance) => session.delete(instance).await,)* }
            }

            pub async fn refresh(&self, session: &mut Session) -> orm::Result<()> {
                match self { $(Handle::$kind(instance) => session.refresh(instance).await,)* }
            }
        }

        /// All rows of a kind, as instances of the session.
        pub async fn query(session: &mut Session, kind: Kind) -> orm::Result<Vec<Handle>> {
            match kind {
                $(Kind::$kind => Ok(session.query($kind).all().await?.into_iter().map(Handle::from).collect()),)*
            }
        }

        /// Streams the rows of a kind, and edits one on the way.
        pub async fn stream(session: &mut Session, kind: Kind, label: i64, value: i64) -> orm::Result<Vec<Handle>> {
            match kind {
                $(Kind::$kind => {
                    let mut rows = session.scalars(select($kind)).stream();
                    let mut kept = Vec::new();
                    while let Some(row) = rows.try_next().await? {
                        if row.label == label {
                            row.edit().value = value;
                            kept.push(row.into());
                        }
                    }
                    Ok(kept)
                })*
            }
        }
    };
}

kinds! { Owner Note Part Card Node Trade Club Membership Tag }

macro_rules! relationships {
    ($($rel:ident: $child:ident.$up:ident ($key:ident), $parent:ident.$down:ident;)*) => {
        impl Rel {
            /// The fields, for the listing.
            pub fn fields(self) -> (&'static str, &'static str) {
                match self { $(Rel::$rel => (stringify!($up), stringify!($down)),)* }
            }

            pub fn push(self, parent: &Handle, child: &Handle) {
                match (self, parent, child) {
                    $((Rel::$rel, Handle::$parent(parent), Handle::$child(child)) => Down::put(&parent.$down, child),)*
                    _ => unreachable!("of other kinds"),
                }
            }

            pub fn set(self, child: &Handle, parent: &Handle) {
                match (self, parent, child) {
                    $((Rel::$rel, Handle::$parent(parent), Handle::$child(child)) => Up::put(&child.$up, parent),)*
                    _ => unreachable!("of other kinds"),
                }
            }

            pub fn remove(self, parent: &Handle, child: &Handle) {
                match (self, parent, child) {
                    $((Rel::$rel, Handle::$parent(parent), Handle::$child(child)) => Down::take(&parent.$down, child),)*
                    _ => unreachable!("of other kinds"),
                }
            }

            pub fn clear(self, child: &Handle) {
                match (self, child) {
                    $((Rel::$rel, Handle::$child(child)) => Up::unset(&child.$up),)*
                    _ => unreachable!("of another kind"),
                }
            }

            /// The label of the parent in memory, if it is loaded.
            pub fn parent_label(self, child: &Handle) -> Option<Option<i64>> {
                match (self, child) {
                    $((Rel::$rel, Handle::$child(child)) => Up::label(&child.$up),)*
                    _ => None,
                }
            }

            /// The labels of the children in memory, if they are loaded.
            pub fn child_labels(self, parent: &Handle) -> Option<Vec<i64>> {
                match (self, parent) {
                    $((Rel::$rel, Handle::$parent(parent)) => Down::labels(&parent.$down),)*
                    _ => None,
                }
            }

            /// The child's key, and the parent's.
            pub fn keys(self, child: &Handle, parent: Option<&Handle>) -> (Option<i64>, Option<i64>) {
                match (self, child) {
                    $((Rel::$rel, Handle::$child(child)) => {
                        let parent = match parent {
                            Some(Handle::$parent(parent)) => Some(parent.id),
                            _ => None,
                        };
                        (Option::from(child.$key), parent)
                    })*
                    _ => (None, None),
                }
            }

            pub async fn load_parent(self, session: &mut Session, child: &Handle) -> orm::Result<()> {
                match (self, child) {
                    $((Rel::$rel, Handle::$child(child)) => session.load(child, $child::$up).await.map(drop),)*
                    _ => Ok(()),
                }
            }

            pub async fn load_children(self, session: &mut Session, parent: &Handle) -> orm::Result<()> {
                match (self, parent) {
                    $((Rel::$rel, Handle::$parent(parent)) => session.load(parent, $parent::$down).await.map(drop),)*
                    _ => Ok(()),
                }
            }
        }
    };
}

relationships! {
    Notes: Note.owner (owner_id), Owner.notes;
    Parts: Part.owner (owner_id), Owner.parts;
    Card: Card.owner (owner_id), Owner.card;
    Children: Node.parent (parent_id), Node.children;
    Sent: Trade.from (from_id), Owner.sent;
    Received: Trade.to (to_id), Owner.received;
    OfOwner: Membership.owner (owner_id), Owner.memberships;
    OfClub: Membership.club (club_id), Club.memberships;
}

/// Labels of the other side of a many-to-many relationship, if they are loaded.
pub fn linked(handle: &Handle) -> Option<BTreeSet<i64>> {
    let labels = match handle {
        Handle::Owner(owner) => Down::labels(&owner.tags),
        Handle::Tag(tag) => Down::labels(&tag.owners),
        _ => None,
    };
    labels.map(BTreeSet::from_iter)
}
