#!/usr/bin/env bash
# Makes a commit on top of HEAD of a patch that regeneration has made, and prints its name.
#
#     scripts/commit-regenerated.sh PATCH
#
# The patch is not trusted: it was made where the pages of others are read. It is applied to an index of its own, never to
# the working tree. What it changes there has to be regular files, at the places where pages, generated code and snapshots
# lie; otherwise nothing is committed, and the script ends with 1.
set -euo pipefail

patch=$(realpath "${1:?usage: commit-regenerated.sh PATCH}")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export GIT_INDEX_FILE=$scratch/index
git read-tree HEAD
git apply --cached --whitespace=nowarn -- "$patch"
# A file, so that a failure of git ends the script.
git diff-index --cached --no-renames -z HEAD >"$scratch/changes"

# Whether regeneration writes this file. Names have no characters that mean something to a shell, a terminal or a reader.
allowed() { # PATH
    case $1 in
        *[!A-Za-z0-9._/-]*) false ;;
        docs/v1.0/*.md) ;;
        graph-models/model.json) ;;
        graph-models/src/generated/*.rs) ;;
        graph-models/tests/generated/*.rs) ;;
        tests/tests/snapshots/*.snap) ;;
        *) false ;;
    esac
}

refused=0
# Two records a file: `:OLDMODE NEWMODE OLDNAME NEWNAME STATUS`, then the path.
while read -r -d '' before after _ && IFS= read -r -d '' path; do
    if [[ ! ${before#:}-$after =~ ^(000000|100644)-(000000|100644)$ ]]; then
        printf 'error: not a regular file before and after: %q\n' "$path" >&2
        refused=1
    elif ! allowed "$path"; then
        printf 'error: not a file that regeneration writes: %q\n' "$path" >&2
        refused=1
    fi
done <"$scratch/changes"
if ((refused)); then
    exit 1
fi
git commit-tree "$(git write-tree)" -p HEAD -m "Regenerate from the current pages"
