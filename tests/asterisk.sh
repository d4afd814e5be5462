# A real Asterisk for the tests, on a free port of this machine. Sourced by ./test.
# Debian 12 has none, so that of Debian 11 is unpacked into a folder of its own, beside the tools.
# Where that cannot be, the one test that needs it says that it is skipped.

need_asterisk() {
  local root="$cache/asterisk"
  [ -x "$root/usr/sbin/asterisk" ] && return
  [ "$(id -u)" = 0 ] || return 1
  command -v debootstrap >/dev/null || install_packages debootstrap
  rm -rf "$root" "$root.new"
  # The folder for temporary files is not there inside.
  env -u TMPDIR debootstrap --variant=minbase --include=asterisk bullseye "$root.new" \
    http://deb.debian.org/debian >/dev/null 2>&1 || { rm -rf "$root.new"; return 1; }
  rm -rf "$root.new"/var/cache/apt/archives/*.deb
  mv "$root.new" "$root"
}

start_asterisk() {
  local root="$cache/asterisk" port name
  need_asterisk || { echo "no Asterisk on this machine"; return 0; }
  port=$(free_port)
  mkdir -p "$root/etc/premura"
  sed "s/PORT/$port/" tests/asterisk/manager.conf >"$root/etc/premura/manager.conf"
  for name in modules queues extensions; do cp "tests/asterisk/$name.conf" "$root/etc/premura/"; done
  sed 's|^astetcdir.*|astetcdir => /etc/premura|; s|(!)||' \
    "$root/etc/asterisk/asterisk.conf" >"$root/etc/premura/asterisk.conf"
  env -u TMPDIR chroot "$root" asterisk -f -C /etc/premura/asterisk.conf >"$cache/asterisk.log" 2>&1 &
  asterisk=$!
  until grep -q "Asterisk Ready" "$cache/asterisk.log"; do
    kill -0 "$asterisk" 2>/dev/null || { cat "$cache/asterisk.log"; return 1; }
    sleep 0.1
  done
  export PREMURA_TEST_ASTERISK="127.0.0.1:$port"
}

stop_asterisk() {
  [ -z "${asterisk:-}" ] || kill "$asterisk" 2>/dev/null || true
}
