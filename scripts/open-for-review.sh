#!/usr/bin/env bash
# Pushes a commit to the branch `regenerate`, opens a pull request for it or renews the text of the open one, and starts CI.
#
#     scripts/open-for-review.sh COMMIT TEXT
#
# Needs the GitHub command `gh` with a token in GH_TOKEN, and what a workflow has in GITHUB_SERVER_URL, GITHUB_REPOSITORY
# and GITHUB_REF_NAME, the branch that the pull request is for.
set -euo pipefail

usage="usage: open-for-review.sh COMMIT TEXT"
commit=${1:?$usage} text=${2:?$usage}
branch=regenerate
title="Regenerate from the current pages"

# git asks gh for the token, which so is neither on a command line nor in a file.
git -c credential.helper= -c "credential.helper=!gh auth git-credential" \
    push --force "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY.git" "$commit:refs/heads/$branch"

# A fork may have a branch of the same name, with a pull request of its own.
number=$(gh pr list --repo "$GITHUB_REPOSITORY" --head "$branch" --state open --json number,isCrossRepository \
    --jq 'map(select(.isCrossRepository | not)) | first | .number // empty')
if [[ -n $number ]]; then
    gh api --method PATCH "repos/$GITHUB_REPOSITORY/pulls/$number" --raw-field "title=$title" --field "body=@$text" --jq .html_url
else
    gh pr create --repo "$GITHUB_REPOSITORY" --base "$GITHUB_REF_NAME" --head "$branch" --title "$title" --body-file "$text"
fi

# A pull request that is opened with the token of a workflow starts no workflow by itself.
gh workflow run ci.yml --repo "$GITHUB_REPOSITORY" --ref "$branch"
