#!/usr/bin/env bash
# Installs what pumice needs: install.sh [build|test|bench|coopmat|all]...
#   build    compiler, libraries, a Vulkan driver, shader compiler and VMA (the default)
#   test     build, and GoogleTest, validation layers, SwiftShader
#   bench    build, and Google Benchmark
#   coopmat  build, and a second lavapipe (Mesa 26.1) with cooperative matrices; only on request
#   all      build, test and bench
# Returns at once when all is there. What Debian 12 lacks goes to a prefix of the user's own:
# $PUMICE_TOOLCHAIN, or else ~/.cache/pumice/toolchain.
set -euo pipefail

prefix=$(realpath -m "${PUMICE_TOOLCHAIN:-${XDG_CACHE_HOME:-$HOME/.cache}/pumice/toolchain}")
backports=/etc/apt/sources.list.d/pumice-backports.sources
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
export DEBIAN_FRONTEND=noninteractive

build_packages=(g++ cmake ninja-build ccache pkg-config python3 libvulkan-dev libvulkan-volk-dev
  libshaderc-dev glslang-dev glslc spirv-tools libdnnl-dev libfmt-dev libcli11-dev
  nlohmann-json3-dev libstb-dev libopenblas0 zlib1g-dev libminizip-dev)
test_packages=(libgtest-dev libgmock-dev vulkan-validationlayers)
bench_packages=(libbenchmark-dev)
driver_package=mesa-vulkan-drivers

say() { echo "install: $*"; }
die() { say "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null; }
# shellcheck disable=SC1091
codename() { (. /etc/os-release && echo "${VERSION_CODENAME:-}"); }
apt_get() { apt-get -y -o DPkg::Lock::Timeout=600 "$@"; }
installed_version() { dpkg-query -W -f '${db:Status-Status} ${Version}' "$1" 2>/dev/null | sed -n 's/^installed //p'; }

# Runs a command quietly; its output is shown only when it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 || { status=$?; tail -n 20 "$log" >&2; }
  rm -f "$log"
  return $status
}

# Prints those of the named packages that are not installed.
missing_of() {
  local p
  for p; do [[ -n $(installed_version "$p") ]] || echo "$p"; done
}

# Prints the address from which this system gets Debian's main archive, whichever form its apt
# sources are written in.
mirror() {
  local file
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.{sources,list}; do
    [[ ! -r $file ]] || { cat "$file"; echo; }
  done | awk -v suite="$(codename)" '
    function entry() {
      if (!found && uri && index(" " suites " ", " " suite " ")) found = uri
      uri = suites = ""
    }
    /^URIs:/    { uri = $2 }
    /^Suites:/  { suites = $0; sub(/^Suites:[ \t]*/, "", suites) }
    /^[ \t]*$/  { entry() }
    /^deb[ \t]/ { sub(/\[[^]]*\]/, ""); if (!found && $3 == suite) found = $2 }
    END         { entry(); print found }'
}

add_backports() {
  grep -rqs "$(codename)-backports" /etc/apt/sources.list /etc/apt/sources.list.d && return
  say "adding $(codename)-backports to apt's sources, for the newer Mesa"
  printf 'Types: deb\nURIs: %s\nSuites: %s-backports\nComponents: main\nSigned-By: %s\n' \
    "$(mirror)" "$(codename)" $keyring >$backports
}

# True unless Mesa is absent, or is Debian 12's own 22.3 although a newer one may be had.
driver_is_good() {
  local version
  version=$(installed_version $driver_package)
  [[ -n $version ]] && { [[ $(codename) != bookworm || $(id -u) != 0 ]] || dpkg --compare-versions "$version" ge 25; }
}

