# A real object store for the tests, on a free port: what it keeps lies in a folder as files. Sourced
# by ./test. It is the last version that this compiler builds.

need_s3() {
  need_crate s3s-fs 0.14.1 --features binary
}

start_s3() {
  local port
  s3_root=$(mktemp -d -t s3.XXXXXX)
  mkdir "$s3_root/kept"
  port=$(free_port)
  "$cache/tools/bin/s3s-fs" --host 127.0.0.1 --port "$port" --access-key premura \
    --secret-key of-the-tests "$s3_root/kept" >"$s3_root/log" 2>&1 &
  s3=$!
  until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    kill -0 "$s3" 2>/dev/null || { cat "$s3_root/log"; return 1; }
    sleep 0.1
  done
  export PREMURA_TEST_S3="http://127.0.0.1:$port" PREMURA_TEST_S3_KEPT="$s3_root/kept"
}

stop_s3() {
  [ -n "${s3:-}" ] || return 0
  kill "$s3" 2>/dev/null || true
  rm -rf "$s3_root"
}
