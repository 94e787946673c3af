/** JMH benchmarks of whole models. */
@NullMarked
package dev.octet.bench;

import org.jspecify.annotations.NullMarked;
