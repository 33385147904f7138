//! What a session and its graphs take is given back: every value of a counted column type is dropped in the end.

use std::sync::Mutex;
use std::sync::atomic::{AtomicIsize, Ordering};

use orm::prelude::*;
use orm_tests::{TestDb, TestResult, db_test};

/// How many [`Counted`] there are. The tests of this file take turns.
static ALIVE: AtomicIsize = AtomicIsize::new(0);
static TURN: Mutex<()> = Mutex::new(());

/// A number that counts itself.
#[derive(Debug, PartialEq)]
pub struct Counted(i64);

impl Counted {
    fn new(number: i64) -> Self {
        ALIVE.fetch_add(1, Ordering::SeqCst);
        Counted(number)
    }
}

impl Clone for Counted {
    fn clone(&self) -> Self {
        Counted::new(self.0)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        ALIVE.fetch_sub(1, Ordering::SeqCst);
    }
}

impl TypeDecorator for Counted {
    type Inner = i64;

    fn to_inner(&self) -> i64 {
        self.0
    }

    fn from_inner(inner: i64) -> Result<Self, String> {
        Ok(Counted::new(inner))
    }
}

/// A tree whose nodes have leaves, one of which is its favourite: circles of every kind.
#[derive(Model, Debug)]
#[model(table = "nodes")]
pub struct Node {
    #[column(primary_key)]
    pub id: i64,
    pub counted: Counted,
    #[column(foreign_key = Node::id)]
    pub parent_id: Option<i64>,
    #[relationship(back_populates = "children")]
    pub parent: BelongsTo<Option<Node>>,
    #[relationship(back_populates = "parent", cascade = "all", order_by = Node::id)]
    pub children: HasMany<Node>,
    #[relationship(back_populates = "node", cascade = "all, delete-orphan")]
    pub leaves: HasMany<Leaf>,
    #[relationship(back_populates = "owner")]
    pub badge: HasOne<Badge>,
}

#[derive(Model, Debug)]
#[model(table = "leaves")]
pub struct Leaf {
    #[column(primary_key)]
    pub id: i64,
    pub counted: Counted,
    #[column(foreign_key = Node::id)]
    pub node_id: i64,
    #[relationship(back_populates = "leaves")]
    pub node: BelongsTo<Node>,
}

#[derive(Model, Debug)]
#[model(table = "badges")]
pub struct Badge {
    #[column(primary_key)]
    pub id: i64,
    pub counted: Counted,
    #[column(foreign_key = Node::id)]
    pub owner_id: Option<i64>,
    #[relationship(back_populates = "badge")]
    pub owner: BelongsTo<Option<Node>>,
}

fn leaf(number: i64) -> Instance<Leaf> {
    Instance::new(Leaf::builder().counted(Counted::new(number)))
}

fn node(number: i64) -> Instance<Node> {
    Instance::new(Node::builder().counted(Counted::new(number)))
}

/// A tree of three levels with leaves and badges, tied in whichever direction `number` says.
fn tree(number: i64) -> Instance<Node> {
    let root = node(number);
    for i in 0..3 {
        let child = node(i);
        if i % 2 == 0 {
            drop(root.children.push(&child))
        } else {
            drop(child.parent.set(&root))
        }
        let leaf = leaf(i);
        if number % 2 == 0 {
            drop(child.leaves.push(&leaf))
        } else {
            drop(leaf.node.set(&child))
        }
        let badge = Instance::new(Badge::builder().counted(Counted::new(i)));
        if i % 2 == 0 {
            drop(badge.owner.set(&child))
        } else {
            drop(child.badge.set(&badge))
        }
        child.children.push(node(10 + i));
    }
    root
}

async fn fill(db: &TestDb) -> orm::Result<()> {
    let mut session = db.session();
    session.add_all((0..4).map(tree));
    session.commit().await
}

/// Runs a scenario with sessions of its own; afterwards there must be no value left.
#[allow(clippy::await_holding_lock)] // a test runs on a thread of its own, and nothing else needs the lock
async fn leaves_nothing(db: &TestDb, scenario: impl AsyncFnOnce(&mut Session) -> TestResult) -> TestResult {
    db.create(&metadata![Node, Leaf, Badge]).await?;
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let before = ALIVE.load(Ordering::SeqCst);
    fill(db).await?;
    let after_fill = ALIVE.load(Ordering::SeqCst) - before;
    let mut session = db.session();
    let outcome = scenario(&mut session).await;
    let during = ALIVE.load(Ordering::SeqCst) - before;
    drop(session);
    let left = ALIVE.load(Ordering::SeqCst) - before;
    outcome?;
    assert!(during > 0, "the scenario holds nothing: it shows nothing");
    assert_eq!((after_fill, left), (0, 0));
    Ok(())
}

