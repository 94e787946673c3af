/** The kernels on the Vector API, bit for bit equal to the scalar ones. */
@NullMarked
package dev.octet.engine.kernel.vector;

import org.jspecify.annotations.NullMarked;
