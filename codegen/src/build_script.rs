//! The generator in a build script: generates the needed part of the docs when a crate is built.
#![doc = include_str!("build_script.md")]

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Write};

use camino::{Utf8Path, Utf8PathBuf};

use crate::config::{Config, ConfigError};
use crate::diagnostic::{Code, Severity};
use crate::docs::ReadError;
use crate::generate;
use crate::given::Given;
use crate::model::{SelectError, Selection};
use crate::output::{self, OutputError};
use crate::rust::{self, Crate, OverrideError, Overrides, ResolvedOverrides, WriteError};

/// Generates a module for a build script.
#[derive(Clone, Debug, Default)]
pub struct Generator {
    config: Option<Utf8PathBuf>,
    docs: Option<Utf8PathBuf>,
    out_dir: Option<Utf8PathBuf>,
    module: Option<String>,
    selection: Selection,
    overrides: Overrides,
}

/// Why nothing was generated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GeneratorError {
    /// The settings file is invalid.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// No docs folder was given.
    #[error("no docs folder given: call `docs`, or `config` with a file that sets it")]
    NoDocs,
    /// No output folder was given.
    #[error("OUT_DIR is not set, because this is not a build script: call `out_dir`")]
    NoOutDir,
    /// The module is not a Rust path.
    #[error("`{0}` is not the path of a module: write `graph` or `crate::graph`, for example")]
    Module(String),
    /// The docs cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A selected item does not exist.
    #[error(transparent)]
    Select(#[from] SelectError),
    /// An override does not fit the model.
    #[error(transparent)]
    Override(#[from] OverrideError),
    /// The generated code is not valid Rust: a bug of the generator.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The files cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

/// A finding about the docs that the code is generated from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The kind of finding.
    pub code: Code,
    /// The page.
    pub page: Utf8PathBuf,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// One sentence.
    pub message: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {} [{}]", self.page, self.line, self.column, self.message, self.code.id())
    }
}

/// The result of a run.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The file to include.
    pub file: Utf8PathBuf,
    /// Findings, errors first: lost parts of the docs, and contradictions.
    pub warnings: Vec<Warning>,
    /// The source files and folders: the build script must run again if one of them changes.
    pub sources: Vec<Utf8PathBuf>,
    /// Types, including enumerations.
    pub types: usize,
    /// Operations.
    pub operations: usize,
}

impl Generator {
    /// Without a selection or settings.
    #[must_use]
    pub fn new() -> Generator {
        Generator::default()
    }

    /// Uses a settings file, such as `graph-codegen.toml`: `docs`, `select`, `exclude` and `rename`. Calls on this
    /// builder override `docs` and add to the rest; `out`, `runtime-path` and `features` have no effect here.
    #[must_use]
    pub fn config(mut self, file: impl Into<Utf8PathBuf>) -> Generator {
        self.config = Some(file.into());
        self
    }

    /// The folder with `api/` and `resources/`, relative to the folder of the package.
    #[must_use]
    pub fn docs(mut self, folder: impl Into<Utf8PathBuf>) -> Generator {
        self.docs = Some(folder.into());
        self
    }

    /// Adds a pattern of types, operations (names of pages) or workloads to generate. Without any, everything is
    /// generated.
    #[must_use]
    pub fn select(mut self, pattern: impl Into<String>) -> Generator {
        self.selection.select.push(Given::from(pattern));
        self
    }

    /// Leaves out what matches a pattern.
    #[must_use]
    pub fn exclude(mut self, pattern: impl Into<String>) -> Generator {
        self.selection.exclude.push(Given::from(pattern));
        self
    }

    /// Renames a type, given by its full name.
    #[must_use]
    pub fn rename_type(mut self, of: impl Into<String>, name: impl Into<String>) -> Generator {
        self.overrides.types.push((Given::from(of), Given::from(name)));
        self
    }

    /// Renames a property, given as `microsoft.graph.message.subject`.
    #[must_use]
    pub fn rename_property(mut self, of: impl Into<String>, name: impl Into<String>) -> Generator {
        self.overrides.properties.push((Given::from(of), Given::from(name)));
        self
    }

