#!/bin/sh
# Runs models that Octet writes in Paddle 2.6.2 and compares the outputs; needs Python 3.11.
#
#   formats/interop/paddle/check.sh [NETWORK ... | --models FOLDER]
#
# makes its virtual environment on first use, or takes the one in PADDLE_VENV.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
venv=${PADDLE_VENV:-$here/venv}
if [ ! -x "$venv/bin/python" ]; then
  python3.11 -m venv "$venv"
  "$venv/bin/pip" install --quiet -r "$here/requirements.txt"
fi
exec "$venv/bin/python" "$here/check.py" "$@"
