use pullback::prelude::*;

#[derive(Parameters)]
struct Model<'a> {
    #[prior(Normal(0.0, 1.0))]
    unsized_length: Vec<f64>,
    #[prior(Normal(0.0, 1.0))]
    single: f32,
    count: usize,
    pair: (f64, f64),
    maybe: Option<f64>,
    borrowed: &'a f64,
    #[constant]
    held: f64,
    marker: std::marker::PhantomData<&'a f64>,
    #[support(positive)]
    nested: Part,
}

#[derive(Parameters)]
struct Part {
    #[prior(Flat)]
    a: f64,
}

fn main() {}
