//! Row 7: arithmetic, division, bits, and functions of numbers.

use orm::core::statement::Select;
use orm::prelude::*;

use super::*;

/// Of the first event.
fn one<T: orm::SqlType>(expr: Expr<T>) -> Select<Expr<T>> {
    select(expr).filter(Event::id.eq(1))
}

pub fn cases() -> Vec<Case> {
    let sevenths = || select((literal(7) / 2, literal(-7) / 2, literal(7) % 2, literal(-7) % 2));
    let decimal = |units, scale| Decimal::new(units, scale);
    vec![
        query("7", "+ - *", select(User::id * 2 + 1 - User::id).order_by(User::id), [2, 3, 4]),
        query("7", "parentheses", select((User::id + 1) * (User::id - 1)).order_by(User::id), [0, 3, 8]),
        query(
            "7",
            "unary minus",
            select((-User::id, -(-User::id), -(User::id + 1))).order_by(User::id).limit(1),
            [(-1, 1, -2)],
        ),
        query("7", "NULL stays NULL", select(User::age + 1).order_by(User::id), [Some(31), None, Some(42)]),
        query("7", "integers divide towards zero", sevenths(), [(3, -3, 1, -1)]),
        query(
            "7",
            "floor division",
            select((func::floor_div(literal(7), 2), func::floor_div(literal(-7), 2), func::floor_div(literal(-8), 2))),
            [(3, -4, -4)],
        ),
        query(
            "7",
            "true division",
            select((func::true_div(literal(7), 2), func::true_div(literal(2) * 3, 4))),
            [(3.5, 1.5)],
        ),
        query("7", "floats", one(Event::ratio * 2.0 / 4.0 - 0.5), [0.25]),
        query("7", "floats and integers", one(Event::ratio * Event::id / 2), [0.75]),
        query(
            "7",
            "decimals keep fractions",
            event_ids((Event::price / 4).eq(decimal(2375, 3)) | (Event::price * 2).eq(decimal(200, 0))),
            [1, 3],
        ),
        query("7", "remainder binds like times", select(literal(7) % (literal(2) * 2) * 3), [9]),
        query(
            "7",
            "bits",
            select((literal(12).bit_and(10), literal(12).bit_or(10), literal(12).bit_xor(10), literal(12).bit_not())),
            [(8, 14, 6, -13)],
        ),
        query(
            "7",
            "bits of negative numbers",
            select((literal(-12).bit_and(10), literal(-12).bit_or(3), literal(-12).bit_xor(10))),
            [(0, -9, -2)],
        ),
        query(
            "7",
            "shifted bits",
            select((literal(3_i64).shift_left(2), literal(12_i64).shift_right(2), literal(-12_i64).shift_right(2))),
            [(12, 3, -3)],
        ),
        query(
            "7",
            "bits of unsigned numbers",
            select((literal(12_u64).bit_and(10), literal(12_u64).bit_or(3))),
            [(8, 15)],
        ),
        query("7", "bits in a comparison", ids((User::id.bit_and(1) + 1).eq(2)), [1, 3]),
        query(
            "9",
            "abs, sign",
            select((func::abs(Event::ratio), func::sign(Event::ratio))).order_by(Event::id),
            [(1.5, 1), (2.25, -1), (0.5, 1)],
        ),
        query(
            "9",
            "ceil, floor",
            select((func::ceil(Event::ratio), func::floor(Event::ratio))).order_by(Event::id),
            [(2.0, 1.0), (-2.0, -3.0), (1.0, 0.0)],
        ),
        query("9", "round", select((func::round(literal(2.6)), func::round(literal(-2.6)))), [(3.0, -3.0)]),
        query("9", "round to digits", select(func::round_to(Event::ratio, 1)).filter(Event::id.eq(1)), [1.5]),
        query("9", "round a decimal", event_ids(func::round_to(Event::price / 8, 2).eq(decimal(119, 2))), [1]),
        query(
            "9",
            "power, square root",
            select((func::power(literal(2.0), 10.0), func::sqrt(literal(16)))),
            [(1024.0, 4.0)],
        ),
        query("9", "logarithm, exponential", select((func::ln(literal(1.0)), func::exp(literal(0.0)))), [(0.0, 1.0)]),
        query("9", "random", event_ids(func::random().between(0.0, 1.0)), [1, 2, 3]),
        query(
            "7",
            "shifted bits of large numbers",
            {
                select((
                    literal(i64::MAX).shift_right(1),
                    literal(i64::MIN).shift_right(62),
                    null::<i64>().shift_right(1),
                ))
            },
            [(i64::MAX >> 1, -2, None)],
        ),
        query(
            "7",
            "floor division of large numbers",
            {
                select((
                    func::floor_div(literal(i64::MAX - 1), i64::MAX),
                    func::floor_div(literal(i64::MIN + 2), i64::MAX),
                    func::floor_div(literal(i64::MAX), -2),
                    func::floor_div(literal(i64::MIN), 3),
                    func::floor_div(null::<i64>(), 3),
                ))
            },
            [(0, -1, i64::MIN / 2, -3_074_457_345_618_258_603, None)],
        ),
        query(
            "9",
            "ceil, floor, round of integers",
            select((
                func::ceil(Post::views),
                func::floor(Post::views - 1) * 2,
                func::round(Post::user_id),
                func::round_to(Post::views, 0),
            ))
            .filter(Post::id.eq(3)),
            [(7, 12, 3, 7)],
        ),
        query("9", "ceil of NULL", select(func::ceil(User::age)).order_by(User::id), [Some(30), None, Some(41)]),
    ]
}
