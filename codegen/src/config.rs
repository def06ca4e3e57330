//! `graph-codegen.toml`: settings for generation. `config.md` in this folder describes every key.
#![doc = include_str!("config.md")]

use std::fs;
use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::given::{FileLocation, Given};
use crate::model::Selection;
use crate::rust::Overrides;
use crate::suggest::{did_you_mean, similar};

/// The default file name.
pub const FILE_NAME: &str = "graph-codegen.toml";

/// Why a settings file is invalid.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// It cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: Utf8PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The file is invalid; the message starts with the location.
    #[error("{place}: {message}")]
    Wrong {
        /// The location.
        place: FileLocation,
        /// What is wrong and how to correct it.
        message: String,
    },
}

/// The settings of a file. Missing keys are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// `docs`, relative to the current folder.
    pub docs: Option<Utf8PathBuf>,
    /// `out`, likewise.
    pub out: Option<Utf8PathBuf>,
    /// `runtime-path`, likewise.
    pub runtime_path: Option<Given<Utf8PathBuf>>,
    /// `select` and `exclude`.
    pub selection: Selection,
    /// `rename` and `features`.
    pub overrides: Overrides,
}

type Entry<'a> = (&'a str, Range<usize>, &'a Spanned<DeValue<'a>>);

impl Config {
    /// Reads a settings file. Paths in it are relative to its folder.
    ///
    /// # Errors
    /// When the file cannot be read, is not TOML, or has an unknown key or a value of the wrong type.
    pub fn read(path: &Utf8Path) -> Result<Config, ConfigError> {
        let text = fs::read_to_string(path).map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
        Config::parse(path, &text)
    }

    /// Reads the text of a settings file; `path` is used in messages, and relative paths start at its folder.
    ///
    /// # Errors
    /// As for [`read`](Config::read).
    pub fn parse(path: &Utf8Path, text: &str) -> Result<Config, ConfigError> {
        let reader = Reader { path, text: text.strip_prefix('\u{feff}').unwrap_or(text) };
        let table = DeTable::parse(reader.text)
            .map_err(|error| reader.wrong(error.span().unwrap_or_default(), error.message().to_owned()))?;
        let mut config = Config::default();
        for (key, span, value) in entries(table.get_ref()) {
            match key {
                "docs" => config.docs = Some(reader.path(key, value)?.value),
                "out" => config.out = Some(reader.path(key, value)?.value),
                "runtime-path" => config.runtime_path = Some(reader.path(key, value)?),
                "select" => config.selection.select = reader.strings(key, value)?,
                "exclude" => config.selection.exclude = reader.strings(key, value)?,
                "rename" => {
                    for (inner, span, value) in entries(reader.table(key, value)?) {
                        match inner {
                            "types" => config.overrides.types = reader.names("rename.types", value)?,
                            "properties" => config.overrides.properties = reader.names("rename.properties", value)?,
                            "operations" => config.overrides.operations = reader.names("rename.operations", value)?,
                            _ => {
                                return Err(reader.unknown(
                                    "rename.",
                                    inner,
                                    span,
                                    &["types", "properties", "operations"],
                                ));
                            }
                        }
                    }
                }
                "features" => {
                    for (feature, span, value) in entries(reader.table(key, value)?) {
                        let workloads = reader.strings(&format!("features.{feature}"), value)?;
                        if workloads.is_empty() {
                            let message = format!("the feature `{feature}` has no workloads");
                            return Err(reader.wrong(span, message));
                        }
                        config.overrides.features.push((reader.given(feature, span), workloads));
                    }
                }
                _ => {
                    let known = ["docs", "out", "runtime-path", "select", "exclude", "rename", "features"];
                    return Err(reader.unknown("", key, span, &known));
                }
            }
        }
        Ok(config)
    }
}

/// The entries of a table in the order of the file.
fn entries<'a>(table: &'a DeTable<'a>) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> = table.iter().map(|(k, v)| (k.get_ref().as_ref(), k.span(), v)).collect();
    entries.sort_by_key(|(_, span, _)| span.start);
    entries
}

struct Reader<'a> {
    path: &'a Utf8Path,
    text: &'a str,
}

