#!/bin/sh
# Runs .nb files that Octet writes in Paddle Lite 2.10 (x86) and compares the outputs; needs
# Python 3.9.
#
#   formats/interop/lite/check.sh [NETWORK ... | --models FOLDER]
#
# makes its virtual environment on first use, or takes the one in LITE_VENV. PYTHON names a Python
# 3.9 that is in no usual place.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
venv=${LITE_VENV:-$here/venv}
if ! "$venv/bin/python" -c 'import paddlelite.lite' 2>/dev/null; then
  # Wheels of paddlelite 2.10 exist for CPython 3.9, not for 3.8 or anything newer; pip then says
  # "from versions: none".
  for python in "${PYTHON:-}" python3.9 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.9.*/bin/python3.9; do
    if [ -n "$python" ] && "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 9))' \
        2>/dev/null; then
      break
    fi
    python=
  done
  if [ -z "$python" ]; then
    echo "check.sh: no Python 3.9 found, the only one that both paddlelite 2.10 and numpy 1.23 have" \
      "wheels for; name one in PYTHON" >&2
    exit 2
  fi
  "$python" -m venv --clear "$venv"
  "$venv/bin/pip" install --quiet --only-binary :all: -r "$here/requirements.txt"
fi
exec "$venv/bin/python" "$here/check.py" "$@"
