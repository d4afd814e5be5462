# Two PostgreSQL servers for the tests, in a temporary folder and on free ports: one for any test,
# one for those that read history in order, which a unit under way anywhere on a server holds back.
# Sourced by ./test. PostgreSQL refuses root, so root runs it as the user postgres.

as_postgres() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

free_port() {
  node -e 'const s=require("net").createServer();s.listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'
}

start_database() {
  local name=$1 port=$2
  as_postgres initdb -D "$databases/$name" -A trust -U postgres --no-locale -E UTF8 >/dev/null
  as_postgres pg_ctl -D "$databases/$name" -l "$databases/$name.log" -w start \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$databases -c fsync=off -c max_connections=400" >/dev/null
}

start_databases() {
  databases=$(mktemp -d -t databases.XXXXXX)
  [ "$(id -u)" = 0 ] && chown postgres "$databases"
  local any alone
  any=$(free_port)
  start_database any "$any"
  alone=$(free_port)
  start_database alone "$alone"
  export PREMURA_TEST_POSTGRES="postgres://postgres@127.0.0.1:$any/postgres"
  export PREMURA_TEST_POSTGRES_ALONE="postgres://postgres@127.0.0.1:$alone/postgres"
}

stop_databases() {
  [ -n "${databases:-}" ] || return 0
  local name
  for name in any alone; do
    as_postgres pg_ctl -D "$databases/$name" -m immediate stop >/dev/null 2>&1 || true
  done
  rm -rf "$databases"
}
