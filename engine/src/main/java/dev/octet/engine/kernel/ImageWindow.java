package dev.octet.engine.kernel;

/**
 * A window that moves over one image {@code [height,width,channels]} and gives {@code
 * [outputHeight,outputWidth,channels]}. Tap (r, s) of output (i, j) reads row {@code i·strideHeight
 * - padTop + r·dilationHeight} and column {@code j·strideWidth - padLeft + s·dilationWidth}; taps
 * outside of the image are skipped. A negative {@code padTop} starts below the first row.
 */
public record ImageWindow(
    int height,
    int width,
    int channels,
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int dilationHeight,
    int dilationWidth,
    int padTop,
    int padLeft,
    int outputHeight,
    int outputWidth) {}
