//! Draws as a table that every tool reads.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::Path;

use super::{SampleStats, Trace, TraceError};

/// The columns after the values: the sampler's statistics.
const STATISTICS: [&str; 8] = [
    "lp",
    "energy",
    "tree_depth",
    "n_steps",
    "step_size",
    "acceptance_rate",
    "diverging",
    "reached_max_treedepth",
];

impl Trace {
    /// Writes one row per draw: chain, draw, the stored values, and those sampler statistics that there are (`lp` to
    /// `reached_max_treedepth`).
    ///
    /// Numbers are written with as many digits as it takes to read the same number back; names with commas or quotes are
    /// quoted as in RFC 4180. [`Trace::from_csv`] reads the file. The file's folder is made if needed.
    ///
    /// # Errors
    ///
    /// If the file cannot be created or written; the message names it.
    pub fn to_csv(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let path = path.as_ref();
        let write = || {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            let mut out = csv::Writer::from_writer(BufWriter::new(File::create(path)?));
            self.write_csv(&mut out)?;
            out.flush()
        };
        write().map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
    }

    fn write_csv(&self, out: &mut csv::Writer<impl io::Write>) -> io::Result<()> {
        let statistics: Vec<&str> = STATISTICS.into_iter().filter(|name| self.has_statistic(name)).collect();
        let names = self.names.iter().map(String::as_str);
        out.write_record(
            ["chain", "draw"]
                .into_iter()
                .chain(names)
                .chain(statistics.iter().copied()),
        )?;
        for row in 0..self.chains * self.draws {
            out.write_field((row / self.draws).to_string())?;
            out.write_field((row % self.draws).to_string())?;
            for index in 0..self.names.len() {
                out.write_field(self.column(index)[row].to_string())?;
            }
            for name in &statistics {
                out.write_field(self.statistic(name, row))?;
            }
            out.write_record(None::<&[u8]>)?;
        }
        Ok(())
    }

    fn has_statistic(&self, name: &str) -> bool {
        self.sample_stats
            .lengths()
            .contains(&(name_of(name), self.chains * self.draws))
    }

    fn statistic(&self, name: &str, row: usize) -> String {
        let stats = &self.sample_stats;
        match name {
            "lp" => stats.lp[row].to_string(),
            "energy" => stats.energy[row].to_string(),
            "tree_depth" => stats.tree_depth[row].to_string(),
            "n_steps" => stats.n_steps[row].to_string(),
            "step_size" => stats.step_size[row].to_string(),
            "acceptance_rate" => stats.acceptance_rate[row].to_string(),
            "diverging" => u8::from(stats.diverging[row]).to_string(),
            _ => u8::from(stats.reached_max_treedepth[row]).to_string(),
        }
    }

    /// Reads a table of draws, with a header and a row for each draw: what [`Trace::to_csv`] wrote, or any other.
    ///
    /// The columns `chain` and `draw`, counted from any number, say where a row belongs; without `chain` there is one chain,
    /// without `draw` the rows are in order. The sampler's statistics that stand at the end, under the names that `to_csv` gives
    /// them, become the trace's; everything else is a value. What a table does not hold is lost: divergent positions, metrics,
    /// seed, times.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, a field is not a number, chains differ in length or lack a draw: the message names file,
    /// line and column.
    pub fn from_csv(path: impl AsRef<Path>) -> Result<Self, TraceError> {
        let path = path.as_ref();
        let file = File::open(path).map_err(|error| TraceError::file(path, error))?;
        let mut table = Table::read(path, file)?;
        table.sort()?;
        table.trace()
    }
}

/// The known name that equals this one; empty if there is none.
fn name_of(name: &str) -> &'static str {
    STATISTICS.into_iter().find(|known| *known == name).unwrap_or("")
}

/// A file's numbers.
struct Table<'a> {
    path: &'a Path,
    names: Vec<String>,
    rows: Vec<Row>,
}

struct Row {
    line: u64,
    chain: u64,
    draw: u64,
    numbers: Vec<f64>,
}

