# A real Dovecot for the tests, in a temporary folder and on free ports. Sourced by ./test.
# It is started by root alone; where that cannot be, the tests that need it say that they are skipped.

need_dovecot() {
  [ -x /usr/sbin/dovecot ] && [ -x /usr/lib/dovecot/imap ] && return
  [ "$(id -u)" = 0 ] || return 1
  install_packages dovecot-imapd
}

start_dovecot() {
  local port tls
  need_dovecot && [ "$(id -u)" = 0 ] || { echo "no Dovecot on this machine"; return 0; }
  dovecot_root=$(mktemp -d -t box.XXXXXX)
  chmod 755 "$dovecot_root"
  mkdir "$dovecot_root/boxes"
  chown mail:mail "$dovecot_root/boxes"
  port=$(free_port)
  tls=$(free_port)
  sed "s|ROOT|$dovecot_root|g; s|TLSPORT|$tls|; s|PORT|$port|" tests/dovecot/dovecot.conf \
    >"$dovecot_root/dovecot.conf"
  self_signed "$dovecot_root"
  /usr/sbin/dovecot -c "$dovecot_root/dovecot.conf" >"$dovecot_root/start.log" 2>&1 ||
    { cat "$dovecot_root/start.log"; return 1; }
  export PREMURA_TEST_DOVECOT="localhost:$port" PREMURA_TEST_DOVECOT_TLS="localhost:$tls"
  export PREMURA_TEST_DOVECOT_ROOT="$dovecot_root"
}

stop_dovecot() {
  [ -n "${dovecot_root:-}" ] || return 0
  /usr/sbin/dovecot -c "$dovecot_root/dovecot.conf" stop >/dev/null 2>&1 || true
  rm -rf "$dovecot_root"
}
