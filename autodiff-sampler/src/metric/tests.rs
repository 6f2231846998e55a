use super::*;

/// L of a matrix whose factor is easy to write down: Lᵢⱼ = 1 / (1 + i + 2j), and 2 on the diagonal.
fn lower(n: usize) -> Vec<f64> {
    let element = |i: usize, j: usize| match i.cmp(&j) {
        std::cmp::Ordering::Less => 0.0,
        std::cmp::Ordering::Equal => 2.0,
        std::cmp::Ordering::Greater => 1.0 / (1 + i + 2 * j) as f64,
    };
    (0..n * n).map(|at| element(at / n, at % n)).collect()
}

#[test]
fn dense_products_are_those_of_the_triangle() {
    for n in [1, 3, 7, 8, 9, 16, 29] {
        let l = lower(n);
        let metric = InvMetric::new(Factor::Dense(DenseFactor::new(&l, n)));
        let matrix = metric.to_matrix();
        for i in 0..n {
            for j in 0..n {
                let expected: f64 = (0..n).map(|k| l[i * n + k] * l[j * n + k]).sum();
                assert!((matrix[i * n + j] - expected).abs() < 1e-14, "{n}: {i}, {j}");
            }
            assert!((metric.diagonal()[i] - matrix[i * n + i]).abs() < 1e-14);
        }
    }
}

#[test]
fn low_rank_products_are_those_of_the_matrix() {
    let half = 0.5f64.sqrt();
    let sigma = vec![1.0, 2.0, 3.0];
    let directions = vec![half, half, 0.0, 0.0, 0.0, 1.0];
    let factor = LowRankFactor::new(sigma, directions, &[4.0, 0.25]);
    let metric = InvMetric::new(Factor::LowRank(factor));
    assert_eq!(metric.form(), InvMetricForm::LowRank { rank: 2 });
    // diag(σ) (I + 3 u uᵀ - ¾ v vᵀ) diag(σ)
    let expected = [2.5, 3.0, 0.0, 3.0, 10.0, 0.0, 0.0, 0.0, 2.25];
    for (element, expected) in metric.to_matrix().iter().zip(expected) {
        assert!((element - expected).abs() < 1e-14);
    }
    for (i, variance) in metric.diagonal().iter().enumerate() {
        assert!((variance - expected[4 * i]).abs() < 1e-14);
    }
}

#[test]
fn a_diagonal_metric_is_its_variances() {
    let metric = InvMetric::diagonal_from_sigma(vec![1.0, 3.0]);
    assert_eq!(metric.to_matrix(), [1.0, 0.0, 0.0, 9.0]);
    assert_eq!(metric.diagonal(), [1.0, 9.0]);
    assert_eq!((metric.form(), metric.dimension()), (InvMetricForm::Diagonal, 2));
}

#[test]
fn solving_undoes_the_factor() {
    let n = 19;
    let unit = |i: usize| (0..n).map(|j| if i == j { 1.0 } else { 0.0 }).collect::<Vec<f64>>();
    let direction: Vec<f64> = (0..n).map(|_| 1.0 / (n as f64).sqrt()).collect();
    let sigma: Vec<f64> = (0..n).map(|i| 1.0 + i as f64).collect();
    let metrics = [
        InvMetric::diagonal_from_sigma(sigma.clone()),
        InvMetric::new(Factor::LowRank(LowRankFactor::new(sigma, direction, &[9.0]))),
        InvMetric::new(Factor::Dense(DenseFactor::new(&lower(n), n))),
    ];
    for metric in metrics {
        for i in 0..n {
            let (mut moved, mut back) = (vec![0.0; n], vec![0.0; n]);
            metric.drift(&unit(i), &vec![0.0; n], 1.0, &mut moved);
            metric.solve(&moved, &mut back);
            let error = back.iter().zip(unit(i)).map(|(b, e)| (b - e).abs()).fold(0.0, f64::max);
            assert!(error < 1e-13, "{:?}: {error}", metric.form());
        }
    }
}

/// Numbers that are all different.
fn numbers(n: usize, first: u32) -> BlockVector {
    let numbers: Vec<f64> = (0..n).map(|i| (1.0 + f64::from(first) + i as f64).ln() - 1.5).collect();
    numbers.into()
}

#[test]
fn halves_of_a_step_are_their_formulas() {
    for n in [1, 3, 8, 9, 16, 29] {
        let direction: Vec<f64> = (0..n).map(|_| 1.0 / (n as f64).sqrt()).collect();
        let sigma: Vec<f64> = (0..n).map(|i| 1.0 + i as f64).collect();
        let metrics = [
            InvMetric::diagonal_from_sigma(sigma.clone()),
            InvMetric::new(Factor::LowRank(LowRankFactor::new(sigma, direction, &[9.0]))),
            InvMetric::new(Factor::Dense(DenseFactor::new(&lower(n), n))),
        ];
        for metric in metrics {
            for step in [0.3, -0.3] {
                check_halves(&metric, step);
            }
        }
    }
}

fn check_halves(metric: &InvMetric, step: f64) {
    let n = metric.dimension();
    let [position, momentum, start_sum, grad] = [0, 40, 80, 120].map(|first| numbers(n, first));
    let mut whitened = BlockVector::zeros(n);
    metric.whiten(&numbers(n, 160), &mut whitened);
    let [mut end_position, mut half, mut sum] = [0; 3].map(|_| BlockVector::zeros(n));
    metric.first_half(FirstHalf {
        position: &position,
        momentum: &momentum,
        whitened: &whitened,
        step,
        end_position: &mut end_position,
        end_momentum: &mut half,
    });
    let at_half: Vec<f64> = (0..n).map(|i| momentum[i] + 0.5 * step * whitened[i]).collect();
    let mut moved = vec![0.0; n];
    metric.drift(&at_half, &position, step, &mut moved);
    assert_close(&half, &at_half);
    assert_close(&end_position, &moved);

    let mut end_whitened = BlockVector::zeros(n);
    let square = metric.second_half(SecondHalf {
        start_sum: &start_sum,
        start_momentum: &momentum,
        step,
        grad: &grad,
        whitened: &mut end_whitened,
        momentum: &mut half,
        sum: &mut sum,
    });
    let mut force = vec![0.0; n];
    metric.whiten(&grad, &mut force);
    let end: Vec<f64> = (0..n).map(|i| at_half[i] + 0.5 * step * force[i]).collect();
    let change = |i: usize| if step > 0.0 { end[i] } else { -momentum[i] };
    assert_close(&end_whitened, &force);
    assert_close(&half, &end);
    assert_close(&sum, &(0..n).map(|i| start_sum[i] + change(i)).collect::<Vec<_>>());
    assert_close(&[square], &[end.iter().map(|p| p * p).sum()]);
}

fn assert_close(a: &[f64], b: &[f64]) {
    let error = a.iter().zip(b).map(|(a, b)| (a - b).abs() / (1.0 + b.abs()));
    assert!(error.fold(0.0, f64::max) < 1e-13, "{a:?} is not {b:?}");
}
