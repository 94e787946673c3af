/** The sizes of the layers of well-known networks. */
@NullMarked
package dev.octet.bench.shape;

import org.jspecify.annotations.NullMarked;
