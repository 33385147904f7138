//! Expressions, with parentheses only where precedence needs them.

use super::{Compiler, bind::padded};
use crate::error::Result;
use crate::expr::{BinaryOp, FunctionCall, Node};
use crate::schema::ColumnType;
use crate::value::Value;

/// How tightly an expression binds; the same order in all supported databases. Comparisons never nest without parentheses.
fn precedence(node: &Node) -> u8 {
    match node {
        Node::Or(nodes) | Node::And(nodes) if nodes.len() == 1 => precedence(&nodes[0]),
        Node::Or(nodes) if !nodes.is_empty() => 1,
        Node::And(nodes) if !nodes.is_empty() => 2,
        Node::Not(_) => 3,
        Node::And(_)
        | Node::Or(_)
        | Node::IsNull { .. }
        | Node::InList { .. }
        | Node::TupleInList { .. }
        | Node::InSelect { .. }
        | Node::Between { .. }
        | Node::Like { .. } => 4,
        Node::Binary { op, .. } => operator_precedence(*op),
        Node::Negate(_) => 8,
        // Raw SQL may be anything.
        Node::Text(_) => 0,
        _ => 9,
    }
}

fn operator_precedence(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => 4,
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

impl Compiler<'_> {
    /// Writes an expression.
    pub(super) fn node(&mut self, node: &Node) -> Result<()> {
        match node {
            Node::ColumnRef(column) => self.column(column)?,
            Node::Value(value) => self.value(value.clone()),
            Node::Binary { op, left, right } => self.binary(*op, left, right)?,
            Node::And(nodes) => self.junction(nodes, " AND ", 2, "1 = 1")?,
            Node::Or(nodes) => self.junction(nodes, " OR ", 1, "1 = 0")?,
            Node::Not(inner) => self.negated(inner)?,
            Node::Negate(inner) => {
                self.push("-");
                self.operand(inner, 9)?;
            }
            Node::IsNull { node, negated } => {
                self.operand(node, 5)?;
                self.push(if *negated { " IS NOT NULL" } else { " IS NULL" });
            }
            Node::InList { node, values, negated } => self.in_list(node, values, *negated)?,
            Node::TupleInList { nodes, rows } => self.tuple_in_list(nodes, rows)?,
            Node::InSelect { node, select, negated } => {
                self.operand(node, 5)?;
                self.push(if *negated { " NOT IN (" } else { " IN (" });
                self.subquery(select)?;
                self.push(")");
            }
            Node::Between { node, low, high, negated } => {
                self.operand(node, 5)?;
                self.push(if *negated { " NOT BETWEEN " } else { " BETWEEN " });
                self.operand(low, 5)?;
                self.push(" AND ");
                self.operand(high, 5)?;
            }
            Node::Like { node, pattern, escaped, negated } => {
                self.operand(node, 5)?;
                self.push(if *negated { " NOT LIKE " } else { " LIKE " });
                self.operand(pattern, 5)?;
                if *escaped {
                    self.push(" ESCAPE '/'");
                }
            }
            Node::Function(call) => self.function(call)?,
            Node::Star => self.push("*"),
            Node::Now => self.push(self.dialect.capabilities.now),
            Node::NextValue(sequence) => self.next_value(sequence)?,
            Node::Exists(select) => {
                self.push("EXISTS (");
                self.select(select)?;
                self.push(")");
            }
            Node::Subquery(select) => {
                self.push("(");
                self.subquery(select)?;
                self.push(")");
            }
            Node::Text(clause) => self.text(clause)?,
        }
        Ok(())
    }

    /// Writes an operand, in parentheses if it binds less tightly than `at_least`.
    fn operand(&mut self, node: &Node, at_least: u8) -> Result<()> {
        if precedence(node) >= at_least {
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
        // Left-associative; comparisons do not associate at all.
        self.operand(left, if precedence == 4 { 5 } else { precedence })?;
        self.push(match op {
            BinaryOp::IntegerDiv => self.dialect.capabilities.integer_division,
            op => symbol(op),
        });
        self.operand(right, precedence + 1)
    }

    fn junction(&mut self, nodes: &[Node], separator: &str, precedence: u8, empty: &str) -> Result<()> {
        if nodes.is_empty() {
            self.push(empty);
        }
        for (i, node) in nodes.iter().enumerate() {
            if i > 0 {
                self.push(separator);
            }
            self.operand(node, if nodes.len() == 1 { 0 } else { precedence })?;
        }
        Ok(())
    }

    /// Writes the negation: by the opposite operator where there is one with the same meaning for NULL.
    fn negated(&mut self, node: &Node) -> Result<()> {
        let opposite = match node {
            Node::Binary { op, left, right } => {
                let op = match op {
                    BinaryOp::Eq => Some(BinaryOp::Ne),
                    BinaryOp::Ne => Some(BinaryOp::Eq),
                    BinaryOp::Lt => Some(BinaryOp::Ge),
                    BinaryOp::Ge => Some(BinaryOp::Lt),
                    BinaryOp::Gt => Some(BinaryOp::Le),
                    BinaryOp::Le => Some(BinaryOp::Gt),
                    _ => None,
                };
                op.map(|op| Node::Binary { op, left: left.clone(), right: right.clone() })
            }
            Node::IsNull { node, negated } => Some(Node::IsNull { node: node.clone(), negated: !negated }),
            Node::InList { node, values, negated } => {
                Some(Node::InList { node: node.clone(), values: values.clone(), negated: !negated })
            }
            Node::InSelect { node, select, negated } => {
                Some(Node::InSelect { node: node.clone(), select: select.clone(), negated: !negated })
            }
            Node::Like { node, pattern, escaped, negated } => {
                Some(Node::Like { node: node.clone(), pattern: pattern.clone(), escaped: *escaped, negated: !negated })
            }
            Node::Not(inner) => Some((**inner).clone()),
            _ => None,
        };
        if let Some(opposite) = opposite {
            return self.node(&opposite);
        }
        self.push("NOT ");
        self.operand(node, 5)
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
            self.array(ty, values.to_vec());
        } else {
            self.push(if negated { " NOT IN (" } else { " IN (" });
            let most = if self.literals { 0 } else { self.dialect.capabilities.max_params };
            self.list(padded(values, most), |this, value| {
                this.value(value.clone());
                Ok(())
            })?;
        }
        self.push(")");
        Ok(())
    }

    fn tuple_in_list(&mut self, nodes: &[Node], rows: &[Vec<Value>]) -> Result<()> {
        if rows.is_empty() {
            self.push("1 = 0");
            return Ok(());
        }
        self.push("(");
        self.list(nodes, |this, node| this.node(node))?;
        self.push(if self.dialect.capabilities.row_values_need_values { ") IN (VALUES " } else { ") IN (" });
        let limit = self.dialect.capabilities.max_params / nodes.len().max(1);
        self.list(padded(rows, limit), |this, row| {
            this.push("(");
            this.list(row, |this, value| {
                this.value(value.clone());
                Ok(())
            })?;
            this.push(")");
            Ok(())
        })?;
        self.push(")");
        Ok(())
    }

    fn function(&mut self, call: &FunctionCall) -> Result<()> {
        self.push(call.name);
        self.push(if call.distinct { "(DISTINCT " } else { "(" });
        self.list(&call.args, |this, node| this.node(node))?;
        self.push(")");
        Ok(())
    }
}

/// The type of the values in a list: the column's, where the operand is one.
fn element_type(node: &Node, values: &[Value]) -> ColumnType {
    if let Node::ColumnRef(column) = node
        && let Some(definition) = column.definition()
    {
        return definition.ty;
    }
    values.iter().find_map(Value::column_type).unwrap_or(ColumnType::Text(None))
}
