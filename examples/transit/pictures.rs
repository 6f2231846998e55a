//! a
use crate::model::Transit;
use crate::timing::Earlier;
use pullback::exoplanet::LightCurve;
use pullback::prelude::*;
use pullback::sampler::plots::PlotError;
use std::path::Path;
pub fn draw_light_curve(_: &LightCurve, _: &[Transit], _: &Path) -> Result<(), PlotError> {
    Ok(())
}
pub fn draw_corner(_: &Trace, _: &Path) -> Result<(), PlotError> {
    Ok(())
}
pub fn draw_timing(_: &Earlier, own: &[(f64, f64)], _: &Path) -> Result<(), PlotError> {
    println!("{own:?}");
    Ok(())
}
