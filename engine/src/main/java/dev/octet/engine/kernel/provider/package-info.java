/** Chooses between the sets of inner loops. */
@NullMarked
package dev.octet.engine.kernel.provider;

import org.jspecify.annotations.NullMarked;
