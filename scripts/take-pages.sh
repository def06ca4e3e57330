#!/usr/bin/env bash
# Brings the pages that are kept here up to date from a clone of the repository that publishes them.
#
#     scripts/take-pages.sh CLONE FOLDER
#
# CLONE is the clone, bare or not; FOLDER is the folder in it with `api/` and `resources/`. The last commit of the clone is
# read. Which pages are here is decided by hand: none is added, and none is removed. A page that cannot be taken stays as it
# is, with a line that says why.
#
# Upstream is not trusted. Its files are read as git objects: to git a link is an entry with another mode, and there is
# nothing that could follow it.
set -euo pipefail

clone=$(cd "${1:?usage: take-pages.sh CLONE FOLDER}" && pwd)
folder=${2:?usage: take-pages.sh CLONE FOLDER}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
docs=docs/v1.0
# The biggest page of the published reference has a tenth of it.
most=$((1 << 20))

upstream() { git -C "$clone" "$@"; }

tree=$(upstream rev-parse --verify --quiet "HEAD:$folder" 2>/dev/null) || tree=
if [[ -z $tree || $(upstream cat-file -t "$tree") != tree ]]; then
    echo "error: the last commit of $1 has no folder $folder" >&2
    exit 2
fi

# Why the entry with this mode and size cannot be taken; nothing if it can.
objection() { # MODE SIZE
    case $1 in
        '') echo "upstream does not have it" ;;
        120000) echo "upstream has a link in its place" ;;
        100644 | 100755) if (($2 > most)); then echo "upstream's has $2 bytes, more than $most"; fi ;;
        *) echo "upstream has no file in its place" ;;
    esac
}

taken=0 kept=0
while IFS= read -r -d '' page; do
    name=${page#"$docs/"}
    entry=$(upstream ls-tree --format='%(objectmode) %(objectsize) %(objectname)' "$tree" -- "$name")
    read -r mode size object <<<"$entry"
    reason=$(objection "$mode" "$size")
    if [[ -n $reason ]]; then
        echo "\`$name\` is kept: $reason"
        kept=$((kept + 1))
    else
        upstream cat-file blob "$object" >"$page"
        taken=$((taken + 1))
    fi
done < <(git ls-files -z -- "$docs/*.md")
if ((taken + kept == 0)); then
    echo "error: no page is kept in $docs" >&2
    exit 2
fi
echo "$taken pages of commit $(upstream rev-parse HEAD) taken, $kept kept"
