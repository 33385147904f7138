//! Walking expressions.

mod deep;

use super::Node;

impl Node {
    /// How many values the expression binds at most, those of subqueries aside.
    pub fn binds(&self) -> usize {
        let mut binds = 0;
        self.walk(&mut |node| {
            binds += match node {
                Node::Value(_) | Node::Json { .. } => 1,
                Node::InList { values, .. } => values.len(),
                Node::TupleInList { rows, .. } => rows.iter().map(Vec::len).sum(),
                // At most: which of them are binds is for the database's lexer to say.
                Node::Text(clause) if !clause.binds.is_empty() => clause.sql().matches(':').count(),
                _ => 0,
            }
        });
        binds
    }

    /// Whether the expression binds any value, those of subqueries included.
    pub(crate) fn has_binds(&self) -> bool {
        let mut subquery = false;
        self.walk(&mut |node| subquery |= node.is_subquery());
        subquery || self.binds() > 0
    }

    fn is_subquery(&self) -> bool {
        matches!(self, Node::Subquery(_) | Node::Exists(_) | Node::InSelect { .. } | Node::Quantified { .. })
    }

    /// Calls `visit` for this node and every node below it, subqueries aside.
    pub fn walk<'n>(&'n self, visit: &mut dyn FnMut(&'n Node)) {
        // Not by recursion: an expression can be deeper than the stack. A leaf, as most are, takes no memory.
        let mut open = Vec::new();
        let mut next = Some(self);
        while let Some(node) = next {
            visit(node);
            let at = open.len();
            node.children(&mut |child| open.push(child));
            if let Some(children) = open.get_mut(at..) {
                children.reverse();
            }
            next = open.pop();
        }
    }

    /// Calls `visit` for each operand, in order, subqueries aside.
    pub fn children<'n>(&'n self, visit: &mut dyn FnMut(&'n Node)) {
        match self {
            Node::Binary { sides, .. } | Node::Like { sides, .. } => {
                visit(&sides.0);
                visit(&sides.1);
            }
            Node::And(nodes) | Node::Or(nodes) | Node::TupleInList { nodes, .. } | Node::Tuple(nodes) => {
                nodes.iter().for_each(visit);
            }
            Node::Builtin { args, .. } => args.iter().for_each(visit),
            Node::Not(node)
            | Node::Negate(node)
            | Node::IsNull { node, .. }
            | Node::InList { node, .. }
            | Node::InSelect { node, .. }
            | Node::Quantified { left: node, .. }
            | Node::Cast { node, .. }
            | Node::Collate { node, .. }
            | Node::Label { node, .. }
            | Node::Json { node, .. } => visit(node),
            Node::Between { node, low, high, .. } => {
                visit(node);
                visit(low);
                visit(high);
            }
            Node::Case { operand, whens, otherwise } => {
                operand.iter().for_each(|node| visit(node));
                whens.iter().for_each(|(when, then)| {
                    visit(when);
                    visit(then);
                });
                otherwise.iter().for_each(|node| visit(node));
            }
            Node::Function(call) => call.children(visit),
            Node::ByDialect { variants, otherwise, .. } => {
                variants.iter().for_each(|(_, node)| visit(node));
                otherwise.iter().for_each(|node| visit(node));
            }
            Node::Over { call, window } => {
                visit(call);
                window.partition_by.iter().for_each(&mut *visit);
                window.order_by.iter().for_each(|key| visit(&key.node));
            }
            Node::Custom(custom) => {
                visit(&custom.left);
                visit(&custom.right);
            }
            Node::ColumnRef(_)
            | Node::Value(_)
            | Node::Star
            | Node::Now
            | Node::NextValue(_)
            | Node::Exists(_)
            | Node::Subquery(_)
            | Node::Excluded(_)
            | Node::Text(_)
            | Node::Invalid(_) => {}
        }
    }
}
