//! `graph-codegen explain`.

use std::process::ExitCode;

use graph_codegen::diagnostic::{Code, visible};
use graph_codegen::explain;

use super::print::print;

/// Explain a finding of `check`: its meaning, a bad and a good sample, and why it matters
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  graph-codegen explain GD0104
  graph-codegen explain property-not-in-table
  graph-codegen explain
      list every finding there is")]
pub(super) struct Arguments {
    /// Code or name of the finding; without it, all are listed
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let text = match &arguments.code {
        None => explain::list(),
        Some(code) => match Code::find(code) {
            Some(code) => code.page(),
            None => anyhow::bail!("unknown finding `{}`; `graph-codegen explain` lists all", visible(code.clone())),
        },
    };
    print("the explanation", |out| write!(out, "{text}"))?;
    Ok(ExitCode::SUCCESS)
}
