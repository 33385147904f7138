//! `get`: an instance by its primary key.

use orm_core::expr::{BinaryOp, ColumnRef, Node, TableRef};
use orm_core::model::{IntoKey, Key};
use orm_core::statement::select;
use orm_core::{Entity, Expr, Result};

use super::Session;
use crate::instance::Instance;
use crate::model::Model;

impl Session {
    /// The instance with the given primary key (a tuple for a composite one), or `None` if there is no such row.
    /// An instance that the session has already is returned without SQL.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> {
    /// # let mut session = session().await?;
    /// let alice = session.get(User, 1).await?.expect("a row");
    /// let again = session.get(User, 1).await?.expect("a row"); // without SQL
    /// assert!(Instance::ptr_eq(&alice, &again));
    /// assert!(session.get(User, 99).await?.is_none());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// When the query fails.
    pub async fn get<M: Model>(&mut self, entity: Entity<M>, key: impl IntoKey<M::Key>) -> Result<Option<Instance<M>>> {
        self.usable()?;
        let key = key.into_key();
        if let Some(instance) = self.identity.of::<M>().get(&key) {
            return Ok(Some(instance.clone()));
        }
        self.execute(select(entity).filter(Expr::<bool>::from_node(key_is::<M>(&key)))).one_or_none().await
    }
}

/// The condition that a row of `M` has a primary key.
pub(super) fn key_is<M: Model>(key: &M::Key) -> Node {
    let table = M::table();
    let columns = table.primary_key().iter().zip(key.to_values()).map(|(&index, value)| {
        let column = ColumnRef { table: TableRef::Static(table), index };
        Node::Column(column).binary(BinaryOp::Eq, Node::Value(value))
    });
    Node::And(columns.collect())
}
