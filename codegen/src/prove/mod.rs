//! The proof of a docs tree: the crate that comes of it compiles without a warning, builds every documented request and
//! decodes every documented response; what is otherwise, a finding about that very place explains.
//!
//! The crate is generated into a work folder that stays, so that a second run compiles what has changed. Its tests are
//! the ones that every generated crate has; while they run, they write down what came of each example, and that is
//! counted here. An example without a test, because nothing calls it or nothing says what it is, is looked at here.

mod cargo;
mod count;
mod report;
mod runtime;
mod summary;

pub use summary::{Failure, Of, Pages, Requests, Responses, Seconds, Summary};

use std::fs;
use std::io;
use std::time::{Duration, Instant};

use camino::Utf8PathBuf;

use crate::docs::{ReadError, Tree};
use crate::generate::{self, GenerateError};

/// What to prove, and where.
#[derive(Clone, Debug)]
pub struct Options {
    /// Folder with `api/` and `resources/`.
    pub docs: Utf8PathBuf,
    /// Folder to work in, which stays; without it, one in the build folder that this program is in, else in the
    /// system's folder for temporary files.
    pub work: Option<Utf8PathBuf>,
    /// Folder of `graph-models`; without it, the one beside this package in a checkout, else the published version.
    pub runtime_path: Option<Utf8PathBuf>,
}

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Pages are read.
    Read,
    /// The model is built from so many pages.
    Model(usize),
    /// The code of so many types and operations is written.
    Emit(usize, usize),
    /// So many crates are compiled.
    Compile(usize),
    /// So many examples are run.
    Test(usize),
}

/// Why nothing could be proved.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// The docs could not be read, or the crate not be written.
    #[error(transparent)]
    Generate(#[from] GenerateError),
    /// The work folder cannot be used.
    #[error("cannot {action} {path}: {source}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: Utf8PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Cargo is missing.
    #[error("cannot run {program}: {source}; cargo is needed to compile the generated crate, and CARGO may name it")]
    NoCargo {
        /// What was called.
        program: String,
        /// What the system says.
        source: io::Error,
    },
    /// Cargo did not come to compiling.
    #[error("cargo could not build the generated crate in {folder}:\n\n{message}")]
    Cargo {
        /// The crate.
        folder: Utf8PathBuf,
        /// What cargo says.
        message: String,
    },
    /// The tests did not write down what they found.
    #[error("the tests of the generated crate broke off: {0}")]
    Tests(String),
}

impl From<ReadError> for ProveError {
    fn from(error: ReadError) -> Self {
        ProveError::Generate(error.into())
    }
}

/// Generates, compiles and runs; `progress` is told what is being done.
///
/// # Errors
/// When the docs cannot be read, the work folder cannot be written, or cargo does not work. Code that does not compile
/// and examples that fail are no errors but [`Summary::failures`].
pub fn prove(options: &Options, progress: &dyn Fn(Stage)) -> Result<Summary, ProveError> {
    let work = match &options.work {
        Some(work) => work.clone(),
        None => runtime::default_work(&options.docs),
    };
    // The tests run elsewhere, and are told where to write.
    let work = Utf8PathBuf::try_from(std::path::absolute(&work).map_err(io_error("use", &work))?).unwrap_or(work);
    let folder = work.join("proved");
    let runtime_path = options.runtime_path.clone().or_else(runtime::beside);
    let generating = generate::Options {
        docs: options.docs.clone(),
        out: folder.clone(),
        runtime_path: runtime_path.clone(),
        ..generate::Options::default()
    };
    let target = generate::target(&generating)?;

    progress(Stage::Read);
    let mut seconds = Seconds::default();
    let mut timer = Timer(Instant::now());
    let tree = Tree::read(&options.docs)?;
    seconds.read = timer.lap();
    progress(Stage::Model(tree.pages.len()));
    let mut model = generate::understand(tree);
    seconds.model = timer.lap();
    generate::note(&mut model);
    seconds.check = timer.lap();
    let mut counted = count::Count::of(&model);
    progress(Stage::Emit(model.api.types.len(), model.api.operations.len()));
    let report = generate::emit(&generating, target, model, false, Instant::now())?;
    if let Some(runtime) = &runtime_path {
        runtime::lock(runtime, &folder)?;
    }
    seconds.emit = timer.lap();

    progress(Stage::Compile(0));
    let build = cargo::build(&folder, &work.join("target"), &|units| progress(Stage::Compile(units)))?;
    seconds.compile = timer.lap();
    counted.built(&build);
    if let Some(tests) = &build.tests {
        progress(Stage::Test(report.examples));
        counted.ran(report::run(tests, &work)?);
    }
    seconds.test = timer.lap();
    Ok(counted.summary(&report, seconds))
}

/// A watch with a lap button.
struct Timer(Instant);

impl Timer {
    fn lap(&mut self) -> Duration {
        let lap = self.0.elapsed();
        self.0 = Instant::now();
        lap
    }
}

fn io_error(action: &'static str, path: &camino::Utf8Path) -> impl FnOnce(io::Error) -> ProveError {
    let path = path.to_owned();
    move |source| ProveError::Io { action, path, source }
}

/// Creates a folder, and those it is in.
fn create(folder: &camino::Utf8Path) -> Result<(), ProveError> {
    fs::create_dir_all(folder).map_err(io_error("create the folder", folder))
}
