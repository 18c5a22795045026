#!/bin/sh
# Tags a release: on top of what is checked out, a commit that holds the packed command, which the Action runs. The tag
# v1.2.3 stays; v1 moves with each release. `tag.sh VERSION`
set -eu
version=$1
test -f build/package/dist/cli.js
git checkout --quiet --detach
git add --force build/package
git commit --quiet --message="no-pickle $version, with the command that the Action runs"
git tag --annotate --message="no-pickle $version" "v$version"
git tag --force "v${version%%.*}" > /dev/null
