# A program that judges signatures of domains (DKIM) and is not ours, for the tests. Sourced by
# ./test; needs Python.

need_dkim() {
  local home="$cache/dkim"
  if [ ! -x "$home/bin/python" ] || ! "$home/bin/python" -c 'import dkim, nacl' 2>/dev/null; then
    python3 -m venv "$home"
    "$home/bin/pip" install --quiet --disable-pip-version-check dkimpy==1.1.8 pynacl==1.6.2
  fi
  export PREMURA_TEST_DKIM="$home/bin/python"
}
