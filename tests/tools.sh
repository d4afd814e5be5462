# What the tests need on the machine, installed where it is missing. Sourced by ./test.
# Debian's packages need root; on a machine without it, the names of what is missing are told.

install_packages() {
  if [ "$(id -u)" = 0 ]; then
    DEBIAN_FRONTEND=noninteractive apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
  else
    echo "please install: $*" >&2
    exit 1
  fi
}

# Debian keeps the servers' programs out of the PATH.
postgres_path() {
  local bin
  for bin in /usr/lib/postgresql/*/bin; do [ -d "$bin" ] && PATH="$PATH:$bin"; done
  command -v initdb >/dev/null && command -v pg_ctl >/dev/null
}

need_postgres() {
  postgres_path || { install_packages postgresql; postgres_path; }
  command -v openssl >/dev/null || install_packages openssl
}

need_browser() {
  command -v chromium >/dev/null || install_packages chromium
  # Node 18 is what Debian 12 has, and enough.
  command -v node >/dev/null && command -v npm >/dev/null || install_packages nodejs npm
}

need_python() {
  python3 -c 'import ensurepip, venv' 2>/dev/null || install_packages python3 python3-venv
}

# Letters on paper are read again by its programs.
need_poppler() {
  command -v pdftotext >/dev/null || install_packages poppler-utils
}

# The fuzzer itself is C++.
need_fuzzer() {
  command -v c++ >/dev/null || install_packages g++
}

need_deny() {
  need_crate cargo-deny 0.20.2
}

# A program of a crate, of this version, built once.
need_crate() {
  local name=$1 version=$2
  [ -x "$cache/tools/bin/$name" ] && return
  RUSTFLAGS="" cargo install "$name" --locked --version "$version" --quiet "${@:3}" \
    --root "$cache/tools" --target-dir "$cache/tools/target"
  rm -rf "$cache/tools/target"
}

# A key and a certificate of localhost in this folder: of a server and of no authority, which
# Debian's own configuration would make of it.
self_signed() {
  printf '[req]\ndistinguished_name = dn\n[dn]\n' >"$1/openssl.cnf"
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost -config "$1/openssl.cnf" \
    -addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE \
    -keyout "$1/key.pem" -out "$1/cert.pem" 2>/dev/null
}

# Waits until this process says in its log that it is ready; fails where it ends before.
await_ready() {
  until grep -q ready "$2"; do
    kill -0 "$1" 2>/dev/null || { cat "$2"; return 1; }
    sleep 0.1
  done
}
