# A push service and a device for the tests, in a temporary folder and on a free port: it opens what is
# sealed by the npm package `http_ece`. Sourced by ./test.

start_push() {
  local port
  (cd tests/push && { [ -d node_modules/http_ece ] || npm ci --silent --no-audit --no-fund; })
  push_root=$(mktemp -d /tmp/premura-push.XXXXXX)
  port=$(free_port)
  printf '[req]\ndistinguished_name = dn\n[dn]\n' >"$push_root/openssl.cnf"
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost \
    -config "$push_root/openssl.cnf" \
    -addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE \
    -keyout "$push_root/key.pem" -out "$push_root/cert.pem" 2>/dev/null
  node tests/push/push.js "$push_root" "$port" >"$push_root/log" 2>&1 &
  push=$!
  until grep -q ready "$push_root/log"; do
    kill -0 "$push" 2>/dev/null || { cat "$push_root/log"; return 1; }
    sleep 0.1
  done
  export PREMURA_TEST_PUSH="$port" PREMURA_TEST_PUSH_ROOT="$push_root"
}

stop_push() {
  [ -n "${push:-}" ] || return 0
  kill "$push" 2>/dev/null || true
  rm -rf "$push_root"
}
