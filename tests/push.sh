# A push service and a device for the tests, in a temporary folder and on a free port: it opens what is
# sealed by the npm package `http_ece`. Sourced by ./test.

start_push() {
  local port
  (cd tests/push && { [ -d node_modules/http_ece ] || npm ci --silent --no-audit --no-fund; })
  push_root=$(mktemp -d -t push.XXXXXX)
  port=$(free_port)
  self_signed "$push_root"
  node tests/push/push.js "$push_root" "$port" >"$push_root/log" 2>&1 &
  push=$!
  await_ready "$push" "$push_root/log"
  export PREMURA_TEST_PUSH="$port" PREMURA_TEST_PUSH_ROOT="$push_root"
}

stop_push() {
  [ -n "${push:-}" ] || return 0
  kill "$push" 2>/dev/null || true
  rm -rf "$push_root"
}
