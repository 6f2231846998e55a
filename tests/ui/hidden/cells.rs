use pullback::prelude::*;
use std::cell::{Cell, RefCell};
use std::sync::Mutex;

static TOTAL: Mutex<f64> = Mutex::new(0.0);

struct Log {
    total: Cell<f64>,
}

impl Log {
    fn note(&self, value: f64) {
        self.total.set(value);
    }
    fn total(&self) -> f64 {
        self.total.get()
    }
}

#[differentiable]
fn through_a_constant(x: f64, #[constant] log: &Log) -> f64 {
    log.note(x * x);
    log.total() * x
}

#[differentiable]
fn through_a_lock(x: f64) -> f64 {
    *TOTAL.lock().unwrap() = x * x;
    x
}

#[differentiable]
fn through_a_local(x: f64) -> f64 {
    let cell = RefCell::new(x);
    *cell.borrow_mut() *= x;
    x
}

fn main() {}
