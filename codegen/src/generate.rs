//! Generates a crate on disk from a docs folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};

use crate::diagnostic::Diagnostic;
use crate::docs::{Files, Page, ReadError, Tree};
use crate::model::json::Document;
use crate::model::{Api, Kind, SelectError, Selection};
use crate::output::{self, Changes, Notify, OutputError};
use crate::rust::{self, BANNER, Crate, MODEL_FILE, OverrideError, Overrides, ResolvedOverrides, Runtime, WriteError};
use crate::span::FileId;

/// Why nothing was generated.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// The docs could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A selected item does not exist.
    #[error(transparent)]
    Select(#[from] SelectError),
    /// An override of a name or a feature does not fit the model.
    #[error(transparent)]
    Override(#[from] OverrideError),
    /// The generated code is not valid Rust: a bug of the generator.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The files could not be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The path of the output folder is empty.
    #[error(
        "the path of the output folder is empty: use --out to give the folder of the crate, `.` for the current one"
    )]
    NoOut,
    /// The output folder is a file.
    #[error("{0} is a file: use --out to give the folder of the crate")]
    OutIsFile(Utf8PathBuf),
    /// The output folder contains a crate that is not set up for generated code.
    #[error(
        "{0} belongs to a crate that was not written by graph-codegen. Choose another folder with --out; or, to put \
         generated code into this crate, add to its Cargo.toml:\n\n    [package.metadata.graph-codegen]\n    \
         generated = \"src/generated\""
    )]
    Foreign(Utf8PathBuf),
    /// The manifest of the crate is invalid.
    #[error("{path}: {message}")]
    Manifest {
        /// The manifest.
        path: Utf8PathBuf,
        /// What is wrong with it.
        message: String,
    },
}

/// What to generate, and where.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Folder with `api/` and `resources/`.
    pub docs: Utf8PathBuf,
    /// Folder of the crate.
    pub out: Utf8PathBuf,
    /// Folder of `graph-models`, if the crate depends on it by path.
    pub runtime_path: Option<Utf8PathBuf>,
    /// The selected part of the docs.
    pub selection: Selection,
    /// Overrides of names and features.
    pub overrides: Overrides,
    /// The callback for notices: waiting for another run, or undoing an interrupted one.
    pub notify: Option<Notify>,
}

/// A docs tree and its model.
#[derive(Debug)]
pub struct Model {
    /// The files, for resolving locations.
    pub files: Files,
    /// The model.
    pub api: Api,
    /// The findings of both stages, by location.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that each page is read from: its own and the included ones.
    pub sources: BTreeMap<String, Vec<FileId>>,
}

impl Model {
    /// The model of a tree that has already been read.
    pub(crate) fn from_tree(tree: Tree) -> Model {
        let mut api = crate::analysis::analyze(&tree);
        let sources = |page: &Page| std::iter::once(page.file).chain(page.includes.iter().copied()).collect();
        let sources = tree.pages.iter().map(|page| (page.path.clone(), sources(page))).collect();
        let Tree { files, mut diagnostics, .. } = tree;
        diagnostics.append(&mut api.diagnostics);
        diagnostics.sort_by_key(|d| (d.span, d.code));
        Model { files, api, diagnostics, sources }
    }

    /// The selected part, with the findings of its pages.
    ///
    /// # Errors
    /// When a pattern matches nothing, or the selection is empty.
    pub fn select(mut self, selection: &Selection) -> Result<Model, SelectError> {
        if selection.is_empty() {
            return Ok(self);
        }
        self.api = self.api.select(selection)?;
        let pages = self.api.used_pages();
        self.sources.retain(|page, _| pages.contains(page.as_str()));
        let files: BTreeSet<FileId> = self.sources.values().flatten().copied().collect();
        self.diagnostics.retain(|d| files.contains(&d.span.file));
        Ok(self)
    }
}

/// Reads a docs folder and builds its model.
///
/// # Errors
/// When the folder is missing, is not a docs tree, or contains no page.
pub fn model(docs: &Utf8Path) -> Result<Model, ReadError> {
    Ok(Model::from_tree(Tree::read(docs)?))
}

/// The maximum number of features of a crate on crates.io.
pub const MOST_FEATURES: usize = 300;

