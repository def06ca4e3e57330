//! Benchmarks every command on pages of hostile shapes: a quarter, half and all of a megabyte, and how the time grows.
//!
//! Each command runs in its own process, as for users, and its output is discarded. `TMPDIR` is the folder for pages
//! and crates: in memory, the measured time is that of the program and not of the disk. A shape is printed if a
//! command takes more than a second for it, or if twice the bytes take three times as long; with `--all`, every shape
//! is. Other arguments select shapes whose names contain them.

#![allow(clippy::print_stdout, clippy::indexing_slicing, reason = "a benchmark prints, and panics on errors")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use std::{fs, io};

use graph_codegen_invariants::shapes::{Pages, SHAPES};

const SIZES: [usize; 3] = [250_000, 500_000, 1_000_000];
const COMMANDS: &[(&str, &[&str])] = &[
    ("model", &["model"]),
    ("check, human", &["check", "--notes"]),
    ("check, json", &["check", "--format", "json"]),
    ("check, sarif", &["check", "--format", "sarif"]),
    ("check, github", &["check", "--format", "github"]),
    ("generate", &["generate"]),
];
/// More seconds than this for a megabyte are too long.
const LONG: f64 = 1.0;
/// Commands that take longer are stopped.
const STOPPED: Duration = Duration::from_secs(20);
/// Growth by more than this factor for twice the bytes is not linear, if the time is long enough to be measured
/// reliably.
const STEEP: f64 = 3.0;
const CHANCE: f64 = 0.2;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let all = arguments.iter().any(|argument| argument == "--all");
    let wanted: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    let scratch = tempfile::tempdir()?;
    let scratch = scratch.path();
    println!("{:<44}{:<15}{:>9}{:>9}{:>9}{:>8}", "seconds", "", "0.25 MB", "0.5 MB", "1 MB", "growth");
    let (mut measured, mut missed, mut slowest) = (0, 0, (0.0, String::new()));
    for shape in SHAPES.iter().filter(|s| wanted.is_empty() || wanted.iter().any(|part| s.name.contains(part.as_str())))
    {
        for size in SIZES {
            write(&scratch.join(size.to_string()), &(shape.make)(size))?;
        }
        for (name, command) in COMMANDS {
            let mut seconds = [0.0; SIZES.len()];
            for (size, seconds) in SIZES.iter().zip(&mut seconds) {
                *seconds = run(command, &scratch.join(size.to_string()), &scratch.join("out"))?;
            }
            let growth = seconds[2] / seconds[1];
            let misses = seconds[2] > LONG || (growth > STEEP && seconds[2] > CHANCE);
            measured += 1;
            missed += usize::from(misses);
            if seconds[2] > slowest.0 {
                slowest = (seconds[2], format!("{name} of {}", shape.name));
            }
            if misses || all {
                println!(
                    "{:<44}{name:<15}{:>9.3}{:>9.3}{:>9.3}{growth:>7.1}x",
                    shape.name, seconds[0], seconds[1], seconds[2]
                );
            }
        }
        for entry in fs::read_dir(scratch)? {
            fs::remove_dir_all(entry?.path())?;
        }
    }
    println!("{measured} measured, {missed} too long or too steep; the longest is {}, {:.3} s", slowest.1, slowest.0);
    Ok(())
}

fn write(root: &Path, pages: &Pages) -> io::Result<()> {
    for (path, text) in pages {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap_or(root))?;
        fs::write(path, text)?;
    }
    Ok(())
}

/// Waits for a command with a time limit: nothing if it had to be stopped.
fn wait(mut child: Child, started: Instant) -> io::Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() > STOPPED {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Runs a command of graph-codegen twice and returns the shorter time in seconds; infinity if it fails.
fn run(arguments: &[&str], docs: &Path, out: &Path) -> io::Result<f64> {
    let mut best = f64::INFINITY;
    for _ in 0..2 {
        let mut command = Command::new(support::binary());
        command.args(arguments).arg("--docs").arg(docs);
        if arguments == ["generate"] {
            let _ = fs::remove_dir_all(out);
            command.arg("--out").arg(out);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let started = Instant::now();
        let Some(status) = wait(command.spawn()?, started)? else {
            println!("{command:?} was stopped after {} seconds", STOPPED.as_secs());
            return Ok(f64::INFINITY);
        };
        best = best.min(started.elapsed().as_secs_f64());
        // Exit code 1 means that `check` has findings.
        if !matches!(status.code(), Some(0 | 1)) {
            println!("{command:?} failed: {status}");
            return Ok(f64::INFINITY);
        }
    }
    Ok(best)
}
