/** Measures times so that they can be compared on a machine that others use too. */
@NullMarked
package dev.octet.bench.measure;

import org.jspecify.annotations.NullMarked;
