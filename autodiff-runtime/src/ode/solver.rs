//! The macro that makes a solver.

/// Makes a `#[differentiable]` function that solves a system of ordinary differential equations.
///
/// ```ignore
/// ode_solver! {
///     /// What the function is.
///     pub fn name = method(rates: [f64; 2], &Parameters);
/// }
/// ```
///
/// `method` is `dormand_prince` or `sdirk` (for stiff systems), the number that of the equations, a literal. `rates` is a
/// `#[differentiable]` function `fn rates(t: f64, y: &[f64; 2], parameters: &Parameters) -> [f64; 2]`, which returns dy/dt and
/// marks none of its parameters `#[constant]`; a field of the parameters may be. What is made is
///
/// ```ignore
/// pub fn name(
///     start: &[f64; 2],        // the state at start_time
///     start_time: f64,
///     times: &[f64],           // of the output: in order, not before start_time
///     parameters: &Parameters,
///     #[constant] settings: &OdeSettings,
/// ) -> Result<Vec<[f64; 2]>, OdeError>  // the state at each of the times
/// ```
///
/// with everything that a differentiable function has beside it. [`ode`](crate::ode) says what its derivative is.
///
/// ```
/// # extern crate autodiff_runtime as pullback;
/// # use autodiff_macros::differentiable;
/// use pullback::ode::OdeSettings;
/// use pullback::ode_solver;
///
/// /// Radioactive decay into something that decays, too.
/// #[differentiable]
/// fn decay(_t: f64, y: &[f64; 2], rates: &[f64; 2]) -> [f64; 2] {
///     [-rates[0] * y[0], rates[0] * y[0] - rates[1] * y[1]]
/// }
///
/// ode_solver! {
///     /// What is left of both.
///     fn left = dormand_prince(decay: [f64; 2], &[f64; 2]);
/// }
///
/// #[differentiable]
/// fn left_of_first(rates: &[f64; 2], #[constant] time: f64) -> f64 {
///     match left(&[1.0, 0.0], 0.0, &[time], rates, &OdeSettings::default()) {
///         Ok(states) => states[0][0],
///         Err(_) => f64::NAN,
///     }
/// }
///
/// let (value, [by_first, by_second]) = left_of_first::value_and_grad(&[0.5, 0.1], 3.0);
/// assert!((value - (-1.5f64).exp()).abs() < 1e-6);
/// assert!((by_first + 3.0 * (-1.5f64).exp()).abs() < 1e-5 && by_second.abs() < 1e-12);
/// ```
#[macro_export]
macro_rules! ode_solver {
    ($(#[$meta:meta])* $vis:vis fn $name:ident = dormand_prince($rates:ident: [f64; $n:literal], &$parameters:ty $(,)?);) => {
        $crate::dormand_prince_solver!($(#[$meta])* $vis $name $rates $n $parameters);
    };
    ($(#[$meta:meta])* $vis:vis fn $name:ident = sdirk($rates:ident: [f64; $n:literal], &$parameters:ty $(,)?);) => {
        $crate::sdirk_solver!($(#[$meta])* $vis $name $rates $n $parameters);
    };
}
