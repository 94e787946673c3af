package dev.octet.quant;

import dev.octet.quant.observer.RoundingRange;

/**
 * How thresholds are found.
 *
 * @param histPercent the share of magnitudes that {@link Algorithm#HIST} keeps
 * @param range what {@link Algorithm#MSE} and {@link Algorithm#EMD} round to
 * @param batchSize samples a batch
 * @param limit how many samples are asked for
 */
record CalibrationMethod(
    Algorithm algorithm, double histPercent, RoundingRange range, int batchSize, int limit) {}
