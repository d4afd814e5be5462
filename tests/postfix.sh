# A real Postfix for the tests, in a temporary folder and on a free port. Sourced by ./test.
# It is started by root alone; where that cannot be, the tests that need it say that they are skipped.

need_postfix() {
  [ -x /usr/sbin/postfix ] && return
  [ "$(id -u)" = 0 ] || return 1
  # Installed without a configuration of its own, it starts nothing of its own.
  echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections
  install_packages postfix
}

start_postfix() {
  local port
  need_postfix && [ "$(id -u)" = 0 ] || { echo "no Postfix on this machine"; return 0; }
  postfix_root=$(mktemp -d -t mail.XXXXXX)
  port=$(free_port)
  mkdir -p "$postfix_root"/{etc,queue,data,boxes}
  chmod 755 "$postfix_root"
  chown postfix "$postfix_root"/{data,boxes}
  sed "s|ROOT|$postfix_root|; s|UID|$(id -u postfix)|; s|GID|$(id -g postfix)|" \
    tests/postfix/main.cf >"$postfix_root/etc/main.cf"
  sed "s|PORT|$port|; s|ROOT|$postfix_root|" tests/postfix/master.cf >"$postfix_root/etc/master.cf"
  printf 'dora@example.test dora/\nenea@example.test enea/\nlater@example.test later/\n' \
    >"$postfix_root/etc/boxes"
  printf 'gone@example.test gone/\ndesk@example.test desk/\n' >>"$postfix_root/etc/boxes"
  printf 'gone@example.test gone:\n' >"$postfix_root/etc/transport"
  printf '#!/bin/sh\necho "5.1.6 moved away"\nexit 67\n' >"$postfix_root/etc/gone"
  chmod 755 "$postfix_root/etc/gone"
  printf 'later@example.test DEFER no room now\n' >"$postfix_root/etc/access"
  self_signed "$postfix_root/etc"
  /usr/sbin/postfix -c "$postfix_root/etc" start >"$postfix_root/start.log" 2>&1 ||
    { cat "$postfix_root/start.log"; return 1; }
  export PREMURA_TEST_POSTFIX="localhost:$port" PREMURA_TEST_POSTFIX_ROOT="$postfix_root"
}

stop_postfix() {
  [ -n "${postfix_root:-}" ] || return 0
  /usr/sbin/postfix -c "$postfix_root/etc" stop >/dev/null 2>&1 || true
  rm -rf "$postfix_root"
}
