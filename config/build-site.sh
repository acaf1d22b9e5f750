#!/usr/bin/env bash
# Builds the site of the README, docs/ and the Javadoc into target/site, and checks every link. Needs Node.js 18 or newer.
#
#   config/build-site.sh [--without-javadoc]
#
# SITE_BASE is the path of the site on its server, "/" by default. View it with: npm --prefix site run preview
set -euo pipefail
cd "$(dirname "$0")/.."
npm --prefix site ci --no-progress
rm -rf target/site
npm --prefix site run --silent vitepress
if [ "${1:-}" = --without-javadoc ]; then
    echo "site built without Javadoc: its links are not checked"
    exit 0
fi
./mvnw --batch-mode --no-transfer-progress -q package -DskipTests
for module in core cpu spark testkit; do
    mkdir -p "target/site/javadoc/$module"
    (cd "target/site/javadoc/$module" && jar -xf ../../../../dl4j-regularizers-$module/target/dl4j-regularizers-$module-*-javadoc.jar)
done
npm --prefix site run --silent check
