//! Conditions on what a relationship leads to: `User::posts.any(..)`, `Post::author.has(..)`.

use super::Relationship;
use crate::error::StatementError;
use crate::expr::{ColumnRef, Expr, IntoExpr, Node};
use crate::model::Mapped;
use crate::statement::{Along, IntoJoin, Join, JoinKind, JoinOn, SelectCore, SelectItem};

/// The container of a relationship to any number of instances.
#[diagnostic::on_unimplemented(
    message = "`any` is for relationships to many; this one leads to one",
    label = "leads to one",
    note = "use `.has(..)`"
)]
pub trait ToMany {}

/// The container of a relationship to one instance, or none.
#[diagnostic::on_unimplemented(
    message = "`has` is for relationships to one; this one leads to many",
    label = "leads to many",
    note = "use `.any(..)`"
)]
pub trait ToOne {}

impl<M: Mapped, T: Mapped, C> Relationship<M, T, C> {
    /// Whether the condition holds for anything that the relationship leads to; `true` asks whether there is anything.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let busy = select(User::id).filter(User::posts.any(Post::views.gt(100)));
    /// assert_eq!(
    ///     sql(busy),
    ///     r#"SELECT "users"."id" FROM "users" WHERE EXISTS (SELECT 1 FROM "posts" WHERE "posts"."user_id" = "users"."id" AND "posts"."views" > ?) -- 100"#,
    /// );
    /// let silent = select(User::id).filter(!User::posts.any(true));
    /// assert!(sql(silent).ends_with(r#"WHERE NOT EXISTS (SELECT 1 FROM "posts" WHERE "posts"."user_id" = "users"."id")"#));
    /// ```
    ///
    /// Of a relationship between a model and itself, the other end needs a name of its own: `Node::children.to(&child).any(..)`.
    pub fn any(self, condition: impl IntoExpr<bool>) -> Expr<bool>
    where
        C: ToMany,
    {
        self.leads_to(condition, "any")
    }

    /// Whether the relationship leads to something for which the condition holds.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let by_active = select(Post::id).filter(Post::author.has(User::is_active));
    /// assert!(sql(by_active).ends_with(r#"WHERE EXISTS (SELECT 1 FROM "users" WHERE "users"."id" = "posts"."user_id" AND "users"."is_active")"#));
    /// ```
    pub fn has(self, condition: impl IntoExpr<bool>) -> Expr<bool>
    where
        C: ToOne,
    {
        self.leads_to(condition, "has")
    }

    fn leads_to(self, condition: impl IntoExpr<bool>, method: &str) -> Expr<bool> {
        if std::ptr::eq(M::table(), T::table()) {
            let (model, name) = (M::NAME, self.name());
            let message = format!(
                "`{model}::{name}` leads from `{model}` to itself: name the other end, `let other = aliased({model})`, and use \
                 `{model}::{name}.to(&other).{method}(..)`"
            );
            return Expr::from_node(Node::invalid(StatementError::Join(message)));
        }
        self.into_join().leads_to(condition)
    }
}

impl Join {
    /// Whether the condition holds for anything that this would join: as [`Relationship::any`], with either end under a name of
    /// its own.
    ///
    /// ```
    /// # use {orm_guide::*, orm::prelude::*};
    /// let writer = aliased(User);
    /// let busy = select(writer.col(User::id)).filter(writer.along(User::posts).any(Post::views.gt(100)));
    /// assert!(sql(busy).contains(r#"WHERE "posts"."user_id" = "users_1"."id" AND "posts"."views" > ?"#));
    /// ```
    pub fn any(self, condition: impl IntoExpr<bool>) -> Expr<bool> {
        self.leads_to(condition)
    }

    /// The same, for relationships to one.
    pub fn has(self, condition: impl IntoExpr<bool>) -> Expr<bool> {
        self.leads_to(condition)
    }

    fn leads_to(self, condition: impl IntoExpr<bool>) -> Expr<bool> {
        let condition = condition.into_expr().into_node();
        // `any(true)` asks for nothing more.
        let condition = Some(condition).filter(|node| *node != Node::Value(crate::value::Value::Bool(true)));
        let mut from = self.table.clone();
        let mut joins = Vec::new();
        let on = match self.on.clone() {
            JoinOn::Condition(on) => Some(on),
            JoinOn::Along { owner, name } => match self.along(owner, name) {
                Ok(Along { between: Some((table, to_target)), on }) => {
                    from = table;
                    // Who asks for nothing more need not go on to the target.
                    if condition.is_some() {
                        let on = JoinOn::Condition(to_target);
                        joins.push(Join { table: self.table, left: None, on, kind: JoinKind::Inner });
                    }
                    Some(on)
                }
                Ok(Along { between: None, on }) => Some(on),
                Err(error) => return Expr::from_node(Node::invalid(StatementError::Join(error.to_string()))),
            },
            JoinOn::ForeignKey | JoinOn::Everything => None,
        };
        let filter = match (on, condition) {
            // One AND, not one within the other.
            (Some(Node::And(mut nodes)), condition) => {
                nodes.extend(condition);
                nodes
            }
            (on, condition) => on.into_iter().chain(condition).collect(),
        };
        let item = SelectItem::Node(Node::ColumnRef(ColumnRef { table: from.clone(), index: 0 }));
        let select = SelectCore { items: vec![item], from: vec![from], joins, filter, ..SelectCore::default() };
        Expr::from_node(Node::Exists(Box::new(select.into())))
    }
}
