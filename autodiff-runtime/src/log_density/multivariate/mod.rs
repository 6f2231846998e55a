//! Densities of vectors and matrices: slices, matrices in row-major order.

mod lkj;
mod normal;
mod simplex;
mod student_t;

pub use lkj::lkj_corr_cholesky;
pub use normal::{multi_normal, multi_normal_cholesky, multi_normal_precision};
pub use simplex::dirichlet;
pub use student_t::{multi_student_t, multi_student_t_cholesky};
