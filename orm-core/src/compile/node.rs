//! Expressions, with parentheses only where precedence needs them.

use super::Compiler;
use super::bind::{padded, padded_len};
use crate::error::{Result, StatementError};
use crate::expr::{BinaryOp, Builtin, CustomOp, Node, Window};
use crate::schema::ColumnType;
use crate::statement::QueryCore;
use crate::value::Value;

/// How tightly comparisons bind.
pub(super) const COMPARISON: u8 = 4;
/// What binds more tightly than any operator.
const ATOM: u8 = 9;

impl Compiler<'_> {
    /// How tightly an expression binds; the same order in all supported databases. Comparisons never nest without parentheses.
    pub(super) fn precedence(&self, node: &Node) -> u8 {
        if self.is_grouped_value(node) {
            return ATOM;
        }
        match node {
            Node::And(nodes) => self.junction_precedence(nodes, true),
            Node::Or(nodes) => self.junction_precedence(nodes, false),
            Node::Not(inner) if opposite_of(inner) => COMPARISON,
            Node::Not(inner) => match &**inner {
                Node::Not(inner) => self.precedence(inner),
                _ => 3,
            },
            Node::IsNull { .. }
            | Node::InList { .. }
            | Node::TupleInList { .. }
            | Node::InSelect { .. }
            | Node::Quantified { .. }
            | Node::Between { .. }
            | Node::Like { .. } => COMPARISON,
            Node::Binary { op, .. } => operator_precedence(*op),
            Node::Negate(_) | Node::Collate { .. } => 8,
            Node::Label { node, .. } => self.precedence(node),
            Node::Builtin { op: Builtin::AtUtc, args } if (self.dialect.builtin)(Builtin::AtUtc).is_none() => {
                args.first().map_or(ATOM, |instant| self.precedence(instant))
            }
            Node::Builtin { op, .. } => (self.dialect.builtin)(*op).map_or(ATOM, |template| template.precedence),
            Node::Json { read, .. } => self.json_precedence(*read),
            Node::ByDialect { .. } => self.variant(node).map_or(ATOM, |node| self.precedence(node)),
            // Raw SQL may be anything, and an operator may bind in any way.
            Node::Text(_) | Node::Custom(_) => 0,
            _ => ATOM,
        }
    }

    /// Writes an expression.
    pub(super) fn node(&mut self, node: &Node) -> Result<()> {
        match node {
            // No deeper: most nodes are these.
            Node::ColumnRef(_) | Node::Value(_) if self.grouped.is_empty() => self.any_node(node),
            _ if self.grouped.is_empty() => self.nested(|this| this.any_node(node)),
            _ => self.nested(|this| this.node_of_group(node)),
        }
    }

    /// Writes an expression as it is.
    pub(super) fn any_node(&mut self, node: &Node) -> Result<()> {
        match node {
            Node::ColumnRef(column) => self.column(column)?,
            Node::Value(value) => self.value(value),
            Node::Binary { op, sides } => self.binary(*op, &sides.0, &sides.1)?,
            Node::And(nodes) => self.junction(nodes, true)?,
            Node::Or(nodes) => self.junction(nodes, false)?,
            Node::Not(inner) => self.negated(inner)?,
            Node::Negate(inner) => {
                self.push("-");
                self.calculation(&[inner], |this| this.operand(inner, ATOM))?;
            }
            Node::IsNull { node, negated } => self.is_null(node, *negated)?,
            Node::InList { node, values, negated } => self.in_list(node, values, *negated)?,
            Node::TupleInList { nodes, rows, negated } => self.tuple_in_list(nodes, rows, *negated)?,
            Node::InSelect { node, select, negated } => self.in_select(node, select, *negated)?,
            Node::Quantified { left, op, all, select } => self.quantified(left, *op, *all, select)?,
            Node::Between { node, low, high, negated } => self.between(node, low, high, *negated)?,
            Node::Like { negated, .. } => self.like(node, *negated)?,
            Node::Case { operand, whens, otherwise } => self.case(operand.as_deref(), whens, otherwise.as_deref())?,
            Node::Cast { node, ty } => match (self.dialect.cast)(*ty) {
                Some(template) => self.fill(template, std::slice::from_ref(node))?,
                None => self.cast(*ty, |this| this.node(node))?,
            },
            Node::Collate { node, name } => self.collate(node, name)?,
            Node::Tuple(nodes) => {
                self.push("(");
                self.list(nodes, |this, node| this.node(node))?;
                self.push(")");
            }
            Node::Label { node, .. } => self.node(node)?,
            Node::Builtin { op, args } => self.builtin(*op, args)?,
            Node::Function(call) => self.typed_call(call, |this| this.call_of_group(call))?,
            Node::Over { call, window } => self.over(call, window)?,
            Node::Custom(custom) => self.custom(custom)?,
            Node::Json { node, path, read } => self.json(node, path, *read)?,
            Node::ByDialect { feature, .. } => match self.variant(node) {
                Some(node) => self.node(node)?,
                None => return Err(self.unsupported(feature)),
            },
            Node::Star => self.push("*"),
            Node::Now => self.push(self.dialect.capabilities.now),
            Node::NextValue(sequence) => self.next_value(sequence)?,
            Node::Exists(select) => {
                self.push("EXISTS (");
                self.exists(select)?;
                self.push(")");
            }
            Node::Subquery(select) => {
                self.push("(");
                self.subquery(select)?;
                self.push(")");
            }
            Node::Excluded(column) => self.excluded(column)?,
            Node::Text(clause) => self.text(clause)?,
            Node::Invalid(error) => return Err((**error).clone().into()),
        }
        Ok(())
    }

    /// What an expression that differs by dialect is in this one.
    fn variant<'n>(&self, node: &'n Node) -> Option<&'n Node> {
        let Node::ByDialect { variants, otherwise, .. } = node else { return Some(node) };
        let own = variants.iter().find(|(dialect, _)| *dialect == self.dialect.name);
        own.map(|(_, node)| node).or(otherwise.as_deref())
    }

    /// Writes an operand, in parentheses if it binds less tightly than `at_least`.
    pub(super) fn operand(&mut self, node: &Node, at_least: u8) -> Result<()> {
        if self.precedence(node) >= at_least {
            return self.node(node);
        }
        self.push("(");
        self.node(node)?;
        self.push(")");
        Ok(())
    }

    fn binary(&mut self, op: BinaryOp, left: &Node, right: &Node) -> Result<()> {
        if op == BinaryOp::Concat && !self.dialect.capabilities.concat_operator {
            self.push("concat(");
            self.node(left)?;
            self.push(", ");
            self.node(right)?;
            self.push(")");
            return Ok(());
        }
        let precedence = operator_precedence(op);
        if op == BinaryOp::Div && self.dialect.capabilities.decimals_may_be_integers {
            self.push("CAST(");
            self.node(left)?;
            self.push(" AS REAL) / ");
            return self.operand(right, precedence + 1);
        }
        let (at_least, right_least) = match op {
            // Databases disagree about its place among the others.
            BinaryOp::Concat => match left {
                Node::Binary { op: BinaryOp::Concat, .. } => (precedence, ATOM),
                _ => (ATOM, ATOM),
            },
            // Comparisons do not associate at all.
            _ if precedence == COMPARISON => (COMPARISON + 1, COMPARISON + 1),
            // Left-associative.
            _ => (precedence, precedence + 1),
        };
        let write = |this: &mut Self| {
            this.operand(left, at_least)?;
            this.push(match op {
                BinaryOp::IntegerDiv => this.dialect.capabilities.integer_division,
                op => symbol(op),
            });
            this.operand(right, right_least)
        };
        if precedence > 5 { self.calculation(&[left, right], write) } else { write(self) }
    }

    /// Writes the condition of a CHECK.
    pub(super) fn check_condition(&mut self, node: &Node) -> Result<()> {
        // Raw SQL, whose precedence is 0, is left as it is.
        if self.dialect.capabilities.ddl.check_of_values || self.precedence(node) <= COMPARISON {
            return self.node(node);
        }
        self.operand(node, COMPARISON + 1)?;
        self.push(" <> FALSE");
        Ok(())
    }

    /// Writes the negation: by the opposite operator where there is one with the same meaning for NULL.
    fn negated(&mut self, node: &Node) -> Result<()> {
        match node {
            Node::Binary { op, sides } if op.opposite().is_some() => {
                self.binary(op.opposite().unwrap_or(*op), &sides.0, &sides.1)
            }
            Node::IsNull { node, negated } => self.is_null(node, !negated),
            Node::InList { node, values, negated } => self.in_list(node, values, !negated),
            Node::TupleInList { nodes, rows, negated } => self.tuple_in_list(nodes, rows, !negated),
            Node::InSelect { node, select, negated } => self.in_select(node, select, !negated),
            Node::Between { node, low, high, negated } => self.between(node, low, high, !negated),
            Node::Like { negated, .. } => self.like(node, !negated),
            Node::Not(inner) => self.node(inner),
            Node::Builtin { op: Builtin::IsDistinctFrom, args } => self.builtin(Builtin::IsNotDistinctFrom, args),
            Node::Builtin { op: Builtin::IsNotDistinctFrom, args } => self.builtin(Builtin::IsDistinctFrom, args),
            node => {
                self.push("NOT ");
                self.operand(node, 5)
            }
        }
    }

    fn is_null(&mut self, node: &Node, negated: bool) -> Result<()> {
        self.operand(node, 5)?;
        self.push(if negated { " IS NOT NULL" } else { " IS NULL" });
        Ok(())
    }

    fn between(&mut self, node: &Node, low: &Node, high: &Node, negated: bool) -> Result<()> {
        self.operand(node, 5)?;
        self.push(if negated { " NOT BETWEEN " } else { " BETWEEN " });
        self.operand(low, 5)?;
        self.push(" AND ");
        self.operand(high, 5)
    }

    fn like(&mut self, like: &Node, negated: bool) -> Result<()> {
        let Node::Like { sides, escaped, insensitive, .. } = like else { return Ok(()) };
        let (node, pattern) = &**sides;
        let lower = *insensitive && !self.dialect.capabilities.ilike;
        if lower {
            self.push("lower(");
            self.node(node)?;
            self.push(")");
        } else {
            self.operand(node, 5)?;
        }
        let keyword = if *insensitive && !lower { "ILIKE " } else { "LIKE " };
        self.push(if negated { " NOT " } else { " " });
        self.push(keyword);
        if lower {
            self.push("lower(");
            self.node(pattern)?;
            self.push(")");
        } else {
            self.operand(pattern, 5)?;
        }
        if *escaped {
            self.push(" ESCAPE '/'");
        }
        Ok(())
    }

    fn in_list(&mut self, node: &Node, values: &[Value], negated: bool) -> Result<()> {
        if values.is_empty() {
            self.push(if negated { "1 = 1" } else { "1 = 0" });
            return Ok(());
        }
        self.operand(node, 5)?;
        let ty = element_type(node, values);
        // `ANY` looks into arrays of arrays.
        if self.dialect.capabilities.array_params && !self.literals && !matches!(ty, ColumnType::Array(_)) {
            self.push(if negated { " <> ALL(" } else { " = ANY(" });
            self.value_array(ty, values);
        } else {
            self.push(if negated { " NOT IN (" } else { " IN (" });
            if !self.long_list(node, values, negated) {
                self.value_list(values);
            }
        }
        self.push(")");
        Ok(())
    }

    fn tuple_in_list(&mut self, nodes: &[Node], rows: &[Vec<Value>], negated: bool) -> Result<()> {
        if rows.is_empty() {
            self.push(if negated { "1 = 1" } else { "1 = 0" });
            return Ok(());
        }
        self.push("(");
        self.list(nodes, |this, node| this.node(node))?;
        self.push(if negated { ") NOT IN (" } else { ") IN (" });
        let listed = self.dialect.capabilities.max_row_list;
        // Without parameters, VALUES would not know its types.
        let limit = row_limit(self.dialect.capabilities.max_params, nodes);
        // As the shape has it: padded.
        let values = padded_len(rows.len(), limit) > listed && !(self.literals && listed > 0);
        self.push(if values { "VALUES " } else { "" });
        // The shape has the values of the padded rows one after another; the last row's stand there several times.
        let first = rows.first().and_then(|row| row.first()).map(|value| std::ptr::from_ref(value).addr());
        let known = self.sources.as_ref().map(|recorder| &recorder.known);
        let mut number = known.zip(first).and_then(|(known, first)| known.get(&first)).copied();
        self.list(padded(rows, limit), |this, row| {
            this.push("(");
            this.list(row, |this, value| {
                if let (Some(number), Some(recorder)) = (&mut number, &mut this.sources) {
                    recorder.known.insert(std::ptr::from_ref(value).addr(), *number);
                    *number += 1;
                }
                this.value(value);
                Ok(())
            })?;
            this.push(")");
            Ok(())
        })?;
        self.push(")");
        Ok(())
    }

    fn in_select(&mut self, node: &Node, select: &QueryCore, negated: bool) -> Result<()> {
        self.operand(node, 5)?;
        self.push(if negated { " NOT IN (" } else { " IN (" });
        self.subquery_of_in(select)?;
        self.push(")");
        Ok(())
    }

    fn quantified(&mut self, left: &Node, op: BinaryOp, all: bool, select: &QueryCore) -> Result<()> {
        if op.opposite().is_none() {
            let message = "ANY and ALL take a comparison".to_owned();
            return Err(StatementError::Name(message).into());
        }
        if !self.dialect.capabilities.quantified_comparison {
            return match (op, all) {
                (BinaryOp::Eq, false) => self.in_select(left, select, false),
                (BinaryOp::Ne, true) => self.in_select(left, select, true),
                _ => Err(self.unsupported("comparison with ANY or ALL of a query")),
            };
        }
        self.operand(left, 5)?;
        self.push(symbol(op));
        self.push(if all { "ALL (" } else { "ANY (" });
        self.subquery_of_in(select)?;
        self.push(")");
        Ok(())
    }

    fn over(&mut self, call: &Node, window: &Window) -> Result<()> {
        match call {
            Node::Function(call) => self.typed_call(call, |this| {
                this.call(call)?;
                this.window(window)
            }),
            other => {
                self.node(other)?;
                self.window(window)
            }
        }
    }

    fn case(&mut self, operand: Option<&Node>, whens: &[(Node, Node)], otherwise: Option<&Node>) -> Result<()> {
        self.push("CASE");
        if let Some(operand) = operand {
            self.push(" ");
            self.node(operand)?;
        }
        for (when, then) in whens {
            self.push(" WHEN ");
            self.node(when)?;
            self.push(" THEN ");
            self.node(then)?;
        }
        if let Some(otherwise) = otherwise {
            self.push(" ELSE ");
            self.node(otherwise)?;
        }
        self.push(" END");
        Ok(())
    }

    /// Writes `CAST(.. AS type)`.
    pub(super) fn cast(&mut self, ty: ColumnType, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let Some(name) = (self.dialect.cast_type)(ty) else {
            return Err(self.unsupported(&format!("CAST to {ty:?}")));
        };
        self.push("CAST(");
        write(self)?;
        self.push(" AS ");
        self.push(&name);
        self.push(")");
        Ok(())
    }

    fn collate(&mut self, node: &Node, name: &str) -> Result<()> {
        self.operand(node, ATOM)?;
        self.push(" COLLATE ");
        if self.dialect.capabilities.quoted_collations {
            self.identifier(name);
            return Ok(());
        }
        self.word(name, "collation")
    }

    /// Writes a name that cannot be quoted.
    pub(super) fn word(&mut self, name: &str, what: &str) -> Result<()> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
        if name.is_empty() || !name.chars().all(plain) || name.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(StatementError::Name(format!("`{name}` is not the name of a {what}")).into());
        }
        self.push(name);
        Ok(())
    }

    fn custom(&mut self, custom: &CustomOp) -> Result<()> {
        let op = custom.op.trim();
        let signs = op.chars().all(|c| "+-*/<>=~!@#%^&|`?".contains(c)) && !op.contains("--") && !op.contains("/*");
        let words = op.chars().all(|c| c.is_ascii_alphabetic() || c == ' ' || c == '_');
        let comment = self.dialect.capabilities.lexis.hash_comments && op.contains('#');
        if op.is_empty() || comment || !(signs || words) {
            return Err(StatementError::Name(format!("`{op}` is not an operator")).into());
        }
        self.operand(&custom.left, ATOM)?;
        self.push(" ");
        self.push(op);
        self.push(" ");
        self.operand(&custom.right, ATOM)
    }
}

