//! `graph-codegen model`.

use std::process::ExitCode;

use graph_codegen::generate;

use super::Docs;
use super::print::print;

/// Print the model of a docs tree as JSON: types, operations, examples
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    docs: Docs,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let model = generate::model(&arguments.docs.docs)?;
    print("the model", |out| {
        serde_json::to_writer_pretty(&mut *out, &model.api.to_json())?;
        writeln!(out)
    })?;
    Ok(ExitCode::SUCCESS)
}
