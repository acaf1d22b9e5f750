#!/usr/bin/env bash
# Release dry run: builds the committed state twice, in two folders, signed with a throw-away key, into staging folders.
# Checks what the Central repository asks for, and that both builds have equal files. Checks that the API check passes on
# the same code, and fails without a public method. Publishes nothing, and leaves the local repository as it is.
#
#   config/check-release.sh [VERSION] [MAVEN OPTION...]
#
# Needs git, gpg, unzip and sha256sum. Ends with "release checked" and 0, or with what is wrong and 1.
# MAVEN_REPOSITORY is the usual local repository: its artifacts are linked, not downloaded again.
set -euo pipefail
cd "$(dirname "$0")/.."
version=${1:-0.1.0}
shift || true
group=io/github/dl4jregularizers
maven=$(command -v mvn || echo "$PWD/mvnw")
usual=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
mkdir -p "$usual"
work=$(mktemp -d "$(dirname "$usual")/release-XXXXXX")
repository="$work/repository"
export GNUPGHOME="$work/gnupg" MAVEN_GPG_PASSPHRASE=throw-away
trap 'gpgconf --kill all; rm -rf "$work"' EXIT

fail() {
    echo "release check: $*" >&2
    exit 1
}

mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --pinentry-mode loopback --passphrase "$MAVEN_GPG_PASSPHRASE" \
    --quick-generate-key "Throw-away key <nobody@example.com>" rsa3072 sign 1d

cp -al "$usual" "$repository"
rm -rf "${repository:?}/$group"
commit=$(git rev-parse HEAD)
current=$(sed -n 's|^    <version>\(.*\)</version>$|\1|p' pom.xml)
published=(dl4j-regularizers-{bom,core,cpu,spark,testkit})
copy() { # FOLDER VERSION: the committed state with that version
    mkdir -p "$work/$1"
    git archive "$commit" | tar -x -C "$work/$1"
    find "$work/$1" -name pom.xml -exec sed -i "s|<version>${current//./\\.}</version>|<version>$2</version>|" {} +
}
run() { # FOLDER MAVEN OPTION...: the style is checked by the tests of the commit
    (cd "$work/$1" && "$maven" --batch-mode --no-transfer-progress -q -Dmaven.repo.local="$repository" -Dmaven.test.skip \
        -Dcheckstyle.skip -Dspotless.check.skip "${options[@]}" "${@:2}")
}

options=("$@")
for folder in first second/deeper; do
    copy $folder "$version"
    run $folder deploy -Prelease -pl "$(IFS=, && echo "${published[*]}")" -am
    echo "built: $folder"
done

staging="$work/first/target/staging/$group"
[ -d "$staging" ] || fail "nothing was deployed"

files=0
require() { # FILE: with signature and checksums
    [ -s "$1" ] || fail "no $(basename "$1")"
    for sum in md5 sha1; do
        [ "$(cat "$1.$sum")" = "$("${sum}sum" "$1" | cut -d' ' -f1)" ] || fail "$(basename "$1").$sum is wrong"
    done
    gpg --batch --quiet --verify "$1.asc" "$1" 2>"$work/gpg.log" || fail "the signature of $(basename "$1") is wrong"
    files=$((files + 1))
}

for module in dl4j-regularizers "${published[@]}"; do
    base="$staging/$module/$version/$module-$version"
    require "$base.pom"
    for element in name description; do
        grep -q "<$element>" "$base.pom" || fail "$module: no <$element> in the POM"
    done
    if grep -q "<version>[^<]*SNAPSHOT" "$base.pom"; then
        fail "$module: the POM names a snapshot"
    fi
    case $module in
        dl4j-regularizers | dl4j-regularizers-bom) continue ;;
    esac
    for kind in "" -sources -javadoc; do
        require "$base$kind.jar"
    done
    # No grep -q behind a pipe: it would end unzip by a signal, and pipefail the check.
    unzip -Z1 "$base-sources.jar" | grep -c '\.java$' >/dev/null || fail "$module: no sources"
    unzip -Z1 "$base-javadoc.jar" | grep -c '^index.html$' >/dev/null || fail "$module: no Javadoc"
    unzip -p "$base.jar" META-INF/MANIFEST.MF | grep -c '^Automatic-Module-Name: ' >/dev/null || fail "$module: no module name"
    grep -q "<artifactId>$module</artifactId>" "$staging/dl4j-regularizers-bom/$version/dl4j-regularizers-bom-$version.pom" ||
        fail "$module is not in the BOM"
done
for element in url licenses developers scm issueManagement; do
    grep -q "<$element>" "$staging/dl4j-regularizers/$version/dl4j-regularizers-$version.pom" ||
        fail "no <$element> in the parent POM"
done
[ ! -e "$staging/dl4j-regularizers-tests" ] || fail "the tests were deployed"

# A flipped byte must be found, or the checks above prove nothing.
cp "$staging/dl4j-regularizers-core/$version/dl4j-regularizers-core-$version.jar" "$work/flipped"
printf 'x' | dd of="$work/flipped" bs=1 seek=100 conv=notrunc status=none
gpg --batch --quiet --verify "$staging/dl4j-regularizers-core/$version/dl4j-regularizers-core-$version.jar.asc" \
    "$work/flipped" 2>"$work/gpg.log" && fail "gpg accepts a changed file"

sums() {
    (cd "$1/target/staging" && find . \( -name '*.jar' -o -name '*.pom' \) | sort | xargs sha256sum)
}
diff <(sums "$work/first") <(sums "$work/second/deeper") || fail "two builds differ"

# The API check with this release as its baseline: passes on the same code, fails without a public method.
copy later 99.0.0
api=(verify -Dapi.baseline="$version" -Dmaven.javadoc.skip -Dmaven.source.skip -pl dl4j-regularizers-core -am)
run later "${api[@]}" >"$work/api.log" 2>&1 || fail "the API check fails on the same code: $(grep -m1 ERROR "$work/api.log")"
sed -i 's/public CosineSchedule withRestarts(/CosineSchedule withRestarts(/' \
    "$work/later/dl4j-regularizers-core/src/main/java/$group/schedule/CosineSchedule.java"
run later "${api[@]}" >"$work/api.log" 2>&1 && fail "the API check accepts a missing method"
grep -q 'withRestarts' "$work/api.log" || fail "the API check fails otherwise: $(grep -m1 ERROR "$work/api.log")"
echo "release checked: $files signed files of version $version; two builds are equal; the API check works"
