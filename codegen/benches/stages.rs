//! The time of each command, relative to a single-threaded pass of pulldown-cmark over the same bytes in the same run.
//!
//! Each command runs in its own process, as for users, and its output is discarded; its peak memory is measured by the
//! system. The fastest of several runs counts, because other work on the machine can only slow one down. Then the same
//! for half of the tree, all of it, and twice of it: the time per megabyte should not change.
//!
//! Crates are written to the folder for temporary files, `TMPDIR`. On a disk, the measured time includes the disk:
//! some file systems take seconds to create files where many were recently removed, for example by this benchmark. In
//! memory (`TMPDIR=/dev/shm`), only the generator is measured.
//!
//! The pages are those in `graph-2021-07/v1.0` of the folder in the variable `GRAPH_DOCS`, or else those in `docs/`.

#![allow(clippy::print_stdout, clippy::indexing_slicing, reason = "a benchmark prints, and panics on errors")]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{fs, io};

use pulldown_cmark::{Options, Parser};

/// The number of measurements.
const RUNS: usize = 7;

fn main() -> io::Result<()> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let docs = match std::env::var_os("GRAPH_DOCS") {
        Some(root) => PathBuf::from(root).join("graph-2021-07/v1.0"),
        None => workspace.join("docs/v1.0"),
    };
    let pages = pages(&docs)?;
    println!("{}: {} pages, {:.1} MB", docs.display(), pages.len(), megabytes(&pages));
    println!("available processors: {}", std::thread::available_parallelism()?);

    // Each run gets a new folder: files of an earlier run would be compared and not written.
    let folder = tempfile::Builder::new().prefix("stages-").tempdir()?;
    let scratch = folder.path();
    println!("\n{:<26}{:>10}{:>10}{:>12}", "", "seconds", "ratio", "peak MB");
    let markdown = best(|| Ok(parse(&pages)))?;
    println!("{:<26}{:>10.3}{:>10.2}", "pulldown-cmark", markdown.as_secs_f64(), 1.0);
    let row = |name: &str, (time, peak): (Duration, u64)| {
        let ratio = time.as_secs_f64() / markdown.as_secs_f64();
        println!("{name:<26}{:>10.3}{ratio:>10.2}{:>12.0}", time.as_secs_f64(), peak as f64 / 1024.0);
    };
    row("model", command(&["model"], &docs, None)?);
    row("check", command(&["check"], &docs, None)?);
    let written = scratch.join("written");
    row("generate, empty folder", command(&["generate"], &docs, Some((&written, true)))?);
    row("generate, nothing changed", command(&["generate"], &docs, Some((&written, false)))?);

    println!("\n{:<26}{:>10}{:>10}{:>12}", "seconds a 100 MB", "half", "all", "twice");
    let trees = [scratch.join("half"), scratch.join("all"), scratch.join("twice")];
    let sizes = [
        write_tree(&trees[0], pages.iter().step_by(2), &[""])?,
        write_tree(&trees[1], pages.iter(), &[""])?,
        write_tree(&trees[2], pages.iter(), &["", "copy"])?,
    ];
    for (name, arguments) in [("model", ["model"]), ("check", ["check"]), ("generate", ["generate"])] {
        let mut line = format!("{name:<26}");
        for (index, (tree, size)) in trees.iter().zip(sizes).enumerate() {
            let out = scratch.join("out");
            let out = (name == "generate").then_some((out.as_path(), true));
            let (time, _) = command(&arguments, tree, out)?;
            line +=
                &format!("{:>width$.2}", time.as_secs_f64() / size * 100.0, width = if index == 2 { 12 } else { 10 });
        }
        println!("{line}");
    }
    folder.close()
}

/// A page: its path below the docs folder, and its text.
type Page = (PathBuf, String);

fn pages(docs: &Path) -> io::Result<Vec<Page>> {
    let mut out = Vec::new();
    for entry in walkdir::WalkDir::new(docs).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() && entry.path().extension().is_some_and(|e| e == "md") {
            let path = entry.path().strip_prefix(docs).unwrap_or(entry.path()).to_owned();
            out.push((path, String::from_utf8_lossy(&fs::read(entry.path())?).into_owned()));
        }
    }
    Ok(out)
}

