/** JMH benchmarks of kernels and of whole models. */
@NullMarked
package dev.octet.bench.jmh;

import org.jspecify.annotations.NullMarked;
