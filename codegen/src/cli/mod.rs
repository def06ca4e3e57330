//! The command line, one file for each command. A command parses its arguments, calls the library, prints the result
//! and returns the exit code.

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
use graph_codegen::docs::ReadError;
use graph_codegen::generate::GenerateError;
use graph_codegen::output::Notice;
use graph_codegen::prove::ProveError;

/// Reads Microsoft Graph API reference pages and writes Rust model types and request builders.
#[derive(Parser)]
#[command(
    name = "graph-codegen",
    version = env!("GRAPH_CODEGEN_VERSION"),
    max_term_width = 100,
    after_help = "\
Exit codes: 0 success (with --check: current), 1 stale, findings or failures, 2 error.
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
    #[cfg(not(feature = "mock"))]
    #[command(hide = true, disable_help_flag = true)]
    Mock(NoMock),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// The docs folder.
#[derive(Args)]
struct Docs {
    /// Folder with the pages, in api/ and resources/
    #[arg(long, value_name = "DIR", default_value = "docs/v1.0", value_parser = path)]
    docs: Utf8PathBuf,
}

/// A path on the command line. An empty path is rejected: it usually comes from an unset variable of a script, and
/// would mean the current folder.
fn path(text: &str) -> Result<Utf8PathBuf, &'static str> {
    if text.trim().is_empty() { Err("the path is empty; `.` is the current folder") } else { Ok(text.into()) }
}

/// The command `mock` of a program that was built without it; accepts any arguments.
#[cfg(not(feature = "mock"))]
#[derive(Args)]
struct NoMock {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    _given: Vec<std::ffi::OsString>,
}

/// Prints notices about files on disk.
fn notify(notice: &Notice<'_>) {
    let _ = writeln!(io::stderr(), "{}", visible(notice.to_string()));
}

/// Runs the command of this process.
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
        #[cfg(not(feature = "mock"))]
        Command::Mock(_) => Err(anyhow::anyhow!(
            "this graph-codegen was built without the command `mock`: install it with `cargo install graph-codegen --features mock`"
        )),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Man(arguments) => man::run(&arguments),
    };
    result.unwrap_or_else(|error| {
        // An error can quote text from the docs.
        let error: Vec<String> = in_words(&error).lines().map(|line| visible(line.to_owned())).collect();
        let _ = writeln!(io::stderr(), "error: {}", error.join("\n"));
        ExitCode::from(2)
    })
}

/// An error with its causes without repetition, and advice about the command line.
fn in_words(error: &anyhow::Error) -> String {
    let mut words = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string).filter(|cause| !cause.is_empty()) {
        if !words.ends_with(&cause) {
            words = format!("{words}: {cause}");
        }
    }
    if error.chain().any(has_no_docs) {
        words.push_str("; use --docs to give the folder");
    }
    words
}

/// Whether an error says that there are no docs at the path.
fn has_no_docs(error: &(dyn std::error::Error + 'static)) -> bool {
    let read = match (error.downcast_ref(), error.downcast_ref(), error.downcast_ref()) {
        (Some(GenerateError::Read(error)), ..)
        | (_, Some(ProveError::Generate(GenerateError::Read(error))), _)
        | (.., Some(error)) => error,
        _ => return false,
    };
    matches!(read, ReadError::Missing(_) | ReadError::NoDocs { .. })
}
