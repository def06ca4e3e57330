//! `graph-codegen generate`.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use camino::Utf8PathBuf;
use graph_codegen::generate::{self, Options, Report};

use super::Docs;
use super::print::{findings, print};

/// Write the Rust crate of a docs tree: models, request builders, tests of the documented examples
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  graph-codegen generate
      regenerate graph-models from docs/v1.0
  graph-codegen generate --check
      change nothing; exit with 1 and name the files if the committed code is not current
  graph-codegen generate --docs ../microsoft-graph-docs/api-reference/v1.0 --out ../graph-v1
      write a complete crate from a clone of the published docs

Only files whose content changes are written, all or nothing. Files without the generator's banner are never touched.")]
pub(super) struct Arguments {
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

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
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
