/** Single kernels with data to run them on. */
@NullMarked
package dev.octet.bench.kernel;

import org.jspecify.annotations.NullMarked;
