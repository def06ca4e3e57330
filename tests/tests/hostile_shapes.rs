//! Pages of hostile shapes through every stage and every format: the cost grows linearly.
//!
//! No time is measured. Allocations are counted, in bytes and in number, for pages of one size and of four times that
//! size; and a page that takes far too long fails the run. `cargo bench -p graph-tests --bench hostile` measures seconds.

use std::alloc::System;
use std::sync::mpsc;
use std::time::Duration;

use graph_codegen::check::format::{self, Human};
use graph_codegen::check::{Findings, Report};
use graph_codegen::docs::Tree;
use graph_codegen::rust::{self, Crate, ResolvedOverrides, Runtime};
use graph_codegen_invariants::shapes::{SHAPES, Shape};
use libtest_mimic::{Arguments, Failed, Trial};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static COUNTING: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const SMALL: usize = 20_000;
const LARGE: usize = 4 * SMALL;
/// Far too long: these pages take a fraction of a second on any machine that can build this.
const PATIENCE: Duration = Duration::from_secs(180);

fn main() {
    // Allocations are counted for the whole process: one shape at a time.
    let arguments = Arguments { test_threads: Some(1), ..Arguments::from_args() };
    let trials = SHAPES.iter().map(|shape| Trial::test(shape.name, move || grows_as_its_size(shape))).collect();
    libtest_mimic::run(&arguments, trials).exit();
}

/// Everything that is done with a docs tree.
fn everything(shape: &Shape, size: usize) -> (usize, usize) {
    let pages = (shape.make)(size);
    let region = Region::new(COUNTING);
    let tree = Tree::from_memory(pages);
    let files = tree.files.clone();
    let findings = Findings::of(tree);
    let report = Report::new(&findings, &[], None);
    let out = &mut std::io::sink();
    format::human(out, &report, Human { colour: false, notes: true }).unwrap();
    format::json(out, &report).unwrap();
    format::sarif(out, &report).unwrap();
    format::github(out, &report, "docs".into()).unwrap();
    let _ = findings.api.to_json().to_string();
    let krate = Crate::Whole { name: "x".to_owned(), runtime: Runtime::Version("0.1.0".to_owned()), selected: false };
    rust::write(&findings.api, &files, &krate, &ResolvedOverrides::default()).unwrap();
    let counted = region.change();
    (counted.allocations + counted.reallocations, counted.bytes_allocated)
}

fn grows_as_its_size(shape: &'static Shape) -> Result<(), Failed> {
    let (done, watched) = mpsc::channel::<()>();
    std::thread::spawn(move || {
        if watched.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
            eprintln!("{} is still under way after {} seconds", shape.name, PATIENCE.as_secs());
            std::process::exit(101);
        }
    });
    // One-time allocations, such as tables of words, are made before counting.
    everything(shape, 1000);
    let (pieces, bytes) = everything(shape, SMALL);
    let (more_pieces, more_bytes) = everything(shape, LARGE);
    done.send(()).unwrap();
    // Four times as much, and some reserve for buffers that double.
    let most = |small: usize| small * 6 + 1_000_000;
    if more_pieces > most(pieces) || more_bytes > most(bytes) {
        return Err(format!("{pieces} pieces, {bytes} bytes; then {more_pieces} pieces, {more_bytes} bytes").into());
    }
    Ok(())
}
