/** Figures of quality over any number of samples. */
@NullMarked
package dev.octet.quant.metric;

import org.jspecify.annotations.NullMarked;
