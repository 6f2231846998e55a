//! Surveys: what they return, what they keep, and what happens when something goes wrong.

mod damage;
mod faults;
mod ranks;
mod results;
mod slices;
mod star;
mod tables;
