#!/usr/bin/env bash
# Installs what tests need, builds release and runs the whole suite; its status is ctest's.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tools/install.sh test
if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
cmake --preset release
cmake --build --preset release -j "$(nproc)"
exec ctest --preset release --output-on-failure --parallel "$(nproc)" "$@"
