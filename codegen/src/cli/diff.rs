//! `graph-codegen diff`.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use camino::Utf8PathBuf;
use clap::ValueEnum;
use graph_codegen::diff::{self, Class, render, source};

use super::print::print;

/// Report what a change of the docs means for users of the generated crate
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  graph-codegen diff ../docs-of-yesterday/v1.0 docs/v1.0
      compare two docs trees
  graph-codegen diff graph-models docs/v1.0
      compare the generated crate with the current docs
  git show main:graph-models/model.json | graph-codegen diff - graph-models/model.json --format markdown
      a section for the changelog with the changes of this branch

Each change is breaking, an addition, or documentation. Exit codes: 0 nothing breaks, 1 something does, 2 could not.")]
pub(super) struct Arguments {
    /// Before: a docs folder, a generated crate, a JSON file of `model` or `generate`, or - for such JSON on standard
    /// input
    #[arg(value_name = "OLD", value_parser = super::path)]
    old: Utf8PathBuf,
    /// After: the same
    #[arg(value_name = "NEW", value_parser = super::path)]
    new: Utf8PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Short lines by workload, coloured on a terminal
    Human,
    /// One document, for scripts
    Json,
    /// A section of a changelog
    Markdown,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if arguments.old == "-" && arguments.new == "-" {
        anyhow::bail!("only one of the two inputs can be `-` (standard input)");
    }
    let (old, new) = rayon::join(|| source::read(&arguments.old), || source::read(&arguments.new));
    let (old, new) = (old?, new?);
    let changes = diff::compare(&old, &new);
    print("the changes", |out| match arguments.format {
        Format::Human => out.write_all(render::human(&changes, colored()).as_bytes()),
        Format::Markdown => out.write_all(render::markdown(&changes).as_bytes()),
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &render::json(&changes))?;
            writeln!(out)
        }
    })?;
    let breaks = changes.iter().any(|change| change.class == Class::Breaking);
    Ok(if breaks { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Whether to colour standard output: on a terminal, unless `NO_COLOR` is set (<https://no-color.org>).
pub(super) fn colored() -> bool {
    let off = |name: &str, value: Option<&str>| {
        std::env::var_os(name).is_some_and(|found| value.map_or(!found.is_empty(), |value| found == value))
    };
    io::stdout().is_terminal() && !off("NO_COLOR", None) && !off("TERM", Some("dumb"))
}
