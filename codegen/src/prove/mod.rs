//! Verifies a docs tree: the generated crate compiles without a warning, builds every documented request and decodes
//! every documented response. Each exception must be explained by a finding at the same location.
//!
//! The crate is generated into a work folder that is kept, so that a second run compiles only what has changed.
//! Its tests are those of every generated crate; they write a report, which is counted here. Examples without a test,
//! because they match no operation or have no type, are counted here too.

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
use crate::generate::{self, GenerateError, Model};

/// What to verify, and where.
#[derive(Clone, Debug)]
pub struct Options {
    /// Folder with `api/` and `resources/`.
    pub docs: Utf8PathBuf,
    /// Work folder, which is kept; by default one in the build folder of this program, else in the system's
    /// folder for temporary files.
    pub work: Option<Utf8PathBuf>,
    /// Folder of `graph-models`; by default the one next to this package in a checkout, else the published version.
    pub runtime_path: Option<Utf8PathBuf>,
}

/// The current step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reading pages.
    Read,
    /// Building the model from this number of pages.
    Model(usize),
    /// Writing the code of this number of types and operations.
    Emit(usize, usize),
    /// Compiling; this number of crates is done.
    Compile(usize),
    /// Running this number of examples.
    Test(usize),
}

/// Why the docs could not be verified.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// The docs could not be read, or the crate could not be written.
    #[error(transparent)]
    Generate(#[from] GenerateError),
    /// The work folder cannot be used.
    #[error("cannot {action} {path}: {source}")]
    Io {
        /// What was attempted.
        action: &'static str,
        /// The file or folder.
        path: Utf8PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// Cargo is missing.
    #[error(
        "cannot run {program}: {source}; cargo is needed to compile the generated crate, install it or set CARGO to its path"
    )]
    NoCargo {
        /// The program.
        program: String,
        /// The cause.
        source: io::Error,
    },
    /// Cargo failed before it compiled the crate.
    #[error("cargo could not build the generated crate in {folder}:\n\n{message}")]
    Cargo {
        /// The crate.
        folder: Utf8PathBuf,
        /// The output of cargo.
        message: String,
    },
    /// The tests did not write a valid report.
    #[error("the tests of the generated crate ended early: {0}")]
    Tests(String),
}

impl From<ReadError> for ProveError {
    fn from(error: ReadError) -> Self {
        ProveError::Generate(error.into())
    }
}

/// Generates, compiles and runs the crate, and reports each step to `progress`.
///
/// # Errors
/// When the docs cannot be read, the work folder cannot be written, or cargo does not work. Code that does not
/// compile and examples that fail are not errors but [`Summary::failures`].
pub fn prove(options: &Options, progress: &dyn Fn(Stage)) -> Result<Summary, ProveError> {
    let work = match &options.work {
        Some(work) => work.clone(),
        None => runtime::default_work(&options.docs),
    };
    // The tests run in another folder and get the path of the report.
    let work = Utf8PathBuf::try_from(std::path::absolute(&work).map_err(io_error("use", &work))?).unwrap_or(work);
    let folder = work.join("proved");
    let runtime_path = options.runtime_path.clone().or_else(runtime::neighbour);
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
    let mut model = Model::from_tree(tree);
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

/// A stopwatch with a lap button.
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

/// Creates a folder and its parents.
fn create(folder: &camino::Utf8Path) -> Result<(), ProveError> {
    fs::create_dir_all(folder).map_err(io_error("create the folder", folder))
}
