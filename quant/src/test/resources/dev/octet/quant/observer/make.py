"""Makes histograms.npz, kl.npz and search.npz: what NumPy 1.26.4 counts and what Paddle 2.6.2 searches.

usage: python make.py
"""
import numpy as np
from paddle.static.quantization import PostTrainingQuantization, utils
from paddle.static.quantization.cal_kl_threshold import cal_kl_threshold

BINS = 2048


def histogram_cases(rng):
    """name -> float32 values; the range is that of their magnitudes."""
    grid = np.arange(0, 4096, dtype=np.float32) / np.float32(4096)     # many values lie on an edge
    return {
        "normal": rng.normal(0, 1, 5000).astype(np.float32),
        "on-the-edges": np.concatenate([grid, [np.float32(1)]]),
        "tenths": (np.arange(0, 2049) * 0.1).astype(np.float32),
        "offset": rng.normal(5, 0.5, 3000).astype(np.float32),
        "narrow": (np.float32(3) + np.arange(0, 300, dtype=np.float32) * np.float32(2 ** -22)),
        "tiny": (rng.normal(0, 1, 1000) * 1e-30).astype(np.float32),
        "huge": (rng.normal(0, 1, 1000) * 1e37).astype(np.float32),
        "pixels": (rng.integers(0, 256, 4000).astype(np.float32) / np.float32(255) - np.float32(0.5))
        / np.float32(0.5),
    }


def histograms(rng):
    arrays = {}
    for name, x in histogram_cases(rng).items():
        a = np.abs(x)
        _, edges = np.histogram([], bins=BINS, range=(float(a.min()), float(a.max())))
        counts, _ = np.histogram(a, bins=edges)
        arrays[name + "/x"], arrays[name + "/edges"] = x, edges
        arrays[name + "/counts"] = counts.astype(np.int32)
    return arrays


def kl_cases(rng):
    """name -> (counts, bin width)"""
    cases = {}
    few = np.zeros(BINS, np.int64)
    few[rng.integers(0, BINS, 40)] = 1
    lower = np.zeros(BINS, np.int64)
    lower[:700] = rng.integers(1, 100, 700)
    two = np.zeros(BINS, np.int64)
    two[[0, BINS - 1]] = 5
    outlier = np.zeros(BINS, np.int64)
    outlier[:900] = rng.integers(1, 100, 900)
    outlier[BINS - 1] = 1
    first = np.zeros(BINS, np.int64)
    first[0] = 9
    cases.update({
        "few": (few, 0.25), "lower-half": (lower, 0.001), "both-ends": (two, 1.0), "outlier": (outlier, 0.01),
        "first-bin": (first, 0.5),
        "uniform": (np.full(BINS, 3, np.int64), 0.1),
        "exponential": (np.floor(1e5 * np.exp(-np.arange(BINS) / 150.0)).astype(np.int64), 0.003),
        "random": (rng.integers(0, 50, BINS), 0.7)})
    return cases


def search_cases(rng):
    """name -> batches of float32 values"""
    return {
        "normal": [rng.normal(0, 1, 1500).astype(np.float32) for _ in range(2)],
        "rectified": [np.maximum(rng.normal(0, s, 1300), 0).astype(np.float32) for s in (1, 2, 1.5)],
        "negative": [-np.abs(rng.normal(0, 1, 700)).astype(np.float32)],
        "few": [np.float32([0.25, -3, 7])],
    }


def search(sample, batches, onnx_format):
    """The threshold that a _sample_ function of Paddle finds in one variable."""
    it = PostTrainingQuantization.__new__(PostTrainingQuantization)
    it._quantized_threshold, it._quantized_weight_var_name = {}, set()
    it._quantized_act_var_name, it._zero_size_var_names = {"x"}, set()
    it._best_calibration_loss, it._activation_bits, it._onnx_format = {}, 8, onnx_format
    it._scope = None
    for batch in batches:
        utils.load_variable_data = lambda scope, name: batch
        sample(it)
    return np.float64(it._quantized_threshold["x"])


def searches(rng):
    arrays = {}
    for name, batches in search_cases(rng).items():
        arrays[name + "/x"] = np.concatenate(batches)
        arrays[name + "/lengths"] = np.int32([len(b) for b in batches])
        for algo in ("mse", "emd", "ptf"):
            sample = getattr(PostTrainingQuantization, "_sample_" + algo)
            arrays[name + "/" + algo] = search(sample, batches, False)
            arrays[name + "/" + algo + "-onnx"] = search(sample, batches, True)
    return arrays


def main():
    rng = np.random.default_rng(7)
    np.savez_compressed("histograms.npz", **histograms(rng))
    arrays = {}
    for name, (counts, width) in kl_cases(rng).items():
        arrays[name + "/counts"] = counts.astype(np.int32)
        arrays[name + "/width"] = np.float64(width)
        arrays[name + "/threshold"] = np.float64(cal_kl_threshold(counts.astype(np.int64), float(width), 8))
        print(name, arrays[name + "/threshold"] / width)
    np.savez_compressed("kl.npz", **arrays)
    np.savez_compressed("search.npz", **searches(np.random.default_rng(8)))


main()
