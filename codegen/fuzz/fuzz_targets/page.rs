#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| graph_codegen_invariants::page(data));
