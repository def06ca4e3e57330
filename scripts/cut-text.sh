#!/usr/bin/env bash
# Prints a text that has to fit into a limit: as it is, or the lines that fit and a note.
#
#     scripts/cut-text.sh FILE BYTES WHERE
#
# WHERE says where the whole text is, such as "in the artifact regenerated". GitHub counts characters for the text of a
# pull request (65,536) and bytes for a summary (1 MiB); no text has more characters than bytes.
set -euo pipefail
# Lengths are bytes.
export LC_ALL=C

usage="usage: cut-text.sh FILE BYTES WHERE"
file=${1:?$usage} bytes=${2:?$usage} where=${3:?$usage}

size=$(wc -c <"$file")
if ((size <= bytes)); then
    exec cat -- "$file"
fi
note=$(printf '\n*Cut here. The whole text (%d bytes) is %s.*' "$size" "$where")
room=$((bytes - ${#note} - 1))
if ((room < 0)); then
    echo "error: $bytes bytes do not even hold the note that the text is cut" >&2
    exit 2
fi
# The last line of what fits is a part of a line, or loses to one that is.
head -c "$room" -- "$file" | sed '$d'
printf '%s\n' "$note"
