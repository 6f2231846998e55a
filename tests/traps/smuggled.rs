//! What an active value can be read from again although it has no derivative: text and bits. They may be shown and compared;
//! a function that is given them is refused: see `tests/ui/hidden`.

mod text_that_is_shown {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let mut log = Vec::new();
        let text = format!("{:.3}", x[0]);
        log.push(text.clone());
        let shown = text;
        assert!(shown.len() < 100, "{shown} {log:?}");
        x[0] * x[0]
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7]);
    }
}

mod text_of_constants_that_is_read {
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: f64, #[constant] text: &str, n: usize) -> f64 {
        let y: f64 = text.parse().unwrap();
        let digits = format!("{n}");
        let z: f64 = digits.parse().unwrap();
        x * x * y * z
    }

    #[test]
    fn gradient() {
        assert_eq!(f::grad(2.0, "3.5", 2), 28.0);
    }
}

mod bits_that_are_compared {
    use crate::check_slice;
    use pullback::prelude::*;

    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let one = 1.0_f64;
        if x[0].to_bits() == one.to_bits() {
            x[0]
        } else {
            x[0] * x[0]
        }
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7]);
    }
}

mod bits_of_a_value_held_constant {
    use pullback::prelude::*;

    fn parity(bits: u64) -> f64 {
        bits.count_ones() as f64
    }

    #[differentiable]
    fn f(x: f64) -> f64 {
        let held = constant(x);
        x * parity(held.to_bits())
    }

    #[test]
    fn gradient() {
        assert_eq!(f::grad(1.5), parity(1.5_f64.to_bits()));
    }
}

mod integers_made_of_numbers {
    use pullback::prelude::*;

    fn table(i: usize) -> f64 {
        [1.0, 4.0, 9.0][i]
    }

    /// No derivative passes through an integer: the steps of the table have none.
    #[differentiable]
    fn f(x: f64) -> f64 {
        let i = x.floor() as usize;
        x * table(i) + i as f64
    }

    #[test]
    fn gradient() {
        assert_eq!(f::grad(1.5), 4.0);
        assert_eq!(f::jvp(1.5, 1.0).1, 4.0);
    }
}

mod random_numbers_are_drawn_once {
    use pullback::prelude::*;
    use std::cell::Cell;

    thread_local! {
        static DRAWN: Cell<u32> = const { Cell::new(0) };
    }

    fn draw() -> f64 {
        DRAWN.set(DRAWN.get() + 1);
        f64::from(DRAWN.get())
    }

    #[differentiable]
    fn f(x: f64) -> f64 {
        let mut sum = 0.0;
        for _ in 0..3 {
            sum += x * x * draw();
        }
        sum
    }

    #[test]
    fn gradient() {
        assert_eq!(f::value_and_grad(2.0), (24.0, 24.0));
        assert_eq!(DRAWN.get(), 3);
    }
}

mod calls_for_their_effect {
    use pullback::prelude::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    static CALLS: AtomicU32 = AtomicU32::new(0);

    #[differentiable]
    fn note(x: f64) {
        if x > 0.0 {
            println!("{x}");
        }
    }

    fn count(_x: f64) {
        CALLS.fetch_add(1, Ordering::Relaxed);
    }

    /// A call whose result nobody reads has a companion too, or is given what is held constant.
    #[differentiable]
    fn f(x: f64) -> f64 {
        note(x * x);
        count(constant(x));
        x * x
    }

    #[test]
    fn gradient() {
        assert_eq!(f::value_and_grad(3.0), (9.0, 6.0));
        assert_eq!(CALLS.load(Ordering::Relaxed), 1);
    }
}

/// What stands behind two dots is a value, not the name of a field: code with it does not read constants alone.
mod a_rest_behind_two_dots {
    use crate::check_slice;
    use pullback::prelude::*;

    #[derive(Differentiable, Clone, Copy, Debug)]
    struct Body {
        mass: f64,
        #[constant]
        scale: f64,
    }
    #[differentiable]
    impl Body {
        fn same(self) -> Body {
            self
        }
        fn weight(self, by: f64) -> f64 {
            by + self.mass * self.scale
        }
    }
    #[differentiable]
    fn f(x: &[f64]) -> f64 {
        let body = Body { mass: x[0], scale: 0.3 };
        (Body { scale: -0.7, ..body }).same().weight(x[1])
    }

    #[test]
    fn gradient() {
        check_slice!(f, [0.7, 1.3]);
    }
}
