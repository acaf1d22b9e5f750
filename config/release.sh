#!/usr/bin/env bash
# Prepares a release: runs config/check-release.sh, commits and tags the version, and opens the next one. From then on every
# build compares the public API with the release. Pushes nothing.
#
#   config/release.sh VERSION NEXT [MAVEN OPTION...]
#
# For example: config/release.sh 0.1.0 0.2.0
set -euo pipefail
cd "$(dirname "$0")/.."
fail() {
    echo "release: $*" >&2
    exit 1
}
version=${1:-}
next=${2:-}
for number in "$version" "$next"; do
    [[ $number =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "versions must be like 0.1.0 0.2.0, but were '$version' '$next'"
done
current=$(sed -n 's|^    <version>\(.*\)</version>$|\1|p' pom.xml)
[ "$current" = "$version-SNAPSHOT" ] || fail "the POM has version $current"
[ -z "$(git status --porcelain)" ] || fail "there are uncommitted changes"
[ -z "$(git tag --list "v$version")" ] || fail "the tag v$version exists"
grep -q "^## \[$version\] - unreleased$" CHANGELOG.md || fail "CHANGELOG.md has no section [$version] - unreleased"

config/check-release.sh "$version" "${@:3}"

replace() { # SED COMMAND FILE PATTERN...: in all files of git that match
    git ls-files "${@:2}" | while read -r file; do sed -i "$1" "$file"; done
}
replace "s/${current//./\\.}/$version/" '*pom.xml' '*.md'
replace '/is not on Maven Central yet/d' '*.md'
sed -i "s|\(<project.build.outputTimestamp>\)[^<]*|\1$(date -u +%Y-%m-%dT00:00:00Z)|" pom.xml
sed -i "s/^## \[$version\] - unreleased$/## [$version] - $(date -u +%Y-%m-%d)/" CHANGELOG.md
git commit -qam "Release $version"
git tag "v$version"

# The pages and the template name the release; files in target have the name of the next version.
replace "s|<version>${version//./\\.}</version>|<version>$next-SNAPSHOT</version>|" 'pom.xml' '*/pom.xml' ':!examples/*'
replace "\|/target/|s/${version//./\\.}/$next-SNAPSHOT/" '*.md'
sed -i '/^-Dapi\.baseline=/d' .mvn/maven.config
echo "-Dapi.baseline=$version" >>.mvn/maven.config
sed -i "s/^## \[$version\]/## [$next] - unreleased\n\n&/" CHANGELOG.md
git commit -qam "Development of $next"
echo "Release $version is committed and tagged. To publish it: git push origin HEAD v$version"
