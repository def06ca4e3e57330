//! Runs the seeds of the fuzz targets in `codegen/fuzz` and `graph-models/fuzz` on the stable toolchain, with one test
//! for each seed. Inputs that once violated an invariant are kept as seeds.
//!
//! The variable `FUZZ_INPUTS` is another folder of inputs, such as `codegen/fuzz/artifacts`: what a fuzz target has
//! found, without a nightly compiler.

use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Trial};

#[path = "../../graph-models/fuzz/src/lib.rs"]
mod answers;

/// The targets with seeds, by folder.
const SETS: [(&str, &[(&str, answers::Holds)]); 2] =
    [("codegen/fuzz/seeds", graph_codegen_invariants::TARGETS), ("graph-models/fuzz/seeds", answers::TARGETS)];

fn main() {
    let given = std::env::var_os("FUZZ_INPUTS").map(PathBuf::from);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut trials = Vec::new();
    for (folder, targets) in SETS {
        let inputs = given.clone().unwrap_or_else(|| root.join(folder));
        for (target, property) in targets {
            let before = trials.len();
            let entries = std::fs::read_dir(inputs.join(target)).into_iter().flatten();
            for path in entries.map(|entry| entry.unwrap().path()) {
                let name = format!("{target}/{}", path.file_name().unwrap().to_string_lossy());
                trials.push(Trial::test(name, move || {
                    property(&std::fs::read(path).unwrap());
                    Ok(())
                }));
            }
            assert!(given.is_some() || trials.len() > before, "no seed for {target}");
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