/// The result of a run.
#[derive(Debug)]
pub struct GenerateSummary {
    /// Pages read.
    pub pages: usize,
    /// Types, including enumerations.
    pub types: usize,
    /// Enumerations.
    pub enums: usize,
    /// Properties and relationships, counting each row of a table once.
    pub properties: usize,
    /// Properties and relationships whose type is documented.
    pub resolved: usize,
    /// Operations.
    pub operations: usize,
    /// Request templates.
    pub templates: usize,
    /// Request templates that a builder can call.
    pub callable: usize,
    /// Examples.
    pub examples: usize,
    /// The changes of files.
    pub changes: Changes,
    /// The number of features in the code.
    pub features: usize,
    /// Features that the crate's own manifest lacks.
    pub missing_features: BTreeSet<String>,
    /// The findings.
    pub diagnostics: Vec<Diagnostic>,
    /// The files, for resolving locations.
    pub files: Files,
    /// The committed model that the code was generated from before, if it differs.
    pub committed: Option<String>,
    /// The current model.
    pub model: Document,
    /// Time spent.
    pub time: Duration,
}

/// Generates a crate; with `check`, only compares.
///
/// # Errors
/// When the docs cannot be read, the folder contains something else, or a file cannot be written. Nothing is changed
/// then.
pub fn generate(options: &Options, check: bool) -> Result<GenerateSummary, GenerateError> {
    let started = Instant::now();
    let target = target(options)?;
    let mut model = model(&options.docs)?;
    note(&mut model);
    emit(options, target, model, check, started)
}

/// Attaches to each example the findings about it, for its tests.
pub(crate) fn note(model: &mut Model) {
    let found = crate::check::examples(&model.api);
    crate::analysis::attach(&mut model.api, model.diagnostics.iter().chain(&found));
}

/// Writes the crate of a model, or only compares.
pub(crate) fn emit(
    options: &Options,
    (krate, manifest_features): (Crate, Option<BTreeSet<String>>),
    whole: Model,
    check: bool,
    started: Instant,
) -> Result<GenerateSummary, GenerateError> {
    let resolved = ResolvedOverrides::new(&whole.api, &options.overrides)?;
    let Model { files, api, diagnostics, .. } = whole.select(&options.selection)?;
    let output = rust::write(&api, &files, &krate, &resolved)?;
    let committed = output.files.get(MODEL_FILE).and_then(|now| {
        let before = fs::read(options.out.join(MODEL_FILE)).ok()?;
        (before != now.as_bytes()).then(|| String::from_utf8_lossy(&before).into_owned())
    });
    let changes = if check {
        output::compare(&options.out, &output.files, &output.roots)?
    } else {
        output::update(&options.out, &output.files, &output.roots, options.notify)?
    };
    // A row of a table counts once, however many derived types repeat it.
    let mut rows: BTreeMap<_, bool> = BTreeMap::new();
    for property in api.types.values().flat_map(|t| &t.properties) {
        *rows.entry(property.span).or_insert(true) &= property.ty.is_resolved();
    }
    let missing_features = match manifest_features {
        Some(declared) => output.features.difference(&declared).cloned().collect(),
        None => BTreeSet::new(),
    };
    Ok(GenerateSummary {
        pages: api.pages,
        types: api.types.len(),
        enums: api.types.values().filter(|t| t.kind == Kind::Enum).count(),
        properties: rows.len(),
        resolved: rows.values().filter(|resolved| **resolved).count(),
        operations: api.operations.len(),
        templates: api.template_lines,
        callable: output.callable,
        examples: api.examples.len(),
        changes,
        features: output.features.len(),
        missing_features,
        diagnostics,
        files,
        committed,
        model: output.model,
        time: started.elapsed(),
    })
}

