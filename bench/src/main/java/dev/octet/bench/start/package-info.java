/** Starts of fresh virtual machines. */
@NullMarked
package dev.octet.bench.start;

import org.jspecify.annotations.NullMarked;
