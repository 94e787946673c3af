/** What calibration gathers about values, and how thresholds follow from it. */
@NullMarked
package dev.octet.quant.observer;

import org.jspecify.annotations.NullMarked;