/// Determines the kind of crate in the output folder, and rejects other contents. First undoes the changes of an
/// interrupted run.
pub(crate) fn target(options: &Options) -> Result<(Crate, Option<BTreeSet<String>>), GenerateError> {
    let out = &options.out;
    if out.as_str().trim().is_empty() {
        return Err(GenerateError::NoOut);
    }
    if let Some(file) = out.ancestors().find(|path| path.is_file()) {
        return Err(GenerateError::OutIsFile(file.to_owned()));
    }
    output::settle(out, options.notify)?;
    let path = out.join("Cargo.toml");
    let selected = !options.selection.is_empty();
    let runtime = || match &options.runtime_path {
        Some(folder) => {
            let absolute = folder.canonicalize_utf8().unwrap_or_else(|_| folder.clone());
            Runtime::Path(relative(out, &absolute))
        }
        None => Runtime::Version(env!("CARGO_PKG_VERSION").to_owned()),
    };
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok((Crate::Whole { name: crate_name(out), runtime: runtime(), selected }, None));
        }
        Err(source) => return Err(OutputError::Io { action: "read", path, source }.into()),
    };
    let broken = |message: String| GenerateError::Manifest { path: path.clone(), message };
    let manifest: toml::Table = text.parse().map_err(|e: toml::de::Error| broken(e.message().to_owned()))?;
    let package = manifest.get("package").and_then(toml::Value::as_table);
    let name = package.and_then(|p| p.get("name")).and_then(toml::Value::as_str).map(str::to_owned);
    if text.lines().next().is_some_and(|line| line.contains(BANNER)) {
        let name = name.unwrap_or_else(|| crate_name(out));
        return Ok((Crate::Whole { name, runtime: runtime(), selected }, None));
    }
    let settings = package.and_then(|p| p.get("metadata")).and_then(|m| m.get("graph-codegen"));
    let Some(settings) = settings else { return Err(GenerateError::Foreign(path)) };
    let folder = |key: &str, default: &str| -> Result<String, GenerateError> {
        let value = match settings.get(key) {
            None => default,
            Some(value) => value
                .as_str()
                .ok_or_else(|| broken(format!("package.metadata.graph-codegen.{key} must be a string")))?,
        };
        let clean =
            !value.is_empty() && value.split('/').all(|p| !matches!(p, "" | "." | "..")) && !value.contains('\\');
        if clean {
            Ok(value.to_owned())
        } else {
            Err(broken(format!(
                "package.metadata.graph-codegen.{key} must be a folder inside the crate, not `{value}`"
            )))
        }
    };
    let krate = Crate::Part {
        name: name.ok_or_else(|| broken("the package has no name".to_owned()))?,
        generated: folder("generated", "src/generated")?,
        examples: folder("examples", "tests/generated")?,
    };
    let features = manifest
        .get("features")
        .and_then(toml::Value::as_table)
        .map(|features| features.keys().cloned().collect())
        .unwrap_or_default();
    Ok((krate, Some(features)))
}

/// A package name from a folder name.
fn crate_name(out: &Utf8Path) -> String {
    let absolute = out.canonicalize_utf8().unwrap_or_else(|_| out.to_owned());
    let name = absolute.file_name().unwrap_or("graph");
    let clean: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' }).collect();
    let clean = clean.trim_matches(['-', '_']).to_lowercase();
    match clean.chars().next() {
        Some(c) if c.is_ascii_alphabetic() && !rust::names::is_reserved(&clean) && clean != "test" => clean,
        _ => format!("graph-{clean}").trim_end_matches('-').to_owned(),
    }
}

