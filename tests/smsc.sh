# A short message centre for the tests, in a temporary folder and on free ports: its SMPP is that of
# the npm package `smpp`. Sourced by ./test.

start_smsc() {
  local port secure
  (cd tests/smsc && { [ -d node_modules/smpp ] || npm ci --silent --no-audit --no-fund; })
  smsc_root=$(mktemp -d -t sms.XXXXXX)
  port=$(free_port)
  secure=$(free_port)
  self_signed "$smsc_root"
  node tests/smsc/smsc.js "$smsc_root" "$port" "$secure" >"$smsc_root/log" 2>&1 &
  smsc=$!
  await_ready "$smsc" "$smsc_root/log"
  export PREMURA_TEST_SMSC="$port,$secure" PREMURA_TEST_SMSC_ROOT="$smsc_root"
}

stop_smsc() {
  [ -n "${smsc:-}" ] || return 0
  kill "$smsc" 2>/dev/null || true
  rm -rf "$smsc_root"
}
