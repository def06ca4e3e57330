//! `graph-codegen model`.

use std::process::ExitCode;

use graph_codegen::docs::Tree;

use super::Docs;
use super::print::print;

/// Print the model of a docs tree as JSON: types, operations, examples
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    docs: Docs,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let tree = Tree::read(&arguments.docs.docs)?;
    let api = graph_codegen::analysis::analyze(&tree);
    print("the model", |out| api.write_json(out))?;
    Ok(ExitCode::SUCCESS)
}
