//! Exact decimal numbers.

use super::{SqlType, required};
use crate::error::DecodeError;
use crate::row::RowReader;
use crate::schema::ColumnType;
use crate::value::Value;

#[diagnostic::do_not_recommend]
impl SqlType for rust_decimal::Decimal {
    type Base = Self;
    const TYPE: ColumnType = ColumnType::Numeric(None);

    fn to_value(&self) -> Value {
        Value::Decimal(*self)
    }

    fn read(row: &dyn RowReader, index: usize) -> Result<Self, DecodeError> {
        required(row.decimal(index)?, index)
    }

    /// SQLite drops zeros at the end. Digits beyond the column's scale, which only SQLite stores, are kept.
    fn in_column(mut self, ty: ColumnType) -> Self {
        if let ColumnType::Numeric(Some((_, scale))) = ty
            && u32::from(scale) > self.scale()
        {
            self.rescale(scale.into());
        }
        self
    }
}

/// The decimal that a text is, to the last digit: `None` for one of more digits than a `Decimal` has, zeros at the end aside.
#[doc(hidden)]
pub fn exact_decimal(text: &str) -> Option<rust_decimal::Decimal> {
    rust_decimal::Decimal::from_str_exact(text).ok().or_else(|| {
        let zeros = text.contains('.').then(|| text.trim_end_matches('0').trim_end_matches('.'))?;
        rust_decimal::Decimal::from_str_exact(if zeros.ends_with(|c: char| c.is_ascii_digit()) { zeros } else { "" })
            .ok()
    })
}

/// A decimal with so many digits after the point, if it has not already. One that is too long for zeros at the end goes without.
pub(crate) fn at_scale(decimal: rust_decimal::Decimal, scale: u32) -> Option<rust_decimal::Decimal> {
    let away_from_zero = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    let mut scaled = decimal.round_dp_with_strategy(scale, away_from_zero);
    scaled.rescale(scale);
    if scaled.is_zero() {
        scaled.set_sign_positive(true);
    }
    (scaled.scale() != decimal.scale()).then_some(scaled)
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::at_scale;

    #[test]
    fn halves_go_away_from_zero() {
        let shown = |of: i64, scale| at_scale(Decimal::new(of, 3), scale).map(|scaled| scaled.to_string());
        assert_eq!(shown(1_555, 2).as_deref(), Some("1.56"));
        assert_eq!(shown(-1_545, 2).as_deref(), Some("-1.55"));
        assert_eq!(shown(1_554, 2).as_deref(), Some("1.55"));
        assert_eq!(shown(-1, 2).as_deref(), Some("0.00"));
        assert_eq!(shown(2_500, 0).as_deref(), Some("3"));
        assert_eq!(shown(2_500, 3), None);
        assert_eq!(shown(2_500, 5).as_deref(), Some("2.50000"));
        assert_eq!(at_scale(Decimal::MAX, 4), None);
    }
}
