#!/usr/bin/env bash
# Builds the site of the README, docs/ and the Javadoc into target/site, and checks every link. Needs Node.js 18 or newer.
#
#   config/build-site.sh [--without-javadoc]
#
# SITE_BASE is the path of the site on its server, "/" by default. View it with: npm --prefix site run preview
set -euo pipefail
cd "$(dirname "$0")/.."
maven=$(command -v mvn || echo "$PWD/mvnw")
npm --prefix site ci --no-progress
rm -rf target/site
npm --prefix site run --silent vitepress
if [ "${1:-}" = --without-javadoc ]; then
    echo "site built without Javadoc: its links are not checked"
    exit 0
fi
version=$(sed -n 's|^    <version>\(.*\)</version>$|\1|p' pom.xml)
published=(core cpu spark testkit)
projects=$(printf ',dl4j-regularizers-%s' "${published[@]}")
"$maven" --batch-mode --no-transfer-progress -q package -Dmaven.test.skip -Dcheckstyle.skip -Dspotless.check.skip \
    -pl "${projects:1}" -am
for module in "${published[@]}"; do
    mkdir -p "target/site/javadoc/$module"
    (cd "target/site/javadoc/$module" && jar -xf ../../../../dl4j-regularizers-$module/target/dl4j-regularizers-$module-$version-javadoc.jar)
done
npm --prefix site run --silent check