fn operator_precedence(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => COMPARISON,
        BinaryOp::Concat => 5,
        BinaryOp::Add | BinaryOp::Sub => 6,
        BinaryOp::Mul | BinaryOp::Div | BinaryOp::IntegerDiv | BinaryOp::Rem => 7,
    }
}

fn symbol(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Eq => " = ",
        BinaryOp::Ne => " <> ",
        BinaryOp::Lt => " < ",
        BinaryOp::Le => " <= ",
        BinaryOp::Gt => " > ",
        BinaryOp::Ge => " >= ",
        BinaryOp::Add => " + ",
        BinaryOp::Sub => " - ",
        BinaryOp::Mul => " * ",
        BinaryOp::Div | BinaryOp::IntegerDiv => " / ",
        BinaryOp::Rem => " % ",
        BinaryOp::Concat => " || ",
    }
}

/// Whether the negation of the node is another operator.
fn opposite_of(node: &Node) -> bool {
    match node {
        Node::Binary { op, .. } => op.opposite().is_some(),
        Node::IsNull { .. }
        | Node::InList { .. }
        | Node::TupleInList { .. }
        | Node::InSelect { .. }
        | Node::Between { .. }
        | Node::Like { .. } => true,
        _ => false,
    }
}

/// Longest list of rows that is padded.
pub(super) fn row_limit(max_params: usize, nodes: &[Node]) -> usize {
    max_params / nodes.len().max(1)
}

/// The type of the values in a list: the column's, where the operand is one.
fn element_type(node: &Node, values: &[Value]) -> ColumnType {
    if let Node::ColumnRef(column) = node
        && let Some(definition) = column.definition()
        && !column.table.is_described()
    {
        return definition.ty;
    }
    values.iter().find_map(Value::column_type).unwrap_or(ColumnType::Text(None))
}