fn megabytes(pages: &[Page]) -> f64 {
    pages.iter().map(|(_, text)| text.len()).sum::<usize>() as f64 / 1e6
}

/// All events of all pages, on one thread.
fn parse(pages: &[Page]) -> Duration {
    let started = Instant::now();
    let events: usize = pages.iter().map(|(_, text)| Parser::new_ext(text, Options::ENABLE_TABLES).count()).sum();
    std::hint::black_box(events);
    started.elapsed()
}

fn best(mut run: impl FnMut() -> io::Result<Duration>) -> io::Result<Duration> {
    let mut best = run()?;
    for _ in 1..RUNS {
        best = best.min(run()?);
    }
    Ok(best)
}

/// A new folder next to `out`. An emptied one is not reused, because some file systems take seconds to create files
/// where many were recently removed.
fn new_folder(out: &Path) -> PathBuf {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    out.with_extension(NUMBER.fetch_add(1, Ordering::Relaxed).to_string())
}

/// Runs a command of graph-codegen; returns the fastest time, and the peak memory in KB. With an output folder, each
/// run gets a new folder next to it, or all runs use that folder, which keeps the files of the run before.
fn command(arguments: &[&str], docs: &Path, out: Option<(&Path, bool)>) -> io::Result<(Duration, u64)> {
    let start = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_graph-codegen"));
        command.args(arguments).arg("--docs").arg(docs);
        match out {
            Some((out, true)) => {
                command.arg("--out").arg(new_folder(out));
            }
            Some((out, false)) => {
                command.arg("--out").arg(out);
            }
            None => {}
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
    };
    let done = |status: ExitStatus| match status.code() {
        // Exit code 1 means that `check` has findings.
        Some(0 | 1) => Ok(()),
        _ => Err(io::Error::other(format!("graph-codegen {} failed: {status}", arguments.join(" ")))),
    };
    if matches!(out, Some((_, false))) {
        done(start()?.wait()?)?;
    }
    // Measuring memory slows a process down, so time is measured in separate runs.
    let (status, peak) = watch(start()?)?;
    done(status)?;
    let time = best(|| {
        let started = Instant::now();
        let status = start()?.wait()?;
        let time = started.elapsed();
        done(status).map(|()| time)
    })?;
    Ok((time, peak))
}

/// Waits for a process and returns its peak memory in KB, which the system only reports while the process exists.
fn watch(mut child: Child) -> io::Result<(ExitStatus, u64)> {
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        if let Ok(status) = fs::read_to_string(&status_file)
            && let Some(line) = status.lines().find(|line| line.starts_with("VmHWM:"))
            && let Some(memory) = line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok())
        {
            peak = memory;
        }
        if let Some(status) = child.try_wait()? {
            return Ok((status, peak));
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Writes pages as a docs tree, once for each name; each copy has its own types, paths and files. Returns megabytes.
fn write_tree<'a>(root: &Path, pages: impl Iterator<Item = &'a Page> + Clone, names: &[&str]) -> io::Result<f64> {
    let mut bytes = 0;
    for name in names {
        for (path, text) in pages.clone() {
            let text = match *name {
                "" => text.clone(),
                name => {
                    let mut text = text.replace("microsoft.graph", &format!("microsoft.{name}"));
                    for verb in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
                        text = text.replace(&format!("\n{verb} /"), &format!("\n{verb} /{name}/"));
                        text = text.replace(
                            &format!("\n{verb} https://graph.microsoft.com/v1.0/"),
                            &format!("\n{verb} https://graph.microsoft.com/v1.0/{name}/"),
                        );
                    }
                    text
                }
            };
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let target = root.join(path.with_file_name(format!("{name}{file}")));
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder)?;
            }
            bytes += text.len();
            fs::write(target, text)?;
        }
    }
    Ok(bytes as f64 / 1e6)
}
