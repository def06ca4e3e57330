#!/usr/bin/env bash
# Measures what generated crates cost to compile.
#
#     scripts/compile-time.sh DOCS [WORK]
#
# DOCS is the folder that holds `api/` and `resources/`, such as `api-reference/v1.0` of a clone of the reference of
# July 2021; WORK is where everything is built (a new folder under $TMPDIR; 10 GB, kept). Compares
#
#   whole      the crate that the generator writes from DOCS, with requests, operations and docs
#   models     the same without requests and operations
#   derive     the same models as structs of `Option`s with derived serde impls, made by derive-models.rs
#   registry   graph-rs-types 0.1.0
#
# in a cold `cargo check` and release build with all features; then the shipped crate with one feature and with none; then
# a program that decodes and prints one user, on the generated crate (feature `users`) and on `serde_json::Value`.
#
# Each line: seconds of processor time, seconds on the clock, megabytes of the biggest process. Dependencies are built
# before, so that only the crate itself counts. Processor time is what to compare where others use the machine.
#
# SKIP_RELEASE=1 leaves out the release builds of whole crates, which take most of the time.
set -euo pipefail

docs=$(cd "${1:?usage: compile-time.sh DOCS [WORK]}" && pwd)
root=$(cd "$(dirname "$0")/.." && pwd)
work=${2:-$(mktemp -d -t compile-time.XXXXXX)}
mkdir -p "$work"
work=$(cd "$work" && pwd)
export CARGO_INCREMENTAL=0
[ -x /usr/bin/time ] || { echo "needs GNU time as /usr/bin/time (Debian: apt-get install time)" >&2; exit 2; }

say() { printf '%-44s %9s %9s %9s\n' "$@"; }

# Runs a command and prints what it took.
timed() { # LABEL COMMAND...
    local label=$1 user system wall memory
    shift
    /usr/bin/time -q -o "$work/time" -f '%U %S %e %M' "$@"
    read -r user system wall memory < "$work/time"
    say "$label" "$(awk "BEGIN { printf \"%.1f\", $user + $system }")" "$wall" "$((memory / 1024))"
}

# Compiles the crate in a folder; its dependencies are compiled with an empty crate in its place.
cold() { # LABEL FOLDER CARGO-ARGUMENTS...
    local label=$1 folder=$2
    shift 2
    export CARGO_TARGET_DIR=$work/target/${folder##*/}
    mv "$folder/src" "$folder/src.away"
    mkdir "$folder/src"
    : > "$folder/src/lib.rs"
    (cd "$folder" && cargo "$@" --quiet)
    rm -r "$folder/src"
    mv "$folder/src.away" "$folder/src"
    # Newer than the empty crate, or cargo would take it for compiled.
    touch "$folder/src/lib.rs"
    (cd "$folder" && timed "$label" cargo "$@" --quiet)
}

echo "# generating" >&2
export CARGO_TARGET_DIR=$work/target/codegen
cargo build --quiet --release --manifest-path "$root/Cargo.toml" -p graph-codegen
rm -rf "$work/whole" "$work/models" "$work/derive" "$work/registry"
"$CARGO_TARGET_DIR/release/graph-codegen" generate --docs "$docs" --out "$work/whole" --runtime-path "$root/graph-models" > "$work/generate.log" 2>&1
rm -rf "$work/whole/tests"
sed -i '/^\[\[test\]\]/,/^$/d' "$work/whole/Cargo.toml"
cp -r "$work/whole" "$work/models"
rm -r "$work/models/src/generated/requests" "$work/models/src/generated/operations"
sed -i 's/pub mod \(operations\|requests\);/mod \1 {}/' "$work/models/src/generated/mod.rs"
rustc --edition 2024 -O "$root/scripts/derive-models.rs" -o "$work/derive-models"
"$work/derive-models" "$work/whole" "$work/derive"

# The registry's crate as a folder of its own.
mkdir -p "$work/fetch/src"
: > "$work/fetch/src/lib.rs"
printf '[package]\nname = "fetch"\nversion = "0.0.0"\n[workspace]\n[dependencies]\ngraph-rs-types = "=0.1.0"\n' > "$work/fetch/Cargo.toml"
manifest=$(cd "$work/fetch" && cargo metadata --format-version 1 | grep -o '"manifest_path":"[^"]*graph-rs-types-0.1.0/Cargo.toml"' | cut -d'"' -f4)
cp -r "$(dirname "$manifest")" "$work/registry"
# Its warnings do not show where it is a dependency.
sed -i '1i #![allow(warnings)]' "$work/registry/src/lib.rs"
printf '\n[workspace]\n' >> "$work/registry/Cargo.toml"

say "" "processor" "clock" "MB"
for name in whole models derive registry; do
    cold "cargo check --all-features, $name" "$work/$name" check --all-features
done
if [ -z "${SKIP_RELEASE:-}" ]; then
    for name in whole models derive registry; do
        cold "cargo build --release, $name" "$work/$name" build --release --all-features
    done
fi

# The shipped crate, which is small enough to be compiled twice.
export CARGO_TARGET_DIR=$work/target/shipped
for features in "" m365-backup-storage; do
    check=(cargo check --quiet --manifest-path "$root/Cargo.toml" -p graph-models --no-default-features --features "$features")
    "${check[@]}"
    cargo clean --quiet --manifest-path "$root/Cargo.toml" -p graph-models
    timed "cargo check, shipped crate, ${features:-no feature}" "${check[@]}"
done

# A program that decodes and prints one user.
program() { # NAME DEPENDENCIES BODY
    local folder=$work/$1
    mkdir -p "$folder/src"
    printf '[package]\nname = "%s"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[profile.release]\nstrip = true\n[dependencies]\nserde_json = "1"\n%s\n' \
        "$1" "$2" > "$folder/Cargo.toml"
    printf 'fn main() -> Result<(), Box<dyn std::error::Error>> {\n    let json = std::io::read_to_string(std::io::stdin())?;\n%s\n    Ok(())\n}\n' \
        "$3" > "$folder/src/main.rs"
    export CARGO_TARGET_DIR=$work/target/$1
    (cd "$folder" && cargo build --release --quiet && touch src/main.rs && timed "release rebuild, $1" cargo build --release --quiet)
    echo '{"@odata.type":"#microsoft.graph.user","id":"1","displayName":"Adele","businessPhones":["1"],"mail":null}' \
        | "$CARGO_TARGET_DIR/release/$1" > "$work/printed"
    grep -q Adele "$work/printed"
    say "  stripped size in bytes" "" "" "$(stat -c %s "$CARGO_TARGET_DIR/release/$1")"
}
fields() { # The same members, printed from either.
    printf '    println!("{} {}: {}", %s, %s, %s);\n    println!("{:#?}", user);' "$@"
}
name=$(sed -n 's/^name = "\(.*\)"/\1/p' "$work/whole/Cargo.toml" | head -1)
program user-typed "$name = { path = \"../whole\", features = [\"users\"] }" "$(
    echo "    let user: ${name//-/_}::models::User = serde_json::from_str(&json)?;"
    fields 'user.id.as_deref().unwrap_or("")' 'user.display_name.as_deref().unwrap_or("")' 'user.business_phones.iter().flatten().count()')"
program user-value "" "$(
    echo '    let user: serde_json::Value = serde_json::from_str(&json)?;'
    fields 'user["id"].as_str().unwrap_or("")' 'user["displayName"].as_str().unwrap_or("")' 'user["businessPhones"].as_array().map_or(0, Vec::len)')"
echo "# kept: $work" >&2
