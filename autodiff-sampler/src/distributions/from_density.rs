//! Distributions whose density is a function of [`autodiff_runtime::log_density`]: the sampler takes its partial derivatives from there,
//! and adds support, transform, checks and draws.

/// Implements [`Distribution`](super::Distribution): arguments with their places and checks, the transform, the density, and how to draw.
///
/// `from_density! { Laplace(0 mu: finite, 1 sigma: positive), Identity => Identity, laplace, |rng| mu + sigma * … }`
macro_rules! from_density {
    (
        $name:ident($($index:tt $argument:ident: $check:ident),* $(,)?),
        $transform:expr => $transform_type:ty, $density:ident, |$rng:ident| $draw:expr $(, bounds $bounds:tt)? $(,)?
    ) => {
        impl $crate::distributions::Distribution for $name {
            type Value = f64;
            type Transform = $transform_type;
            type Arguments = [f64; [$(stringify!($argument)),*].len()];
            const NAME: &'static str = stringify!($name);
            $(const BOUND_ARGUMENTS: &'static [usize] = &$bounds;)?

            #[inline]
            fn transform(&self) -> $transform_type {
                #[allow(unused_variables, reason = "few supports depend on arguments")]
                let &Self($($argument),*) = self;
                $transform
            }
            fn validate(&self) -> Result<(), $crate::distributions::DistributionError> {
                $($crate::distributions::$check(Self::NAME, stringify!($argument), self.$index)?;)*
                Ok(())
            }
            #[inline]
            fn log_density(&self, x: f64) -> f64 {
                let &Self($($argument),*) = self;
                autodiff_runtime::log_density::$density(x, $($argument),*)
            }
            #[inline]
            fn log_density_and_partials(&self, x: f64) -> (f64, f64, Self::Arguments) {
                let &Self($($argument),*) = self;
                #[allow(unused_parens, reason = "a tuple of one is none")]
                let (value, (by_x, $($argument),*)) =
                    autodiff_runtime::log_density::$density::value_and_grad(x, $($argument),*);
                if value.is_nan() {
                    return (value, value, [value; [$(stringify!($argument)),*].len()]);
                }
                if value == f64::NEG_INFINITY {
                    return (value, 0.0, [0.0; [$(stringify!($argument)),*].len()]);
                }
                (value, by_x, [$($argument),*])
            }
            $crate::distributions::from_density::partials_tangent!($density($($argument $index),*));
            fn sample<R: rand::Rng + ?Sized>(&self, $rng: &mut R) -> f64 {
                let &Self($($argument),*) = self;
                if <Self as $crate::distributions::Distribution>::validate(self).is_err() {
                    return f64::NAN;
                }
                $draw
            }
        }
    };
}
pub(super) use from_density;

/// Second derivatives from a density of the runtime's: `partials_tangent! { normal(mean 0, sd 1) }` within the implementation of
/// [`Distribution`](super::Distribution).
macro_rules! partials_tangent {
    ($density:ident($($argument:ident $index:tt),*)) => {
        fn partials_tangent(&self, x: f64, x_dot: f64, arguments_dot: &Self::Arguments) -> Option<(f64, Self::Arguments)> {
            #[allow(unused_parens, reason = "a tuple of one is none")]
            let (_, (by_x_dot $(, $argument)*)) =
                autodiff_runtime::log_density::$density::hvp(x, $(self.$index,)* x_dot $(, arguments_dot[$index])*);
            Some((by_x_dot, [$($argument),*]))
        }
    };
}
pub(super) use partials_tangent;

/// Implements [`LocationScale`](super::LocationScale) for a distribution whose standard form is one of its own.
macro_rules! location_scale {
    ($name:ident($($argument:ident),*), $location:ident $location_index:tt, $scale:ident $scale_index:tt) => {
        impl $crate::distributions::LocationScale for $name {
            type Standard = Self;
            const LOCATION: usize = $location_index;
            const SCALE: usize = $scale_index;

            #[inline]
            fn standard(&self) -> Self {
                let &Self($($argument),*) = self;
                let _ = ($location, $scale);
                let ($location, $scale) = (0.0, 1.0);
                Self($($argument),*)
            }
            #[inline]
            fn location(&self) -> f64 {
                self.$location_index
            }
            #[inline]
            fn scale(&self) -> f64 {
                self.$scale_index
            }
        }
    };
}
pub(super) use location_scale;
