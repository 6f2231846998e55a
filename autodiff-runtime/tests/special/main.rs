//! The special functions against values with many digits.
//!
//! `../data/special.csv` was made by `../data/special.py`.

mod edges;
mod table;