    /// Renames the constant of an operation.
    #[must_use]
    pub fn rename_operation(mut self, of: impl Into<String>, name: impl Into<String>) -> Generator {
        self.overrides.operations.push((Given::from(of), Given::from(name)));
        self
    }

    /// The output folder; by default `OUT_DIR`.
    #[must_use]
    pub fn out_dir(mut self, folder: impl Into<Utf8PathBuf>) -> Generator {
        self.out_dir = Some(folder.into());
        self
    }

    /// The module that includes the code; by default `crate::graph`. The file is named after its last segment.
    #[must_use]
    pub fn module(mut self, path: impl Into<String>) -> Generator {
        self.module = Some(path.into());
        self
    }

    /// Generates the code, and prints when cargo must run the build script again.
    ///
    /// # Errors
    /// When the docs or the settings cannot be read, a selected item does not exist, or a file cannot be written.
    pub fn generate(self) -> Result<Generated, GeneratorError> {
        let path = module_path(self.module.as_deref().unwrap_or("crate::graph"))?;
        let name = path.last().cloned().unwrap_or_default();
        let in_build_script = std::env::var("OUT_DIR").ok().map(Utf8PathBuf::from);
        let out = self.out_dir.or(in_build_script.clone()).filter(|out| !out.as_str().trim().is_empty());
        let out = out.ok_or(GeneratorError::NoOutDir)?;
        let mut config = self.config.as_deref().map(Config::read).transpose()?.unwrap_or_default();
        let docs = self.docs.or(config.docs.take()).ok_or(GeneratorError::NoDocs)?;
        let mut selection = config.selection;
        selection.select.extend(self.selection.select);
        selection.exclude.extend(self.selection.exclude);
        let mut overrides = Overrides { features: Vec::new(), ..config.overrides };
        overrides.types.extend(self.overrides.types);
        overrides.properties.extend(self.overrides.properties);
        overrides.operations.extend(self.overrides.operations);

        let whole = generate::model(&docs)?;
        let resolved = ResolvedOverrides::new(&whole.api, &overrides)?.without_features();
        let model = whole.select(&selection)?;
        let written = rust::write(&model.api, &model.files, &Crate::Module { path }, &resolved)?;
        output::update(&out, &written.files, &written.roots, None)?;

        let mut sources: Vec<Utf8PathBuf> = self.config.into_iter().collect();
        sources.extend(used(&docs, &model, selection.select.is_empty()));
        if in_build_script.is_some() {
            let mut out = io::stdout().lock();
            for source in &sources {
                // Cargo reads this output; if it does not, nobody does.
                let _ = writeln!(out, "cargo::rerun-if-changed={source}");
            }
        }
        Ok(Generated {
            file: out.join(format!("{name}.rs")),
            warnings: warnings(&docs, &model),
            sources,
            types: model.api.types.len(),
            operations: model.api.operations.len(),
        })
    }
}

/// The segments of `crate::graph::mail` below the crate.
fn module_path(text: &str) -> Result<Vec<String>, GeneratorError> {
    let below = text.strip_prefix("crate::").unwrap_or(text);
    let parts: Vec<String> = below.split("::").map(|part| part.trim().to_owned()).collect();
    let is_name = |part: &String| rust::names::identifier(part, "n") == *part && !rust::names::is_reserved(part);
    if parts.iter().all(is_name) { Ok(parts) } else { Err(GeneratorError::Module(text.to_owned())) }
}

/// The source files of the selection; without a selection, the folders, so that new pages count.
fn used(docs: &Utf8Path, model: &generate::Model, everything: bool) -> BTreeSet<Utf8PathBuf> {
    let folder = |path: &str| path.split_once('/').map(|(folder, _)| folder.to_owned());
    let folders: BTreeSet<String> = model.sources.keys().filter(|_| everything).filter_map(|p| folder(p)).collect();
    let files = model.sources.values().flatten().map(|file| model.files.path(*file));
    let outside = files.filter(|path| folder(path).is_none_or(|folder| !folders.contains(&folder)));
    outside.chain(folders.iter().map(String::as_str)).map(|path| docs.join(path)).collect()
}

