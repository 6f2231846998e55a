//! Whether a program prints what a page says that it does.

/// Whether numbers from draws must be the page's to the last digit.
///
/// Draws repeat to the bit on one machine. Chains being what they are, a last bit of one exponential that is another makes them
/// others altogether after some hundred steps; and elementary functions are the system's. Elsewhere, therefore, only words are compared.
pub const NUMBERS_ARE_REPEATED: bool = cfg!(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64"));

/// Whether what is printed has the page's lines; a line `…` of the page stands for any number of them.
pub fn agrees(page: &str, printed: &str) -> bool {
    let page: Vec<String> = page.lines().map(comparable).collect();
    let printed: Vec<String> = printed.lines().map(comparable).collect();
    matches(&page, &printed)
}

fn matches(page: &[String], printed: &[String]) -> bool {
    match (page.split_first(), printed.split_first()) {
        (None, None) => true,
        (Some((first, rest)), _) if first == "…" => {
            (0..=printed.len()).any(|skipped| matches(rest, &printed[skipped..]))
        }
        (Some((expected, page)), Some((line, printed))) => expected == line && matches(page, printed),
        _ => false,
    }
}

fn comparable(line: &str) -> String {
    let line = line.trim_end();
    if NUMBERS_ARE_REPEATED {
        line.to_owned()
    } else {
        without_numbers(line)
    }
}

/// Words and signs; every number, and the space before it, which depends on how long it is, as `#`.
fn without_numbers(line: &str) -> String {
    let is_number = |word: &str| word.trim_matches(['(', ')', ',', '-']).parse::<f64>().is_ok();
    let words = line.split_whitespace();
    words
        .map(|word| if is_number(word) { "#" } else { word })
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn an_ellipsis_stands_for_any_lines() {
    assert!(agrees("a\n…\nd", "a\nb\nc\nd"));
    assert!(agrees("a\n…", "a"));
    assert!(!agrees("a\n…\nd", "a\nb\nc"));
    assert!(!agrees("a\nb", "a\nb\nc"));
    assert!(!agrees("a\n…", "b\na"));
}

#[test]
fn elsewhere_words_are_compared() {
    assert_eq!(without_numbers("slope   2.2384  -0.12"), "slope # #");
    assert_eq!(without_numbers("(47, 583) is an outlier"), "# # is an outlier");
}
