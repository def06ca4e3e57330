//! `graph-codegen model`.

use std::io;
use std::mem::ManuallyDrop;
use std::process::ExitCode;

use graph_codegen::diagnostic::Diagnostic;
use graph_codegen::docs::Tree;

use super::Docs;
use super::print::{findings, is_serious, print};

/// Print the model of a docs tree as JSON: types, operations, examples
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    docs: Docs,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    // Neither is freed: the process ends with this command.
    let tree = ManuallyDrop::new(Tree::read(&arguments.docs.docs)?);
    let api = ManuallyDrop::new(graph_codegen::analysis::analyze(&tree));
    let skipped: Vec<Diagnostic> = tree.diagnostics.iter().filter(|found| is_serious(found)).cloned().collect();
    // A failure to print messages does not affect the result of the command.
    let _ = findings(&mut io::stderr().lock(), &skipped, &tree.files, false);
    print("the model", |out| api.write_json(out))?;
    Ok(ExitCode::SUCCESS)
}
