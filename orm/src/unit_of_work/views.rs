//! Views of what the next flush has to do: `pending`, `dirty` and `deleted`.

use std::collections::HashSet;
use std::sync::Arc;

use super::Session;
use crate::instance::{AnyInstance, Instances, Lifecycle, address, has_changes, lock};

/// Some instances of a session, of any models.
#[derive(Clone)]
pub struct View {
    pub(crate) instances: Vec<Arc<dyn AnyInstance>>,
}

impl View {
    pub(crate) fn new(instances: Vec<Arc<dyn AnyInstance>>) -> Self {
        View { instances }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.instances.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.instances.is_empty()
    }
}

impl std::fmt::Debug for View {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.instances.iter().map(|instance| &*instance.table().model)).finish()
    }
}

impl Session {
    /// New instances, to be inserted (SQLAlchemy's `session.new`).
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let dave = session.add(User::builder().name("Dave"));
    /// assert!(session.pending().contains(&dave));
    /// session.flush().await?;
    /// assert!(session.pending().is_empty());
    /// # Ok(()) }
    /// ```
    pub fn pending(&self) -> View {
        // Copied first: an instance's lock is never taken while the lists are locked.
        let mut instances = self.own(self.shared.queues().new.clone());
        instances.retain(|instance| lock(instance.state()).lifecycle == Lifecycle::Pending);
        View { instances }
    }

    /// Instances with changed columns or relationships.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get(User, 1).await?.expect("a row");
    /// alice.edit().name = "Alicia".into();
    /// assert!(session.dirty().contains(&alice));
    /// alice.edit().name = "Alice".into();
    /// assert!(session.dirty().is_empty()); // as it was
    /// # Ok(()) }
    /// ```
    pub fn dirty(&self) -> View {
        let dirty = self.own(self.shared.queues().dirty.clone());
        let changed = |instance: &Arc<dyn AnyInstance>| {
            let deleting = lock(instance.state()).deleting;
            let related = instance.containers().any(|container| !container.history().is_empty());
            !deleting && (related || has_changes(&**instance))
        };
        View { instances: dirty.into_iter().filter(changed).collect() }
    }

    /// Instances to be deleted.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let bob = session.get(User, 2).await?.expect("a row");
    /// session.delete(&bob).await?;
    /// assert_eq!(session.deleted().of(Post)[0].title, "Snakes"); // goes with him
    /// # Ok(()) }
    /// ```
    pub fn deleted(&self) -> View {
        View { instances: self.deleting.clone() }
    }

    /// Of a list for the next flush, what is still in the session, once each: what was expunged stays on the lists, also when it came back.
    fn own(&self, mut instances: Instances) -> Instances {
        let mut seen = HashSet::new();
        instances.retain(|instance| self.shared.owns(instance) && seen.insert(address(instance)));
        instances
    }
}
