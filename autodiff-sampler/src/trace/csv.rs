//! Draws as a table that every tool reads.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::Trace;

impl Trace {
    /// Writes one row per draw: chain, draw, the stored values, and the sampler statistics (`lp` to `diverging`).
    ///
    /// Numbers are written with as many digits as it takes to read the same number back; names with commas or quotes are
    /// quoted as in RFC 4180.
    ///
    /// # Errors
    ///
    /// If the file cannot be created or written; the message names it.
    pub fn to_csv(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let path = path.as_ref();
        let write = || {
            let mut out = BufWriter::new(File::create(path)?);
            self.write_csv(&mut out)?;
            out.flush()
        };
        write().map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
    }

    fn write_csv(&self, out: &mut impl Write) -> io::Result<()> {
        write!(out, "chain,draw")?;
        for name in &self.names {
            write!(out, ",{}", quoted(name))?;
        }
        writeln!(out, ",lp,energy,tree_depth,n_steps,step_size,acceptance_rate,diverging")?;
        let stats = &self.sample_stats;
        for row in 0..self.chains * self.draws {
            write!(out, "{},{}", row / self.draws, row % self.draws)?;
            for index in 0..self.names.len() {
                write!(out, ",{}", self.column(index)[row])?;
            }
            write!(
                out,
                ",{},{},{}",
                stats.lp[row], stats.energy[row], stats.tree_depth[row]
            )?;
            write!(out, ",{},{}", stats.n_steps[row], stats.step_size[row])?;
            writeln!(
                out,
                ",{},{}",
                stats.acceptance_rate[row],
                u8::from(stats.diverging[row])
            )?;
        }
        Ok(())
    }
}

/// The name as a CSV field.
fn quoted(name: &str) -> String {
    if name.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn names_are_quoted_when_they_must_be() {
        assert_eq!(quoted("theta[1]"), "theta[1]");
        assert_eq!(quoted("theta[1,2]"), "\"theta[1,2]\"");
        assert_eq!(quoted("a\"b"), "\"a\"\"b\"");
    }
}
