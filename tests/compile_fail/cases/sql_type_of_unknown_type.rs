use orm::prelude::*;

#[derive(Clone, PartialEq)]
pub struct Point(f64, f64);

#[derive(SqlType, Clone, PartialEq)]
pub struct Place(Point);

fn main() {}
