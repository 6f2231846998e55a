//! Jobs of this program under `mpirun`.

use std::io::Read;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A job that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(300);

/// A job that has ended.
pub struct Job {
    name: String,
    /// `None`: it has not, and was killed.
    output: Option<Output>,
}

impl Job {
    /// Runs a scenario on so many ranks.
    pub fn run(scenario: &str, ranks: usize) -> Self {
        let mut command = command(scenario, ranks);
        Self {
            name: format!("{scenario} on {ranks} ranks"),
            output: wait(command.stdout(Stdio::piped()).stderr(Stdio::piped())),
        }
    }

    pub fn must_pass(self) {
        let (status, text) = self.ended();
        assert!(status == Some(0), "{}: exit code {status:?}\n{text}", self.name);
        println!("test {} ... ok", self.name);
    }

    pub fn must_fail_with(self, message: &str) {
        let (status, text) = self.ended();
        assert!(status != Some(0), "{}: it has not failed\n{text}", self.name);
        assert!(text.contains(message), "{}: no `{message}` in\n{text}", self.name);
        println!("test {} ... ok", self.name);
    }

    fn ended(&self) -> (Option<i32>, String) {
        let output = self.output.as_ref();
        let output = output.unwrap_or_else(|| panic!("{}: it hangs", self.name));
        let text = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        (output.status.code(), text.concat())
    }
}

/// What starts a scenario on so many ranks.
pub fn command(scenario: &str, ranks: usize) -> Command {
    let program = std::env::current_exe().expect("this program has a path");
    let mut command = Command::new("mpirun");
    command
        .args(["-n", &ranks.to_string()])
        .arg(program)
        .args(["--scenario", scenario]);
    // Open MPI, on machines with few processors and in containers: ranks may be more than processors, and root.
    command.envs([
        ("OMPI_ALLOW_RUN_AS_ROOT", "1"),
        ("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"),
        ("OMPI_MCA_rmaps_base_oversubscribe", "1"),
        ("OMPI_MCA_mpi_yield_when_idle", "1"),
        ("OMPI_MCA_btl_vader_single_copy_mechanism", "none"),
        ("PRTE_MCA_rmaps_default_mapping_policy", ":oversubscribe"),
        ("RAYON_NUM_THREADS", "1"),
    ]);
    command
}

/// Runs a command that must not take longer than a job may.
fn wait(command: &mut Command) -> Option<Output> {
    let mut child = command.spawn().expect("`mpirun` can be started");
    let pipes = (child.stdout.take(), child.stderr.take());
    let (stdout, stderr) = (thread::spawn(|| read(pipes.0)), thread::spawn(|| read(pipes.1)));
    let begin = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("it is this process's child") {
            break status;
        }
        if begin.elapsed() > PATIENCE {
            // mpirun takes its ranks with it when it is asked to end.
            child.kill().expect("it is this process's child");
            return None;
        }
        thread::sleep(Duration::from_millis(20));
    };
    Some(Output {
        status,
        stdout: stdout.join().expect("reading does not panic"),
        stderr: stderr.join().expect("reading does not panic"),
    })
}

fn read(pipe: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        pipe.read_to_end(&mut bytes).expect("a pipe can be read");
    }
    bytes
}
