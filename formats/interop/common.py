"""What the checks of written models share: the octet command, data, and rows of tables."""

import gzip
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
TESTDATA = ROOT / "testdata"
NETWORKS = ["lenet", "mobilenetv1", "resnet", "denoiser"]


def octet(*args):
    """Runs ./octet and gives what it prints."""
    command = [str(ROOT / "octet"), *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError("%s\n%s" % (" ".join(command), done.stderr.strip()))
    return done.stdout


def models(folder):
    """The folders of Paddle models in a folder, each NETWORK/CASE."""
    return sorted({file.parent for file in pathlib.Path(folder).glob("*/*/*.pdmodel")})


def test_images(count):
    with gzip.open(TESTDATA / "fashion" / "t10k-images-idx3-ubyte.gz") as file:
        pixels = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 1, 28, 28)
    half = np.float32(0.5)
    return (pixels[:count].astype(np.float32) / np.float32(255) - half) / half


def network_input(net, count):
    """Images of Fashion-MNIST; noisy ones for a network that takes noise away."""
    noisy = TESTDATA / "golden" / net / "noisy-test-64.npy"
    return np.load(noisy) if noisy.exists() else test_images(count)


def calibration(net):
    own = TESTDATA / "golden" / net / "calibration-256.npy"
    return own if own.exists() else TESTDATA / "fashion" / "calib512-images-idx3-ubyte.gz"


def run_octet(model, file, work):
    """The only output of a model."""
    outputs = work / "outputs"
    result = octet("run", model, "--input", file, "--output-dir", outputs, "--json")
    written = sorted(outputs.glob("*.npy"))
    assert len(written) == 1, result
    array = np.load(written[0])
    written[0].unlink()
    return array


def encoding(model):
    return json.loads(octet("info", model, "--json"))["encoding"]


def bits(a, b):
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


def yes(flag):
    return "yes" if flag else "no"


def top1(a, b):
    """How many answers are the same, where they are classes."""
    if a.ndim != 2:
        return "-"
    same = int((a.argmax(1) == b.argmax(1)).sum())
    return "%d of %d" % (same, len(a))


def distance(a, b):
    """The mean and the largest difference; NaN, which no bound holds, if they cannot be compared."""
    if a.shape != b.shape or not a.size:
        return np.nan, np.nan
    differences = np.abs(a.astype(np.float64) - b)
    return differences.mean(), differences.max()


def row(*cells):
    print("| %s |" % " | ".join(map(str, cells)), flush=True)


def header(*cells):
    row(*cells)
    row(*["---"] * len(cells))


class Tally:
    """How much was compared, and what was wrong."""

    def __init__(self):
        self.compared = 0
        self.failed = 0

    def add(self, name, problems=()):
        """One comparison, which failed if there are problems."""
        self.compared += 1
        if problems:
            self.failed += 1
            print("FAILED %s: %s" % (name, "; ".join(problems)), file=sys.stderr, flush=True)

    def finish(self):
        """Prints the counts as the last line; the exit code is 0 if all of something is right."""
        sys.stderr.flush()
        print("compared %d, failed %d" % (self.compared, self.failed))
        sys.exit(0 if self.compared and not self.failed else 1)


def compare_all(check, arguments):
    """Has each network compared, or with --models FOLDER each model in it, and ends the process.

    What cannot be compared is a failure, and the next one is taken.
    """
    if arguments[:1] == ["--models"] and len(arguments) == 2:
        items, compare = models(arguments[1]), check.model
        if not items:
            print("no model NETWORK/CASE/*.pdmodel in " + arguments[1], file=sys.stderr)
    elif not any(argument.startswith("-") for argument in arguments):
        items, compare = arguments or NETWORKS, check.network
    else:
        sys.exit("usage: check.sh [NETWORK ... | --models FOLDER]")
    for item in items:
        with tempfile.TemporaryDirectory() as work:
            try:
                compare(item, pathlib.Path(work))
            except Exception as failure:
                check.tally.add(item, ["%s: %s" % (type(failure).__name__, failure)])
    check.tally.finish()
