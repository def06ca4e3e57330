//! The command line: one file a command. A command takes its arguments, calls the library, prints what came of it, and
//! says how the process ends.

mod check;
mod completions;
mod diff;
mod explain;
mod generate;
mod man;
#[cfg(feature = "mock")]
mod mock;
mod model;
mod print;
mod progress;
mod prove;

use std::io::{self, Write};
use std::process::ExitCode;

use camino::Utf8PathBuf;
use clap::{Args, Parser, Subcommand};
use graph_codegen::diagnostic::visible;

/// Reads Microsoft Graph API reference pages and writes Rust model types and request builders.
#[derive(Parser)]
#[command(
    name = "graph-codegen",
    version = env!("GRAPH_CODEGEN_VERSION"),
    max_term_width = 100,
    after_help = "\
Exit codes: 0 done (with --check: current), 1 stale or not proved, 2 could not.
Results go to standard output, messages to standard error."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Generate(generate::Arguments),
    Check(check::Arguments),
    Explain(explain::Arguments),
    Model(model::Arguments),
    Diff(diff::Arguments),
    Prove(prove::Arguments),
    #[cfg(feature = "mock")]
    Mock(mock::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// Where the pages are.
#[derive(Args)]
struct Docs {
    /// Folder that holds the pages, in api/ and resources/
    #[arg(long, value_name = "DIR", default_value = "docs/v1.0")]
    docs: Utf8PathBuf,
}

/// Runs the command that the process was started with.
pub(super) fn run() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Generate(arguments) => generate::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Model(arguments) => model::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Prove(arguments) => prove::run(&arguments),
        #[cfg(feature = "mock")]
        Command::Mock(arguments) => mock::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Man(arguments) => man::run(&arguments),
    };
    result.unwrap_or_else(|error| {
        // What an error quotes may come from the docs.
        let error: Vec<String> = format!("{error:#}").lines().map(|line| visible(line.to_owned())).collect();
        let _ = writeln!(io::stderr(), "error: {}", error.join("\n"));
        ExitCode::from(2)
    })
}