/// Loads everything, from both sides.
async fn load_all(session: &mut Session) -> orm::Result<Vec<Instance<Node>>> {
    let nodes = session
        .scalars(
            select(Node)
                .options(selectinload(Node::children).selectinload(Node::children))
                .options(selectinload(Node::parent))
                .options(selectinload(Node::leaves).selectinload(Leaf::node))
                .options(selectinload(Node::badge).selectinload(Badge::owner))
                .order_by(Node::id),
        )
        .all()
        .await?;
    session.scalars(select(Leaf).options(selectinload(Leaf::node).selectinload(Node::leaves))).all().await?;
    session.scalars(select(Badge).options(selectinload(Badge::owner).selectinload(Node::badge))).all().await?;
    Ok(nodes)
}

mod cases {
    use super::*;

    db_test! {
        async fn graphs_loaded_from_both_sides(db: &TestDb) {
            leaves_nothing(db, async |session| {
                load_all(session).await?;
                Ok(())
            }).await?;
        }

        async fn graphs_that_were_moved_about(db: &TestDb) {
            leaves_nothing(db, async |session| {
                let nodes = load_all(session).await?;
                let roots: Vec<_> = nodes.iter().filter(|node| node.parent_id.is_none()).cloned().collect();
                for (i, node) in nodes.iter().filter(|node| node.parent_id.is_some()).enumerate() {
                    let root = &roots[i % roots.len()];
                    if i % 2 == 0 { drop(node.parent.set(root)) } else { drop(root.children.push(node)) }
                    for leaf in node.leaves.get()? {
                        root.leaves.push(&leaf);
                    }
                    if let Some(badge) = node.badge.get()? {
                        root.badge.set(badge);
                    }
                }
                session.flush().await?;
                roots[0].parent.set(&nodes[nodes.len() - 1]);
                session.rollback().await?;
                load_all(session).await?;
                Ok(())
            }).await?;
        }

        async fn graphs_that_were_edited_deleted_and_rolled_back(db: &TestDb) {
            leaves_nothing(db, async |session| {
                let nodes = load_all(session).await?;
                for node in &nodes {
                    node.edit().counted = Counted::new(99);
                }
                session.flush().await?;
                session.delete(&nodes[0]).await?;
                session.flush().await?;
                session.rollback().await?;
                session.delete(&nodes[0]).await?;
                session.add(tree(7));
                session.commit().await?;
                for node in load_all(session).await? {
                    session.expunge(&node);
                }
                load_all(session).await?;
                // Left pending, dirty and half deleted.
                session.add(tree(8));
                let nodes = session.query(Node).order_by(Node::id).all().await?;
                nodes[0].edit().counted = Counted::new(100);
                session.delete(&nodes[1]).await?;
                Ok(())
            }).await?;
        }

        async fn streams(db: &TestDb) {
            leaves_nothing(db, async |session| {
                let mut nodes = session.scalars(select(Node)).stream();
                let (mut count, mut most) = (0, 0);
                let start = ALIVE.load(Ordering::SeqCst);
                while let Some(node) = nodes.try_next().await? {
                    count += 1;
                    most = most.max(ALIVE.load(Ordering::SeqCst) - start);
                    if count == 5 {
                        node.edit().counted = Counted::new(5);
                    }
                }
                drop(nodes);
                // One at a time, and the two versions of the edited one.
                assert!(count > 20 && most <= 3, "{most} at a time");
                Ok(())
            }).await?;
        }
    }
}

/// A graph that never saw a session goes with its last handle, and so do its parts.
#[test]
fn transient_graphs() {
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let before = ALIVE.load(Ordering::SeqCst);
    for number in 0..4 {
        let root = tree(number);
        let child = root.children.get().expect("new")[0].clone();
        drop(root);
        let leaf = leaf(0);
        child.leaves.push(&leaf);
        leaf.node.set(node(1));
        child.parent.set(&child.children.get().expect("new")[0]);
        drop(child);
        assert!(ALIVE.load(Ordering::SeqCst) > before);
    }
    assert_eq!(ALIVE.load(Ordering::SeqCst), before);
}
