"""Runs what Octet writes in Paddle.

Each network of testdata/models is converted and quantized by ./octet, run by Paddle's executor on
its plain CPU kernels, and compared with what Octet computes. Prints a table in Markdown; the exit
code is 1 if a float network does not keep its bits, an int8 form with quantize_linear does not come
back to Octet with its bits, or the means of differences are too large.
"""

import gzip
import pathlib
import subprocess
import sys
import tempfile

import numpy as np  # before paddle, whose zlib clashes with that of Python

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
TESTDATA = ROOT / "testdata"
IMAGES = 1000
LARGEST_MEAN = 1e-3
NETWORKS = ["lenet", "mobilenetv1", "resnet", "denoiser"]


def octet(*args):
    command = [str(ROOT / "octet"), *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit("%s\n%s" % (" ".join(command), done.stderr))
    return done.stdout


def test_images():
    with gzip.open(TESTDATA / "fashion" / "t10k-images-idx3-ubyte.gz") as file:
        pixels = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 1, 28, 28)
    half = np.float32(0.5)
    return (pixels[:IMAGES].astype(np.float32) / np.float32(255) - half) / half


def network_input(net):
    noisy = TESTDATA / "golden" / net / "noisy-test-64.npy"
    return np.load(noisy) if noisy.exists() else test_images()


def calibration(net):
    own = TESTDATA / "golden" / net / "calibration-256.npy"
    return own if own.exists() else TESTDATA / "fashion" / "calib512-images-idx3-ubyte.gz"


class Paddle:
    """Runs models; imported late, after the files that numpy reads."""

    def __init__(self):
        import paddle

        paddle.enable_static()
        self.paddle = paddle
        self.executor = paddle.static.Executor(paddle.CPUPlace())

    def run(self, folder, image):
        static = self.paddle.static
        with static.scope_guard(static.Scope()):
            program, feeds, fetches = static.load_inference_model(
                str(folder / "model"), self.executor)
            return self.executor.run(program, feed={feeds[0]: image}, fetch_list=fetches)[0]


def run_octet(model, file, work):
    outputs = work / "outputs"
    result = octet("run", model, "--input", file, "--output-dir", outputs, "--json")
    written = sorted(outputs.glob("*.npy"))
    assert len(written) == 1, result
    array = np.load(written[0])
    written[0].unlink()
    return array


def bits(a, b):
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


def yes(flag):
    return "yes" if flag else "no"


def top1(a, b):
    if a.ndim != 2:
        return "-"
    same = int((a.argmax(1) == b.argmax(1)).sum())
    return "%d of %d" % (same, len(a))


def row(*cells):
    print("| %s |" % " | ".join(cells), flush=True)


def line(net, form, paddle, reference, back):
    difference = np.abs(paddle.astype(np.float64) - reference)
    row(net, form, yes(bits(paddle, reference)), top1(paddle, reference),
        "%.1e" % difference.mean(), "%.1e" % difference.max(), back)
    return difference.mean()


def check(net, paddle, work):
    image = network_input(net)
    file = work / "input.npy"
    np.save(file, image)
    fp32 = TESTDATA / "models" / net / "fp32"
    failures = []

    octet("convert", fp32, work / "fp32.octet")
    octet("convert", work / "fp32.octet", work / "fp32")
    original = paddle.run(fp32, image)
    written = paddle.run(work / "fp32", image)
    own = run_octet(fp32, file, work)
    same = bits(run_octet(work / "fp32", file, work), own)
    line(net, "FP32, beside the original", written, original, yes(same))
    if not bits(written, original) or not same:
        failures.append(net + ": FP32 lost its bits")

    int8 = work / "int8.octet"
    octet("quantize", fp32, "--data", calibration(net), "--limit", 256, "--out", int8)
    own = run_octet(int8, file, work)
    for form in ["paddle", "paddle-onnx"]:
        octet("convert", int8, work / form, "--format", form)
        again = run_octet(work / form, file, work)
        back = "yes" if bits(again, own) else "%.1e" % np.abs(again - own).mean()
        mean = line(net, "int8, " + form, paddle.run(work / form, image), own, back)
        if mean > LARGEST_MEAN:
            failures.append("%s: %s differs by %s on average" % (net, form, mean))
        if form == "paddle-onnx" and back != "yes":
            failures.append("%s: %s does not come back with its bits" % (net, form))
    return failures


def main(networks):
    images = {net: network_input(net) for net in networks}  # read before Paddle is there
    del images
    paddle = Paddle()
    row("network", "written as", "same bits", "same top-1", "mean difference", "largest",
        "read back by Octet: same bits, else mean difference")
    row(*["---"] * 7)
    failures = []
    for net in networks:
        with tempfile.TemporaryDirectory() as work:
            failures += check(net, paddle, pathlib.Path(work))
    sys.exit("\n".join(failures))


if __name__ == "__main__":
    main(sys.argv[1:] or NETWORKS)
