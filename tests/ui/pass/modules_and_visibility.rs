//! Companions follow their functions: through visibility, imports, globs, renames and re-exports.

#![forbid(unsafe_code)]
#![deny(warnings, unreachable_pub, private_interfaces)]

mod physics {
    pub(crate) mod energy {
        use pullback::prelude::*;

        /// Private, with a private type.
        #[derive(Differentiable, Clone, Debug)]
        struct Inner {
            speed: f64,
        }

        #[differentiable]
        fn private(inner: &Inner) -> f64 {
            0.5 * inner.speed * inner.speed
        }

        #[differentiable]
        pub(crate) fn kinetic(speed: f64) -> f64 {
            let inner = Inner { speed };
            private(&inner)
        }

        #[differentiable]
        pub(super) fn of_the_parent(speed: f64) -> f64 {
            kinetic(speed) * 2.0
        }

        #[differentiable]
        pub(in crate::physics) fn of_a_path(speed: f64) -> f64 {
            super::energy::kinetic(speed) * 3.0
        }
    }

    pub(crate) use energy::kinetic as moving;

    use pullback::prelude::*;

    #[differentiable]
    pub(crate) fn all(speed: f64) -> f64 {
        energy::of_the_parent(speed) + self::energy::of_a_path(speed) + crate::physics::moving(speed)
    }
}

// A module and a function of one name need another name for the companion.
mod kepler {
    use pullback::prelude::*;

    #[differentiable(companion = kepler_derivatives)]
    pub(crate) fn kepler(x: f64) -> f64 {
        x * x
    }
}
use kepler::{kepler, kepler_derivatives};

mod globs {
    pub(crate) use super::physics::*;
}
use globs::*;

fn main() {
    assert_eq!(moving::grad(3.0), 3.0);
    assert_eq!(all::grad(2.0), 12.0);
    assert_eq!(kepler(3.0), 9.0);
    assert_eq!(kepler_derivatives::grad(3.0), 6.0);
}
