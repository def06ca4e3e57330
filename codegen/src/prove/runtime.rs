//! Locates the work folder and the `graph-models` of the generated crate.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

use super::{ProveError, io_error};

/// The `graph-models` next to this package: in a checkout, it matches this generator and may be newer than the
/// published version. Nothing if this package was installed from a registry.
pub(super) fn neighbour() -> Option<Utf8PathBuf> {
    let folder = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("graph-models");
    folder.join("Cargo.toml").is_file().then_some(folder)
}

/// A folder that is kept between runs, one for each docs folder: in the build folder of this program, else among the
/// temporary files.
pub(super) fn default_work(docs: &Utf8Path) -> Utf8PathBuf {
    let build_folder = || {
        let program = Utf8PathBuf::from_path_buf(std::env::current_exe().ok()?).ok()?;
        // Cargo marks its build folders so that backups skip them.
        program.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file()).map(|folder| folder.join("prove"))
    };
    let temporary = || {
        let folder = Utf8PathBuf::from_path_buf(std::env::temp_dir()).unwrap_or_else(|_| Utf8PathBuf::from("."));
        folder.join("graph-codegen-prove")
    };
    let docs = docs.canonicalize_utf8().unwrap_or_else(|_| docs.to_owned());
    let name = docs.file_name().unwrap_or("docs");
    build_folder().unwrap_or_else(temporary).join(format!("{name}-{:016x}", fingerprint(docs.as_str())))
}

/// FNV-1a gives the same result in every run and on every machine, unlike the standard hasher.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Copies the lock file of the runtime's workspace into a new crate: its versions are tested and already downloaded.
pub(super) fn lock(runtime: &Utf8Path, folder: &Utf8Path) -> Result<(), ProveError> {
    let target = folder.join("Cargo.lock");
    if target.exists() {
        return Ok(());
    }
    let runtime = runtime.canonicalize_utf8().unwrap_or_else(|_| runtime.to_owned());
    match runtime.ancestors().map(|folder| folder.join("Cargo.lock")).find(|file| file.is_file()) {
        Some(source) => fs::copy(&source, &target).map(drop).map_err(io_error("write", &target)),
        None => Ok(()),
    }
}
