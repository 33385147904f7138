//! Conditions.

use orm::prelude::*;

use super::{Maker, Scope};
use crate::core::models::{Comment, Post, User};

impl Maker<'_> {
    pub fn predicate(&self, scope: &Scope, depth: usize) -> Expr<bool> {
        let less = depth.saturating_sub(1);
        let kinds = if depth == 0 {
            9
        } else if self.exotic {
            18
        } else {
            17
        };
        match self.shape.below(kinds) {
            0 => self.int(scope, less).eq(self.int_value()),
            1 => self.int(scope, less).lt(self.int(scope, less)),
            2 => self.text(scope, less).ne(self.text_value()),
            3 => self.int(scope, less).in_(self.int_list()),
            // NULL or not: another test altogether.
            4 => self.text(scope, less).eq(if self.values.one_in(3) { None } else { Some(self.text_value()) }),
            5 if !scope.bools.is_empty() => self.shape.pick(&scope.bools),
            5 => self.text(scope, less).is_not_null(),
            6 => self.text(scope, less).like(self.values.pick(&["%a%", "R_st", "it's%"])),
            7 => self.int(scope, less).between(self.int_value(), self.int(scope, 0)),
            // What is always true or false is left out of what it stands in.
            8 if self.shape.one_in(2) => all_of([] as [Expr<bool>; 0]),
            8 => any_of([] as [Expr<bool>; 0]),
            9 => self.predicate(scope, less) & self.predicate(scope, less),
            10 => self.predicate(scope, less) | self.predicate(scope, less),
            11 => !self.predicate(scope, less),
            12 => self.text(scope, less).contains(self.text_value()),
            13 => self.int(scope, less).is_distinct_from(self.int(scope, less)),
            14 => {
                let rows: Vec<(i64, i64)> =
                    (0..1 + self.values.below(4)).map(|_| (self.int_value(), self.int_value())).collect();
                let pair = row((self.int(scope, less), self.int(scope, 0)));
                if self.shape.one_in(2) { pair.in_(rows) } else { pair.lt((self.int_value(), self.int(scope, 0))) }
            }
            15 => self.exists(scope, less),
            16 => {
                let query = select(Post::user_id).filter(Post::views.ge(self.values.pick(&[0, 5, 9])));
                let operand = self.int(scope, less);
                if self.shape.one_in(2) { operand.in_select(query) } else { operand.not_in_select(query) }
            }
            _ => self.exotic_predicate(scope, less),
        }
    }

    /// A list of any length, from none to more than is padded to eight.
    pub fn int_list(&self) -> Vec<i64> {
        (0..self.values.below(10)).map(|_| self.int_value()).collect()
    }

    /// Whether there is a comment: any, or one of a column of the statement around.
    fn exists(&self, scope: &Scope, depth: usize) -> Expr<bool> {
        let any = Expr::<i64>::from_node(Comment::id.operand());
        let mut query = select(any).filter(Comment::body.ne(self.text_value()));
        if !scope.ints.is_empty() {
            let inner = aliased(Comment);
            let of = inner.col(Comment::post_id).eq(self.shape.pick(&scope.ints));
            query = select(inner.col(Comment::id)).select_from(&inner).filter(of);
        }
        if depth > 0 {
            query = query.filter(self.predicate(&Scope::default(), depth - 1));
        }
        query.exists()
    }

    /// One value of another query.
    pub fn scalar(&self, scope: &Scope, depth: usize) -> Expr<Option<i64>> {
        let inner = aliased(User);
        let (id, name) = (inner.col(User::id), inner.col(User::name));
        let mut query = select(Expr::<i64>::from_node(func::max(id.clone()).into_node())).select_from(&inner);
        if !scope.ints.is_empty() && self.shape.one_in(2) {
            query = query.filter(id.clone().le(self.shape.pick(&scope.ints)));
        }
        let own = Scope { ints: vec![id], texts: vec![name], bools: Vec::new() };
        query.filter(self.predicate(&own, depth.min(1))).scalar_subquery()
    }
}
