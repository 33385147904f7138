//! Columns, values and calculations.

use orm::prelude::*;

use super::{Maker, Scope};
use crate::core::models::{Comment, Post, User};

impl Scope {
    pub fn of_user() -> Self {
        let ints = vec![Expr::from_node(User::id.operand()), User::age.cast::<i64>()];
        let texts = vec![Expr::from_node(User::name.operand()), Expr::from_node(User::email.operand())];
        Scope { ints, texts, bools: vec![Expr::from_node(User::is_active.operand())] }
    }

    pub fn of_post() -> Self {
        let ints = vec![Expr::from_node(Post::id.operand()), Expr::from_node(Post::user_id.operand())];
        Scope { ints, texts: vec![Expr::from_node(Post::title.operand())], bools: Vec::new() }
    }

    pub fn of_comment() -> Self {
        let ints = vec![Expr::from_node(Comment::id.operand()), Expr::from_node(Comment::user_id.operand())];
        Scope { ints, texts: vec![Expr::from_node(Comment::body.operand())], bools: Vec::new() }
    }

    /// What both have.
    pub fn and(mut self, other: Scope) -> Self {
        self.ints.extend(other.ints);
        self.texts.extend(other.texts);
        self.bools.extend(other.bools);
        self
    }
}

const WORDS: [&str; 8] = ["Alice", "", "it's", "Rust", "100%", "back\\slash", "ö🦀", "$1 ? :x"];

impl Maker<'_> {
    pub fn int_value(&self) -> i64 {
        self.values.pick(&[1, 2, 3, 0, -5, 40, 1 << 40])
    }

    pub fn text_value(&self) -> String {
        self.values.pick(&WORDS).to_owned()
    }

    /// An integer, which may be NULL.
    pub fn int(&self, scope: &Scope, depth: usize) -> Expr<i64> {
        let column = || self.shape.pick(&scope.ints);
        if depth == 0 {
            return if self.shape.one_in(3) || scope.ints.is_empty() { literal(self.int_value()) } else { column() };
        }
        match self.shape.below(if self.exotic { 11 } else { 9 }) {
            0 | 1 if !scope.ints.is_empty() => column(),
            0 | 1 => literal(self.int_value()),
            2 => self.int(scope, depth - 1) + self.int(scope, depth - 1),
            3 => self.int(scope, depth - 1) - self.int_value(),
            4 => self.int(scope, depth - 1) * 2,
            5 => Expr::from_node(func::coalesce(self.int(scope, depth - 1), self.int_value()).into_node()),
            6 => {
                let built = case::<i64>().when(self.predicate(scope, depth - 1), self.int(scope, depth - 1));
                built.otherwise(self.int_value())
            }
            7 => Expr::from_node(func::length(self.text(scope, depth - 1)).into_node()),
            8 => Expr::from_node(self.scalar(scope, depth - 1).into_node()),
            9 => self.exotic_int(scope, depth - 1),
            _ => -self.int(scope, depth - 1) % 7,
        }
    }

    pub fn text(&self, scope: &Scope, depth: usize) -> Expr<String> {
        let word = || literal(self.text_value());
        let column = || if scope.texts.is_empty() { word() } else { self.shape.pick(&scope.texts) };
        if depth == 0 {
            return if self.shape.one_in(3) { word() } else { column() };
        }
        match self.shape.below(if self.exotic { 7 } else { 6 }) {
            0 => column(),
            1 => self.text(scope, depth - 1).concat(self.text_value()),
            2 => func::lower(self.text(scope, depth - 1)),
            3 => func::coalesce(self.text(scope, depth - 1), self.text_value()),
            4 => func::replace(self.text(scope, depth - 1), self.text_value(), "x"),
            5 => func::substr(self.text(scope, depth - 1), 1, 3),
            _ => self.exotic_text(scope, depth - 1),
        }
    }
}
