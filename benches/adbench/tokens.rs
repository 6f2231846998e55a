//! Numbers in text, separated by whitespace.

/// What is left of a text.
pub struct Tokens<'t>(std::str::SplitWhitespace<'t>);

impl<'t> Tokens<'t> {
    pub fn of(text: &'t str) -> Self {
        Self(text.split_whitespace())
    }

    pub fn next<T: std::str::FromStr>(&mut self) -> T {
        let token = self.0.next().expect("the file of the benchmark ends too early");
        match token.parse() {
            Ok(value) => value,
            Err(_) => panic!("the file of the benchmark has {token:?} for a number"),
        }
    }

    pub fn count(&mut self) -> usize {
        self.next()
    }

    pub fn number(&mut self) -> f64 {
        self.next()
    }

    pub fn numbers(&mut self, count: usize) -> Vec<f64> {
        (0..count).map(|_| self.number()).collect()
    }

    pub fn array<const N: usize>(&mut self) -> [f64; N] {
        std::array::from_fn(|_| self.number())
    }
}
