//! Numbers, to their limits.

use orm::prelude::Decimal;

use super::round_trips;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

round_trips! {
    bools: bool = [false, true];
    i8s: i8 = [0, -1, i8::MIN, i8::MAX];
    i16s: i16 = [0, -1, i16::MIN, i16::MAX];
    i32s: i32 = [0, -1, i32::MIN, i32::MAX];
    i64s: i64 = [0, -1, i64::MIN, i64::MAX];
    u8s: u8 = [0, 1, u8::MAX];
    u16s: u16 = [0, 1, u16::MAX];
    u32s: u32 = [0, 1, u32::MAX];
    u64s: u64 = [0, 1, i64::MAX.cast_unsigned()];
    f32s: f32 = [0.0, 0.1, -1.5, 1.0 / 3.0, f32::MIN, f32::MAX, f32::MIN_POSITIVE, 16_777_217.0];
    f64s: f64 = [0.0, 0.1, -1.5, 1.0 / 3.0, f64::MIN, f64::MAX, f64::MIN_POSITIVE, 1e-300, 5.0, 9e15];
    #[column(precision = 10, scale = 2)]
    prices: Decimal = ["0", "0.01", "-1", "12.50", "99999999.99", "-99999999.99"].map(decimal);
    decimals: Decimal = ["0", "0.1", "-0.000001", "3.141592653589", "123456789012345", "9007199254740993"].map(decimal);
}
