#!/bin/sh
# Runs .nb files that Octet writes in Paddle Lite 2.10 (x86) and compares the outputs; needs
# Python 3.9.
#
#   formats/interop/lite/check.sh [NETWORK ... | --models FOLDER]
#
# makes its virtual environment on first use, or takes the one in LITE_VENV.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
venv=${LITE_VENV:-$here/venv}
if [ ! -x "$venv/bin/python" ]; then
  python3.9 -m venv "$venv"
  "$venv/bin/pip" install --quiet -r "$here/requirements.txt"
fi
exec "$venv/bin/python" "$here/check.py" "$@"
