/** From samples to thresholds, and from a float graph to a quantized one. */
@NullMarked
package dev.octet.quant;

import org.jspecify.annotations.NullMarked;
