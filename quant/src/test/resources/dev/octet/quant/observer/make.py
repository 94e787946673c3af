"""Makes histograms.npz and kl.npz: what NumPy 1.26.4 counts and what Paddle 2.6.2 searches.

usage: python make.py
"""
import numpy as np
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


main()
