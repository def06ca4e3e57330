//! Printing results and findings.

use std::io::{self, Write};

use anyhow::Context;
use graph_codegen::diagnostic::{Code, Diagnostic, Severity};
use graph_codegen::docs::Files;

/// Prints a result to standard output.
pub(super) fn print(what: &str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        // The reader of a pipe can stop early, which is not an error.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.with_context(|| format!("cannot print {what}")),
    }
}

/// Whether a finding is an error or a skipped page.
pub(super) fn is_serious(diagnostic: &Diagnostic) -> bool {
    diagnostic.code.severity() == Severity::Error || diagnostic.code == Code::EmptyPage
}

/// Prints errors and skipped pages, and the rest as a count or, if requested, in full.
pub(super) fn findings(
    out: &mut impl Write,
    diagnostics: &[Diagnostic],
    files: &Files,
    verbose: bool,
) -> io::Result<()> {
    let shown = |d: &Diagnostic| verbose || is_serious(d);
    for diagnostic in diagnostics.iter().filter(|d| shown(d)) {
        writeln!(
            out,
            "{}[{}]: {}\n  --> {}:{}",
            diagnostic.code.severity().as_str(),
            diagnostic.code.id(),
            diagnostic.message,
            files.path(diagnostic.span.file),
            diagnostic.span.start,
        )?;
        if let Some(help) = &diagnostic.help {
            writeln!(out, "  help: {help}")?;
        }
    }
    let warnings = diagnostics.iter().filter(|d| !shown(d) && d.code.severity() == Severity::Warning).count();
    if warnings > 0 {
        writeln!(out, "{warnings} contradictions in the docs; --verbose lists them")?;
    }
    Ok(())
}
