/** The normative kernels in plain Java: the oracle of the tests and the fallback. */
@NullMarked
package dev.octet.engine.kernel.scalar;

import org.jspecify.annotations.NullMarked;
