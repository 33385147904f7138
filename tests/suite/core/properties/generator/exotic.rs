//! What only some databases have, and what need not make sense: the cache keeps these apart too.

use orm::core::expr::{BinaryOp, Node};
use orm::core::statement::{DeleteCore, QueryCore, Select, SelectItem};
use orm::core::value::Value;
use orm::prelude::*;

use super::{Made, Maker, Many, Scope};
use crate::core::models::{Comment, Post, User};

#[derive(SqlEnum, Clone, Copy, Debug, PartialEq)]
pub enum Mood {
    Good,
    Bad,
}

#[derive(SqlEnum, Clone, Copy, Debug, PartialEq)]
#[sql_enum(text)]
pub enum Size {
    Small,
    Large,
}

/// A column of each type that travels in a way of its own.
#[derive(Model, Clone, Debug)]
#[model(table = "exotics")]
pub struct Exotic {
    #[column(primary_key)]
    pub id: i64,
    pub mood: Option<Mood>,
    pub size: Option<Size>,
    pub moods: Vec<Mood>,
    pub numbers: Vec<i64>,
    pub words: Option<Vec<String>>,
    pub data: serde_json::Value,
    pub price: Decimal,
    pub at: DateTime<Utc>,
}

impl Maker<'_> {
    fn moods(&self) -> Vec<Mood> {
        (0..self.values.below(6)).map(|_| self.values.pick(&[Mood::Good, Mood::Bad])).collect()
    }

    fn words(&self) -> Vec<String> {
        (0..self.values.below(4)).map(|_| self.text_value()).collect()
    }

    pub fn exotic_int(&self, scope: &Scope, depth: usize) -> Expr<i64> {
        let node = match self.shape.below(12) {
            0 => Exotic::data.json().at("a").at(self.shape.below(3) as i32).as_i64().into_node(),
            1 => func::floor_div(self.int(scope, depth), self.int_value()).into_node(),
            2 => self.int(scope, depth).bit_xor(self.int_value()).into_node(),
            3 => self.int(scope, depth).shift_right(self.int(scope, depth)).into_node(),
            4 => func::call::<i64>("abs", (self.int(scope, depth),)).into_node(),
            5 => text("id + :n * :m").bind("n", self.int_value()).bind("m", self.int_value()).expr::<i64>().into_node(),
            6 => Exotic::at.extract(DatePart::Year).into_node(),
            7 => func::sum(self.int(scope, depth)).filter(self.predicate(scope, depth)).over(window()).into_node(),
            8 => self.int(scope, depth).cast::<i32>().into_node(),
            9 => Exotic::words.array_length().into_node(),
            10 => func::greatest(self.int(scope, depth), self.int_value()).into_node(),
            _ => func::count(self.int(scope, depth)).distinct().into_node(),
        };
        Expr::from_node(node)
    }

    pub fn exotic_text(&self, scope: &Scope, depth: usize) -> Expr<String> {
        let node = match self.shape.below(9) {
            0 => Exotic::data.json().at("a").at("b").as_text().into_node(),
            1 => func::string_agg(self.text(scope, depth), self.shape.pick(&[", ", ";", "it's"]))
                .sorted_by(self.int(scope, depth))
                .into_node(),
            2 => self.text(scope, depth).collate(self.shape.pick(&["C", "NOCASE"])).into_node(),
            3 => func::right(self.text(scope, depth), self.values.pick(&[1, 2])).into_node(),
            4 => func::concat_ws("-", (self.text(scope, depth), self.text_value())).into_node(),
            5 => self.text(scope, depth).regexp_replace(self.text_value(), "x").into_node(),
            6 => self.text(scope, depth).cast::<String>().into_node(),
            7 => func::trim(self.text(scope, depth)).into_node(),
            _ => self
                .text(scope, depth)
                .op::<String, String>(self.shape.pick(&["||", "->>"]), self.text_value())
                .into_node(),
        };
        Expr::from_node(node)
    }

    pub fn exotic_predicate(&self, scope: &Scope, depth: usize) -> Expr<bool> {
        let mood = self.values.pick(&[Some(Mood::Good), Some(Mood::Bad), None]);
        match self.shape.below(18) {
            0 => Exotic::mood.eq(mood),
            1 => Exotic::mood.in_(self.moods()),
            2 => Exotic::size.is_distinct_from(self.values.pick(&[None, Some(Size::Small), Some(Size::Large)])),
            3 => Exotic::mood.is_not_distinct_from(mood),
            4 => Exotic::moods.has(self.values.pick(&[Mood::Good, Mood::Bad])),
            5 => Exotic::moods.contains_all(self.moods()),
            6 => Exotic::numbers.overlaps(self.int_list()),
            7 => Exotic::words.eq(self.values.one_in(2).then(|| self.words())),
            8 => Exotic::data.json_contains(serde_json::json!({ "a": self.int_value() })),
            9 => Exotic::price.in_((0..self.values.below(5)).map(|n| Decimal::new(n as i64, 2))),
            10 => Exotic::at.gt(DateTime::from_timestamp(self.int_value(), 0).unwrap_or_default()),
            11 => self.text(scope, depth).regexp_match(self.text_value()),
            12 => self.text(scope, depth).matches(self.text_value()),
            13 => {
                let query = select(Post::id).filter(Post::title.eq(self.text_value())).limit(self.limit());
                self.int(scope, depth).compare_any(self.shape.pick(&[BinaryOp::Eq, BinaryOp::Lt]), query)
            }
            14 => {
                let query = select(Post::id).filter(Post::id.in_(self.int_list()));
                self.int(scope, depth).compare_all(BinaryOp::Ge, query)
            }
            15 => self.int(scope, depth).op::<bool, i64>("<@", self.int_value()),
            // What a list of a type that nobody knows begins with says what the list is.
            16 => self.int(scope, depth).cast::<Value>().in_(self.untyped_list()),
            _ => self.text(scope, depth).icontains(self.text_value()),
        }
    }

    fn untyped_list(&self) -> Vec<Value> {
        use orm::core::schema::ColumnType;
        let value = |this: &Self| match this.values.below(5) {
            0 => Value::I64(this.int_value()),
            1 => Value::Text(this.text_value()),
            2 => Value::Null(ColumnType::BigInteger),
            3 => Value::Null(ColumnType::Text(None)),
            _ => Value::Bool(true),
        };
        (0..self.values.below(5)).map(|_| value(self)).collect()
    }

    pub fn exotic_select(&self, mut query: Select<Many>, scope: &Scope) -> Select<Many> {
        match self.shape.below(12) {
            0 => query.limit_with_ties(self.limit()),
            1 => query.distinct_on(self.int(scope, 1)),
            2 => {
                query.lock(self.shape.pick(&[Lock::update(), Lock::share().nowait(), Lock::key_share().skip_locked()]))
            }
            // The same but for a value, or the very same: the database is told which by a number.
            3 => {
                let key = self.shape.pick(&scope.ints) + self.int_value();
                let items = &mut query.core_mut().items;
                items.push(SelectItem::Node(key.into_node()));
                query.group_by(self.shape.pick(&scope.ints) + self.int_value()).distinct()
            }
            4 => {
                let label = self.int(scope, 1).label(self.shape.pick(&["one", "two"]));
                query.core_mut().items.push(SelectItem::Node(label.clone().into_node()));
                query.order_by(label.desc())
            }
            5 => {
                let lateral = select(Post::id).filter(Post::user_id.eq(User::id) & Post::id.in_(self.int_list()));
                query.join(lateral.limit(self.limit()).lateral().on(literal(true)))
            }
            6 => query.join(self.changed().on(literal(true))),
            7 => {
                let tree = select(Post::id).filter(Post::id.eq(self.int_value())).recursive("tree", |tree| {
                    select(tree.columns() + self.int_value()).filter(tree.columns().lt(self.int_value()))
                });
                query.join(tree.on(tree.columns().eq(self.int_value())))
            }
            8 => query.select_from(TableRef::from(Comment).sample(f64::from(self.shape.pick(&[5, 50])))),
            9 => {
                let key = (self.shape.pick(&scope.ints) + self.int_value()).into_node();
                query.core_mut().items.push(SelectItem::Node(key));
                query.distinct().order_by((self.shape.pick(&scope.ints) + self.int_value()).desc())
            }
            _ => query,
        }
    }

    /// A CTE that deletes.
    fn changed(&self) -> orm::core::statement::FromClause<Expr<i64>> {
        delete(Comment).filter(Comment::id.in_(self.int_list())).returning(Comment::id).cte("gone")
    }

    /// Everything else that stands within something else.
    pub fn exotic_statement(&self) -> Made {
        match self.shape.below(3) {
            // Sorted by what its first member selects, or by the same but for a value.
            0 => {
                let key = |value: i64| (Post::id + value).into_node();
                let first = select(Many(vec![key(self.int_value())]));
                let second = select(Many(vec![key(self.int_value())])).filter(Post::id.in_(self.int_list()));
                let sorted = Expr::<i64>::from_node(key(self.int_value()));
                Made::Compound(first.union(second).order_by(sorted.desc()).limit(self.limit()).offset(self.limit()))
            }
            1 => {
                let mut delete = DeleteCore::new(Comment.into());
                let query = self.compound(1);
                delete.filter.push(Node::InSelect {
                    node: Box::new(Comment::id.operand()),
                    select: Box::new(QueryCore::from(query.core().clone())),
                    negated: self.shape.one_in(2),
                });
                Made::Delete(delete)
            }
            _ => self.statement(),
        }
    }
}