fn warnings(docs: &Utf8Path, model: &generate::Model) -> Vec<Warning> {
    let mut found: Vec<_> = model.diagnostics.iter().filter(|d| d.code.severity() > Severity::Note).collect();
    found.sort_by_key(|d| std::cmp::Reverse(d.code.severity()));
    found
        .into_iter()
        .map(|d| Warning {
            code: d.code,
            page: docs.join(model.files.path(d.span.file)),
            line: d.span.start.line,
            column: d.span.start.column,
            message: d.message.clone(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const THING: &str = "---\nms.subservice: \"one\"\n---\n# thing resource type\n\nNamespace: microsoft.graph\n\n\
        A thing.\n\n## Properties\n\n|Property|Type|Description|\n|:---|:---|:---|\n|id|String|Its id.|\n\
        |title|String|Its title.|\n|lost|nowhereDocumented|Of a type that no page has.|\n";

    const OTHER: &str = "---\nms.subservice: \"two\"\n---\n# other resource type\n\nNamespace: microsoft.graph\n\n\
        Another.\n\n## Properties\n\n|Property|Type|Description|\n|:---|:---|:---|\n|id|String|Its id.|\n";

    const DELETE: &str = "---\nms.subservice: \"one\"\n---\n# Delete thing\n\nNamespace: microsoft.graph\n\n\
        Deletes it.\n\n## HTTP request\n\n<!-- { \"blockType\": \"ignored\", \"nonsense\": 1 } -->\n``` http\n\
        DELETE /things/{id}\n```\n\n## Response\n\nThis method returns a `204 No Content` response code.\n";

    /// A docs folder and an output folder.
    struct Case {
        docs: Utf8PathBuf,
        out: Utf8PathBuf,
        _temporary: tempfile::TempDir,
    }

    impl Case {
        fn new() -> Case {
            let temporary = tempfile::tempdir().unwrap();
            let root = Utf8Path::from_path(temporary.path()).unwrap();
            let (docs, out) = (root.join("docs"), root.join("out"));
            for (path, text) in
                [("resources/thing.md", THING), ("resources/other.md", OTHER), ("api/thing-delete.md", DELETE)]
            {
                fs::create_dir_all(docs.join(path).parent().unwrap()).unwrap();
                fs::write(docs.join(path), text).unwrap();
            }
            Case { docs, out, _temporary: temporary }
        }

        fn generator(&self) -> Generator {
            Generator::new().docs(&self.docs).out_dir(&self.out)
        }

        /// The text of all written files.
        fn code(&self) -> String {
            let files = walkdir::WalkDir::new(&self.out).into_iter().map(Result::unwrap);
            let files = files.filter(|entry| entry.file_type().is_file());
            files.map(|entry| fs::read_to_string(entry.path()).unwrap()).collect()
        }
    }

    #[test]
    fn every_call_of_the_builder_has_an_effect() {
        let case = Case::new();
        let generator = case
            .generator()
            .module("crate::api::things")
            .select("workload:one")
            .rename_type("microsoft.graph.thing", "Article")
            .rename_property("microsoft.graph.thing.title", "headline")
            .rename_operation("thing-delete", "DROP_IT");
        let found = generator.clone().generate().unwrap();
        assert_eq!(found.file, case.out.join("things.rs"));
        assert!(found.file.is_file());
        assert_eq!((found.types, found.operations), (1, 1));
        let code = case.code();
        for name in ["struct Article", "pub headline:", "DROP_IT"] {
            assert!(code.contains(name), "{name}");
        }
        let found = generator.exclude("thing-delete").rename_operation("thing-delete", "DROP_IT").generate().unwrap();
        assert_eq!((found.types, found.operations), (1, 0));
    }

    #[test]
    fn a_settings_file_is_read_and_its_features_are_ignored() {
        let case = Case::new();
        let file = case.docs.join("graph-codegen.toml");
        fs::write(&file, "docs = \".\"\nselect = \"workload:two\"\n[features]\nmail = [\"nowhere\"]\n").unwrap();
        let found = Generator::new().config(&file).out_dir(&case.out).generate().unwrap();
        assert_eq!((found.types, found.operations), (1, 0));
        assert_eq!(found.sources.first(), Some(&file));
        assert_eq!(found.file, case.out.join("graph.rs"));
    }

    #[test]
    fn sources_are_folders_where_everything_is_generated_and_files_where_it_is_not() {
        let case = Case::new();
        let sources = |generator: Generator| -> Vec<String> {
            let sources = generator.generate().unwrap().sources;
            sources.iter().map(|path| path.strip_prefix(&case.docs).unwrap().as_str().replace('\\', "/")).collect()
        };
        assert_eq!(sources(case.generator()), ["api", "resources"]);
        assert_eq!(sources(case.generator().select("workload:one")), ["api/thing-delete.md", "resources/thing.md"]);
    }

    #[test]
    fn shared_includes_are_sources() {
        let case = Case::new();
        let shared = case.docs.join("../includes");
        fs::create_dir_all(&shared).unwrap();
        fs::write(shared.join("note.md"), "Of all versions.\n").unwrap();
        fs::write(shared.join("unused.md"), "Of no page.\n").unwrap();
        let page = format!("{DELETE}\n[!INCLUDE [note](../../includes/note.md)]\n");
        fs::write(case.docs.join("api/thing-delete.md"), page).unwrap();
        for generator in [case.generator(), case.generator().select("workload:one")] {
            let sources = generator.generate().unwrap().sources;
            let watched: Vec<&Utf8PathBuf> = sources.iter().filter(|path| path.as_str().contains("..")).collect();
            assert_eq!(watched, [&shared.join("note.md")]);
        }
    }

    #[test]
    fn errors_and_warnings_are_reported_and_notes_are_not() {
        let case = Case::new();
        let severities: Vec<Severity> =
            generate::model(&case.docs).unwrap().diagnostics.iter().map(|it| it.code.severity()).collect();
        let told = case.generator().generate().unwrap().warnings;
        assert!(severities.contains(&Severity::Note) && !told.is_empty(), "{severities:?} {told:?}");
        assert!(told.iter().all(|it| it.code.severity() > Severity::Note), "{told:?}");
        assert_eq!(told.len(), severities.iter().filter(|it| **it > Severity::Note).count());
        assert!(told.iter().any(|it| it.page == case.docs.join("resources/thing.md") && it.line == 16), "{told:?}");
    }

    #[test]
    fn missing_and_invalid_input_is_reported() {
        let case = Case::new();
        let error = |generator: Generator| generator.generate().unwrap_err();
        assert!(matches!(error(Generator::new().out_dir(&case.out)), GeneratorError::NoDocs));
        assert!(matches!(error(case.generator().out_dir(" ")), GeneratorError::NoOutDir));
        assert!(matches!(error(case.generator().module("crate::my-api")), GeneratorError::Module(_)));
        // Repeating the same override is allowed.
        let thing = || case.generator().rename_type("microsoft.graph.thing", "Article");
        thing().rename_type("microsoft.graph.thing", "Article").generate().unwrap();
        assert!(matches!(error(thing().rename_type("microsoft.graph.other", "Article")), GeneratorError::Override(_)));
    }

    #[test]
    fn a_module_is_a_path_of_rust() {
        for (text, parts) in [("graph", vec!["graph"]), ("crate::a::b_2", vec!["a", "b_2"]), ("a :: b", vec!["a", "b"])]
        {
            assert_eq!(module_path(text).unwrap(), parts, "{text}");
        }
        for text in ["", "a::", "crate::", "fn", "a::self", "a-b", "1a", "a b", "a.b"] {
            assert!(module_path(text).is_err(), "{text}");
        }
    }
}
