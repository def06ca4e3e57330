//! `graph-codegen generate`.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use graph_codegen::config::{self, Config};
use graph_codegen::diagnostic::visible;
use graph_codegen::diff::{self, render};
use graph_codegen::generate::{self, GenerateSummary, Options};
use graph_codegen::given::Given;
use graph_codegen::model::Selection;
use graph_codegen::model::json::Document;
use graph_codegen::output::Changes;
use graph_codegen::rust::MODEL_FILE;

use super::diff::colored;
use super::notify;
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
  graph-codegen generate --out ../graph-mail --select 'message-*' --select 'mailfolder-*' --select user-sendmail
      write a crate with only these operations and the types that they need

Only files whose content changes are written, all or nothing. Files without the generator's banner are never touched.
The next run undoes the changes of an interrupted one. Of two runs in the same folder, the second waits.")]
pub(super) struct Arguments {
    /// Folder with the pages, in api/ and resources/ [default: docs/v1.0]
    #[arg(long, value_name = "DIR", value_parser = super::path)]
    docs: Option<Utf8PathBuf>,
    /// Folder of the crate; a complete crate is written if there is none yet [default: graph-models]
    #[arg(long, value_name = "DIR", value_parser = super::path)]
    out: Option<Utf8PathBuf>,
    /// Write nothing; list the files that would change, and the features that the crate's manifest lacks
    #[arg(long)]
    check: bool,
    /// Only these types, operations (names of pages) or workloads, and everything they depend on; `*` is a wildcard
    #[arg(long, value_name = "PATTERN")]
    select: Vec<String>,
    /// Without these types, operations or workloads, even if something refers to them
    #[arg(long, value_name = "PATTERN")]
    exclude: Vec<String>,
    /// Let the generated crate depend on the graph-models in this folder instead of the published version
    #[arg(long, value_name = "DIR", value_parser = super::path)]
    runtime_path: Option<Utf8PathBuf>,
    /// Settings file; command-line options take precedence [default: graph-codegen.toml, if there is one]
    #[arg(long, value_name = "FILE", value_parser = super::path)]
    config: Option<Utf8PathBuf>,
    /// Ignore the settings file
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
    /// List the contradictions in the docs
    #[arg(long, short)]
    verbose: bool,
    // Options of the removed cache, accepted for one more version.
    #[arg(long, value_name = "DIR", hide = true)]
    cache_dir: Option<std::ffi::OsString>,
    #[arg(long, hide = true)]
    no_cache: bool,
}

