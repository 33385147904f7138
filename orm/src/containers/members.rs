//! [`Members`]: what reading a collection gives.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::ops::Deref;
use std::sync::Arc;

use orm_core::{Column, Columns, SqlType};

use crate::instance::{Instance, Instances, Model, typed_all};

/// The instances of a collection at the time it was read. Owned and cheap; a slice by `Deref`.
///
/// ```
/// # use {orm_guide::*, orm::prelude::*};
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
/// # let mut session = session().await?;
/// let alice = session.query(User).options(selectinload(User::posts)).order_by(User::id).first().await?.expect("a row");
/// let posts = alice.posts.get()?;
/// assert_eq!(posts.len(), 2);
/// assert_eq!(posts[0].title, "Hello");
/// let views: i32 = posts.iter().map(|post| post.views).sum();
/// assert_eq!(views, 210);
/// # Ok(()) }
/// ```
pub struct Members<T>(Arc<[Instance<T>]>);

impl<T: Model> Members<T> {
    /// Of instances of `T`.
    pub(super) fn of(instances: Instances) -> Self {
        Members(typed_all(instances).into())
    }

    /// The members by the value of a column; of several with the same value the last one.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.query(User).options(selectinload(User::posts)).order_by(User::id).first().await?.expect("a row");
    /// let by_title = alice.posts.get()?.keyed_by(Post::title);
    /// assert_eq!(by_title["Hello"].views, 10);
    /// # Ok(()) }
    /// ```
    pub fn keyed_by<K: SqlType + Eq + Hash>(&self, column: Column<T, K>) -> HashMap<K, Instance<T>> {
        let key = |member: &Instance<T>| {
            let value = Columns::column(&**member, column.index())?;
            value.as_any().downcast_ref::<K>().cloned()
        };
        self.iter().filter_map(|member| Some((key(member)?, member.clone()))).collect()
    }
}

impl<T> Deref for Members<T> {
    type Target = [Instance<T>];

    fn deref(&self) -> &[Instance<T>] {
        &self.0
    }
}

impl<T> Clone for Members<T> {
    fn clone(&self) -> Self {
        Members(self.0.clone())
    }
}

impl<T: fmt::Debug + 'static> fmt::Debug for Members<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<T> IntoIterator for Members<T> {
    type Item = Instance<T>;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        let end = self.0.len();
        IntoIter { members: self.0, next: 0, end }
    }
}

impl<'m, T> IntoIterator for &'m Members<T> {
    type Item = &'m Instance<T>;
    type IntoIter = std::slice::Iter<'m, Instance<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// Owning iterator over [`Members`].
pub struct IntoIter<T> {
    members: Arc<[Instance<T>]>,
    next: usize,
    end: usize,
}

impl<T> Iterator for IntoIter<T> {
    type Item = Instance<T>;

    fn next(&mut self) -> Option<Instance<T>> {
        let item = self.members[self.next..self.end].first().cloned()?;
        self.next += 1;
        Some(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.end - self.next;
        (left, Some(left))
    }
}

impl<T> DoubleEndedIterator for IntoIter<T> {
    fn next_back(&mut self) -> Option<Instance<T>> {
        let item = self.members[self.next..self.end].last().cloned()?;
        self.end -= 1;
        Some(item)
    }
}

impl<T> ExactSizeIterator for IntoIter<T> {}
