//! The command `graph-codegen`.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use anyhow::Context;
use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand};
use graph_codegen::diagnostic::{Code, Diagnostic, Severity};
use graph_codegen::docs::Files;
use graph_codegen::generate::{self, Options, Report};

/// Reads Microsoft Graph API reference pages and writes Rust model types and request builders.
#[derive(Parser)]
#[command(
    version,
    max_term_width = 100,
    after_help = "\
Exit codes: 0 done (with --check: current), 1 stale, 2 could not.
Results go to standard output, messages to standard error."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the Rust crate of a docs tree: models, request builders, tests of the documented examples
    #[command(after_help = "\
Examples:
  graph-codegen generate
      regenerate graph-models from docs/v1.0
  graph-codegen generate --check
      change nothing; exit with 1 and name the files if the committed code is not current
  graph-codegen generate --docs ../microsoft-graph-docs/api-reference/v1.0 --out ../graph-v1
      write a complete crate from a clone of the published docs

Only files whose content changes are written, all or nothing. Files without the generator's banner are never touched.")]
    Generate(Generate),
    /// Print the model of a docs tree as JSON: types, operations, examples
    Model(Docs),
    /// Serve the documented examples over HTTP on loopback, to try clients against
    #[cfg(feature = "mock")]
    #[command(after_help = "\
Examples:
  graph-codegen mock --port 8080
      serve docs/v1.0 at http://127.0.0.1:8080/v1.0 until Ctrl-C
  graph-codegen mock --throttle 5 --fail-rate 0.1 --latency 50
      answer every 5th request with 429, a tenth of the rest with 503, and each after 50 ms

The first line on standard output is `listening on URL`. A documented request is answered as documented. What is posted
to a collection gets an id, can be read back, changed and deleted; its status moves on each time it is read.")]
    Mock(Mock),
}

#[cfg(feature = "mock")]
#[derive(Args)]
struct Mock {
    #[command(flatten)]
    docs: Docs,
    /// Port to listen at; 0 for any that is free
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// Address to listen at
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    address: std::net::IpAddr,
    /// Milliseconds that each answer takes
    #[arg(long, value_name = "MS", default_value_t = 0)]
    latency: u64,
    /// Share of requests, from 0 to 1, answered with 503
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share)]
    fail_rate: f64,
    /// Answer every Nth request with 429
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    throttle: Option<u64>,
    /// Retry-After of 429 and 503
    #[arg(long, value_name = "SECONDS", default_value_t = 1)]
    retry_after: u32,
    /// What ids and failures follow from: the same requests get the same answers
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// After how many reads the status of an object moves on; 0 for never
    #[arg(long, value_name = "READS", default_value_t = 1)]
    progress: u32,
    /// How long-running work ends
    #[arg(long, value_enum, default_value_t = End::Completed)]
    outcome: End,
}

/// How long-running work ends.
#[cfg(feature = "mock")]
#[derive(Clone, Copy, clap::ValueEnum)]
enum End {
    Completed,
    WithErrors,
}

#[cfg(feature = "mock")]
fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a number from 0 to 1 is wanted".to_owned()),
    }
}

#[derive(Args)]
struct Docs {
    /// Folder that holds the pages, in api/ and resources/
    #[arg(long, value_name = "DIR", default_value = "docs/v1.0")]
    docs: Utf8PathBuf,
}

