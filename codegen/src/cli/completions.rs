//! `graph-codegen completions`.

use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::Shell;

use super::print::print;

/// Print the completions of a shell
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  graph-codegen completions bash > ~/.local/share/bash-completion/completions/graph-codegen
  graph-codegen completions zsh > \"${fpath[1]}/_graph-codegen\"
  graph-codegen completions fish > ~/.config/fish/completions/graph-codegen.fish")]
pub(super) struct Arguments {
    /// The shell
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::Cli::command(), "graph-codegen", &mut script);
    print("the completions", |out| out.write_all(&script))?;
    Ok(ExitCode::SUCCESS)
}
