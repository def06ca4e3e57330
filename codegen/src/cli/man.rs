//! `graph-codegen man`.

use std::process::ExitCode;

use anyhow::bail;
use clap::CommandFactory;
use clap_mangen::Man;

use super::print::print;

/// Print the manual page of graph-codegen, or of one of its commands
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  graph-codegen man | man -l -
  graph-codegen man generate > ~/.local/share/man/man1/graph-codegen-generate.1")]
pub(super) struct Arguments {
    /// The command, such as `generate`
    command: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut whole = super::Cli::command();
    // Gives each command its full name: `graph-codegen-generate`.
    whole.build();
    let command = match &arguments.command {
        None => whole,
        Some(name) => match whole.find_subcommand(name) {
            Some(command) => command.clone(),
            None => {
                let names: Vec<&str> = whole.get_subcommands().map(clap::Command::get_name).collect();
                bail!("unknown command `{name}`; the commands are {}", names.join(", "));
            }
        },
    };
    let mut page = Vec::new();
    let source = concat!("graph-codegen ", env!("GRAPH_CODEGEN_VERSION"));
    Man::new(command).source(source).render(&mut page)?;
    print("the manual page", |out| out.write_all(&page))?;
    Ok(ExitCode::SUCCESS)
}
