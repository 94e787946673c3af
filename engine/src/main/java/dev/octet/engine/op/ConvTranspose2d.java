package dev.octet.engine.op;

/**
 * 2-D transposed convolution. Inputs: x {@code [N,C,H,W]}, filter {@code [C,K/groups,kh,kw]}, then
 * what the epilogue asks for. Output {@code [N,K,OH,OW]} with {@code OH = (H-1)·stride - pads +
 * dilation·(kh-1) + 1 + outputPaddingHeight}; where {@code outputHeight} is not 0 it is that
 * instead and must lie less than one stride above.
 */
public record ConvTranspose2d(
    Window window,
    int groups,
    int outputPaddingHeight,
    int outputPaddingWidth,
    int outputHeight,
    int outputWidth,
    Epilogue epilogue)
    implements Op {}
