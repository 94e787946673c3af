package dev.octet.bench;

/**
 * How fast a kernel is on one shape, in 10^9 multiply-adds a second.
 *
 * @param times how often the network has the shape
 * @param worstCase int8, activations of either sign and the largest weights
 * @param oneSided int8, activations from 0 on and weights of a normal distribution
 */
record KernelResult(
    String network,
    String kernel,
    String shape,
    int times,
    long multiplyAdds,
    double float32,
    double worstCase,
    double oneSided) {}