impl Reader<'_> {
    fn place(&self, span: &Range<usize>) -> FileLocation {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        FileLocation {
            file: self.path.to_owned(),
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
        }
    }

    fn wrong(&self, span: Range<usize>, message: String) -> ConfigError {
        // A message of the parser can have several lines.
        let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
        ConfigError::Wrong { place: self.place(&span), message }
    }

    fn unknown(&self, inside: &str, key: &str, span: Range<usize>, known: &[&str]) -> ConfigError {
        let mut similar = similar(key, known.iter().copied());
        similar.truncate(1);
        let end =
            if similar.is_empty() { format!("; the keys are {}", known.join(", ")) } else { did_you_mean(&similar) };
        self.wrong(span, format!("unknown key `{inside}{key}`{end}"))
    }

    fn of_kind<T>(
        &self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        wanted: &str,
        found: Option<T>,
    ) -> Result<T, ConfigError> {
        found.ok_or_else(|| {
            self.wrong(value.span(), format!("`{key}`: expected {wanted}, found {}", value.get_ref().type_str()))
        })
    }

    fn table<'v>(&self, key: &str, value: &'v Spanned<DeValue<'v>>) -> Result<&'v DeTable<'v>, ConfigError> {
        self.of_kind(key, value, "a table", value.get_ref().as_table())
    }

    fn given(&self, text: &str, span: Range<usize>) -> Given {
        Given { value: text.to_owned(), place: Some(self.place(&span)) }
    }

    /// A string that is not blank.
    fn string(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<Given, ConfigError> {
        let text = self.of_kind(key, value, "a string", value.get_ref().as_str())?;
        if text.trim().is_empty() {
            return Err(self.wrong(value.span(), format!("`{key}` is empty")));
        }
        Ok(self.given(text, value.span()))
    }

    /// A string, or a list of strings.
    fn strings(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<Vec<Given>, ConfigError> {
        if value.get_ref().is_str() {
            return Ok(vec![self.string(key, value)?]);
        }
        let list = self.of_kind(key, value, "a list of strings", value.get_ref().as_array())?;
        list.iter().map(|value| self.string(key, value)).collect()
    }

    fn names(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<Vec<(Given, Given)>, ConfigError> {
        entries(self.table(key, value)?)
            .into_iter()
            .map(|(of, span, name)| Ok((self.given(of, span), self.string(&format!("{key}.{of}"), name)?)))
            .collect()
    }

    /// A path relative to the folder of the file.
    fn path(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<Given<Utf8PathBuf>, ConfigError> {
        let given = self.string(key, value)?;
        let folder = self.path.parent().unwrap_or(Utf8Path::new(""));
        Ok(Given { value: folder.join(given.value), place: given.place })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        Config::parse("x/graph-codegen.toml".into(), text).unwrap_err().to_string()
    }

    #[test]
    fn every_key_is_read() {
        let text = r#"
docs = "docs/v1.0"
out = "../crate"
runtime-path = "/runtime"
select = ["message-*", "user-sendmail"]
exclude = "workload:teams"
[rename.types]
"microsoft.graph.message" = "MailMessage"
[rename.properties]
"microsoft.graph.message.bodyPreview" = "preview"
[rename.operations]
user-sendmail = "SEND_MAIL"
[features]
mail = ["outlook", "exchange"]
"#;
        let config = Config::parse("x/graph-codegen.toml".into(), text).unwrap();
        assert_eq!(config.docs.unwrap(), "x/docs/v1.0");
        assert_eq!(config.out.unwrap(), "x/../crate");
        assert_eq!(config.runtime_path.unwrap().value, "/runtime");
        let values = |list: &[Given]| list.iter().map(|g| g.value.clone()).collect::<Vec<_>>();
        assert_eq!(values(&config.selection.select), ["message-*", "user-sendmail"]);
        assert_eq!(values(&config.selection.exclude), ["workload:teams"]);
        assert_eq!(config.selection.select[1].place.as_ref().unwrap().to_string(), "x/graph-codegen.toml:5:24");
        let overrides = config.overrides;
        assert_eq!(overrides.types[0].1.value, "MailMessage");
        assert_eq!(overrides.properties[0].0.value, "microsoft.graph.message.bodyPreview");
        assert_eq!(overrides.operations[0].0.value, "user-sendmail");
        assert_eq!((overrides.features[0].0.value.as_str(), overrides.features[0].1.len()), ("mail", 2));
    }

    #[test]
    fn errors_have_locations() {
        for (text, expected) in [
            ("docs = 1", "x/graph-codegen.toml:1:8: `docs`: expected a string, found integer"),
            ("\n  dosc = 'x'", "x/graph-codegen.toml:2:3: unknown key `dosc`: did you mean `docs`?"),
            (
                "verbosity = 'x'",
                "x/graph-codegen.toml:1:1: unknown key `verbosity`; the keys are docs, out, runtime-path, select, \
                 exclude, rename, features",
            ),
            ("select = ['a', 'ü', 3]", "x/graph-codegen.toml:1:21: `select`: expected a string, found integer"),
            ("[rename.type]", "x/graph-codegen.toml:1:9: unknown key `rename.type`: did you mean `types`?"),
            ("[features]\nmail = []", "x/graph-codegen.toml:2:1: the feature `mail` has no workloads"),
            ("out = ' '", "x/graph-codegen.toml:1:7: `out` is empty"),
        ] {
            assert_eq!(wrong(text), expected);
        }
        for text in ["docs = 'a'\ndocs = 'b'", "docs = ", "[", "\u{feff}docs"] {
            assert!(wrong(text).starts_with("x/graph-codegen.toml:"), "{}", wrong(text));
        }
    }
}
