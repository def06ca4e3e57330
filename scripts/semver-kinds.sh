#!/usr/bin/env bash
# Compares our verdict on each kind of change with that of cargo-semver-checks on the generated crates, and prints the
# rows of codegen/src/diff/agreement.md as found: `bash scripts/semver-kinds.sh`. Takes some minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! cargo semver-checks --version >/dev/null 2>&1; then
    echo "cargo-semver-checks is not installed: cargo install cargo-semver-checks --locked" >&2
    exit 2
fi
cargo test -p graph-tests --test change_kinds -- --nocapture cargo_semver_checks_agrees
