#!/usr/bin/env bash
# From a bare machine to a trained network: installs, builds, trains on handwritten digits on the
# best device found, and classifies sample images. Arguments go to `pumice train digits`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tools/install.sh build
if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
cmake --preset release
cmake --build --preset release -j "$(nproc)" --target tools/pumice
build/release/tools/pumice train digits --save build/digits.safetensors "$@"
build/release/tools/pumice classify tools/digits/samples/*.png --weights build/digits.safetensors
