//! The command `graph-codegen`.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
