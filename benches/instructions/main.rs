//! How many instructions eight kernels and their gradients take: `cargo bench --bench instructions` compares with
//! `benches/instructions.txt`, and fails if a count is off by more than 3 %; `-- --update` writes the table anew.
//!
//! Times vary with the machine and what else it does; instructions do not. They are counted by valgrind's callgrind, which this
//! program runs itself in (`apt-get install valgrind`). Without it nothing is compared, and the program says so. A count that has
//! become *smaller* is a change, too: update the table, so that it cannot grow back unseen.
//!
//! One line for each kernel: `bench instructions/<kernel> primal=… gradient=… ratio=… primal_calls=… gradient_calls=…`.
//! Without `--bench` (`cargo test --benches`) every kernel is called once, and nothing is counted.

#[path = "../adbench/ba.rs"]
#[allow(dead_code, reason = "one observation stands for all")]
mod ba;
mod callgrind;
#[path = "../kernels/functions.rs"]
mod functions;
#[path = "../adbench/gmm.rs"]
mod gmm;
#[path = "../adbench/hand.rs"]
#[allow(dead_code, reason = "the source of instances knows all of ADBench")]
mod hand;
mod kernels;
#[path = "../adbench/lstm.rs"]
mod lstm;
#[path = "../../examples/radial_velocity/model.rs"]
mod model;
#[path = "../adbench/source.rs"]
#[allow(dead_code, reason = "instances are generated, as files may be missing")]
mod source;
mod table;
#[path = "../adbench/tokens.rs"]
mod tokens;

use callgrind::Count;
use kernels::{NAMES, SWEEPS};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let given = |flag: &str| arguments.iter().any(|argument| argument == flag);
    if let [flag, kernel, sweep, times] = &arguments[..]
        && flag == "--calls"
    {
        kernels::run(kernel, sweep, times.parse().expect("a number of calls"));
        return ExitCode::SUCCESS;
    }
    if !given("--bench") || given("--test") {
        for kernel in NAMES {
            for sweep in SWEEPS {
                kernels::run(kernel, sweep, 1);
            }
        }
        return ExitCode::SUCCESS;
    }
    if !cfg!(all(target_arch = "x86_64", target_os = "linux")) {
        println!("instructions: the table is for Linux on x86-64, NOTHING IS COMPARED");
        return ExitCode::SUCCESS;
    }
    if !callgrind::is_there() {
        println!("instructions: valgrind is not installed (apt-get install valgrind), NOTHING IS COMPARED");
        return ExitCode::SUCCESS;
    }
    compare(given("--update"))
}

fn compare(update: bool) -> ExitCode {
    let counts = NAMES.map(|kernel| SWEEPS.map(|sweep| callgrind::count(kernel, sweep)));
    for (kernel, [primal, gradient]) in NAMES.iter().zip(&counts) {
        println!(
            "bench instructions/{kernel} primal={} gradient={} ratio={:.2} primal_calls={} gradient_calls={}",
            primal.instructions,
            gradient.instructions,
            gradient.instructions / primal.instructions,
            primal.library_calls,
            gradient.library_calls
        );
    }
    let entries = || {
        let of_kernel = |(kernel, counts): (&'static str, [Count; 2])| {
            SWEEPS
                .into_iter()
                .zip(counts)
                .map(move |(sweep, count)| (kernel, sweep, count))
        };
        NAMES.into_iter().zip(counts).flat_map(of_kernel)
    };
    if update {
        table::write(entries()).expect("the table can be written");
        println!("instructions: benches/instructions.txt is written");
        return ExitCode::SUCCESS;
    }
    let table = table::read();
    let changes: Vec<String> = entries()
        .flat_map(|(kernel, sweep, count)| table::changes(&table, kernel, sweep, count))
        .collect();
    if changes.is_empty() {
        println!(
            "instructions: as in benches/instructions.txt, within {} %",
            100.0 * table::TOLERANCE
        );
        return ExitCode::SUCCESS;
    }
    for change in &changes {
        eprintln!("instructions: {change}");
    }
    eprintln!("If that is meant, run `cargo bench --bench instructions -- --update`, and commit the table.");
    ExitCode::FAILURE
}
