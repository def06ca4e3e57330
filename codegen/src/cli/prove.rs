//! `graph-codegen prove`.

use std::process::ExitCode;

use camino::Utf8PathBuf;
use graph_codegen::prove::{self, Options, Stage};

use super::Docs;
use super::print::print;
use super::progress::Progress;

/// Compile the crate of a docs tree and run every documented example through it
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  graph-codegen prove
      verify docs/v1.0
  graph-codegen prove --docs ../microsoft-graph-docs/api-reference/v1.0 --work ../proof --format json
      verify a clone of the published docs; a second run compiles only what has changed

Exit codes: 0 all examples are as documented or explained by a finding, 1 some are not or the compiler warns, 2 error.")]
pub(super) struct Arguments {
    #[command(flatten)]
    docs: Docs,
    /// Work folder, kept between runs; by default in the build folder of this program, else a temporary one
    #[arg(long, value_name = "DIR", value_parser = super::path)]
    work: Option<Utf8PathBuf>,
    /// How to print the summary
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Folder of graph-models; by default the one next to this package in a checkout, else the published version
    #[arg(long, value_name = "DIR", value_parser = super::path)]
    runtime_path: Option<Utf8PathBuf>,
}

/// How to print the summary.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// A table
    Human,
    /// One JSON object
    Json,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if let Some(path) = &arguments.runtime_path
        && !path.join("Cargo.toml").is_file()
    {
        anyhow::bail!("--runtime-path {path} contains no Cargo.toml: give the folder of graph-models");
    }
    let options = Options {
        docs: arguments.docs.docs.clone(),
        work: arguments.work.clone(),
        runtime_path: arguments.runtime_path.clone(),
    };
    let progress = Progress::new();
    let summary = prove::prove(&options, &|stage| progress.say(words(stage)));
    drop(progress);
    let summary = summary?;
    print("the summary", |out| match arguments.format {
        Format::Human => write!(out, "{summary}"),
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &summary.to_json())?;
            writeln!(out)
        }
    })?;
    Ok(ExitCode::from(u8::from(!summary.is_proved())))
}

fn words(stage: Stage) -> String {
    match stage {
        Stage::Read => "reading pages".to_owned(),
        Stage::Model(pages) => format!("analysing {pages} pages"),
        Stage::Emit(types, operations) => format!("writing {types} types and {operations} operations"),
        Stage::Compile(0) => "compiling".to_owned(),
        Stage::Compile(units) => format!("compiling, {units} crates done"),
        Stage::Test(examples) => format!("running {examples} examples"),
    }
}
