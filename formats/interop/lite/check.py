"""Runs the .nb files that octet opt writes for x86 in Paddle Lite 2.10.

Each network of testdata/models is written as it is, with int8 and int16 weights, and quantized
statically; with --models FOLDER all models in it (NETWORK/CASE/*.pdmodel) are written as they are.
Prints a table in Markdown: sizes, and how far Paddle Lite's answers are from Octet's on the same
file. The last line says how many comparisons there were and failed; the exit code is 1 if there were
none, a file does not load or run, or an answer is further off than 1e-5.
"""

import pathlib
import subprocess
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from common import *  # noqa: E402

IMAGES = 64
TOLERANCE = 1e-5

# Paddle Lite ends the process on errors.
RUN = """
import sys, numpy, paddlelite.lite as lite
config = lite.MobileConfig()
config.set_model_from_file(sys.argv[1])
predictor = lite.create_paddle_predictor(config)
predictor.get_input(0).from_numpy(numpy.load(sys.argv[2]))
predictor.run()
numpy.save(sys.argv[3], predictor.get_output(0).numpy())
"""


def run_lite(model, file, work):
    """The answer, or the last line of what Paddle Lite says instead."""
    output = work / "lite.npy"
    output.unlink(missing_ok=True)
    done = subprocess.run([sys.executable, "-c", RUN, str(model), str(file), str(output)],
                          capture_output=True, text=True)
    if output.exists():
        return np.load(output)
    return (done.stderr or "exit code %d" % done.returncode).strip().splitlines()[-1]


class Check:
    def __init__(self):
        self.tally = Tally()

    def line(self, net, what, model, file, work, reference, parameters, *flags):
        out = work / "written"
        written = json.loads(octet("opt", "--model_dir=%s" % model, "--optimize_out=%s" % out,
                                   "--valid_targets=x86", "--json", *flags))
        nb = pathlib.Path(written["out"])
        answer = run_lite(nb, file, work) if nb.suffix == ".nb" else "written as " + nb.name
        share = written["parameterBytes"] / parameters
        if isinstance(answer, str):
            row(net, what, nb.stat().st_size, "%.2f" % share, "no: " + answer, "-", "-")
            self.tally.add("%s, %s" % (net, what), [answer])
            return
        own = run_octet(nb, file, work)
        largest = distance(answer.reshape(own.shape), own)[1]
        row(net, what, nb.stat().st_size, "%.2f" % share, "yes", "%.1e" % largest,
            top1(answer.reshape(reference.shape), reference))
        self.tally.add("%s, %s" % (net, what),
                       [] if largest <= TOLERANCE else ["differs by %s" % largest])

    def network(self, net, work):
        file = work / "input.npy"
        np.save(file, network_input(net, IMAGES))
        fp32 = TESTDATA / "models" / net / "fp32"
        own = run_octet(fp32, file, work)
        parameters = (fp32 / "model.pdiparams").stat().st_size
        self.line(net, "FP32", fp32, file, work, own, parameters)
        for kind in ["QUANT_INT16", "QUANT_INT8"]:
            self.line(net, kind, fp32, file, work, own, parameters, "--quant_model=true",
                      "--quant_type=" + kind)
        for form in ["paddle", "paddle-onnx"]:
            octet("quantize", fp32, "--data", calibration(net), "--limit", 256, "--out",
                  work / form, "--format", form)
            self.line(net, "static int8, " + form, work / form, file, work, own, parameters)

    def model(self, folder, work):
        net, case = folder.parts[-2:]
        file = work / "input.npy"
        np.save(file, network_input(net, IMAGES))
        size = sum(f.stat().st_size for f in folder.glob("*.pdiparams"))
        self.line("%s/%s" % (net, case), encoding(folder), folder, file, work,
                  run_octet(folder, file, work), size)


def main(arguments):
    check = Check()
    header("network", "written as", "bytes of the .nb file", "parameters, share of the model's",
           "runs in Paddle Lite", "largest difference from Octet", "same top-1 as the model")
    compare_all(check, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
