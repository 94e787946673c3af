"""Data, evaluation and file helpers shared by all data scripts.

Conventions used everywhere
---------------------------
* input      : float32 NCHW [N, 1, 28, 28]; x = ((p / 255f) - 0.5f) / 0.5f in float32 arithmetic,
               p = the unsigned byte of the IDX file.
* noise      : (denoising / segmentation tasks) x_noisy = x + n, n in [-1, 1) from `hash_noise`, a
               32-bit integer hash that any language can reproduce bit by bit.
* metrics    : accuracy = share of the 10,000 test images whose arg max is the label (first index
               wins); psnr_db = 10*log10(1 / mean squared error over all test pixels), target p/255;
               iou = |A and B| / |A or B| over all test pixels, A = output > 0.5, B = p > 64.
"""
import gzip
import json
import os
import struct

import numpy as np

TRAIN_NOISE_SEED, TEST_NOISE_SEED = 1, 2
FOREGROUND = 64
SIDE = 28


def read_idx(path):
    with gzip.open(path, "rb") as f:
        raw = f.read()
    dims = struct.unpack(">%dI" % raw[3], raw[4:4 + 4 * raw[3]])
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * raw[3]).reshape(dims)


def write_idx(path, array):
    head = bytes([0, 0, 8, array.ndim]) + struct.pack(">%dI" % array.ndim, *array.shape)
    with open(path, "wb") as f:
        f.write(gzip.compress(head + np.ascontiguousarray(array, np.uint8).tobytes(), 9, mtime=0))


def to_input(images):
    p = images.astype(np.float32).reshape(-1, 1, SIDE, SIDE)
    return (p / np.float32(255) - np.float32(0.5)) / np.float32(0.5)


def hash_noise(seed, first_image, count):
    """Uniform noise in [-1, 1), one value a pixel, float32 [count, 1, 28, 28].

    All arithmetic is unsigned 32-bit with wrap-around; i = image index * 784 + row * 28 + column.
    h = i * 0x9E3779B1 + seed * 0x85EBCA77; h ^= h >>> 15; h *= 0x2C1B3C6D; h ^= h >>> 12;
    h *= 0x297A2D39; h ^= h >>> 15; n = (h >>> 8) * 2^-23 - 1  (exact in float32)
    """
    i = np.arange(first_image * SIDE * SIDE, (first_image + count) * SIDE * SIDE, dtype=np.uint64)
    m = np.uint64(0xFFFFFFFF)
    u = np.uint64
    h = (i * u(0x9E3779B1) + u(seed * 0x85EBCA77)) & m
    h ^= h >> u(15)
    h = (h * u(0x2C1B3C6D)) & m
    h ^= h >> u(12)
    h = (h * u(0x297A2D39)) & m
    h ^= h >> u(15)
    n = (h >> u(8)).astype(np.float64) * 2.0 ** -23 - 1.0
    return n.astype(np.float32).reshape(count, 1, SIDE, SIDE)


class Data:
    """Fashion-MNIST seen through one task: 'classify', 'denoise' or 'segment'."""

    def __init__(self, folder, task):
        f = lambda n: read_idx(os.path.join(folder, n))
        self.task = task
        self.train_u8, self.test_u8 = f("train-images-idx3-ubyte.gz"), f("t10k-images-idx3-ubyte.gz")
        self.train_labels, self.test_labels = f("train-labels-idx1-ubyte.gz"), f("t10k-labels-idx1-ubyte.gz")

    def inputs(self, split, start, count):
        u8 = (self.train_u8 if split == "train" else self.test_u8)[start:start + count]
        x = to_input(u8)
        if self.task != "classify":
            seed = TRAIN_NOISE_SEED if split == "train" else TEST_NOISE_SEED
            x = x + hash_noise(seed, start, len(u8))
        return x

    def targets(self, split, start, count):
        u8 = (self.train_u8 if split == "train" else self.test_u8)[start:start + count]
        if self.task == "classify":
            labels = self.train_labels if split == "train" else self.test_labels
            return labels[start:start + count].astype(np.int64).reshape(-1, 1)
        if self.task == "denoise":
            return u8.astype(np.float32).reshape(-1, 1, SIDE, SIDE) / np.float32(255)
        return (u8 > FOREGROUND).astype(np.float32).reshape(-1, 1, SIDE, SIDE)


METRIC = {"classify": "accuracy", "denoise": "psnr_db", "segment": "iou"}


def evaluate(run, data, batch=50, total=10000):
    """`run` maps an input batch to an output batch. Returns the task's metric over the test set."""
    right = 0
    sq = pixels = 0.0
    inter = union = 0
    for s in range(0, total, batch):
        y = np.asarray(run(data.inputs("test", s, batch)))
        t = data.targets("test", s, batch)
        if data.task == "classify":
            right += int((y.reshape(len(t), -1).argmax(1) == t[:, 0]).sum())
        elif data.task == "denoise":
            sq += float(((y.astype(np.float64) - t) ** 2).sum())
            pixels += t.size
        else:
            a, b = y > 0.5, t > 0.5
            inter += int((a & b).sum())
            union += int((a | b).sum())
    if data.task == "classify":
        return right / total
    if data.task == "denoise":
        return 10 * float(np.log10(pixels / sq))
    return inter / union


def write_json(path, value):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        json.dump(value, f, indent=1, sort_keys=True)
        f.write("\n")


def read_json(path):
    with open(path) as f:
        return json.load(f)


def load_runner(folder, model="model.pdmodel", params="model.pdiparams"):
    """Load an inference model in its own scope. Returns (run, program, feed names, fetch vars, scope)."""
    import paddle
    exe = paddle.static.Executor(paddle.CPUPlace())
    scope = paddle.static.Scope()
    with paddle.static.scope_guard(scope):
        prog, feeds, fetches = paddle.static.load_inference_model(
            folder, exe, model_filename=model, params_filename=params)

    def run(x, fetch=None):
        with paddle.static.scope_guard(scope):
            got = exe.run(prog, feed={feeds[0]: x}, fetch_list=fetch or fetches)
        return got if fetch else got[0]

    return run, prog, feeds, fetches, scope


def describe(program, feeds, fetches):
    """Input/output names and op counts of a loaded program, for the manifest."""
    ops = {}
    for op in program.global_block().ops:
        ops[op.type] = ops.get(op.type, 0) + 1
    return {"inputs": list(feeds), "outputs": [v.name for v in fetches], "ops": ops}


def golden(folder_model, out_file, data, count=16):
    """Run a saved model on the first `count` test images and store its output."""
    run, prog, feeds, fetches, _ = load_runner(folder_model)
    os.makedirs(os.path.dirname(out_file), exist_ok=True)
    np.save(out_file, run(data.inputs("test", 0, count)))
    return run, describe(prog, feeds, fetches)
