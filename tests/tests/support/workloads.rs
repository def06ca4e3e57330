//! A generated crate once for each of its workloads, in one workspace: one build checks them all, as many at a time as the
//! machine has processors. As features of one package they would be built one after the other.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use toml::{Table, Value};

/// Writes a workspace beside a generated crate. Each of its packages has the source of the crate and one workload as its
/// default; one has none. Gives the folder and how many workloads there are.
pub fn each_alone(generated: &Utf8Path) -> (Utf8PathBuf, usize) {
    let folder = Utf8PathBuf::from(format!("{generated}-workloads"));
    let whole: Table = fs::read_to_string(generated.join("Cargo.toml")).unwrap().parse().unwrap();
    let features = whole["features"].as_table().unwrap();
    let workloads: Vec<&Value> = features["full"].as_array().unwrap().iter().collect();
    // Workloads of an earlier run would be checked along.
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    let with_none = (String::from("none"), Vec::new());
    let with_one = |workload: &Value| (format!("only-{}", workload.as_str().unwrap()), vec![workload.clone()]);
    for (name, selected) in std::iter::once(with_none).chain(workloads.iter().map(|workload| with_one(workload))) {
        let manifest = alone(&whole, generated, &name, selected);
        fs::create_dir_all(folder.join(&name)).unwrap();
        fs::write(folder.join(&name).join("Cargo.toml"), manifest.to_string()).unwrap();
    }
    fs::write(folder.join("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n").unwrap();
    fs::copy(generated.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    (folder, workloads.len())
}

/// The manifest of a crate under another name, with other default features, and without its tests.
fn alone(whole: &Table, generated: &Utf8Path, name: &str, selected: Vec<Value>) -> Table {
    let mut manifest = whole.clone();
    for other in ["workspace", "dev-dependencies", "test"] {
        manifest.remove(other);
    }
    manifest["package"]["name"] = name.into();
    manifest["package"].as_table_mut().unwrap().insert("autotests".to_owned(), false.into());
    manifest["features"]["default"] = selected.into();
    let library = Table::from_iter([("path".to_owned(), generated.join("src/lib.rs").into_string().into())]);
    manifest.insert("lib".to_owned(), library.into());
    // A path is one from the folder of the manifest.
    let runtime = &mut manifest["dependencies"]["graph-models"]["path"];
    *runtime = generated.join(runtime.as_str().unwrap()).into_string().into();
    manifest
}
