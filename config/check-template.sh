#!/usr/bin/env bash
# Installs the library into a temporary local repository, and builds the template against it as a user's project:
# both programs on the CPU, and the compilation with the CUDA backend.
#
#   config/check-template.sh [MAVEN OPTION...]
#
# Artifacts of the usual local repository are linked, not downloaded again; the repository itself stays as it is.
set -euo pipefail
cd "$(dirname "$0")/.."
usual=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
work=$(mktemp -d "$(dirname "$usual")/template-XXXXXX")
trap 'rm -rf "$work"' EXIT
repository="$work/repository"
if [ -d "$usual" ]; then
    cp -al "$usual" "$repository"
    rm -rf "$repository/io/github/dl4jregularizers"
fi
version=$(sed -n 's|^    <version>\(.*\)</version>$|\1|p' pom.xml)
maven=$(command -v mvn || echo "$PWD/mvnw")
cp -r examples/template "$work/project"
run() {
    "$maven" --batch-mode --no-transfer-progress -q -Dstyle.color=never -Dmaven.repo.local="$repository" "$@"
}

run install -DskipTests -Dmaven.javadoc.skip -Dmaven.source.skip -Dcheckstyle.skip -Dspotless.check.skip \
    -pl dl4j-regularizers-core,dl4j-regularizers-cpu -am "$@"
cd "$work/project"
for main in TrainSequence TrainGraph; do
    output=$(run compile exec:exec -Dregularizers.version="$version" -Dmain="example.$main" "$@" 2>"$work/log") || {
        echo "$output" >&2
        cat "$work/log" >&2
        echo "template: $main failed" >&2
        exit 1
    }
    accuracy=$(sed -n 's/.*test accuracy \([0-9]*\).*/\1/p' <<<"$output")
    if [ "${accuracy:-0}" -lt 85 ]; then
        echo "template: $main learned nothing: $output" >&2
        exit 1
    fi
    echo "$main: test accuracy $accuracy %"
done
rm -rf target
run compile -Pcuda -Dregularizers.version="$version" "$@"
echo "template checked: two programs on the CPU, compiled with the CUDA backend"
