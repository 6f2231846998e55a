//! Whole programs of ordinary numerical work, written as if nobody had ever heard of derivatives: every gradient against
//! eighth-order finite differences, and reverse against forward mode. One file per field.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(clippy::all, reason = "people write such code")]

#[path = "../construct/check.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod check;

mod applications;
mod choices;
mod curves;
mod factorisations;
mod functions;
mod inference;
mod integrators;
mod language;
mod learning;
mod linear_systems;
mod matrices;
mod motion;
mod objects;
mod rays;
mod roots;
mod space;
mod states;
mod types;
