#!/usr/bin/env bash
# Prove that the tests suppose nothing of the machine: `bash tests/anywhere.sh [fonts] [surroundings] [order] [load]`;
# without a name, all four, one after the other. Needs what `make test` needs, and Debian's apt and dpkg for the fonts,
# which are unpacked below `_build/fonts` and not installed.
set -euo pipefail
cd "$(dirname "$0")/.."

read -ra SETS <<<"${FONTS:-dejavu-core liberation noto-core}" # CI has the first
WITHOUT_FONTS=({csp,email_link,every_page,hostile,hosts,not_found,rebinding,redirects,search_queries}.py)
export REQUIRE_BROWSER=1
pytest=(.venv/bin/python -m pytest -q -n "${JOBS:-auto}" --dist worksteal -p tests.progress)

section() { printf '\n=== %s (%d s)\n' "$1" "$SECONDS"; }

# Unpack the fonts of a Debian package, and have programs that FONTCONFIG_FILE reaches see them and no others.
use_fonts() {
  local folder="$PWD/_build/fonts/$1"
  if [ ! -d "$folder/usr" ]; then
    mkdir -p "$folder"
    # Where apt has no lists yet, it has to fetch them first.
    (cd "$folder" && { apt-get download -qq "fonts-$1" 2>/dev/null || { apt-get update -qq && apt-get download -qq "fonts-$1"; }; } && dpkg-deb -x ./*.deb .)
  fi
  cat >"$folder/fonts.conf" <<XML
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>$folder/usr/share/fonts</dir>
  <cachedir>$folder/cache</cachedir>
  <include ignore_missing="yes">/etc/fonts/conf.d</include>
</fontconfig>
XML
  export FONTCONFIG_FILE="$folder/fonts.conf"
}

fonts() {
  for name in "${SETS[@]}"; do
    section "The browser's tests, with no fonts but those of fonts-$name"
    # What is only looked for, asked for or kept out does not hang on the size of letters.
    (use_fonts "$name" && "${pytest[@]}" tests/browser "${WITHOUT_FONTS[@]/#/--ignore=tests/browser/test_}")
  done
}

surroundings() {
  section "Another time zone, locale, umask and home, and no settings of git"
  home=$(mktemp -d)
  (
    umask 077
    TZ=Pacific/Kiritimati LC_ALL=C HOME="$home" XDG_CONFIG_HOME="$home" GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 \
      "${pytest[@]}"
  )
  rm -rf "$home"
}

order() {
  section "The last test first"
  "${pytest[@]}" -p tests.backwards
}

load() {
  section "Two runs at once, each with as many processes as there are cores"
  "${pytest[@]}" >_build/beside.log 2>&1 &
  beside=$!
  "${pytest[@]}" || { kill "$beside"; exit 1; }
  wait "$beside" || { cat _build/beside.log; exit 1; }
  tail -1 _build/beside.log
}

[ $# -gt 0 ] || set -- fonts surroundings order load
for proof in "$@"; do
  case $proof in
    fonts | surroundings | order | load) mkdir -p _build && "$proof" ;;
    *) echo "There is no proof called $proof: fonts, surroundings, order, load" >&2 && exit 2 ;;
  esac
done
section "The tests pass anywhere"
