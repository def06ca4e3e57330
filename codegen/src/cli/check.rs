//! `graph-codegen check`.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::mem::ManuallyDrop;
use std::process::ExitCode;

use anyhow::Context;
use camino::{Utf8Path, Utf8PathBuf};
use graph_codegen::check::format::{self, Human};
use graph_codegen::check::{self, Baseline, Deny, Findings, Report, fix};
use graph_codegen::diagnostic::visible;
use graph_codegen::output;

use super::Docs;
use super::print::print;

/// Check the docs: find where a page contradicts itself, another page or what generated code can use
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  graph-codegen check
      check docs/v1.0 and show each finding with its line
  graph-codegen check --format github --baseline known-findings.txt
      in a workflow: annotate new findings, ignore known ones
  graph-codegen check --baseline known-findings.txt --write-baseline
      record all current findings as known; later, remove the fixed ones
  graph-codegen check --fix
      apply safe fixes, and check what remains

Exit codes: 0 no findings at error level, 1 findings at error level, 2 error. `graph-codegen explain CODE` explains a
finding.")]
pub(super) struct Arguments {
    #[command(flatten)]
    docs: Docs,
    /// How to print the findings
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// File of known findings, which are ignored
    #[arg(long, value_name = "FILE", value_parser = super::path)]
    baseline: Option<Utf8PathBuf>,
    /// Write the baseline: all current findings become known, fixed ones are removed
    #[arg(long, requires = "baseline")]
    write_baseline: bool,
    /// Treat a finding as an error: a code, its name, `warnings` or `notes` for all of them; may be repeated
    #[arg(long, value_name = "CODE|warnings")]
    deny: Vec<Deny>,
    /// Apply safe fixes to the pages; nothing else in them is changed
    #[arg(long)]
    fix: bool,
    /// Show notes too, not only their number (human format; the other formats always include them)
    #[arg(long)]
    notes: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// With the line of the page, as compilers do
    Human,
    /// One JSON object per line
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// GitHub workflow commands: annotations of a pull request
    Github,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let docs = &arguments.docs.docs;
    let baseline = arguments.baseline.as_deref().map(|path| baseline(path, arguments.write_baseline)).transpose()?;
    output::settle(docs, Some(super::notify))?;
    let mut findings = check::run(docs)?;
    if arguments.fix {
        findings = apply_fixes(docs, findings)?;
    }
    // They are not freed: the process ends with this command.
    let findings = ManuallyDrop::new(findings);
    if let (true, Some(path)) = (arguments.write_baseline, &arguments.baseline) {
        let report = Report::new(&findings, &[], None);
        let removed = baseline.map_or(0, |known| Report::new(&findings, &[], Some(&known)).fixed.len());
        std::fs::write(path, Baseline::write(&report.new)).with_context(|| format!("cannot write {path}"))?;
        let _ = writeln!(io::stderr(), "{path}: {} findings are known now, {removed} were removed", report.new.len());
        return Ok(ExitCode::SUCCESS);
    }
    let report = Report::new(&findings, &arguments.deny, baseline.as_ref());
    let colour = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let how = Human { colour, notes: arguments.notes };
    print("the findings", |out| match arguments.format {
        Format::Human => format::human(out, &report, how),
        Format::Json => format::json(out, &report),
        Format::Sarif => format::sarif(out, &report),
        Format::Github => format::github(out, &report, docs),
    })?;
    if arguments.format != Format::Human {
        for known in &report.fixed {
            let _ = writeln!(io::stderr(), "fixed: {} {}", visible(known.code.clone()), visible(known.words.clone()));
        }
    }
    Ok(if report.passes() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The number of rounds of fixing: a fix can reveal a finding that the mistake had hidden.
const MOST_ROUNDS: usize = 10;

/// Fixes the pages until nothing changes any more, and returns the remaining findings.
fn apply_fixes(docs: &Utf8Path, mut findings: Findings) -> anyhow::Result<Findings> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..MOST_ROUNDS {
        let fixed = fix::apply(&findings)?;
        if fixed.files.is_empty() {
            break;
        }
        for (page, count) in fixed.files {
            *counts.entry(page).or_default() += count;
        }
        findings = check::run(docs)?;
    }
    for (page, count) in counts {
        let _ = writeln!(io::stderr(), "fixed {count} in {}", visible(docs.join(page).into_string()));
    }
    Ok(findings)
}

/// Reads the baseline. If it is about to be written, it need not exist yet.
fn baseline(path: &Utf8Path, write: bool) -> anyhow::Result<Baseline> {
    let text = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && write => return Ok(Baseline::default()),
        other => other.with_context(|| format!("cannot read the baseline {path}"))?,
    };
    Baseline::read(&text).with_context(|| path.to_string())
}
