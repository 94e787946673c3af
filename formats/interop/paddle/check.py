"""Runs what Octet writes in Paddle.

Each network of testdata/models is converted and quantized by ./octet, run by Paddle's executor on
its plain CPU kernels, and compared with what Octet computes. With --models FOLDER all models in it
(NETWORK/CASE/*.pdmodel) are read and written again instead. Prints a table in Markdown, and how many
comparisons there were and failed; the exit code is 1 if there were none, or if a float network does
not keep its bits, a form does not come back to Octet with its bits, or differences are too large.
"""

import pathlib
import sys

import numpy as np  # before paddle, whose zlib clashes with that of Python

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from common import *  # noqa: E402

IMAGES = 1000
LARGEST_MEAN = 1e-3
LARGEST = 0.1  # steps of an integer, where rounding falls on a tie


class Paddle:
    """Runs models; imported late, after the files that numpy reads."""

    def __init__(self):
        import paddle

        paddle.enable_static()
        self.paddle = paddle
        self.executor = paddle.static.Executor(paddle.CPUPlace())

    def run(self, folder, image, name="model"):
        static = self.paddle.static
        with static.scope_guard(static.Scope()):
            program, feeds, fetches = static.load_inference_model(
                str(folder / name), self.executor)
            return self.executor.run(program, feed={feeds[0]: image}, fetch_list=fetches)[0]

    def run_layout(self, folder, layout, image):
        """The other layouts, which only the predictor reads; it fuses nothing here."""
        inference = self.paddle.inference
        config = (inference.Config(str(folder)) if layout == "separate" else
                  inference.Config(str(folder / "__model__"), str(folder / "__params__")))
        config.switch_ir_optim(False)
        config.disable_glog_info()
        predictor = inference.create_predictor(config)
        predictor.get_input_handle(predictor.get_input_names()[0]).copy_from_cpu(image)
        predictor.run()
        return predictor.get_output_handle(predictor.get_output_names()[0]).copy_to_cpu()


class Check:
    def __init__(self, paddle):
        self.paddle = paddle
        self.tally = Tally()

    def line(self, net, form, theirs, ours, again, exact=False, tolerance=0):
        """One row: Paddle on the written model, Octet on what was written, and read back."""
        mean, largest = distance(theirs, ours)
        back = again is None or bits(again, ours)
        row(net, form, yes(bits(theirs, ours)), top1(theirs, ours), "%.1e" % mean,
            "%.1e" % largest, "-" if again is None else yes(back))
        problems = []
        if exact and not bits(theirs, ours):
            problems.append("lost its bits")
        if not mean <= LARGEST_MEAN:
            problems.append("differs by %s on average" % mean)
        if not largest <= LARGEST:
            problems.append("differs by %s" % largest)
        if not back and not distance(again, ours)[1] <= tolerance:
            problems.append("does not come back with its bits")
        self.tally.add("%s, %s" % (net, form), problems)

    def network(self, net, work):
        image = network_input(net, IMAGES)
        file = work / "input.npy"
        np.save(file, image)
        fp32 = TESTDATA / "models" / net / "fp32"
        original = self.paddle.run(fp32, image)
        octet("convert", fp32, work / "fp32.octet")
        octet("convert", work / "fp32.octet", work / "fp32")
        self.line(net, "FP32, beside the original", self.paddle.run(work / "fp32", image), original,
                  None, exact=True)
        same = bits(run_octet(work / "fp32", file, work), run_octet(fp32, file, work))
        self.tally.add(net + ", FP32, read back",
                       [] if same else ["does not come back with its bits"])
        for layout in ["combined", "separate"]:
            folder = work / layout
            octet("convert", work / "fp32.octet", folder, "--layout", layout)
            self.line(net, "FP32, %s, beside the original" % layout,
                      self.paddle.run_layout(folder, layout, image), original, None, exact=True)

        int8 = work / "int8.octet"
        octet("quantize", fp32, "--data", calibration(net), "--limit", 256, "--out", int8)
        own = run_octet(int8, file, work)
        for form in ["paddle", "paddle-onnx"]:
            octet("convert", int8, work / form, "--format", form)
            self.line(net, "int8, " + form, self.paddle.run(work / form, image), own,
                      run_octet(work / form, file, work))

        # Paddle itself cannot run integer weights with scales: it gets the real numbers. Files
        # hold scales in float32, of which the real weights come back to a unit in the last place.
        for width in ["8", "16"]:
            weights = work / ("weights%s.octet" % width)
            octet("quantize", "--dynamic", fp32, "--weight-bits", width, "--out", weights)
            octet("convert", weights, work / ("weights" + width), "--format", "paddle")
            real = work / ("real" + width)
            octet("convert", weights, real, "--format", "paddle-float")
            self.line(net, "int%s weights, paddle-float" % width, self.paddle.run(real, image),
                      run_octet(weights, file, work),
                      run_octet(work / ("weights" + width), file, work), tolerance=1e-4)

    def model(self, folder, work):
        """A model of any encoding, read and written again."""
        net, case = folder.parts[-2:]
        image = network_input(net, IMAGES)
        file = work / "input.npy"
        np.save(file, image)
        own = run_octet(folder, file, work)
        name = "%s/%s" % (net, case)
        kind = encoding(folder)
        # In another form than its own a model rounds in another place.
        own_form = {"float": "paddle", "frozen-v1": "paddle"}
        forms = {"float": ["paddle"], "weight-only": ["paddle-float"]}
        for form in forms.get(kind, ["paddle", "paddle-onnx"]):
            target = work / form
            octet("convert", folder, target, "--format", form)
            self.line(name, "%s, written as %s" % (kind, form), self.paddle.run(target, image), own,
                      None if form == "paddle-float" else run_octet(target, file, work),
                      tolerance=0 if form == own_form.get(kind, "paddle-onnx") else 1)


def main(arguments):
    test_images(IMAGES)  # read before Paddle is there
    check = Check(Paddle())
    header("network", "written as", "same bits", "same top-1", "mean difference", "largest",
           "read back by Octet: same bits")
    compare_all(check, arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
