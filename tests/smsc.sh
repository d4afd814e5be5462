# A short message centre for the tests, in a temporary folder and on free ports: its SMPP is that of
# the npm package `smpp`. Sourced by ./test.

start_smsc() {
  local port secure
  (cd tests/smsc && { [ -d node_modules/smpp ] || npm ci --silent --no-audit --no-fund; })
  smsc_root=$(mktemp -d /tmp/premura-sms.XXXXXX)
  port=$(free_port)
  secure=$(free_port)
  printf '[req]\ndistinguished_name = dn\n[dn]\n' >"$smsc_root/openssl.cnf"
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost \
    -config "$smsc_root/openssl.cnf" \
    -addext subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE \
    -keyout "$smsc_root/key.pem" -out "$smsc_root/cert.pem" 2>/dev/null
  node tests/smsc/smsc.js "$smsc_root" "$port" "$secure" >"$smsc_root/log" 2>&1 &
  smsc=$!
  until grep -q ready "$smsc_root/log"; do
    kill -0 "$smsc" 2>/dev/null || { cat "$smsc_root/log"; return 1; }
    sleep 0.1
  done
  export PREMURA_TEST_SMSC="$port,$secure" PREMURA_TEST_SMSC_ROOT="$smsc_root"
}

stop_smsc() {
  [ -n "${smsc:-}" ] || return 0
  kill "$smsc" 2>/dev/null || true
  rm -rf "$smsc_root"
}
