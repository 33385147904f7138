//! INSERT, UPDATE and DELETE.

use orm::core::expr::Node;
use orm::core::statement::{DeleteCore, InsertCore, InsertSource, OnConflictCore, SelectItem, UpdateCore};
use orm::prelude::*;

use super::{Made, Maker, Scope};
use crate::core::models::{Comment, Post, User};

const TITLE: usize = 1;
const VIEWS: usize = 2;
const USER: usize = 3;

impl Maker<'_> {
    /// Posts: rows, or what a query gives.
    pub fn insert(&self) -> InsertCore {
        let mut columns = vec![TITLE, VIEWS, USER];
        let views = |this: &Self| Node::Value(this.values.pick(&[1_i32, 2, 3]).into());
        let source = if self.shape.one_in(3) {
            columns = vec![USER, TITLE];
            let Made::Select(query) = self.pairs() else { unreachable!("a select") };
            InsertSource::Query(Box::new(query.into_core().into()))
        } else {
            let rows = (0..=self.shape.below(3)).map(|_| {
                let title = if self.shape.one_in(4) {
                    self.text(&Scope::default(), 1).into_node()
                } else {
                    literal(self.text_value()).into_node()
                };
                vec![title, views(self), literal(1_i64).into_node()]
            });
            InsertSource::Rows(rows.collect())
        };
        let on_conflict = match self.shape.below(4) {
            2 => Some(OnConflictCore::default()),
            3 => Some(OnConflictCore {
                target: vec![0],
                set: vec![
                    (TITLE, excluded(Post::title).into_node()),
                    (VIEWS, (Post::views + self.values.pick(&[1, 2])).into_node()),
                ],
                ..OnConflictCore::default()
            }),
            _ => None,
        };
        InsertCore { table: Post.into(), columns, source, on_conflict, returning: self.returning() }
    }

    fn returning(&self) -> Vec<SelectItem> {
        if !self.exotic && !self.shape.one_in(3) {
            return Vec::new();
        }
        if self.shape.one_in(2) {
            return vec![SelectItem::table(Post.into())];
        }
        vec![SelectItem::Node(Post::id.operand()), SelectItem::Node((Post::views + 1).into_node())]
    }

    pub fn update(&self) -> UpdateCore {
        let mut update = UpdateCore::new(Post.into());
        let mut scope = Scope::of_post();
        update.set.push((TITLE, self.text(&scope, 1).into_node()));
        if self.shape.one_in(2) {
            update.set.push((VIEWS, Node::Value(self.values.pick(&[1_i32, 7]).into())));
        }
        if self.shape.one_in(3) {
            update.from.push(User.into());
            update.filter.push(Post::user_id.eq(User::id).into_node());
            scope = scope.and(Scope::of_user());
        }
        update.filter.push(self.predicate(&scope, 2).into_node());
        update
    }

    pub fn delete(&self) -> DeleteCore {
        let mut delete = DeleteCore::new(Comment.into());
        let mut scope = Scope::of_comment();
        if self.shape.one_in(3) {
            delete.using.push(Post.into());
            delete.filter.push(Comment::post_id.eq(Post::id).into_node());
            scope = scope.and(Scope::of_post());
        }
        delete.filter.push(self.predicate(&scope, 2).into_node());
        delete
    }
}
