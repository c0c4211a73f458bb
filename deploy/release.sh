#!/usr/bin/env bash
# Builds the binaries of a release in dist/ and writes their checksums beside them. They are static, and the
# same source and compiler give the same bytes: who builds them again can compare.
set -euo pipefail
cd "$(dirname "$0")/.."
version=${VERSION:-$(git describe --tags --always --dirty 2>/dev/null || echo unreleased)}
targets=${TARGETS:-"linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64"}
out=dist/$version
rm -rf "$out"
mkdir -p "$out"
for target in $targets; do
  os=${target%/*} arch=${target#*/} suffix=
  if [ "$os" = windows ]; then suffix=.exe; fi
  echo "$target"
  CGO_ENABLED=0 GOOS=$os GOARCH=$arch go build -trimpath -buildvcs=false -ldflags "-s -w -X main.released=$version" \
    -o "$out/tocsin-$version-$os-$arch$suffix" ./cmd/tocsin
done
cp LICENSE "$out/"
cp deploy/tocsin.service deploy/tocsin.env deploy/nginx.conf deploy/Caddyfile "$out/"
cd "$out"
if command -v sha256sum >/dev/null; then sha256sum -- * >SHA256SUMS; else shasum -a 256 -- * >SHA256SUMS; fi
echo "in $out:"
cat SHA256SUMS
