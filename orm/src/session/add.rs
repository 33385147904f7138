//! `add` and `add_all`: new instances, and detached ones that come back.

use super::Session;
use crate::instance::{Instance, IntoInstance, Model};

impl Session {
    /// Takes an instance in, with all that its relationships lead to: a model value, a complete builder, or an instance.
    /// A new one is inserted by the next flush; a detached one is tracked again, and its changes are flushed. One that was to be deleted is
    /// kept, with what the deletion had cascaded to.
    ///
    /// An instance of another session is refused by the next flush, and so are one whose row this transaction has deleted, and a detached one
    /// of a row that the session has already.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let dave = session.add(User::builder().name("Dave").posts([Post::builder().title("First")]));
    /// session.commit().await?;
    /// assert_eq!(dave.posts.get()?[0].user_id, dave.id);
    /// # Ok(()) }
    /// ```
    pub fn add<M: Model>(&mut self, instance: impl IntoInstance<Model = M>) -> Instance<M> {
        let instance = instance.into_instance();
        self.take_in(&instance.erase());
        instance
    }

    /// Takes several instances in: an iterator of one model, or a tuple of different ones.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let users = session.add_all((1..=3).map(|n| User::builder().name(format!("user {n}"))));
    /// let (dave, comment) = session.add_all((User::builder().name("Dave"), Comment::builder().text("Hi")));
    /// session.commit().await?;
    /// assert!(users[2].id > 0 && dave.id > 0 && comment.id > 0);
    /// # Ok(()) }
    /// ```
    pub fn add_all<Kind, A: AddAll<Kind>>(&mut self, instances: A) -> A::Added {
        instances.add_to(self)
    }
}

/// What [`Session::add_all`] accepts. `Kind` only tells iterators and tuples apart.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be added to a session",
    note = "`add_all` takes an iterator of models, builders or instances, or a tuple of them"
)]
pub trait AddAll<Kind> {
    /// The added instances.
    type Added;

    /// Adds them.
    fn add_to(self, session: &mut Session) -> Self::Added;
}

/// An iterator of one model.
#[doc(hidden)]
#[derive(Debug)]
pub enum Many {}

/// A tuple of several models.
#[doc(hidden)]
#[derive(Debug)]
pub enum Each {}

impl<I: IntoIterator<Item: IntoInstance>> AddAll<Many> for I {
    type Added = Vec<Instance<<I::Item as IntoInstance>::Model>>;

    fn add_to(self, session: &mut Session) -> Self::Added {
        self.into_iter().map(|instance| session.add(instance)).collect()
    }
}

macro_rules! tuple {
    ($($name:ident $index:tt),+) => {
        impl<$($name: IntoInstance),+> AddAll<Each> for ($($name,)+) {
            type Added = ($(Instance<$name::Model>,)+);

            fn add_to(self, session: &mut Session) -> Self::Added {
                ($(session.add(self.$index),)+)
            }
        }
    };
}

orm_core::each_tuple!(tuple);
