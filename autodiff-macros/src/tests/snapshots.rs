//! Generated code, checked in: a change of it is a decision. `INSTA_UPDATE=always cargo test -p autodiff-macros` accepts one.

use super::expanded;

macro_rules! snapshot {
    ($name:ident, $source:expr) => {
        #[test]
        fn $name() {
            insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
                insta::assert_snapshot!(stringify!($name), expanded($source));
            });
        }
    };
}

snapshot!(
    rosenbrock,
    "fn rosenbrock(x: &[f64], #[constant] scale: f64) -> f64 {
        let mut sum = 0.0;
        for i in 0..x.len() - 1 {
            sum += scale * (x[i + 1] - x[i] * x[i]).powi(2) + (1.0 - x[i]).powi(2);
        }
        sum
    }"
);

snapshot!(
    likelihood,
    "fn log_likelihood(planet: &Planet, #[constant] data: &Data) -> f64 {
        let mut sum = 0.0;
        for i in 0..data.times.len() {
            let velocity = orbit::velocity(planet, data.times[i]);
            let residual = (data.velocities[i] - velocity) / (data.errors[i] + planet.jitter);
            sum -= 0.5 * residual * residual + (data.errors[i] + planet.jitter).ln();
        }
        sum
    }"
);

snapshot!(
    helper_with_output,
    "fn axpy(alpha: f64, x: &[f64], y: &mut [f64]) {
        for i in 0..x.len() {
            y[i] = alpha * x[i] + y[i] * y[i];
        }
    }"
);

snapshot!(
    while_with_break,
    "fn root(a: f64) -> f64 {
        let mut x = a;
        let mut n = 0;
        while n < 100 {
            let next = 0.5 * (x + a / x);
            if (next - x).abs() < 1e-12 {
                break;
            }
            x = next;
            n += 1;
        }
        x
    }"
);

snapshot!(
    early_return,
    "fn soft(x: f64, y: f64) -> f64 {
        if x < 0.0 {
            return x.exp() * y;
        }
        let s = x.sqrt();
        s * y + s
    }"
);
