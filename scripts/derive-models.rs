//! Rewrites the models of a generated crate as structs with derived serde impls, to compare how long both compile.
//!
//! `derive-models GENERATED OUT`: reads the models of the crate in the folder GENERATED, and writes a crate with the same
//! modules, types, fields, comments and features into OUT. Reads the lines that the generator writes, no Rust in
//! general: this is a tool of `compile-time.sh` and of nothing else.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().collect();
    let [_, generated, out] = arguments.as_slice() else {
        return Err("usage: derive-models GENERATED OUT".into());
    };
    let (generated, out) = (Path::new(generated), Path::new(out));
    fs::create_dir_all(out.join("src"))?;
    fs::write(out.join("Cargo.toml"), manifest(&fs::read_to_string(generated.join("Cargo.toml"))?))?;
    fs::write(out.join("src/lib.rs"), ROOT)?;
    folder(&generated.join("src/generated/models"), &out.join("src/models"))
}

const ROOT: &str = "//! Models with derived serde impls.
#![allow(deprecated, unused_imports, clippy::all)]

pub mod models;

/// The names that generated models import.
pub mod runtime {
    pub type Binary = String;
    pub type Date = String;
    pub type DateTimeOffset = String;
    pub type Double = f64;
    pub type Duration = String;
    pub type Guid = String;
    pub type Int64 = i64;
    pub type Single = f32;
    pub type TimeOfDay = String;
    pub type Untyped = serde_json::Value;
}
";

fn manifest(generated: &str) -> String {
    let features = generated.find("[features]").map_or("", |start| &generated[start..]);
    format!(
        "[package]\nname = \"derived\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[workspace]\n\n\
         [dependencies]\nserde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n\n{features}"
    )
}

fn folder(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let Some(name) = path.file_name() else { continue };
        let to = to.join(name);
        if path.is_dir() {
            folder(&path, &to)?;
            continue;
        }
        let text = fs::read_to_string(&path)?;
        let text = if text.contains("crate::derived_impls!") {
            alias(&text)
        } else if text.contains("crate::enumeration_impls!") {
            enumeration(&text)
        } else if text.contains("crate::object_impls!") {
            structure(&text)
        } else {
            text
        };
        fs::write(to, text)?;
    }
    Ok(())
}

const DERIVE: &str = "Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]";
const IMPORTS: &str = "use crate::models;\nuse crate::runtime::*;\n\n";

/// The item that the file is about: its lines from the first comment on up to the closing brace.
fn item(text: &str) -> impl Iterator<Item = &str> {
    let mut ended = false;
    let begins = |line: &&str| ["///", "#[derive(", "#[deprecated"].iter().any(|start| line.starts_with(start));
    text.lines().skip_while(move |line| !begins(line)).take_while(move |line| {
        let goes_on = !ended;
        ended |= *line == "}" || (line.starts_with("pub ") && line.ends_with("{}"));
        goes_on
    })
}

/// Words of the code, so that it does not matter where a line ends.
fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().filter(|word| *word != "{" && *word != "}").collect()
}

/// A struct of `Option`s.
fn structure(text: &str) -> String {
    let mut members = BTreeMap::new();
    // "id" => object::member(&mut self.id, map),
    for window in words(text).windows(6) {
        if let [member, "=>", arm @ ..] = window
            && let Some((_, field)) = arm.concat().split_once("self.")
        {
            members.insert(field.split(',').next().unwrap_or_default().to_owned(), *member);
        }
    }
    let mut out = String::from(IMPORTS);
    for line in item(text) {
        if line.starts_with("#[derive(") {
            out.push_str(&format!("#[derive(Clone, Default, {DERIVE}"));
        } else if line.contains("pub additional: ") {
            out.push_str("    // no `additional`");
        } else if line.contains("/// Members of the JSON object that no field above carries.") {
            continue;
        } else if let Some((field, ty)) = line.split_once(": ").filter(|_| line.starts_with("    pub ")) {
            let name = field.trim_start_matches("    pub ");
            let member = members.get(name).copied().unwrap_or_else(|| panic!("no member for the field {name}"));
            out.push_str(&format!("    #[serde(rename = {member}, skip_serializing_if = \"Option::is_none\")]\n"));
            let ty = ty.strip_prefix("crate::runtime::").unwrap_or(ty);
            out.push_str(&format!("{field}: {}", ty.replacen("Property<", "::core::option::Option<", 1)));
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

/// An enum that does not keep unknown texts.
fn enumeration(text: &str) -> String {
    let mut texts = BTreeMap::new();
    for arm in text.split("Self::").skip(1) {
        if let Some((variant, rest)) = arm.split_once(" => ")
            && let Some(text) = rest.trim_start_matches(['{', ' ', '\n']).strip_prefix('"')
            && let Some((text, _)) = text.split_once('"')
        {
            texts.insert(variant, text);
        }
    }
    let mut out = String::new();
    for line in item(text) {
        let variant = line.trim().trim_end_matches(',');
        if line.starts_with("#[derive(") {
            out.push_str(&format!("#[derive(Clone, Eq, Hash, PartialOrd, Ord, {DERIVE}"));
        } else if variant == "UnknownValue(String)" || variant.ends_with("String)") {
            out.push_str("    #[serde(other)]\n    UnknownValue,");
        } else if let Some(text) = texts.get(variant) {
            out.push_str(&format!("    #[serde(rename = \"{text}\")]\n{line}"));
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

/// In place of an enum over derived types, the base type alone: less than the generated models have.
fn alias(text: &str) -> String {
    let name = item(text).find_map(|line| line.strip_prefix("pub enum ")?.strip_suffix(" {")).unwrap_or_default();
    let code: String = item(text).filter(|line| !line.trim_start().starts_with("///")).map(str::trim).collect();
    let base = code.rsplit_once("(Box<").and_then(|(_, rest)| rest.split_once('>')).map_or("", |(base, _)| base);
    let docs: String = item(text).take_while(|line| line.starts_with("///")).map(|line| format!("{line}\n")).collect();
    format!("{IMPORTS}{docs}pub type {name} = Box<{base}>;\n")
}