#[derive(Args)]
struct Generate {
    #[command(flatten)]
    docs: Docs,
    /// Folder of the crate to write; a complete crate if it does not hold one yet
    #[arg(long, value_name = "DIR", default_value = "graph-models")]
    out: Utf8PathBuf,
    /// Write nothing; name each file that would change
    #[arg(long)]
    check: bool,
    /// Let the generated crate depend on the graph-models in this folder instead of the published version
    #[arg(long, value_name = "DIR")]
    runtime_path: Option<Utf8PathBuf>,
    /// List what the docs contradict themselves in
    #[arg(long, short)]
    verbose: bool,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match cli.command {
        Command::Generate(arguments) => run_generate(&arguments),
        Command::Model(arguments) => run_model(&arguments),
        #[cfg(feature = "mock")]
        Command::Mock(arguments) => run_mock(&arguments),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run_generate(arguments: &Generate) -> anyhow::Result<ExitCode> {
    let options = Options {
        docs: arguments.docs.docs.clone(),
        out: arguments.out.clone(),
        runtime_path: arguments.runtime_path.clone(),
    };
    if let Some(path) = &options.runtime_path
        && !path.join("Cargo.toml").is_file()
    {
        anyhow::bail!("--runtime-path {path} holds no Cargo.toml: it takes the folder of graph-models");
    }
    if io::stderr().is_terminal() {
        let _ = writeln!(io::stderr(), "reading {}", options.docs);
    }
    let report = generate::generate(&options, arguments.check)?;
    // Whether somebody reads the messages does not decide what comes of the command.
    let _ = messages(&mut io::stderr().lock(), &options, &report, arguments.verbose);
    print("the summary", |out| {
        if arguments.check {
            for path in &report.changes.written {
                writeln!(out, "stale: {}", options.out.join(path))?;
            }
            for path in &report.changes.removed {
                writeln!(out, "not generated any more: {}", options.out.join(path))?;
            }
        }
        writeln!(out, "{}", summary(&report, arguments.check))
    })?;
    if arguments.check && !report.changes.is_empty() {
        let advice = "the generated code is not current: run `graph-codegen generate` with the same options";
        let _ = writeln!(io::stderr(), "{advice}");
        return Ok(ExitCode::from(1));
    }
    Ok(ExitCode::SUCCESS)
}

/// One line: what was read, what was made of it, what was done to the files.
fn summary(report: &Report, check: bool) -> String {
    let (written, removed) = if check { ("to write", "to remove") } else { ("written", "removed") };
    format!(
        "{} pages, {} types ({} enums, {} of {} property types resolved), {} operations ({} of {} templates callable), \
         {} examples: {} files {written}, {} unchanged, {} {removed}, {:.2} s",
        report.pages,
        report.types,
        report.enums,
        report.resolved,
        report.properties,
        report.operations,
        report.callable,
        report.templates,
        report.examples,
        report.changes.written.len(),
        report.changes.unchanged,
        report.changes.removed.len(),
        report.time.as_secs_f64(),
    )
}

/// What is to be said beside the result.
fn messages(out: &mut impl Write, options: &Options, report: &Report, verbose: bool) -> io::Result<()> {
    findings(out, &report.diagnostics, &report.files, verbose)?;
    if report.missing_features.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = report.missing_features.iter().map(|f| format!("    {f} = []")).collect();
    writeln!(
        out,
        "warning: {} lacks features that the generated code is gated by; add below [features]:\n{}",
        options.out.join("Cargo.toml"),
        list.join("\n")
    )
}

/// Errors and lost pages always, the rest as a count or, if wanted, in full.
fn findings(out: &mut impl Write, diagnostics: &[Diagnostic], files: &Files, verbose: bool) -> io::Result<()> {
    let shown = |d: &Diagnostic| verbose || d.code.severity() == Severity::Error || d.code == Code::EmptyPage;
    for diagnostic in diagnostics.iter().filter(|d| shown(d)) {
        writeln!(
            out,
            "{}[{}]: {}\n  --> {}:{}",
            diagnostic.code.severity().as_str(),
            diagnostic.code.id(),
            diagnostic.message,
            files.path(diagnostic.span.file),
            diagnostic.span.start,
        )?;
        if let Some(help) = &diagnostic.help {
            writeln!(out, "  help: {help}")?;
        }
    }
    let warnings = diagnostics.iter().filter(|d| !shown(d) && d.code.severity() == Severity::Warning).count();
    if warnings > 0 {
        writeln!(out, "the docs contradict themselves in {warnings} places; --verbose lists them")?;
    }
    Ok(())
}

fn run_model(arguments: &Docs) -> anyhow::Result<ExitCode> {
    let model = generate::model(&arguments.docs)?;
    print("the model", |out| {
        serde_json::to_writer_pretty(&mut *out, &model.api.to_json())?;
        writeln!(out)
    })?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(feature = "mock")]
fn run_mock(arguments: &Mock) -> anyhow::Result<ExitCode> {
    use graph_codegen::mock::{Options, Outcome, Server};
    let model = generate::model(&arguments.docs.docs)?;
    let options = Options {
        address: arguments.address,
        port: arguments.port,
        latency: (arguments.latency > 0).then(|| std::time::Duration::from_millis(arguments.latency)),
        fail_rate: arguments.fail_rate,
        throttle: arguments.throttle,
        retry_after: arguments.retry_after,
        seed: arguments.seed,
        progress: arguments.progress,
        outcome: match arguments.outcome {
            End::Completed => Outcome::Completed,
            End::WithErrors => Outcome::WithErrors,
        },
    };
    let server = Server::start(model.api, options)
        .with_context(|| format!("cannot listen at {}:{}", arguments.address, arguments.port))?;
    print("the address", |out| writeln!(out, "listening on {}", server.url()))?;
    server.serve_until_interrupted().context("cannot wait for an interruption")?;
    Ok(ExitCode::SUCCESS)
}

/// Puts a result on standard output.
fn print(what: &str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        // The reader of a pipe may stop early; that is its right.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.with_context(|| format!("cannot print {what}")),
    }
}