impl<'a> Table<'a> {
    fn read(path: &'a Path, file: File) -> Result<Self, TraceError> {
        let wrong = |line: Option<u64>, problem: String| TraceError::Malformed {
            path: path.display().to_string(),
            line,
            problem,
        };
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
        let header = reader
            .headers()
            .map_err(|error| wrong(None, error.to_string()))?
            .clone();
        let place = |wanted: &str| header.iter().position(|name| name == wanted);
        let (chain_at, draw_at) = (place("chain"), place("draw"));
        let is_value = |index: &usize| Some(*index) != chain_at && Some(*index) != draw_at;
        let columns: Vec<usize> = (0..header.len()).filter(is_value).collect();
        let mut rows: Vec<Row> = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| wrong(error.position().map(csv::Position::line), error.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let not = |index: usize, kind: &str| {
                let problem = format!("column `{}`: '{}' is not {kind}", &header[index], &record[index]);
                wrong(Some(line), problem)
            };
            let count = |at: Option<usize>, otherwise: u64| match at {
                Some(index) => record[index]
                    .parse()
                    .map_err(|_| not(index, "a number of a chain or draw")),
                None => Ok(otherwise),
            };
            let number = |index: &usize| record[*index].parse().map_err(|_| not(*index, "a number"));
            rows.push(Row {
                line,
                chain: count(chain_at, 0)?,
                draw: count(draw_at, rows.len() as u64)?,
                numbers: columns.iter().map(number).collect::<Result<_, _>>()?,
            });
        }
        let names = columns.iter().map(|index| header[*index].to_owned()).collect();
        Ok(Self { path, names, rows })
    }

    /// Puts the rows in order of chains and draws, and makes sure that none is missing or given twice.
    fn sort(&mut self) -> Result<(), TraceError> {
        self.rows.sort_by_key(|row| (row.chain, row.draw));
        for pair in self.rows.windows(2) {
            let (before, after) = (&pair[0], &pair[1]);
            if before.chain == after.chain && before.draw == after.draw {
                return Err(TraceError::Malformed {
                    path: self.path.display().to_string(),
                    line: Some(after.line),
                    problem: format!(
                        "draw {} of chain {} stands in line {}, too",
                        after.draw, after.chain, before.line
                    ),
                });
            }
        }
        let first = self.chains().next();
        let draws = |rows: &[Row]| rows.iter().map(|row| row.draw).collect::<Vec<_>>();
        let different = self
            .chains()
            .find(|rows| first.is_some_and(|first| draws(first) != draws(rows)));
        match (different, first) {
            (Some(rows), Some(first)) => Err(TraceError::malformed(
                self.path,
                format!(
                    "chain {} has {} draws up to number {}, chain {} has {} up to number {}: chains must have the same",
                    rows[0].chain,
                    rows.len(),
                    rows[rows.len() - 1].draw,
                    first[0].chain,
                    first.len(),
                    first[first.len() - 1].draw
                ),
            )),
            _ => Ok(()),
        }
    }

    fn chains(&self) -> impl Iterator<Item = &[Row]> {
        self.rows.chunk_by(|one, other| one.chain == other.chain)
    }

    fn trace(mut self) -> Result<Trace, TraceError> {
        let shape = (self.chains().count(), self.chains().next().map_or(0, <[Row]>::len));
        let (mut stats, mut taken) = (SampleStats::default(), Vec::new());
        // From the end and each once, as a value may be called like a statistic.
        let is_statistic = |name: &&str, taken: &[&str]| !name.is_empty() && !taken.contains(name);
        while let Some(name) = self
            .names
            .last()
            .map(|name| name_of(name))
            .filter(|name| is_statistic(name, &taken))
        {
            taken.push(name);
            let numbers: Vec<f64> = self.rows.iter_mut().filter_map(|row| row.numbers.pop()).collect();
            self.names.pop();
            let counts = || numbers.iter().map(|x| *x as u32).collect();
            let flags = || numbers.iter().map(|x| *x != 0.0).collect();
            match name {
                "lp" => stats.lp = numbers,
                "energy" => stats.energy = numbers,
                "tree_depth" => stats.tree_depth = counts(),
                "n_steps" => stats.n_steps = counts(),
                "step_size" => stats.step_size = numbers,
                "acceptance_rate" => stats.acceptance_rate = numbers,
                "diverging" => stats.diverging = flags(),
                _ => stats.reached_max_treedepth = flags(),
            }
        }
        let column = |index: usize| self.rows.iter().map(move |row| row.numbers[index]);
        let values = (0..self.names.len()).flat_map(column).collect();
        Trace::from_columns(self.names.clone(), shape, values)
            .and_then(|trace| trace.with_sample_stats(stats))
            .map_err(|error| TraceError::malformed(self.path, error.to_string()))
    }
}
