//! What the commands cost, as ratios to a single-threaded pass of pulldown-cmark over the same bytes in the same run.
//!
//! Each command runs as a process of its own, as users run it, with its output thrown away; its peak memory is what the
//! system counted. The fastest of several runs counts, since other work on the machine can only slow one down. Then the
//! same for half of the tree, all of it, and twice of it: what it costs a megabyte stays the same.
//!
//! Crates are written to the folder for temporary files, which `TMPDIR` names. On a disk, what is measured is the disk as well:
//! some file systems take seconds to create files where many were removed a minute ago, by this bench itself for example.
//! In memory (`TMPDIR=/dev/shm`) it is the generator alone.
//!
//! The pages are those in `graph-2021-07/v1.0` of the folder that the variable `GRAPH_DOCS` names, else those in `docs/`.

#![allow(
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a bench prints, and breaks off where it cannot go on"
)]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{fs, io};

use pulldown_cmark::{Options, Parser};

/// How often each thing is measured.
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

    // A folder of its own each time: what a run before has left would be compared, and not written.
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

/// All events of all pages, by one thread.
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

/// A folder beside `out` that nothing was written to before. It is not the same one emptied: some file systems take
/// seconds to create files where many were removed a minute ago.
fn new_folder(out: &Path) -> PathBuf {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    out.with_extension(NUMBER.fetch_add(1, Ordering::Relaxed).to_string())
}

/// Runs a command of graph-codegen: the fastest time, and the peak of memory in KB. With a folder to write into, each
/// run gets a new folder beside it, or all get that one, which keeps what the run before has written.
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
        // 1 says that `check` has found something.
        Some(0 | 1) => Ok(()),
        _ => Err(io::Error::other(format!("graph-codegen {} failed: {status}", arguments.join(" ")))),
    };
    if matches!(out, Some((_, false))) {
        done(start()?.wait()?)?;
    }
    // To ask for its memory slows a process down, so that its time is taken in other runs.
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

/// Waits for a process, and says what it needed at most, in KB: the system tells it while the process is there.
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

/// Writes pages as a docs tree, once for each name; a copy has types, paths and files of its own. Returns megabytes.
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
