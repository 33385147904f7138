//! SELECT: sources, joins, grouping, windows, sorting, limits, and compounds.

use orm::core::expr::{Node, OrderBy};
use orm::core::statement::{Compound, FromClause, Select};
use orm::prelude::*;

use super::{Made, Maker, Many, Scope};
use crate::core::models::{Comment, Post, User};

/// Something to select from.
struct Source {
    table: TableRef,
    scope: Scope,
}

impl Maker<'_> {
    fn source(&self, depth: usize) -> Source {
        match self.shape.below(if depth == 0 { 6 } else { 9 }) {
            0 => Source { table: User.into(), scope: Scope::of_user() },
            1 => Source { table: Post.into(), scope: Scope::of_post() },
            2 => Source { table: Comment.into(), scope: Scope::of_comment() },
            3 | 4 => {
                let alias = aliased(User);
                let scope = Scope {
                    ints: vec![alias.col(User::id)],
                    texts: vec![alias.col(User::name), Expr::from_node(alias.col(User::email).into_node())],
                    bools: vec![alias.col(User::is_active)],
                };
                Source { table: TableRef::from(&alias), scope }
            }
            5 => {
                let alias = aliased(Post);
                let scope = Scope {
                    ints: vec![alias.col(Post::id), alias.col(Post::user_id)],
                    texts: vec![alias.col(Post::title)],
                    bools: Vec::new(),
                };
                Source { table: TableRef::from(&alias), scope }
            }
            6 => {
                let (query, scope) = self.inner(depth - 1);
                derived(query.subquery(), scope)
            }
            7 => {
                let (query, scope) = self.inner(depth - 1);
                let name = self.name("cte");
                derived(query.cte(name), scope)
            }
            _ => {
                let rows: Vec<(i64, String)> =
                    (0..1 + self.shape.below(3)).map(|_| (self.int_value(), self.text_value())).collect();
                let list = values(self.name("list"), rows);
                let (number, word) = list.columns();
                let scope = Scope { ints: vec![number], texts: vec![word], bools: Vec::new() };
                Source { table: TableRef::from(&list), scope }
            }
        }
    }

    /// A query of an integer and a text, for another to select from.
    fn inner(&self, depth: usize) -> (Select<Many>, usize) {
        let (mut query, scope) = self.body(depth);
        let items = Many(vec![self.int(&scope, depth.min(1)).into_node(), self.text(&scope, depth.min(1)).into_node()]);
        let core = select(items.clone()).into_core();
        query.core_mut().items = core.items;
        let mut query = rebuilt(items, query);
        if self.shape.one_in(3) {
            query = query.order_by(self.sort_key(&scope)).limit(self.limit());
        }
        (query, 2)
    }

    /// FROM, joins and conditions; what is selected is for the caller to say.
    fn body(&self, depth: usize) -> (Select<Many>, Scope) {
        let first = self.source(depth);
        let mut query = select(Many(Vec::new())).select_from(first.table);
        let mut scope = first.scope;
        for _ in 0..self.shape.below(3) {
            let next = self.source(depth);
            // No table twice under one name.
            if query.core().from.contains(&next.table) || query.core().joins.iter().any(|join| join.table == next.table)
            {
                continue;
            }
            let (left, right) = (self.shape.pick(&scope.ints), self.shape.pick(&next.scope.ints));
            let both = scope.clone().and(next.scope);
            let mut on = left.eq(right);
            if self.shape.one_in(3) {
                on = on & self.predicate(&both, depth.min(1));
            }
            let join = next.table.on(on);
            query = match self.shape.below(4) {
                0 | 1 => query.join(join),
                2 => query.outerjoin(join),
                _ => query.cross_join(next.table),
            };
            scope = both;
        }
        for _ in 0..self.shape.below(3) {
            query = query.filter(self.predicate(&scope, depth));
        }
        (query, scope)
    }

    pub fn select(&self, depth: usize) -> Select<Many> {
        let (mut query, scope) = self.body(depth);
        let (items, sorted): (Vec<Node>, Vec<OrderBy>) = match self.shape.below(4) {
            0 | 1 => {
                let mut items: Vec<Node> = Vec::new();
                for _ in 0..=self.shape.below(3) {
                    items.push(if self.shape.one_in(2) {
                        self.text(&scope, depth).into_node()
                    } else {
                        self.int(&scope, depth).into_node()
                    });
                }
                if self.shape.one_in(3) {
                    items.push(self.window(&scope));
                }
                (items, vec![self.sort_key(&scope)])
            }
            2 => {
                let key = self.int(&scope, 1);
                query.core_mut().distinct = true;
                let label = Expr::<i64>::from_node(key.into_node()).label("k");
                (vec![label.clone().into_node()], vec![label.desc()])
            }
            _ => {
                let key: Expr<i64> = self.shape.pick(&scope.ints);
                // By a calculation, which is the same where it is selected.
                let key = if self.shape.one_in(2) { key } else { key + self.int_value() };
                query.core_mut().group_by.push(key.clone().into_node());
                let count = func::count_all();
                let total = func::sum(self.shape.pick(&scope.ints)).filter(self.predicate(&scope, 1));
                if self.shape.one_in(2) {
                    query = query.having(count.clone().ge(self.int_value()));
                }
                let items = vec![key.clone().into_node(), count.clone().into_node(), total.into_node()];
                (items, vec![count.desc(), key.asc()])
            }
        };
        let items = Many(items);
        query.core_mut().items = select(items.clone()).into_core().items;
        let mut query = rebuilt(items, query);
        if self.shape.one_in(2) {
            query.core_mut().order_by = sorted;
            if self.shape.one_in(2) {
                query = query.limit(self.limit());
            }
            if self.shape.one_in(4) {
                query = query.offset(self.limit());
            }
        }
        if self.exotic {
            query = self.exotic_select(query, &scope);
        }
        query
    }

    /// Small ones are written, others bound.
    pub fn limit(&self) -> u64 {
        self.values.pick(&[1, 2, 3, 4, 10, 100, 0])
    }

    fn sort_key(&self, scope: &Scope) -> OrderBy {
        let key = if self.shape.one_in(3) { self.int(scope, 1) + 1 } else { self.shape.pick(&scope.ints) };
        match self.shape.below(4) {
            0 => key.asc(),
            1 => key.desc(),
            2 => key.asc().nulls_last(),
            _ => key.desc().nulls_first(),
        }
    }

    fn window(&self, scope: &Scope) -> Node {
        let mut over = window().order_by(self.sort_key(scope));
        if self.shape.one_in(2) {
            over = over.partition_by(self.shape.pick(&scope.ints));
        }
        let number = Expr::<i64>::from_node(self.shape.pick(&scope.ints).into_node());
        match self.shape.below(4) {
            0 => func::row_number().over(over).into_node(),
            1 => func::lag(number, 1).over(over).into_node(),
            2 => func::sum(number).over(over.rows(Bound::Preceding(1), Bound::CurrentRow)).into_node(),
            _ => func::count_all().over(over).into_node(),
        }
    }

    pub fn compound(&self, depth: usize) -> Compound<Many> {
        let member = || self.inner(depth).0;
        let mut compound = match self.shape.below(4) {
            0 => member().union(member()),
            1 => member().union_all(member()),
            2 => member().intersect(member()),
            _ => member().except(member()),
        };
        if self.shape.one_in(2) {
            compound = compound.union_all(member());
        }
        if self.shape.one_in(2) {
            compound = compound.limit(self.limit());
        }
        compound
    }

    /// A query in an INSERT.
    pub fn pairs(&self) -> Made {
        Made::Select(self.inner(1).0)
    }
}

/// The query with its items as what it selects.
fn rebuilt(items: Many, query: Select<Many>) -> Select<Many> {
    let mut rebuilt = select(items);
    *rebuilt.core_mut() = query.into_core();
    rebuilt
}

fn derived(from: FromClause<Many>, _columns: usize) -> Source {
    let columns = from.columns().0;
    let scope = Scope {
        ints: vec![Expr::from_node(columns[0].clone())],
        texts: vec![Expr::from_node(columns[1].clone())],
        bools: Vec::new(),
    };
    Source { table: TableRef::from(&from), scope }
}