/// `target`, an absolute path, relative to `folder`; absolute if they have nothing in common.
fn relative(folder: &Utf8Path, target: &Utf8Path) -> String {
    let Some(base) = real_path(folder) else { return target.to_string() };
    let common = base.components().zip(target.components()).take_while(|(a, b)| a == b).count();
    if common <= 1 {
        return target.to_string();
    }
    let up = base.components().skip(common).map(|_| "..");
    let down: Vec<&str> = target.components().skip(common).map(|c| c.as_str()).collect();
    let parts: Vec<&str> = up.chain(down).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// The canonical path of a folder, which may not exist yet.
fn real_path(folder: &Utf8Path) -> Option<Utf8PathBuf> {
    let current = || Utf8PathBuf::from_path_buf(std::env::current_dir().ok()?).ok();
    let absolute = if folder.is_absolute() { folder.to_owned() } else { current()?.join(folder) };
    let mut ancestors = absolute.ancestors();
    let (existing, real) = ancestors.find_map(|a| Some((a, a.canonicalize_utf8().ok()?)))?;
    Some(normalize(&real.join(absolute.strip_prefix(existing).ok()?)))
}

fn normalize(path: &Utf8Path) -> Utf8PathBuf {
    let mut out = Utf8PathBuf::new();
    for component in path.components() {
        match component.as_str() {
            "." => {}
            ".." => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn temporary() -> (tempfile::TempDir, Utf8PathBuf) {
        let temporary = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(temporary.path()).unwrap().canonicalize_utf8().unwrap();
        (temporary, path)
    }

    #[test]
    fn a_crate_is_named_after_its_folder_if_cargo_allows_it() {
        for (folder, name) in [
            ("graph", "graph"),
            ("My Crate!", "my-crate"),
            ("_a_b-", "a_b"),
            ("9lives", "graph-9lives"),
            ("test", "graph-test"),
            ("fn", "graph-fn"),
            ("--", "graph"),
        ] {
            assert_eq!(crate_name(&Utf8Path::new("/nowhere/at/all").join(folder)), name, "{folder}");
        }
    }

    #[test]
    fn a_path_is_relative_to_a_folder_that_does_not_exist_yet() {
        let (_temporary, root) = temporary();
        for (folder, target, expected) in [
            ("a/b", "c", "../../c"),
            ("a", "a/b/c", "b/c"),
            ("a/b", "a", ".."),
            ("a", "a", "."),
            ("x/../a", "c", "../c"),
            ("./a", "c", "../c"),
        ] {
            assert_eq!(relative(&root.join(folder), &root.join(target)), expected, "{folder}, {target}");
        }
        assert_eq!(relative(&root, Utf8Path::new("/nowhere")), "/nowhere");
    }

    /// The kind of crate that this manifest makes.
    fn target_of(manifest: &str) -> Result<(Crate, Option<BTreeSet<String>>), GenerateError> {
        let (_temporary, out) = temporary();
        fs::write(out.join("Cargo.toml"), manifest).unwrap();
        target(&Options { out, ..Options::default() })
    }

    #[test]
    fn a_crate_says_where_generated_code_goes() {
        let manifest = |generated: &str| {
            format!(
                "[package]\nname = \"mine\"\n[package.metadata.graph-codegen]\ngenerated = {generated}\n\
                 [features]\nmail = []\n"
            )
        };
        let (krate, features) = target_of(&manifest("\"src/of/pages\"")).unwrap();
        let Crate::Part { name, generated, examples } = krate else { panic!("{krate:?}") };
        assert_eq!((name.as_str(), generated.as_str()), ("mine", "src/of/pages"));
        assert_eq!(examples, "tests/generated");
        assert_eq!(features, Some(BTreeSet::from(["mail".to_owned()])));
        for wrong in ["''", "'/src'", "'src/'", "'src//a'", "'src/../..'", "'.'", "'a/./b'", "'a\\b'", "5"] {
            let error = target_of(&manifest(wrong)).unwrap_err();
            assert!(matches!(error, GenerateError::Manifest { .. }), "{wrong}: {error}");
        }
        assert!(matches!(target_of("[package]\nname = \"mine\"\n"), Err(GenerateError::Foreign(_))));
    }

    #[test]
    fn a_folder_that_cannot_be_written_into_is_refused() {
        let (_temporary, out) = temporary();
        let target = |out: &Utf8Path| target(&Options { out: out.to_owned(), ..Options::default() });
        let (krate, features) = target(&out.join("new")).unwrap();
        assert!(matches!(krate, Crate::Whole { ref name, selected: false, .. } if name == "new"), "{krate:?}");
        assert_eq!(features, None);
        assert!(matches!(target(" ".into()), Err(GenerateError::NoOut)));
        fs::write(out.join("file"), "").unwrap();
        assert!(
            matches!(target(&out.join("file/in/it")), Err(GenerateError::OutIsFile(file)) if file == out.join("file"))
        );
        fs::create_dir_all(out.join("odd/Cargo.toml")).unwrap();
        assert!(matches!(target(&out.join("odd")), Err(GenerateError::Output(OutputError::Io { action: "read", .. }))));
    }
}
