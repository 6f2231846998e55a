//! The values of celerite2 and tinygp.

use crate::dense::assert_close;
use autodiff_runtime::exoplanet::celerite::{
    ComplexTerm, Kernel, Matern32, Matern32Term, Matern52, RealTerm, RotationTerm, ShoTerm, log_likelihood, predict,
    product, sum,
};

const N: usize = 30;

/// One row: the kernel's name, the likelihood, means and variances.
struct Row {
    name: &'static str,
    log_likelihood: f64,
    means: Vec<f64>,
    variances: Vec<f64>,
}

fn table() -> Vec<Row> {
    let row = |line: &'static str| {
        let mut fields = line.split(',');
        let name = fields.next().unwrap();
        let numbers: Vec<f64> = fields.map(|x| x.parse().unwrap()).collect();
        let (means, variances) = numbers[1..].split_at(7);
        Row {
            name,
            log_likelihood: numbers[0],
            means: means.to_vec(),
            variances: variances.to_vec(),
        }
    };
    include_str!("../data/celerite.csv").lines().skip(1).map(row).collect()
}

fn compare<const J: usize, const W: usize>(row: &Row, kernel: &Kernel<J, W>) {
    let mut now = 0.0;
    let step = |i: usize| {
        now += (1 + (i * 7) % 11) as f64 / 16.0;
        now
    };
    let time: Vec<f64> = (0..N).map(step).collect();
    let residual: Vec<f64> = (0..N).map(|i| (((i * 5) % 13) as f64 - 6.0) / 8.0).collect();
    let variance: Vec<f64> = (0..N).map(|i| (1 + (i * 3) % 7) as f64 / 64.0).collect();
    let at: Vec<f64> = (0..7).map(|i| (f64::from(i) * 9.0 - 4.0) / 4.0).collect();
    assert_close(
        log_likelihood(kernel, &time, &residual, &variance),
        row.log_likelihood,
        1e-12,
    );
    let prediction = predict(kernel, &time, &residual, &variance, &at);
    for k in 0..7 {
        assert_close(prediction.mean[k], row.means[k], 1e-11);
        assert_close(prediction.variance[k], row.variances[k], 1e-11);
    }
}

#[test]
fn celerite2_and_tinygp() {
    let real = RealTerm { a: 1.3, c: 0.4 }.kernel();
    let under = ShoTerm {
        s0: 0.4,
        w0: 2.0,
        q: 3.0,
    }
    .kernel();
    let (sigma, rho) = (0.8, 1.7);
    let matern52 = Matern52 { sigma, rho }.kernel();
    let table = table();
    assert_eq!(table.len(), 12);
    for row in &table {
        match row.name {
            "real" => compare(row, &real),
            "complex" => compare(
                row,
                &ComplexTerm {
                    a: 1.3,
                    b: 0.1,
                    c: 0.4,
                    d: 2.0,
                }
                .kernel(),
            ),
            "underdamped" => compare(row, &under),
            "overdamped" => compare(
                row,
                &ShoTerm {
                    s0: 1.4,
                    w0: 1.0,
                    q: 0.2,
                }
                .kernel(),
            ),
            "period" => compare(row, &ShoTerm::from_period(1.2, 3.0, 5.0).kernel()),
            "rotation" => {
                let rotation = RotationTerm {
                    sigma: 1.1,
                    period: 3.4,
                    q0: 0.6,
                    dq: 0.3,
                    f: 0.7,
                };
                compare(row, &rotation.kernel());
            }
            "approximate_matern32" => compare(row, &Matern32Term { sigma, rho, eps: 0.01 }.kernel()),
            "sum" => compare::<4, 2>(row, &sum(&real, &under)),
            "product" => compare::<2, 2>(row, &product(&real, &under)),
            "exact_matern32" => compare(row, &Matern32 { sigma, rho }.kernel()),
            "matern52" => compare(row, &matern52),
            "product_with_matern52" => {
                let sho = ShoTerm::from_quality(1.1, std::f64::consts::PI, 3.0).kernel();
                compare::<6, 6>(row, &product(&matern52, &sho));
            }
            other => panic!("no kernel is called {other}"),
        }
    }
}
