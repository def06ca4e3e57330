//! The trees of real pages.

use std::sync::Once;

use camino::Utf8PathBuf;

/// The docs folder of one of the trees `graph-2021-07` and `backup-storage`, below the folder in the variable
/// `GRAPH_DOCS`. If it is not set, prints once that tests are skipped.
pub fn docs(tree: &str) -> Option<Utf8PathBuf> {
    static SKIPPED: Once = Once::new();
    let Ok(root) = std::env::var("GRAPH_DOCS") else {
        SKIPPED.call_once(|| println!("skipped: GRAPH_DOCS is not set"));
        return None;
    };
    Some(Utf8PathBuf::from(root).join(tree).join("v1.0"))
}

/// `part` is at least `percent` percent of `whole`.
#[track_caller]
pub fn at_least(percent: f64, part: usize, whole: usize, what: &str) {
    println!("  {what}: {part} of {whole}");
    assert!(whole > 0 && part as f64 >= whole as f64 * percent / 100.0, "{what}: {part} of {whole}, not {percent} %");
}
