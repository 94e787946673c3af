/** Threads that share the work of one run. */
@NullMarked
package dev.octet.engine.parallel;

import org.jspecify.annotations.NullMarked;