/// The settings of the file and the command line combined.
fn options(arguments: &Arguments) -> anyhow::Result<Options> {
    let config = match &arguments.config {
        Some(path) => Config::read(path)?,
        None if !arguments.no_config && Utf8Path::new(config::FILE_NAME).is_file() => {
            Config::read(Utf8Path::new(config::FILE_NAME))?
        }
        None => Config::default(),
    };
    let patterns = |given: &[String], written: Vec<Given>| match given {
        [] => written,
        given => given.iter().map(Given::from).collect(),
    };
    let runtime_path = match (&arguments.runtime_path, config.runtime_path) {
        (Some(path), _) => Some(Given { value: path.clone(), place: None }),
        (None, written) => written,
    };
    if let Some(path) = runtime_path.as_ref().filter(|path| !path.value.join("Cargo.toml").is_file()) {
        let name =
            path.place.as_ref().map_or_else(|| "--runtime-path".to_owned(), |place| format!("{place}: runtime-path"));
        anyhow::bail!("{name} {} contains no Cargo.toml: give the folder of graph-models", path.value);
    }
    Ok(Options {
        docs: arguments.docs.clone().or(config.docs).unwrap_or_else(|| "docs/v1.0".into()),
        out: arguments.out.clone().or(config.out).unwrap_or_else(|| "graph-models".into()),
        runtime_path: runtime_path.map(|path| path.value),
        selection: Selection {
            select: patterns(&arguments.select, config.selection.select),
            exclude: patterns(&arguments.exclude, config.selection.exclude),
        },
        overrides: config.overrides,
        notify: Some(notify),
    })
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let options = options(arguments)?;
    if io::stderr().is_terminal() {
        let _ = writeln!(io::stderr(), "reading {}", options.docs);
    }
    for (option, is_given) in [("--cache-dir", arguments.cache_dir.is_some()), ("--no-cache", arguments.no_cache)] {
        if is_given {
            let _ = writeln!(
                io::stderr(),
                "warning: {option} has no effect, because there is no cache any more; the next version rejects it"
            );
        }
    }
    let report = generate::generate(&options, arguments.check)?;
    // A failure to print messages does not affect the result of the command.
    let _ = messages(&mut io::stderr().lock(), &options, &report, arguments.verbose);
    let api_changes = api_changes(&options, &report);
    print("the summary", |out| {
        if arguments.check {
            for path in &report.changes.written {
                writeln!(out, "stale: {}", options.out.join(path))?;
            }
            for path in &report.changes.removed {
                writeln!(out, "no longer generated: {}", options.out.join(path))?;
            }
            for feature in &report.missing_features {
                let manifest = options.out.join("Cargo.toml");
                writeln!(out, "missing feature: {feature}; add `{feature} = []` below [features] in {manifest}")?;
            }
        }
        out.write_all(api_changes.as_bytes())?;
        writeln!(out, "{}: {}", summary(&report), done(&report.changes, arguments.check, report.time))
    })?;
    if !arguments.check {
        return Ok(ExitCode::SUCCESS);
    }
    if !report.changes.is_empty() {
        let advice = "the generated code is not current: run `graph-codegen generate` with the same options";
        let _ = writeln!(io::stderr(), "{advice}");
    }
    let is_current = report.changes.is_empty() && report.missing_features.is_empty();
    Ok(ExitCode::from(u8::from(!is_current)))
}

/// A short list of the changes since the committed model; nothing if there is no model to compare with.
fn api_changes(options: &Options, report: &GenerateSummary) -> String {
    let Some(text) = &report.committed else { return String::new() };
    match Document::parse(text) {
        Ok(before) => render::brief(&diff::compare(&before, &report.model), colored()),
        Err(error) => {
            let path = options.out.join(MODEL_FILE);
            let warning = format!("warning: cannot list changes since {path}: {error}");
            let _ = writeln!(io::stderr(), "{}", visible(warning));
            String::new()
        }
    }
}

/// The input and the generated result.
fn summary(report: &GenerateSummary) -> String {
    format!(
        "{} pages, {} types ({} enums, {} of {} property types resolved), {} operations ({} of {} templates callable), \
         {} examples",
        report.pages,
        report.types,
        report.enums,
        report.resolved,
        report.properties,
        report.operations,
        report.callable,
        report.templates,
        report.examples,
    )
}

/// The result of writing the files.
fn done(changes: &Changes, check: bool, time: Duration) -> String {
    let (written, removed) = if check { ("to write", "to remove") } else { ("written", "removed") };
    format!(
        "{} files {written}, {} unchanged, {} {removed}, {:.2} s",
        changes.written.len(),
        changes.unchanged,
        changes.removed.len(),
        time.as_secs_f64(),
    )
}

/// Prints messages in addition to the result.
fn messages(out: &mut impl Write, options: &Options, report: &GenerateSummary, verbose: bool) -> io::Result<()> {
    findings(out, &report.diagnostics, &report.files, verbose)?;
    // The names include `default` and `full`.
    let features = report.features + 2;
    if features > generate::MOST_FEATURES {
        writeln!(
            out,
            "warning: the crate has {features} features, but crates.io allows {}: combine workloads into features with \
             [features] in {}",
            generate::MOST_FEATURES,
            config::FILE_NAME,
        )?;
    }
    if report.missing_features.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = report.missing_features.iter().map(|f| format!("    {f} = []")).collect();
    writeln!(
        out,
        "warning: {} lacks features that the generated code uses; add below [features]:\n{}",
        options.out.join("Cargo.toml"),
        list.join("\n")
    )
}
