/// Runs one program; a panic of the function itself is the generator's mistake, one of its derivatives ours.
fn run(verdict: fn() -> Verdict) -> String {
    match std::panic::catch_unwind(verdict) {
        Ok(Verdict::Right) => "right".to_owned(),
        Ok(Verdict::First) => "first".to_owned(),
        Ok(Verdict::Unclear) => "unclear".to_owned(),
        Ok(Verdict::Wrong(message)) => format!("wrong {message}"),
        Err(payload) => {
            let text = payload.downcast_ref::<String>().cloned();
            let text = text.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            let kind = if examine::IN_PRIMAL.with(std::cell::Cell::get) { "invalid" } else { "wrong" };
            format!("{kind} panicked: {}", text.unwrap_or_default().replace('\n', " "))
        }
    }
}

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    let skip: usize = std::env::args().nth(1).and_then(|skip| skip.parse().ok()).unwrap_or(0);
    let work = move || {
        for (seed, verdict) in &PROGRAMS[skip..] {
            println!("{seed} {}", run(*verdict));
        }
    };
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(work);
    thread.expect("a thread").join().expect("panics are caught");
}