install_packages() {
  local missing driver=yes
  mapfile -t missing < <(missing_of "$@")
  driver_is_good || driver=no
  ((${#missing[@]} > 0)) || [[ $driver == no ]] || return 0
  if [[ $(id -u) != 0 ]]; then
    [[ $driver == yes ]] || missing+=("$driver_package")
    die "run as root, or install these first: apt-get install ${missing[*]}"
  fi
  [[ $driver == yes || $(codename) != bookworm ]] || add_backports
  quietly apt_get update || say "apt-get update failed in part; going on with what is known"
  if ((${#missing[@]} > 0)); then
    say "installing ${missing[*]}"
    quietly apt_get install --no-install-recommends "${missing[@]}"
  fi
  [[ $driver == yes ]] || install_driver
}

install_driver() {
  if [[ $(codename) == bookworm ]]; then
    say "installing $driver_package from bookworm-backports"
    quietly apt_get install --no-install-recommends -t bookworm-backports $driver_package && return
    say "bookworm-backports cannot be had: taking Debian 12's older $driver_package"
    rm -f $backports
  fi
  quietly apt_get install --no-install-recommends $driver_package
}

# Unpacks packages of another Debian suite, with all they depend on, to DIR/root, touching nothing
# of the system: unpack_suite DIR "apt source suites" PACKAGE...
unpack_suite() {
  local dir=$1 suites=$2 uri suite apt deb
  shift 2
  uri=$(mirror)
  [[ -n $uri && -e $keyring ]] || return 1
  mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial" "$dir/root"
  : >"$dir/status"
  for suite in $suites; do echo "deb [signed-by=$keyring] $uri $suite main"; done >"$dir/list"
  apt=(apt-get -y -o "Dir::Etc::sourcelist=$dir/list" -o Dir::Etc::sourceparts=-
    -o Dir::Etc::preferencesparts=- -o "Dir::State::Lists=$dir/lists" -o "Dir::State::status=$dir/status"
    -o "Dir::Cache=$dir/cache" -o APT::Sandbox::User=root -o "Debug::NoLocking=1")
  "${apt[@]}" update && "${apt[@]}" -d --no-install-recommends -t "${suites##* }" install "$@" || return 1
  for deb in "$dir"/cache/archives/*.deb; do dpkg -x "$deb" "$dir/root" || return 1; done
  rm -rf "$dir"/{lists,cache,list,status}
}

# Writes a script to $1 that runs the program $2 of the unpacked root $3 with that root's own libc.
write_wrapper() {
  local libraries
  libraries=$(cd "$3"/usr/lib/*-linux-gnu* && pwd)
  mkdir -p "$(dirname "$1")"
  printf '#!/bin/sh\nexec "%s" --library-path "%s" %s "$@"\n' \
    "$(echo "$libraries"/ld-linux-*.so.*)" "$libraries" "$2" >"$1"
  chmod +x "$1"
}

# Debian 12 has no VMA, and a glslc that knows no cooperative matrices: takes both from trixie.
install_toolchain() {
  local root=$prefix/shaders/root tool
  [[ -e $prefix/include/vk_mem_alloc.h && -x $prefix/bin/glslc && -x $prefix/bin/spirv-val ]] && return
  [[ -e /usr/include/vk_mem_alloc.h ]] && return
  say "fetching a newer glslc, spirv-tools and VMA to $prefix"
  rm -rf "$prefix/shaders"
  if ! quietly unpack_suite "$prefix/shaders" trixie glslc spirv-tools libvulkan-memory-allocator-dev; then
    rm -rf "$prefix/shaders"
    say "Debian trixie's packages cannot be had; going on with the system's glslc, which leaves out"
    say "some shader variants. vk_mem_alloc.h (VMA) is NOT here either: without it pumice builds"
    say "for the CPU only. Put the header into $prefix/include to build for Vulkan."
    return
  fi
  for tool in glslc spirv-val spirv-opt spirv-dis; do
    write_wrapper "$prefix/bin/$tool" "\"$root/usr/bin/$tool\"" "$root"
  done
  mkdir -p "$prefix/include"
  cp "$root/usr/include/vk_mem_alloc.h" "$prefix/include/"
}

# SwiftShader, a second Vulkan driver for tests, comes as two files of the chromium package.
install_swiftshader() {
  local dir=$prefix/swiftshader work
  [[ -e $dir/vk_swiftshader_icd.json ]] && return
  say "fetching SwiftShader to $dir"
  work=$(mktemp -d)
  chmod 755 "$work"
  if (cd "$work" && { apt-get -o APT::Sandbox::User=root download chromium-common ||
      { apt_get update && apt-get -o APT::Sandbox::User=root download chromium-common; }; } &&
      dpkg -x chromium-common*.deb .) >"$work/log" 2>&1; then
    mkdir -p "$dir"
    cp "$work/usr/lib/chromium/libvk_swiftshader.so" "$dir/"
    sed "s|\"library_path\": *\"[^\"]*\"|\"library_path\": \"$dir/libvk_swiftshader.so\"|" \
      "$work/usr/lib/chromium/vk_swiftshader_icd.json" >"$dir/vk_swiftshader_icd.json"
  else
    say "SwiftShader cannot be had; its tests are left out"
  fi
  rm -rf "$work"
}

# Mesa with cooperative matrices; run a program on it with $prefix/mesa-coopmat/run PROGRAM.
install_coopmat() {
  local dir=$prefix/mesa-coopmat libraries icd
  [[ -x $dir/run ]] && return
  say "fetching Mesa 26.1 to $dir"
  rm -rf "$dir"
  quietly unpack_suite "$dir" "trixie trixie-backports" mesa-vulkan-drivers libvulkan1 vulkan-validationlayers ||
    { rm -rf "$dir"; die "trixie-backports cannot be had"; }
  libraries=$(cd "$dir"/root/usr/lib/*-linux-gnu* && pwd)
  icd=$(echo "$dir"/root/usr/share/vulkan/icd.d/lvp_icd*.json)
  sed -i "s|\"library_path\": *\"[^\"]*\"|\"library_path\": \"$libraries/libvulkan_lvp.so\"|" "$icd"
  cat >"$dir/run" <<END
#!/bin/sh
# Runs a program of the host on this Mesa, with this prefix's libc and the host's other libraries.
export VK_DRIVER_FILES="$icd" VK_ICD_FILENAMES="$icd"
export VK_LAYER_PATH="$dir/root/usr/share/vulkan/explicit_layer.d"
program=\$(command -v "\$1") || { echo "run: \$1 is not a program" >&2; exit 127; }
shift
exec "$(echo "$libraries"/ld-linux-*.so.*)" --library-path "$libraries:/usr/lib/$(basename "$libraries")" "\$program" "\$@"
END
  chmod +x "$dir/run"
}

want=" ${*:-build} "
[[ $want != *" all "* ]] || want=" build test bench "
for word in $want; do
  case $word in
    build | test | bench | coopmat) ;;
    *) sed -n '2,8s/^# //p' "$0" >&2; exit 2 ;;
  esac
done
packages=("${build_packages[@]}")
[[ $want != *" test "* ]] || packages+=("${test_packages[@]}")
[[ $want != *" bench "* ]] || packages+=("${bench_packages[@]}")

if ! have apt-get || ! have dpkg-query; then
  say "this is no Debian system, so nothing is installed. Needed are, by their Debian names:"
  printf '%s\n' "${packages[@]}" libvulkan-memory-allocator-dev "a Vulkan driver" | sed 's/^/  /'
  say "going on with what is here"
  exit 0
fi

install_packages "${packages[@]}"
# A release that has VMA itself has a new enough shader compiler, too.
if [[ ! -e $prefix/include/vk_mem_alloc.h && $(id -u) == 0 && -n $(apt-cache madison libvulkan-memory-allocator-dev 2>/dev/null) ]]; then
  install_packages libvulkan-memory-allocator-dev
fi
mkdir -p "$prefix"
exec 9>"$prefix/.lock"
! have flock || flock 9
install_toolchain
[[ $want != *" test "* ]] || install_swiftshader
[[ $want != *" coopmat "* ]] || install_coopmat
